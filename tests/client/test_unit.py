"""The VS Code extension's own logic: its unit tests, in the Node.js that the checkers bring."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import environment

CLIENT = environment.ROOT / "client-vscode"
UNITS = sorted((CLIENT / "test" / "unit").glob("*.test.ts"))
_SECONDS = 400


def run(file: Path) -> subprocess.CompletedProcess[str]:
    node, _ = environment.npm()
    quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
    return subprocess.run(
        [node, quiet, "--test", "--test-reporter=tap", str(file)],
        cwd=CLIENT,
        env={**os.environ, "ASSAY_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name.removesuffix(".test.ts"))
def test_unit(file: Path) -> None:
    done = run(file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# pass 0\n" not in done.stdout, "nothing was tested"


def test_one_that_fails_is_noticed(tmp_path: Path) -> None:
    assert UNITS
    file = tmp_path / "bad.test.ts"
    file.write_text("import { test } from 'node:test';\ntest('bad', () => { throw new Error('bad'); });\n")
    assert run(file).returncode == 1
