"""Units written one after the other: what builds on a unit that was not written is not written either."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath

import pytest

from assay.cli.applying import apply_all
from assay.core.action import Proposal, Target
from assay.core.check import CheckResult
from assay.core.outcome import Attempt, Outcome
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.run import Unit
from assay.workspace.workspace import Workspace

ONE, TWO = (PurePosixPath(name) for name in ("one.py", "two.py"))
RESULT = CheckResult("types", required=True, status="passed", summary="")


def _unit(number: int, path: PurePosixPath, *base: int) -> Unit:
    patch = Patch((FileChange(path, "before\n", "after\n"),))
    attempt = Attempt(Proposal(patch, "test", "", ""), (RESULT,))
    outcome = Outcome(Target(path, "", ()), "verified", (attempt,), "", Snapshot(Path("/nowhere")))
    return Unit("run", number, outcome, {}, base)


@pytest.mark.parametrize(
    ("base", "state", "message", "text"),
    [
        ((), "applied", "applied to two.py", "after\n"),
        ((1,), "not applied", "it builds on unit 1, which was not applied", "before\n"),
    ],
)
def test_what_builds_on_a_unit_that_was_not_written(
    tmp_path: Path, base: tuple[int, ...], state: str, message: str, text: str
) -> None:
    (tmp_path / ONE).write_text("typed meanwhile\n")
    (tmp_path / TWO).write_text("before\n")
    workspace = Workspace(
        tmp_path, settings=Settings(), trust=Trust(trusted=False, source="the test"), state=tmp_path / "s", environ={}
    )
    first, second = asyncio.run(apply_all(workspace, (_unit(1, ONE), _unit(2, TWO, *base)), frozenset()))
    assert first.state == "stale"
    assert (second.state, second.message) == (state, message)
    assert ((tmp_path / ONE).read_text(), (tmp_path / TWO).read_text()) == ("typed meanwhile\n", text)
