"""The terminal from which Assay was started: a command in the sandbox has none, and so cannot type into it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assay.sandbox.candidates import Level

OPEN = "try:\n    open('/dev/tty')\n    print('opened')\nexcept OSError as error:\n    print('refused', error.errno)\n"

AT_A_TERMINAL = f"""
import asyncio, os, pty, sys
from pathlib import Path
from support.boxes import LIMITS, branch_at, python, text

OPEN = {OPEN!r}

async def inside(level, workspace):
    async with branch_at(level, workspace) as branch:
        return text(await branch.run(python(OPEN), LIMITS))

kept = os.dup(1), os.dup(2)
outside, terminal = pty.openpty()
os.login_tty(terminal)
os.dup2(kept[0], 1)
os.dup2(kept[1], 2)
exec(OPEN)
print(asyncio.run(inside(int(sys.argv[1]), Path(sys.argv[2]))))
"""


def test_a_command_has_no_terminal(boxed_level: Level, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", AT_A_TERMINAL, str(boxed_level), str(workspace)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        start_new_session=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["opened", "refused", "6"], done.stderr
