"""The demo, on a machine with a sandbox and on one without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = (sys.executable, str(ROOT / "scripts" / "lib" / "demo.py"))
WITHOUT_NAMESPACES = ("--bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-user", "--disable-userns")


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def bubblewrap() -> str:
    found = shutil.which("bwrap")
    if found is None or run(found, *WITHOUT_NAMESPACES, "true").returncode:
        pytest.skip("missing: bubblewrap that works (Debian: bubblewrap)")
    return found


def test_it_ends_verified_and_leaves_the_example_as_it_was() -> None:
    bubblewrap()
    done = run(*DEMO)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "+def write_report(text: str, path: Path | None = None) -> int:" in done.stdout
    assert "`types`: passed (required): `the error is gone and nothing new: 9 errors before, 8 after`" in done.stdout
    assert done.stdout.endswith("on disk is as it was: the editor did not save.\n\nverified\n")
    assert "path: Path = None" in (ROOT / "examples" / "stockroom" / "stockroom" / "files.py").read_text()


def test_without_a_sandbox_it_says_what_was_not_run_and_the_ways_out() -> None:
    done = run(bubblewrap(), *WITHOUT_NAMESPACES, "--cap-drop", "ALL", *DEMO)
    assert done.returncode == 3, done.stdout + done.stderr
    ending = done.stdout.partition("did not save.\n\n")[2].splitlines()
    assert ending[0] == "partial: tests and types not run: no sandbox on this system"
    assert len(ending) > 1
    assert all(line.startswith("  way out: ") for line in ending[1:])
    assert "not applied" in done.stdout
