"""The menu: what `textDocument/codeAction` answers, from memory alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from lsprotocol import types

from assay.core.action import Offer, Request
from assay.core.diagnostics import Diagnostic
from assay.core.model import MODEL
from assay.lsp import apply, arguments, candidates, convert, published
from assay.lsp.documents import Document
from assay.lsp.folders import Folder
from assay.lsp.messages import crossed, one_line
from assay.lsp.names import KIND
from assay.lsp.session import Pending, Session

logger = logging.getLogger(__name__)

Entry: TypeAlias = types.CodeAction | types.Command

Found: TypeAlias = tuple[Offer, list[types.Diagnostic]]
"""An offer with the diagnostics that it is about, as the client has them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A range of an open document, by its path in a folder, with the diagnostics there as both sides have them."""

    folder: Folder
    path: PurePosixPath
    document: Document
    range: types.Range
    shown: Mapping[Diagnostic, types.Diagnostic]


def menu(session: Session, params: types.CodeActionParams) -> list[Entry]:
    """What the menu holds at the place."""
    automatic = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
    path = convert.path_of(params.text_document.uri)
    document = None if path is None else session.documents.get(path)
    found = None if path is None else session.folders.of(path)
    if path is None or document is None or found is None:
        if not automatic:
            why = "not known to be open" if found is not None else "not in a folder that is open here"
            session.say_once(f"{path or params.text_document.uri}: {why}: nothing to offer")
        return []
    folder, inside = found
    spot = Spot(folder, inside, document, params.range, _shown(session, folder, inside, document, params))
    wanted = _wanted(params.context)
    chosen = (each for each in (fixes if automatic else _found)(session, spot) if wanted(each[0].kind))
    of_place = list(entries(session, document, chosen, automatic=automatic))
    if automatic:
        return of_place
    apply.notice(session, folder, inside)
    own = [*_cancels(session), *_waiting(session, folder, inside)] if wanted(KIND) else []
    wholes = _wholes(session, folder, inside, wanted)
    return [*own, *of_place, *wholes, *(_evidence(session, folder, inside) if wanted(KIND) else ())]


def _wanted(context: types.CodeActionContext) -> Callable[[str], bool]:
    """Whether a kind is asked for: all are where none is named, and the empty kind stands for all."""
    only = context.only

    def wanted(kind: str) -> bool:
        return not only or any(each in ("", kind) or kind.startswith(f"{each}.") for each in only)

    return wanted


def fixes(session: Session, spot: Spot) -> Iterator[Found]:
    """The fixes of errors that are shown at a range: what an editor may show before anybody asks."""
    for offer, theirs in _found(session, spot):
        if offer.kind.startswith(KIND) and theirs:
            yield offer, theirs


def _found(session: Session, spot: Spot) -> Iterator[Found]:
    """What applies at a range."""
    place = convert.place(spot.document.lines, spot.range, session.client.encoding)
    request = Request("", session.snapshot(spot.folder), spot.path, place, tuple(spot.shown))
    try:
        found = spot.folder.workspace.offers(request)
    except Exception:
        logger.exception("the offers at %s:%s failed", spot.path, spot.range)
        return
    for offer in found:
        yield offer, [spot.shown[each] for each in offer.diagnostics if each in spot.shown]


def _shown(
    session: Session, folder: Folder, path: PurePosixPath, document: Document, params: types.CodeActionParams
) -> dict[Diagnostic, types.Diagnostic]:
    """The diagnostics of the place: what the editor passes and, beyond it, what the checker last said here."""
    lines, encoding = document.lines, session.client.encoding
    shown = {convert.diagnostic(path, lines, each, encoding): each for each in params.context.diagnostics}
    published.passed(session, folder, path, shown.items())
    for ours, theirs in published.at(session, folder, path, document, params.range):
        if not any(each.key == ours.key and each.place.shares_a_line(ours.place) for each in shown):
            shown[ours] = theirs
    return shown


def entries(session: Session, document: Document, chosen: Iterable[Found], *, automatic: bool) -> Iterator[Entry]:
    """Offers as the client can take them, each with the client's own diagnostics of it."""
    for offer, shown in chosen:
        if offer.disabled is None or (session.client.disabled and session.client.literals):
            yield _of_offer(session, document, offer, shown)
        elif not automatic:
            session.say_once(f"{offer.title}: {offer.disabled}")


