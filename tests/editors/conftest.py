"""Real editors on a real project."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import suites
import workbench
from assay.workspace.trust import remember
from support.editors import SCENARIOS, Drive, configuration, has_eglot, run
from support.project import write_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project."""
    folder = write_project(tmp_path / "project")
    (folder / ".git").mkdir()  # by which both editors find the root
    return folder


@pytest.fixture
def trusted(tmp_path: Path, project: Path) -> Path:
    """The project, in a folder that the user trusts. In any other a run makes static checks alone and is quick."""
    remember(Path(workbench.person(tmp_path)["XDG_STATE_HOME"]) / "assay", project)
    return project


@pytest.fixture
def neovim(tmp_path: Path, project: Path) -> Drive:
    """Drives Neovim."""
    found = os.environ.get("ASSAY_NVIM") or suites.neovim()
    if not found:
        pytest.skip("missing: Neovim 0.11 (scripts/setup editors brings it)")
    configured = configuration("Neovim", "lua", tmp_path / "configuration.lua")

    def drive(scenario: str) -> dict[str, Any]:
        prelude = str(SCENARIOS / "neovim" / "prelude.lua")
        script = str(SCENARIOS / "neovim" / f"{scenario}.lua")
        argv = [str(found), "--headless", "--clean", "-n", "-i", "NONE", "-l", script]
        return run(argv, tmp_path, project, {"PRELUDE": prelude, "CONFIGURATION": str(configured)})

    return drive


@pytest.fixture
def emacs(tmp_path: Path, project: Path) -> Drive:
    """Drives Emacs with Eglot."""
    found = shutil.which("emacs")
    if found is None:
        pytest.skip("missing: Emacs (Debian: emacs-nox elpa-eglot)")
    if not has_eglot(found):
        pytest.skip("missing: Eglot (Debian: elpa-eglot)")
    configured = configuration("Emacs", "elisp", tmp_path / "configuration.el")

    def drive(scenario: str) -> dict[str, Any]:
        prelude = str(SCENARIOS / "emacs" / "prelude.el")
        script = str(SCENARIOS / "emacs" / f"{scenario}.el")
        argv = [found, "--batch", "-Q", "-l", prelude, "-l", script]
        return run(argv, tmp_path, project, {"CONFIGURATION": str(configured)})

    return drive


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def extensions(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of extensions with the packaged extension in it; it is packaged once for all workers of a run."""
    if lack := workbench.lacking():
        pytest.skip(f"missing: {lack}")
    return workbench.installed(packaged(shared / "assay.vsix"), tmp_path_factory.mktemp("vscode"))


@pytest.fixture
def with_wheels(shared: Path, tmp_path: Path) -> Path:
    """A folder of extensions with the package in it that holds the wheels for this system and this Python."""
    if lack := workbench.lacking():
        pytest.skip(f"missing: {lack}")
    target = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}[platform.machine()]
    python = ".".join(map(str, sys.version_info[:2]))
    return workbench.installed(packaged(shared / "wheels.vsix", "--target", target, "--python", python), tmp_path)


def packaged(vsix: Path, *options: str) -> Path:
    """The package, made where it is not there yet: one at a time, since all are made in one place."""
    with vsix.with_name("package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not vsix.exists():
            argv = [str(suites.ROOT / "scripts" / "package"), *options]
            made = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True)
            shutil.copy(made.stdout.splitlines()[-1], vsix)
    return vsix


@pytest.fixture
def vscode(extensions: Path, tmp_path: Path, request: pytest.FixtureRequest) -> workbench.Workbench:
    """VS Code with the packaged extension, which starts the server of this checkout; pictures and logs are kept."""
    artefacts = suites.ROOT / ".cache" / "screens" / request.node.name
    shutil.rmtree(artefacts, ignore_errors=True)
    return workbench.Workbench(tmp_path, extensions, artefacts, workbench.chosen(server=True))


@pytest.fixture
def host(vscode: workbench.Workbench, project: Path) -> Drive:
    """Drives VS Code from beside the extension, by the interface that extensions have."""
    return lambda scenario: vscode.play("host", SCENARIOS / "vscode" / "host" / f"{scenario}.cjs", project)


@pytest.fixture
def screen(vscode: workbench.Workbench, project: Path) -> Drive:
    """Drives VS Code from before the screen."""
    return lambda scenario: vscode.play("screen", SCENARIOS / "vscode" / "screen" / f"{scenario}.mjs", project)
