"""What is declared of packages of npm: as it is installed; in its own lock as npm itself would say it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from assay.core.snapshot import Snapshot
from assay.tools.npm_packages import (
    Installed,
    Lock,
    declared,
    doubts,
    locked_otherwise,
    locks_in,
    relocked,
    told_in,
    wanted,
    with_development,
)
from support.eslint import ROOT, node_folder

TOP = PurePosixPath()
VERSIONS = {"eslint": "9.39.5", "globals": "14.0.0", "@eslint/js": "9.39.5"}
INSTALLED = Installed(frozenset(VERSIONS), VERSIONS)


def package(**tables: Mapping[str, str]) -> str:
    return json.dumps(tables)


CASES: list[tuple[list[Mapping[str, Mapping[str, str]]], Mapping[str, str]]] = [
    ([{"devDependencies": {"eslint": "^9"}}], {"@eslint/js": "^9.39.5", "globals": "^14.0.0"}),
    ([{"devDependencies": {"eslint": "9.39.5"}}], {"@eslint/js": "9.39.5", "globals": "14.0.0"}),
    ([{"devDependencies": {"eslint": "^8.57.0", "@eslint/js": "9", "globals": "*"}}], {"eslint": "^9.39.5"}),
    (
        [{"dependencies": {"eslint": "8"}, "peerDependencies": {"globals": "1", "@eslint/js": "9"}}],
        {},
    ),
    (
        [{"dependencies": {"eslint": "8"}, "devDependencies": {"eslint": "8", "@eslint/js": "9", "globals": "*"}}],
        {},
    ),
    ([{}, {"devDependencies": {"eslint": "^8", "globals": "14", "@eslint/js": "9"}}], {}),
    ([{"devDependencies": {"eslint": "latest", "globals": "catalog:", "@eslint/js": "workspace:*"}}], {}),
    ([{}], {"@eslint/js": "^9.39.5", "eslint": "^9.39.5", "globals": "^14.0.0"}),
]


@pytest.mark.parametrize(("texts", "needed"), CASES)
def test_what_a_fresh_copy_lacks_is_wanted_as_it_is_installed(
    texts: list[Mapping[str, Mapping[str, str]]], needed: Mapping[str, str]
) -> None:
    assert wanted(INSTALLED, map(json.dumps, texts)) == needed


@pytest.mark.parametrize("version", ["1 || *", "file:../elsewhere", "https:x.tgz", "", "latest"])
def test_what_an_installed_package_says_of_its_version_is_not_taken_for_one(version: str) -> None:
    assert wanted(Installed(frozenset({"globals"}), {"globals": version}), [package()]) == {}


def test_of_what_is_doubtful_it_is_said_why() -> None:
    text = package(dependencies={"eslint": "^8"}, devDependencies={"@eslint/js": "latest", "own": "*"})
    assert [*doubts(Installed(INSTALLED.names | {"own"}, VERSIONS), [text])] == [
        "package.json declares @eslint/js as latest, which may not mean the 9.39.5 that is installed",
        "package.json declares eslint as ^8, which does not admit the 9.39.5 that is installed",
        "globals is installed and not declared in package.json; add it there",
        "own is here in a way that tells nobody what * brings elsewhere",
    ]
    assert [*doubts(INSTALLED, [package(devDependencies={"eslint": "9"}), package(dependencies=VERSIONS)])] == []


def test_the_nearest_locks_hold_even_where_it_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "yarn.lock").write_text("# yarn\n")
    snapshot = Snapshot(tmp_path)
    yarn = Lock(PurePosixPath("yarn.lock"), "# yarn\n")
    assert locks_in(snapshot, PurePosixPath("a")) == (yarn,)
    (tmp_path / "package-lock.json").write_text("{}")
    assert locks_in(snapshot, PurePosixPath("a")) == (Lock(PurePosixPath("package-lock.json"), "{}"), yarn)
    (tmp_path / "a" / "bun.lockb").write_bytes(b"\xff\xfe\x00")
    assert locks_in(snapshot, PurePosixPath("a")) == (Lock(PurePosixPath("a/bun.lockb"), None),)
    assert locks_in(Snapshot(tmp_path), PurePosixPath("b")) == (Lock(PurePosixPath("package-lock.json"), "{}"), yarn)
    assert told_in(snapshot, PurePosixPath("a")) == (None, None)


RANGES = {"@eslint/js": "^9.39.5", "globals": "^14.0.0"}


def lock(change: Mapping[str, Any] | None = None, *, name: str = "package-lock.json", version: int = 3) -> Lock:
    entry = {"version": "14.0.0", "integrity": "sha512-x", "dev": True, **(change or {})}
    packages = {"": {"devDependencies": {"eslint": "9"}}, "node_modules/globals": entry}
    return Lock(PurePosixPath(name), json.dumps({"lockfileVersion": version, "packages": packages}))


def relocked_globals(held: Lock) -> str | None:
    return relocked(held, TOP, {"globals": "^14.0.0"}, INSTALLED)


@pytest.mark.parametrize(
    "held",
    [
        lock({"version": "13.0.0"}),
        lock({"peer": True}),
        lock({"devOptional": True}),
        lock({"link": True}),
        lock({"integrity": None} | {"version": None}),
        lock(version=1),
        lock(name="yarn.lock"),
        lock(name="above/package-lock.json"),
        Lock(PurePosixPath("package-lock.json"), None),
        Lock(PurePosixPath("package-lock.json"), '{"lockfileVersion": 3, "packages": []}'),
        Lock(PurePosixPath("package-lock.json"), '{"lockfileVersion": 3, "packages": {"": null}}'),
    ],
)
def test_a_lock_of_which_more_would_change_is_left_alone(held: Lock) -> None:
    assert relocked_globals(lock()) is not None
    assert relocked_globals(held) is None


def test_a_lock_with_another_version_than_is_installed_is_noticed() -> None:
    assert locked_otherwise(lock(), INSTALLED) == ()
    assert locked_otherwise(lock({"version": "13.24.0"}), INSTALLED) == ("globals",)


def test_npm_itself_says_the_same_in_its_lock(tmp_path: Path) -> None:
    text = json.dumps(
        {"name": "shop", "devDependencies": {"@eslint/migrate-config": "3.0.3", "eslint": "^9"}}, indent=2
    )
    held = json.loads((ROOT / "scripts" / "requirements" / "eslint" / "package-lock.json").read_text())
    held["packages"][""] = json.loads(text)
    (tmp_path / "package.json").write_text(text)
    (tmp_path / "package-lock.json").write_text(json.dumps(held))
    _lock_by_npm(tmp_path)
    before = Lock(PurePosixPath("package-lock.json"), (tmp_path / "package-lock.json").read_text())
    after = relocked(before, TOP, RANGES, INSTALLED)
    assert after != before.text
    (tmp_path / "package.json").write_text(with_development(text, RANGES))
    _lock_by_npm(tmp_path)
    assert (tmp_path / "package-lock.json").read_text() == after
    assert declared((tmp_path / "package.json").read_text()).items() >= RANGES.items()


def _lock_by_npm(folder: Path) -> None:
    npm = node_folder().parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    asked = ("install", "--package-lock-only", "--offline", "--ignore-scripts", "--no-audit", "--no-fund")
    environ = {"HOME": str(folder), "PATH": str(node_folder())}
    argv = [str(node_folder() / "node"), str(npm), *asked]
    subprocess.run(argv, cwd=folder, env=environ, check=True, capture_output=True)
