"""What a model is shown at first, to the byte, and what it is shown after a failure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.core.action import Failure, Proposal, Request, Target
from assay.core.constraint import constraint
from assay.core.context import Context, Passage
from assay.core.diagnostics import Diagnostic
from assay.core.model import Message
from assay.core.patch import FileChange, Patch
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.core.text import Position
from assay.model.proposer import SYSTEM, Commission, prompt_of
from support.models import desk, indexed, shown
from support.sandboxes import write_tree

PATH, OTHER = PurePosixPath("a.py"), PurePosixPath("b.py")
CONTEXT = Context(Passage("the map", (OTHER, PATH)), Passage("the place", (PATH,)))
FILES = {"a.py": "".join(f"line_{number}\n" for number in range(1, 301))}


def problem(line: int, message: str = "no good") -> Diagnostic:
    return Diagnostic(PATH, Position(line, 0), Position(line, 4), message, "code", "mypy")


def target(*lines: int) -> Target:
    return Target(PATH, "a fix", tuple(map(problem, lines)))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return Snapshot(write_tree(tmp_path, FILES))


@pytest.fixture
def commission(tmp_path: Path, snapshot: Snapshot) -> Commission:
    async def context(_: Snapshot, __: Target) -> Context:
        return CONTEXT

    return Commission(
        task="Solve it.",
        request=Request("fix_types", snapshot, PATH),
        policy=Policy(),
        desk=desk(tmp_path),
        shown=shown(FILES),
        context=context,
        index=indexed(shown(FILES)),
        tell=lambda _: None,
    )


def test_it_is_shown_the_project_then_its_task_and_what_is_about_it(commission: Commission) -> None:
    system, task = prompt_of(commission, CONTEXT, target(149, 9), ())
    assert system == Message("system", SYSTEM)
    errors = "a.py:150:1: no good [code]\na.py:10:1: no good [code]"
    assert task == Message("user", f"the map\n\nSolve it.\n\n{errors}\n\nthe place", files=(OTHER, PATH))


def test_where_there_is_no_context_the_errors_are_shown(commission: Commission) -> None:
    _, task = prompt_of(commission, Context(), target(9), ())
    assert task == Message("user", "Solve it.\n\na.py:10:1: no good [code]", files=(PATH,))


def test_what_the_user_wants_is_said(commission: Commission) -> None:
    request = replace(commission.request, intent="keep it short", constraints=(constraint("at most 2 lines"),))
    _, task = prompt_of(replace(commission, request=request), CONTEXT, target(9), ())
    assert "The user says: keep it short\n\nThe user wants this to hold:\n- at most 2 lines\n\nthe place" in task.text


def test_a_failure_is_shown_behind_all_that_stays_the_same(commission: Commission) -> None:
    patch = Patch((FileChange(PATH, FILES["a.py"], FILES["a.py"].replace("line_10\n", "line_ten\n")),))
    failure = Failure(Proposal(patch, "model", "so", ""), (problem(9, "worse"),), "types: 1 new error")
    before, (*beginning, again) = (prompt_of(commission, CONTEXT, target(9), failures) for failures in ((), (failure,)))
    assert tuple(beginning) == before
    assert again.role == "user"
    assert again.files == (PATH,)
    assert "-line_10\n+line_ten\n" in again.text
    assert again.text.endswith("Rejected: types: 1 new error\na.py:10:1: worse [code]")


def test_what_is_shown_has_an_end(commission: Commission) -> None:
    everywhere = target(*range(0, 3000, 5))
    wide = Patch((FileChange(PATH, "a\n" * 9000, "b\n" * 9000),))
    failures = (Failure(Proposal(wide, "model", "so", ""), everywhere.diagnostics, "types: all of it"),) * 20
    prompt = prompt_of(commission, CONTEXT, everywhere, failures)
    assert sum(len(message.text) for message in prompt) < 40_000
    assert "... (the rest is left out)" in prompt[-1].text
