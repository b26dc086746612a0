"""A hover: what is offered for the errors at the place, and how the last run about it ended. From memory alone.

What comes from a repository or a checker stands in code spans. A client that says that it follows links to commands
gets some, to those of `assay.lsp.names` alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from lsprotocol import types

from assay.ledger.quoting import code
from assay.lsp import arguments, convert, offers, published
from assay.lsp.capabilities import Client
from assay.lsp.documents import Document
from assay.lsp.finished import finished
from assay.lsp.folders import Folder
from assay.lsp.messages import one_line
from assay.lsp.names import CommandName
from assay.lsp.session import Session


@dataclass(frozen=True, slots=True)
class Link:
    """A command as a link, with what it is about."""

    words: str
    command: CommandName
    argument: Mapping[str, Any]

    def markdown(self) -> str:
        """The link, in whose address nothing is left that Markdown or an address gives a meaning."""
        return f"[{self.words}](command:{self.command}?{quote(json.dumps([self.argument]), safe='')})"


def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """What there is to say at a position, or None."""
    path = convert.path_of(params.text_document.uri)
    document = None if path is None else session.documents.get(path)
    found = None if path is None else session.folders.of(path)
    if document is None or found is None:
        return None
    at = types.Range(start=params.position, end=params.position)
    lines = [*_offered(session, *found, document, at), *_judged(session, *found, document, at)]
    if not lines:
        return None
    kind = types.MarkupKind.Markdown if session.client.hovers_markdown else types.MarkupKind.PlainText
    return types.Hover(contents=types.MarkupContent(kind=kind, value="\n\n".join(lines)))


def _offered(
    session: Session, folder: Folder, path: PurePosixPath, document: Document, at: types.Range
) -> Iterator[str]:
    """What is offered for the errors that the checker last said of this very place."""
    here = convert.place(document.lines, at, session.client.encoding)
    known = published.at(session, folder, path, document, at)
    shown = {ours: theirs for ours, theirs in known if ours.place.touches(here)}
    for offer, theirs in offers.fixes(session, offers.Spot(folder, path, document, at, shown)):
        if offer.disabled is None:
            argument = arguments.of_offer(session, document, offer, theirs)
            yield line(session.client, offer.title, "tested first", Link("Fix it", "assay.run", argument))


def _judged(
    session: Session, folder: Folder, path: PurePosixPath, document: Document, at: types.Range
) -> Iterator[str]:
    here = convert.place(document.lines, at, session.client.encoding)
    for unit, place in finished(session, folder, path, document):
        if place.touches(here):
            link = Link("Show the evidence", "assay.evidence", {"run": unit.run, "unit": unit.number})
            yield line(session.client, unit.outcome.target.title, unit.outcome.verdict, link)


def line(client: Client, title: str, about: str, link: Link) -> str:
    """One line. `title` alone is from outside."""
    if not client.hovers_markdown:
        return f"Assay: {one_line(title)} ({about})"
    said = f"{code(one_line(title))} ({about})"
    return f"{link.markdown()}: {said}" if client.follows_links else f"Assay: {said}"
