"""The one object that each command takes, as it goes over the wire and as it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, cast

from lsprotocol import types

from assay.core.action import Offer, Request
from assay.core.constraint import constraint
from assay.core.errors import BadInput
from assay.core.snapshot import Snapshot
from assay.core.text import Lines, Place
from assay.lsp import convert
from assay.lsp.documents import Document
from assay.lsp.folders import Folder
from assay.lsp.session import Asked, Key, Session


def of_offer(session: Session, document: Document, offer: Offer, shown: Iterable[types.Diagnostic]) -> dict[str, Any]:
    """All that is needed to run the offer later. `shown` are its diagnostics as the client gave them, where it did."""
    encoding = session.client.encoding
    diagnostics = list(shown) or [
        convert.their_diagnostic(document.lines, each, encoding) for each in offer.diagnostics
    ]
    return {
        "action": offer.action,
        "title": offer.title,
        "uri": document.uri,
        "version": document.version,
        "range": session.protocol.plain(convert.their_range(document.lines, offer.place, encoding)),
        "diagnostics": session.protocol.plain(diagnostics),
        "intent": "",
        "constraints": [],
    }


def of_whole(session: Session, folder: Folder, offer: Offer) -> dict[str, Any]:
    """All that is needed to run an offer for a whole file or folder later."""
    path = folder.given / offer.path
    document = session.documents.get(path)
    uri = path.as_uri() if document is None else document.uri
    return {"action": offer.action, "title": offer.title, "uri": uri, "intent": "", "constraints": []}


def the_object(arguments: tuple[Any, ...]) -> Mapping[str, Any]:
    """The one object of a command. Raises `BadInput`."""
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise BadInput(f"a command of Assay takes one object, not {len(arguments)} arguments of other kinds")
    return cast("dict[str, Any]", arguments[0])


def asked(session: Session, argument: Mapping[str, Any]) -> Asked:
    """What `assay.run` is asked to do. Raises `BadInput`."""
    uri, action = _string(argument, "uri"), _string(argument, "action")
    path = convert.path_of(uri)
    found = None if path is None else session.folders.of(path)
    if path is None or found is None:
        raise BadInput(f"{uri}: not in a folder that is open here; open the project's folder and ask again")
    folder, inside = found
    document = session.documents.get(path)
    version = argument.get("version")
    if document is not None and version is not None and version != document.version:
        raise BadInput(f"{inside}: changed since the menu was opened; open it again")
    snapshot = session.snapshot(folder)
    lines = document.lines if document is not None else _lines(folder, snapshot, inside, argument)
    diagnostics = session.protocol.read(argument.get("diagnostics") or [], list[types.Diagnostic])
    request = Request(
        action,
        snapshot,
        inside,
        place=_place(session, lines, argument.get("range")),
        diagnostics=tuple(convert.diagnostic(inside, lines, each, session.client.encoding) for each in diagnostics),
        intent=_string(argument, "intent", ""),
        constraints=tuple(constraint(text) for text in _strings(argument, "constraints")),
        changed=_boolean(argument, "changed"),
    )
    return Asked(folder, request, _string(argument, "title", action))


def unit(argument: Mapping[str, Any]) -> Key:
    """The unit that a command is about. Raises `BadInput`."""
    number = argument.get("unit", 1)
    if not isinstance(number, int):
        raise BadInput(f"unit: a number from 1, not {number!r}")
    return run(argument), number


def candidate(argument: Mapping[str, Any]) -> int:
    """The candidate that a command is about. Raises `BadInput`."""
    number = argument.get("candidate")
    if not isinstance(number, int):
        raise BadInput(f"candidate: a number from 1, not {number!r}")
    return number


def survivor(argument: Mapping[str, Any]) -> tuple[int, str] | None:
    """A fault of a unit that no test notices, by its number, and what should come of it; None where none is named."""
    number = argument.get("survivor")
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int):
        raise BadInput(f"survivor: a number from 1, not {number!r}")
    return number, _string(argument, "intent", "")


def reason(argument: Mapping[str, Any]) -> tuple[str, bool]:
    """Why something is discarded, and whether it is to be done in another way. Raises `BadInput`."""
    words, again = remark(argument), _boolean(argument, "again")
    if words and not again:
        raise BadInput("a reason is for the next attempt: say {again: true} with it")
    return words, again


def remark(argument: Mapping[str, Any]) -> str:
    """Why a person does not want something, on one line; empty where they do not say. Raises `BadInput`."""
    return " ".join(_string(argument, "reason", "").split())


def run(argument: Mapping[str, Any]) -> str:
    """The run that a command is about. Raises `BadInput`."""
    return _string(argument, "run")


def _lines(folder: Folder, snapshot: Snapshot, path: PurePosixPath, argument: Mapping[str, Any]) -> Lines:
    """The lines of a file that is not open; none of a folder, which is meant as a whole. Raises `BadInput`."""
    if (folder.workspace.root / path).is_dir():
        if argument.get("range") is not None:
            raise BadInput(f"{path}: a folder has no lines; leave the range out")
        return Lines("")
    if (text := snapshot.read(path)) is None:
        raise BadInput(f"{path}: there is no such file in {folder.workspace.root}")
    return Lines(text)


def _place(session: Session, lines: Lines, theirs: Any) -> Place | None:
    if theirs is None:
        return None
    return convert.place(lines, session.protocol.read(theirs, types.Range), session.client.encoding)


def _string(argument: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = argument.get(name, default)
    if not isinstance(value, str):
        raise BadInput(f"{name}: a text is needed, not {value!r}")
    return value


def _boolean(argument: Mapping[str, Any], name: str) -> bool:
    value = argument.get(name, False)
    if not isinstance(value, bool):
        raise BadInput(f"{name}: true or false, not {value!r}")
    return value


def _strings(argument: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = argument.get(name, [])
    if not isinstance(values, list):
        raise BadInput(f"{name}: a list of texts is needed, not {values!r}")
    return tuple(_string({name: each}, name) for each in cast("Iterable[Any]", values))
