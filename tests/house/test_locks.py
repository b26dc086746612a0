"""The locks under scripts/requirements/: complete, hashed, and true to pyproject.toml."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "scripts" / "requirements"
DECLARED: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = [*DECLARED["project"]["dependencies"], *DECLARED["build-system"]["requires"]]
GROUPS = DECLARED["dependency-groups"]
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)")


def pins(lock: str) -> dict[str, str]:
    """The versions that a lock holds by name; a line that is neither a hashed pin nor a comment is an error."""
    text = (REQUIREMENTS / f"{lock}.txt").read_text().replace("\\\n", " ")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = PIN.match(line)
        assert match, line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line
        found[canonicalize_name(match["name"])] = match["version"]
    return found


def group(name: str) -> list[str]:
    return [
        requirement
        for entry in GROUPS[name]
        for requirement in ([entry] if isinstance(entry, str) else group(entry["include-group"]))
    ]


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        ("base", [*RUNTIME, *group("demo")]),
        ("dev", [*RUNTIME, *group("dev")]),
        ("server", [*DECLARED["project"]["dependencies"], *DECLARED["project"]["optional-dependencies"]["sandbox"]]),
        *(
            (name, group(name))
            for name in (
                "editors",
                "plugins",
                "bench",
                "evaluate",
                "evaluate-packaging",
                "evaluate-tests",
                "evaluate-pynguin",
                "lock",
            )
        ),
    ],
)
def test_every_requirement_is_locked_at_a_version_that_it_allows(lock: str, declared: list[str]) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, declared):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_what_a_user_installs_is_what_the_tests_ran_with() -> None:
    assert pins("base").items() <= pins("dev").items()
    assert pins("server").items() <= pins("dev").items()


def unlocked(lock: dict[str, Any]) -> list[str]:
    """The packages of an npm lock that could be anything: neither of this checkout nor held to a digest."""
    return [
        name
        for name, package in lock["packages"].items()
        if name.startswith("node_modules/") or "/node_modules/" in name
        if not package.get("link") and not re.match(r"sha512-[A-Za-z0-9+/=]{88}$", package.get("integrity", ""))
    ]


def test_every_javascript_package_is_locked_by_its_digest() -> None:
    files = [ROOT / "client-vscode" / "package-lock.json", *REQUIREMENTS.glob("*/package-lock.json")]
    locks = [json.loads(file.read_text()) for file in files]
    assert len(locks) > 1
    assert [unlocked(lock) for lock in locks] == [[] for _ in locks]


def test_a_javascript_package_without_a_digest_is_noticed() -> None:
    packages = {
        "": {},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/a/node_modules/b": {"integrity": "sha1-x"},
    }
    assert unlocked({"packages": packages}) == ["node_modules/a", "node_modules/a/node_modules/b"]
