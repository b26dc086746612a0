"""What happens with a run that came to its end: winners are applied or put to the person, the rest is said."""

from __future__ import annotations

from assay.lsp import apply, background, confirm, lenses
from assay.lsp.messages import say, verdict
from assay.lsp.outcomes import MANY, Line, tell_all
from assay.lsp.session import Asked, Pending, Session
from assay.workspace.run import Run

KEPT = 32
"""Runs of which it is known what was asked."""


async def deliver(session: Session, asked: Asked, run: Run, since: float) -> None:
    """Apply what is verified and crosses no boundary, since the person asked for just that; ask about the rest."""
    for old in [each for each in session.pending.values() if each.asked.place == asked.place]:
        del session.pending[old.key]
    session.asked[run.id] = asked
    while len(session.asked) > KEPT:
        del session.asked[next(iter(session.asked))]
    session.finished.pop((asked.folder.given, asked.request.path), None)
    for path in dict.fromkeys(unit.outcome.target.path for unit in run.units):
        of_file = [unit for unit in run.units if unit.outcome.target.path == path]
        session.finished[asked.folder.given, path] = tuple((run.id, unit.number) for unit in of_file)
    session.spawn(lenses.refresh(session))
    if not run.units:
        say(session.protocol, f"{asked.title}: {run.reason}", "warning" if run.lacking else "info")
    won = [Pending(asked, unit, since) for unit in run.units if unit.outcome.winner is not None]
    session.pending.update({pending.key: pending for pending in won})
    lost = [
        Line(unit.outcome.verdict, verdict(unit.outcome), "warning", (unit.run, unit.number))
        for unit in run.units
        if unit.outcome.winner is None
    ]
    came = [await apply.carry_out(session, each.key) for each in won if not each.unit.outcome.boundaries]
    tell_all(session, [*lost, *filter(None, came)])
    _look_again(session, asked, run)
    crossing = [pending for pending in won if pending.unit.outcome.boundaries]
    if len(crossing) > MANY:  # nobody answers so many questions one after the other
        words = f"{len(crossing)} more fixes wait for your word"
        say(session.protocol, f"{words}; choose 'Apply pending' from the code actions of their files", "warning")
        return
    for pending in crossing:
        await confirm.confirm(session, pending)


def _look_again(session: Session, asked: Asked, run: Run) -> None:
    """Have the checker look at the open files that a run was about: what is shown of them may be gone."""
    for path in dict.fromkeys(unit.outcome.target.path for unit in run.units if unit.outcome.winner is not None):
        if session.documents.get(asked.folder.given / path) is not None:
            background.look(session, asked.folder.given / path)
