"""scripts/setup on machines that lack something. Nothing is installed here."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import environment
from environment import Environment, SetupFailed

ROOT = Path(__file__).resolve().parents[2]
ABSENT = environment.SystemPackage("no-such-package", ("no-such-command",), "nothing at all")


def setup(*names: str, path: str) -> subprocess.CompletedProcess[str]:
    bash = shutil.which("bash")
    assert bash
    return subprocess.run(
        [bash, str(ROOT / "scripts" / "setup"), *names],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_python_it_says_what_to_do(tmp_path: Path) -> None:
    dirname = shutil.which("dirname")
    assert dirname
    (tmp_path / "dirname").symlink_to(dirname)
    done = setup(path=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "needs Python 3.11 to 3.14, and none is on PATH" in done.stderr


def test_an_unknown_environment_is_named() -> None:
    assert environment.main(["dev", "nonsense"]) == 2


def test_a_package_that_is_there_needs_nothing() -> None:
    assert environment.missing(environment.SystemPackage("coreutils", ("true",), "everything")) is None


def test_a_missing_package_is_named_with_its_purpose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert environment.missing(ABSENT) == (
        "no-such-package is missing: it is for nothing at all. Install it with this system's package manager."
    )


def test_without_root_the_one_line_to_type_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("apt-get", "sudo", "env"):
        command = tmp_path / name
        command.write_text("#!/bin/false\n")
        command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert environment.missing(ABSENT) == (
        "no-such-package is missing: it is for nothing at all. Type: sudo apt-get install no-such-package"
    )


def test_folders_are_made_side_by_side_and_javascript_packages_once_there_is_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each environment waits until that of the other folder has begun, which never happens where they take turns."""
    begun = threading.Barrier(2, timeout=20)
    made: list[str] = []

    def make(wanted: Environment) -> None:
        if wanted.locks[0] != "base":
            begun.wait()
        made.append(f"{wanted.folder} of {wanted.locks[0]}")

    def run_to_install(argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        made.append(folder.name)

    def fail(wanted: Environment) -> None:
        raise SetupFailed("no index")

    (tmp_path / "client-vscode" / "node_modules").mkdir(parents=True)
    (tmp_path / "client-vscode" / "package-lock.json").write_text("{}")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "npm", lambda: ["npm"])
    monkeypatch.setattr(environment, "run_to_install", run_to_install)
    monkeypatch.setattr(environment, "make", fail)
    assert (environment.main(["client"]), made) == (3, [])
    monkeypatch.setattr(environment, "make", make)
    assert environment.main(["editors", "client", "demo"]) == 0
    assert sorted(made) == [".cache/editors of editors", ".venv of base", ".venv of dev", "client-vscode"]
    assert made.index(".venv of dev") < made.index(".venv of base") < made.index("client-vscode")


def test_an_environment_is_made_anew_when_its_lock_or_its_place_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
    tested = environment.Environment(".venv", ("dev",), holds_assay=True)
    states: list[str] = []
    for lock, root in (("a==1", ROOT), ("a==2", ROOT), ("a==2", tmp_path)):
        (tmp_path / "dev.txt").write_text(lock)
        (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
        monkeypatch.setattr(environment, "ROOT", root)
        states.append(environment.state(tested, "dev"))
    assert len(set(states)) == 3
    assert states[-1] == environment.state(tested, "dev")


def test_javascript_packages_are_made_anew_when_their_lock_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path)
    (tmp_path / "some").mkdir()
    states: list[str] = []
    for lock in ("{}", "{ }"):
        (tmp_path / "some" / "package-lock.json").write_text(lock)
        states.append(environment.modules_state(environment.Modules("somewhere", "some", "finish.mjs")))
    assert states[0] != states[1]
    assert states[1] == environment.modules_state(environment.Modules("somewhere", "some", "finish.mjs"))
