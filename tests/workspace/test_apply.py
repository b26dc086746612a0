"""Compare and swap: nothing is written over what the user did, and only what is read back counts."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath

import pytest

from assay.core.action import Proposal, Target
from assay.core.check import Boundary, CheckResult
from assay.core.outcome import Attempt, Outcome
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.workspace.apply import Applied, apply

A, B = PurePosixPath("a.py"), PurePosixPath("b.py")


def winner(*changes: FileChange, boundaries: tuple[Boundary, ...] = ()) -> Outcome:
    result = CheckResult("types", required=True, status="passed", summary="", boundaries=boundaries)
    attempt = Attempt(Proposal(Patch(changes), "test", "", ""), (result,))
    return Outcome(Target(A, "", ()), "verified", (attempt,), "", Snapshot(Path("/nowhere")))


class Editor:
    """Holds texts; `behaviour` says what it does with an edit of a file, after which it answers yes or no."""

    def __init__(self, texts: dict[PurePosixPath, str | None], behaviour: dict[PurePosixPath, str]) -> None:
        self.texts, self.behaviour = texts, behaviour

    def current(self) -> Snapshot:
        return Snapshot(Path("/nowhere"), dict(self.texts))

    async def put(self, change: FileChange) -> str:
        match self.behaviour.get(change.path, "takes"):
            case "takes":
                self.texts[change.path] = change.after
            case "garbles":
                self.texts[change.path] = "garbled"
            case "pretends":
                pass
            case _:
                return "refused"
        return ""


BOTH = (FileChange(A, "a1\n", "a2\n"), FileChange(B, "b1\n", "b2\n"))


@pytest.mark.parametrize(
    ("behaviour", "state", "written"),
    [
        ({}, "applied", (A, B)),
        ({A: "refuses"}, "not applied", ()),
        ({B: "refuses"}, "partly applied", (A,)),
        ({A: "pretends"}, "unconfirmed", ()),
        ({A: "garbles"}, "unconfirmed", ()),
        ({B: "garbles"}, "partly applied", (A,)),
    ],
)
def test_only_what_is_read_back_counts(
    behaviour: dict[PurePosixPath, str], state: str, written: tuple[PurePosixPath, ...]
) -> None:
    editor = Editor({A: "a1\n", B: "b1\n"}, behaviour)
    found = asyncio.run(apply(winner(*BOTH), current=editor.current, put=editor.put, confirmed=frozenset()))
    assert (found.state, found.written) == (state, written)


def test_a_file_that_moved_since_is_not_written() -> None:
    editor = Editor({A: "a1\n", B: "typed\n"}, {})
    found = asyncio.run(apply(winner(*BOTH), current=editor.current, put=editor.put, confirmed=frozenset()))
    assert found == Applied("stale", "b.py: changed since it was verified; run it again")
    assert editor.texts == {A: "a1\n", B: "typed\n"}


def test_line_endings_are_the_editors_own() -> None:
    editor = Editor({A: "a1\r\n"}, {})
    outcome = winner(FileChange(A, "a1\n", "a2\n"))
    found = asyncio.run(apply(outcome, current=editor.current, put=editor.put, confirmed=frozenset()))
    assert found.state == "applied"


def test_a_boundary_needs_its_confirmation() -> None:
    editor = Editor({A: "a1\n"}, {})
    outcome = winner(FileChange(A, "a1\n", "a2\n"), boundaries=("interface",))
    refused = asyncio.run(apply(outcome, current=editor.current, put=editor.put, confirmed=frozenset()))
    assert refused == Applied("not applied", "needs your confirmation: interface")
    allowed = apply(outcome, current=editor.current, put=editor.put, confirmed=frozenset({"interface"}))
    assert asyncio.run(allowed).state == "applied"


def test_what_was_rejected_is_not_applied() -> None:
    editor = Editor({A: "a1\n"}, {})
    outcome = Outcome(Target(A, "", ()), "rejected", (), "types: one error more")
    found = asyncio.run(apply(outcome, current=editor.current, put=editor.put, confirmed=frozenset()))
    assert found == Applied("not applied", "nothing to apply: types: one error more")
