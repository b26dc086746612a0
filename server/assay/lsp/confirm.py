"""Ask the person before something is applied that crosses a boundary. No answer is no."""

from __future__ import annotations

from lsprotocol import types

from assay.lsp import apply, evidence
from assay.lsp.messages import crossed, one_line, say, verdict
from assay.lsp.outcomes import Line, tell
from assay.lsp.session import Pending, Session

_ANSWER = 300.0
_APPLY = "Apply"
_EVIDENCE = "Show evidence"
_DISCARD = "Discard"


async def confirm(session: Session, pending: Pending) -> None:
    """Have the person decide on what is pending.

    A client that knows change annotations asks by itself, beside the edit. It is asked so for one file only: edits
    go out file by file, and a no to the second would leave the first changed. What the annotation says is not always
    shown there, so that it is said as well.
    """
    winner = pending.unit.outcome.winner
    assert winner is not None, "only winners are pending"
    one_file = len(winner.proposal.patch.changes) == 1
    found, why = verdict(pending.unit.outcome), crossed(pending.unit.outcome)
    if not session.client.applies_edits or (session.client.annotations and one_file):
        if session.client.applies_edits:
            # the reason goes first: of a long line not all may be seen
            text = f"this change {why}: apply or discard it where you see it; {found}"
            tell(session, Line(pending.unit.outcome.verdict, text, "warning", pending.key))
        await apply.decide(session, pending.key, confirm=True)
        return
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Warning,
        message=one_line(f"{found}. It {why}. Apply it?"),
        # one editor can return the first choice only, whatever was chosen
        actions=[types.MessageActionItem(title=title) for title in (_APPLY, _EVIDENCE, _DISCARD)],
    )
    answer = await session.protocol.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, seconds=_ANSWER)
    if pending.key not in session.pending:
        return  # decided in the menu meanwhile
    match answer.result.title if answer.result is not None else None:
        case "Apply":
            await apply.decide(session, pending.key)
        case "Discard":
            del session.pending[pending.key]
            say(session.protocol, f"discarded: {pending.title}; no file was changed")
        case choice:
            if choice == _EVIDENCE:
                await evidence.show(session, pending.asked.folder, pending.unit)
            way_on = "not applied: choose 'Apply pending' or 'Discard pending' from the code actions"
            tell(session, Line(pending.unit.outcome.verdict, f"{found}; {way_on}", "warning", pending.key))
