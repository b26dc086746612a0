"""What a phase of drafting is said to cost is what its command took, with all processes below it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from assay.core.command import INPUT, Command, Completed, Limits
from assay.core.snapshot import Snapshot
from assay.tools.environment import inspect
from bench.drafting import Function, Meter, Spent, phase_of, table
from support.sandboxes import sandbox_on, write_tree

BURN = """\
import os, sys, time
def burn():
    while time.process_time() < 0.4:
        pass
child = os.fork()
burn()
if child:
    os.waitpid(child, 0)
    sys.stderr.write("9m9.9s")
    sys.exit(3)
"""


def test_a_command_is_charged_for_its_children_too_and_ends_as_before(tmp_path: Path) -> None:
    workspace = write_tree(tmp_path / "workspace", {"a.txt": ""})
    readable = inspect(Path(sys.executable), "test", workspace=workspace, home=None).readable
    argv = (sys.executable, f"{INPUT}/assay_mutation.py")
    command = Command(argv, inputs={"assay_mutation.py": BURN}, readable=readable)

    async def run() -> tuple[Completed, Completed]:
        async with sandbox_on(workspace, tmp_path / "state") as sandbox, sandbox.branch(Snapshot(workspace)) as branch:
            with meter.watching():
                metered = await branch.run(command, Limits(wall=60))
            return metered, await branch.run(command, Limits(wall=60))

    meter = Meter()
    assert [each.exit_code for each in asyncio.run(run())] == [3, 3]
    (spent,) = meter.commands
    assert spent.phase == "mutation"
    assert spent.cpu == pytest.approx(0.8, abs=0.3)


def test_the_two_sessions_with_faults_are_told_apart() -> None:
    argv = ("python", f"{INPUT}/assay_mutation.py")
    drafts = Command(argv, stdin=b'{"files": ["tests/test_assay_drafts.py"]}')
    assert [phase_of(each) for each in (drafts, Command(argv), Command(("ruff",)))] == [
        "choosing",
        "mutation",
        "others",
    ]


def test_the_table_is_of_means_beside_one_run_of_pytest() -> None:
    functions = [
        Function("verified", 3.0, 1.0, (Spent("pytest", 2.0, 1.5), Spent("pytest", 2.0, 1.5))),
        Function("unsolved", 1.0, 1.0, ()),
    ]
    lines = table(functions, Spent("plain", 1.0, 0.5))
    assert (
        "2 functions of examples/stockroom without its tests, each by itself, all checks: unsolved 1, verified 1."
        in lines
    )
    assert "| five varied runs | 1.0 | 2.00 | 1.50 | 3.0 |" in lines
    assert "| Assay itself |  |  | 1.00 | 2.0 |" in lines
