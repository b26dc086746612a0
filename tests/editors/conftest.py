"""Real editors on a real project."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import suites
from assay.workspace.trust import remember
from support.editors import SCENARIOS, Drive, configuration, has_eglot, homes, run
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
    remember(homes(tmp_path)["state"] / "assay", project)
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
