"""Real editors on a real project that the user trusts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from assay.workspace.trust import remember
from support.editors import SCENARIOS, Drive, configuration, has_eglot, homes, run
from support.project import write_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose folder the user trusts."""
    folder = write_project(tmp_path / "project")
    remember(homes(tmp_path)["state"] / "assay", folder)
    return folder


@pytest.fixture
def neovim(tmp_path: Path, project: Path) -> Drive:
    """Drives Neovim."""
    found = os.environ.get("ASSAY_NVIM") or shutil.which("nvim")
    if found is None:
        pytest.skip("missing: Neovim 0.11 (scripts/setup editors brings it)")
    configured = configuration("Neovim", "lua", tmp_path / "configuration.lua")

    def drive(scenario: str) -> dict[str, Any]:
        prelude = str(SCENARIOS / "neovim" / "prelude.lua")
        script = str(SCENARIOS / "neovim" / f"{scenario}.lua")
        argv = [found, "--headless", "--clean", "-n", "-i", "NONE", "-l", script]
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
