"""Carry a winner into the editor, one file at a time, and believe only the text that comes back.

Measured in six editors: an edit that was skipped as stale is answered with `applied: true`, one that was made in
part with `applied: false`, and one on a version that was never checked lands in the wrong lines.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from pathlib import PurePosixPath

from lsprotocol import types

from assay.core.errors import Lacking
from assay.core.patch import FileChange
from assay.core.snapshot import Snapshot
from assay.lsp import evidence
from assay.lsp.edits import edit_of, same
from assay.lsp.folders import Folder
from assay.lsp.messages import Level, crossed, say, verdict
from assay.lsp.outcomes import Line, tell
from assay.lsp.protocol import Answer
from assay.lsp.session import Key, Pending, Session
from assay.workspace.apply import Applied

QUIET = 0.6
"""Seconds without a change before an edit is sent: editors hold back what was just typed for up to half a second."""

_QUIET_WITHIN = 30.0
_ANSWER = 60.0
_ANSWER_OF_A_PERSON = 600.0
_COMES_BACK = 2.0


async def decide(session: Session, key: Key, *, confirm: bool = False) -> None:
    """Apply what is pending under the key, as a person chose, and say what came of it."""
    if (line := await carry_out(session, key, confirm=confirm)) is not None:
        tell(session, line)


async def carry_out(session: Session, key: Key, *, confirm: bool = False) -> Line | None:
    """Apply what is pending under the key; what came of it, None where it is not pending any more.

    With `confirm` the editor asks the person beside the edit, which may take them minutes: others do not wait.
    """
    async with contextlib.nullcontext() if confirm else session.applying:
        if (pending := session.pending.get(key)) is None:
            return None  # decided in the meantime, by the other way to decide
        applied = await _applied(session, pending, confirm=confirm)
        _note(session, pending, applied)
    if not session.client.applies_edits:
        await evidence.show(session, pending.asked.folder, pending.unit)
    level: Level = "info" if applied.state == "applied" else "warning"
    return Line(applied.state, f"{_words(pending, applied)}{_way_on(session, pending, applied)}", level, key)


def notice(session: Session, folder: Folder, path: PurePosixPath) -> None:
    """See whether an edit that nobody confirmed has come to be after all: some editors send their text late."""
    for pending in tuple(session.pending_in(folder, path)):
        winner = pending.unit.outcome.winner
        assert winner is not None, "only winners are pending"
        if all(_holds(session, folder, change) for change in winner.proposal.patch.changes):
            _note(session, pending, Applied("applied", ""))
            say(session.protocol, f"{pending.title}: the verified text is there now")


async def _applied(session: Session, pending: Pending, *, confirm: bool) -> Applied:
    outcome, folder = pending.unit.outcome, pending.asked.folder
    assert outcome.winner is not None, "only winners are pending"
    paths = outcome.winner.proposal.patch.paths
    if not session.client.applies_edits:
        return Applied("not applied", "this editor takes no edits from a server; the evidence holds the patch")
    moved: tuple[PurePosixPath, ...] = ()
    if not session.client.watches_files:  # the look takes its time, and the edit is to follow the quiet closely
        moved = await folder.workspace.moved_since(pending.unit, session.snapshot(folder))
    try:
        await asyncio.wait_for(session.documents.quiet([folder.given / path for path in paths], QUIET), _QUIET_WITHIN)
    except TimeoutError:
        return Applied("not applied", "you were typing in the file")
    if moved := moved or session.documents.changed_since(folder.given, pending.since):
        return Applied("stale", f"{', '.join(map(str, moved))}: changed since it was verified")

    annotation = None
    if confirm:
        annotation = types.ChangeAnnotation(label=pending.title, needs_confirmation=True, description=crossed(outcome))

    async def put(change: FileChange) -> str:
        try:
            return await _put(session, pending, change, annotation)
        except Lacking as error:
            return str(error)

    def current() -> Snapshot:
        return session.snapshot(folder)

    return await folder.workspace.apply(pending.unit, current=current, put=put, confirmed=frozenset(outcome.boundaries))


async def _put(
    session: Session, pending: Pending, change: FileChange, annotation: types.ChangeAnnotation | None
) -> str:
    """Send the edit of one file and wait for its text to come back; empty where the client took it, else why not."""
    path = pending.asked.folder.given / change.path
    document = session.documents.get(path)
    if document is not None and not same(document.text, change.before):
        return "its text is not the one that was verified"
    uri = path.as_uri() if document is None else document.uri
    edit = edit_of(session.client, uri, document, change, annotation)
    params = types.ApplyWorkspaceEditParams(edit=edit, label=f"Assay: {pending.title}")
    limit = _ANSWER if annotation is None else _ANSWER_OF_A_PERSON

    def held() -> bool:
        return _holds(session, pending.asked.folder, change)

    refusal = "the editor did not answer"

    async def ask() -> None:
        nonlocal refusal
        answer = await session.protocol.ask(types.WORKSPACE_APPLY_EDIT, params, seconds=limit)
        refusal = _refusal(answer)

    answered = session.spawn(ask())
    answered.add_done_callback(lambda _: session.documents.look_again())
    # the text may come before the answer, or the answer never; what matters is the text
    await session.documents.until(lambda: answered.done() or held(), limit)
    came_back = await session.documents.until(held, _COMES_BACK)
    return "" if came_back else refusal


def _refusal(answer: Answer) -> str:
    """Why the client did not take an edit; empty where it says that it did."""
    result: types.ApplyWorkspaceEditResult | None = answer.result
    if result is None:
        return "the editor answered with an error"
    return "" if result.applied else f"the editor refused the edit ({result.failure_reason or 'it does not say why'})"


def _holds(session: Session, folder: Folder, change: FileChange) -> bool:
    document = session.documents.get(folder.given / change.path)
    return document is not None and same(document.text, change.after)


def _note(session: Session, pending: Pending, applied: Applied) -> None:
    """Keep what is still to be decided true."""
    if pending.key not in session.pending:
        return  # decided while this went on
    if applied.state == "stale":
        session.pending[pending.key] = replace(pending, stale=True)
    if applied.state != "applied":
        return
    del session.pending[pending.key]
    now = asyncio.get_running_loop().time()
    for key, other in session.pending.items():
        if other.unit.run == pending.unit.run and pending.unit.number in other.unit.base:
            session.pending[key] = replace(other, since=now)  # it was verified on top of this one


def _words(pending: Pending, applied: Applied) -> str:
    if applied.state == "applied":
        return f"{verdict(pending.unit.outcome)}; {applied.message}"
    return f"{pending.title}: {applied.state}: {applied.message}"


def _way_on(session: Session, pending: Pending, applied: Applied) -> str:
    if applied.state == "stale":
        return f"; choose 'Verify again: {pending.title}' from the code actions"
    if applied.state == "not applied" and session.client.applies_edits:
        return f"; choose 'Apply pending: {pending.title}' from the code actions to try again"
    return ""
