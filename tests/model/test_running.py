"""What a model is told of its commands, where no sandbox is needed for it; the rest is tested in whole runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.core.check import Side
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.model.drafting import Refused
from assay.model.redaction import Redaction
from assay.model.running import SHOWN, Desk, run
from assay.tools.checker import CheckerReport
from support.models import desk
from support.sandboxes import sandbox_on
from support.suites import small

NOTHING = Redaction(Path("/nowhere"), {})
PLACE = Position(0, 0)
ERROR = Diagnostic(PurePosixPath("a.py"), PLACE, PLACE, "no good", "code", "mypy")
REPORT = CheckerReport(
    (ERROR, replace(ERROR, severity="note")), complete=True, failure="", argv=(), exit_code=1, seconds=1.0, killed=None
)


def said(of: Desk, *argv: str) -> str:
    return asyncio.run(run(of, argv, Snapshot(of.project.workspace), NOTHING.look_over))


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (REPORT, "mypy: 1 error in the whole project\na.py:1:1: no good [code]"),
        (
            replace(REPORT, diagnostics=(ERROR, ERROR)),
            "mypy: 2 errors in the whole project\na.py:1:1: no good [code]\n",
        ),
        (replace(REPORT, diagnostics=()), "mypy: no error in the whole project"),
        # one that died has not found that nothing is wrong
        (
            replace(REPORT, diagnostics=(), complete=False, failure="it crashed"),
            "mypy could not check the project: it crashed",
        ),
    ],
)
def test_the_projects_checker_answers_for_every_checker(tmp_path: Path, report: CheckerReport, told: str) -> None:
    for argv in (("mypy", "x.py"), ("python", "-m", "pyright"), ("/usr/bin/ty",)):
        assert said(desk(tmp_path, report), *argv).startswith(told)


def test_what_is_long_is_cut_in_the_middle(tmp_path: Path) -> None:
    many = said(desk(tmp_path, replace(REPORT, diagnostics=(ERROR,) * 2000)), "mypy")
    assert len(many) < SHOWN + 200
    assert "characters are left out here" in many


def test_of_a_printed_key_of_which_the_middle_is_left_out_nothing_is_left_unknown(tmp_path: Path) -> None:
    line = "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7"
    kind = f"OPENSSH {'PRIVATE'} KEY-----"
    program = f"print('-----BEGIN {kind}')\nprint('{line}\\n' * 900 + '-----END {kind}')"
    shop, seen = small(tmp_path, {"key.py": program}), Redaction(tmp_path, {})

    async def allow(_argv: Sequence[str], _who: str) -> bool:
        return True

    async def printed() -> str:
        async with sandbox_on(shop.workspace, shop.state) as sandbox, sandbox.branch(shop.snapshot()) as branch:

            async def open_side(snapshot: Snapshot) -> Side:
                return Side(snapshot, branch)

            of = replace(desk(shop.workspace), project=shop.project, permit=allow, open_side=open_side)
            return await run(of, ("python", "key.py"), shop.snapshot(), seen.look_over)

    text = asyncio.run(printed())
    assert text.startswith("exit code 0\n-----BEGIN")
    assert line in text.partition("characters are left out here")[2]
    assert line not in seen.cover(text)[0]


def test_a_command_that_takes_longer_than_the_run_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="stopped: the time of the run is over"):
        said(desk(tmp_path, remaining=0.05), "mypy")


def test_a_checkers_name_among_the_arguments_starts_none(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nobody allowed it"):
        said(desk(tmp_path, REPORT), "make", "mypy")
