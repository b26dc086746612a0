"""What is said to the user of an outcome."""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Target
from assay.core.diagnostics import Diagnostic
from assay.core.outcome import Outcome
from assay.core.text import Position
from assay.lsp.messages import verdict

AT = Position(0, 0)


def test_what_there_is_to_look_at_is_said_behind_the_reason() -> None:
    path = PurePosixPath("ci.yml")
    pointed, note = (Diagnostic(path, AT, AT, each, "c", "assay", severity="note") for each in ("all", "b@v1 (line 2)"))
    outcome = Outcome(Target(path, "List", (pointed, note)), "unsolved", (), "to move by hand: b")
    assert verdict(outcome) == "unsolved: List: to move by hand: b; b@v1 (line 2)"
