"""What happens with a run that came to its end: winners are applied or put to the person, the rest is said."""

from __future__ import annotations

from assay.lsp import apply, confirm
from assay.lsp.messages import say, verdict
from assay.lsp.session import Asked, Pending, Session
from assay.workspace.run import Run


async def deliver(session: Session, asked: Asked, run: Run, since: float) -> None:
    """Apply what is verified and crosses no boundary, since the person asked for just that; ask about the rest."""
    for old in [each for each in session.pending.values() if each.asked.place == asked.place]:
        del session.pending[old.key]
    session.finished[asked.folder.given, asked.request.path] = tuple((run.id, unit.number) for unit in run.units)
    if not run.units:
        say(session.protocol, f"{asked.title}: {run.reason}", "warning" if run.lacking else "info")
    won: list[Pending] = []
    for unit in run.units:
        if unit.outcome.winner is None:
            say(session.protocol, verdict(unit.outcome), "warning")
        else:
            won.append(Pending(asked, unit, since))
    session.pending.update({pending.key: pending for pending in won})
    for pending in won:
        if not pending.unit.outcome.boundaries:
            await apply.carry_out(session, pending.key)
    for pending in won:
        if pending.unit.outcome.boundaries:
            await confirm.confirm(session, pending)
