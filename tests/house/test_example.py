"""The example is what its README says: tests that pass, and nine mistakes for the demo to work on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "stockroom"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-m", *arguments], cwd=EXAMPLE, capture_output=True, text=True, check=False
    )


def test_its_tests_pass() -> None:
    done = run("pytest", "-q", "-p", "no:cacheprovider")
    assert (done.returncode, "15 passed" in done.stdout) == (0, True), done.stdout


def test_mypy_finds_its_mistakes(tmp_path: Path) -> None:
    done = run("mypy", "--cache-dir", str(tmp_path))
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert (len(errors), sum('default has type "None"' in line for line in errors)) == (9, 8), done.stdout