def _of_offer(session: Session, document: Document, offer: Offer, shown: list[types.Diagnostic]) -> Entry:
    argument = arguments.of_offer(session, document, offer, shown)
    entry = _entry(
        session, f"{offer.title} (tested first)", "assay.run", argument, kind=offer.kind, generated=offer.generated
    )
    if isinstance(entry, types.CodeAction):
        entry.diagnostics = shown or None
        entry.is_preferred = True if offer.preferred and session.client.preferred else None
        if offer.disabled is not None:
            entry.command = None
            entry.disabled = types.CodeActionDisabled(reason=one_line(offer.disabled))
    return entry


def _wholes(session: Session, folder: Folder, path: PurePosixPath, wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """What can be done to a whole file or project: never without a person who asks for it."""
    for offer in folder.workspace.wholes(path, session.snapshot(folder)):
        if wanted(offer.kind):
            argument = arguments.of_whole(session, folder, offer)
            yield _entry(session, offer.title, "assay.run", argument, kind=offer.kind)


def _cancels(session: Session) -> Iterator[Entry]:
    for job in session.jobs.values():
        yield _entry(session, f"Cancel: {job.asked.title}", "assay.cancel", {"run": job.run})
        for each in job.candidates.standings:
            yield _entry(session, candidates.title(each), "assay.end", {"run": job.run, "candidate": each.number})


def _waiting(session: Session, folder: Folder, path: PurePosixPath) -> Iterator[Entry]:
    for each in session.pending_in(folder, path):
        run, number = each.key
        if each.stale:
            yield _entry(session, f"Verify again: {each.title}", "assay.run", {"run": run, "unit": number})
        else:
            argument = {"run": run, "unit": number}
            yield _entry(
                session, f"Apply pending: {_asking(each)}", "assay.apply", argument, generated=_is_generated(each)
            )
        yield _entry(session, f"Discard pending: {each.title}", "assay.discard", {"run": run, "unit": number})
        again = {"run": run, "unit": number, "again": True}
        yield _entry(session, f"Try another way: {each.title}", "assay.discard", again)


def _asking(pending: Pending) -> str:
    """What a person confirms by choosing the entry."""
    crossing = crossed(pending.unit.outcome)
    return f"{pending.title} ({crossing})" if crossing else pending.title


def _evidence(session: Session, folder: Folder, path: PurePosixPath) -> Iterator[Entry]:
    for run, number in session.finished.get((folder.given, path), ()):
        if (unit := folder.workspace.unit(run, number)) is not None:
            title = f"Show evidence: {unit.outcome.verdict}: {unit.outcome.target.title}"
            yield _entry(session, title, "assay.evidence", {"run": run, "unit": number})


def _is_generated(pending: Pending) -> bool:
    """Whether a model made it."""
    winner = pending.unit.outcome.winner
    return winner is not None and winner.proposal.proposer == MODEL


def _entry(
    session: Session,
    title: str,
    command: str,
    argument: dict[str, Any],
    *,
    kind: str = KIND,
    generated: bool = False,
) -> Entry:
    """One entry with its command in it: some editors never resolve one."""
    called = types.Command(title=one_line(title), command=command, arguments=[argument])
    if not session.client.literals:
        return called
    tags = [types.CodeActionTag.LlmGenerated] if generated and session.client.marks_generated else None
    return types.CodeAction(title=called.title, kind=kind, command=called, tags=tags)
