"""What came of the units of a run, said in one line each; a client with a view of evidence is told of which unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assay.lsp.messages import LEVELS, Level, one_line, say
from assay.lsp.session import Key, Session

METHOD = "assay/outcome"
"""The notification: {type, message, run, unit}. It stands for `window/showMessage`."""

MANY = 3
"""Of more than these a person reads the sum."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the user. `outcome` is its one word, for counting many of them; `about` is the unit."""

    outcome: str
    text: str
    level: Level
    about: Key


def tell(session: Session, line: Line) -> None:
    """Show one line to the user, with the way to its evidence where the client has one."""
    if not session.client.evidence:
        say(session.protocol, line.text, line.level)
        return
    run, unit = line.about
    params = {"type": LEVELS[line.level].value, "message": one_line(line.text), "run": run, "unit": unit}
    session.protocol.notify(METHOD, params)


def tell_all(session: Session, lines: Sequence[Line]) -> None:
    """Show these lines; of many, how many there are of each."""
    if len(lines) <= MANY:
        for line in lines:
            tell(session, line)
        return
    counts = ", ".join(f"{count} {outcome}" for outcome, count in Counter(line.outcome for line in lines).items())
    level: Level = "info" if all(line.level == "info" for line in lines) else "warning"
    say(session.protocol, f"{counts}; choose 'Show evidence' from the code actions for each of them", level)
