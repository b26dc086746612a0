"""Files that move while a run goes on: what is there now is what counts, or nothing is said to be verified."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.event import Event
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.run import Run
from assay.workspace.workspace import Workspace
from support.averages import INSIDE, INSIDE_FIXED, MODULE, write_averages

FILE = PurePosixPath("mean.py")
CURSOR = Place(Position(3, 0), Position(3, 0))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_averages(tmp_path / "averages")


def run(project: Path, act: Callable[[], object], *, when: str = "looking at the project as it is") -> Run:
    """Run the action, and act once, when it says this."""

    async def run() -> Run:
        workspace = Workspace(
            project,
            settings=replace(Settings(), interpreter=Path(sys.executable)),
            trust=Trust(trusted=True, source="the test"),
            state=project.parent / "state",
            environ=os.environ,
        )
        acted = False

        def notify(event: Event) -> None:
            nonlocal acted
            if when in event.message and not acted:
                acted = True
                act()

        request = Request("fix_types", Snapshot(workspace.root), FILE, CURSOR)
        try:
            found = await workspace.run(
                request, run="r", current=lambda: Snapshot(workspace.root), notify=notify, budget=Budget()
            )
        finally:
            await workspace.close()
        assert acted, "the run never said so"
        return found

    return asyncio.run(run())


def checks(found: Run) -> dict[str, Any]:
    return {each["name"]: each for each in found.units[0].statement["predicate"]["checks"]}


def test_nothing_moved(project: Path) -> None:
    found = run(project, lambda: None)
    assert (found.units[0].outcome.verdict, checks(found)["unmoved"]["status"]) == ("verified", "passed")


def test_a_file_deleted_during_a_run(project: Path) -> None:
    found = run(project, (project / "mean.py").unlink)
    outcome = found.units[0].outcome
    assert (outcome.verdict, outcome.winner) == ("rejected", None)
    assert outcome.reason == "mean.py: changed where the edit belongs while it was being checked; run it again"
    assert not (project / "mean.py").exists()


def test_another_file_edited_during_a_run(project: Path) -> None:
    found = run(project, lambda: (project / "notes.py").write_text("NOTE = 1\n"))
    assert found.units[0].outcome.verdict == "verified"
    summary = "notes.py moved during the run; all checks ran again on the files as they are now"
    assert checks(found)["unmoved"]["summary"] == summary


def test_text_typed_above_the_edit_during_a_run(project: Path) -> None:
    typed = MODULE.replace('"""Averages."""', '"""Averages."""\n\nimport math')
    found = run(project, lambda: (project / "mean.py").write_text(typed))
    outcome = found.units[0].outcome
    assert (outcome.verdict, outcome.after and outcome.after.read(FILE)) == (
        "verified",
        typed.replace(INSIDE, INSIDE_FIXED),
    )


def test_the_very_line_typed_in_during_a_run(project: Path) -> None:
    typed = MODULE.replace(INSIDE, "def _rounded(value: float, digits: int = 0)")
    found = run(project, lambda: (project / "mean.py").write_text(typed))
    assert found.units[0].outcome.verdict == "rejected"
    assert (project / "mean.py").read_text() == typed


def test_a_type_error_typed_elsewhere_during_a_run_is_not_blamed_on_the_patch(project: Path) -> None:
    typed = MODULE + "\n\nWRONG: int = 'text'\n"
    found = run(project, lambda: (project / "mean.py").write_text(typed))
    assert found.units[0].outcome.verdict == "verified"
    assert checks(found)["types"]["before"]["errors"] == checks(found)["types"]["after"]["errors"] + 1


def test_files_that_never_stand_still_are_not_verified(project: Path) -> None:
    notes = project / "notes.py"
    notes.write_text("0")

    async def keep_writing() -> None:
        number = 0
        while True:
            number += 1
            notes.write_text(str(number))
            await asyncio.sleep(0.05)

    writer: list[asyncio.Task[None]] = []
    found = run(project, lambda: writer.append(asyncio.ensure_future(keep_writing())))
    outcome = found.units[0].outcome
    assert (outcome.verdict, outcome.boundaries) == ("partial", ("partial",))
    assert outcome.reason == "unmoved: notes.py moved while the checks ran once more"
