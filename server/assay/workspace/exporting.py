"""A trace made fit to be given away: what stands out as secret by today's patterns goes, as it does before it leaves.

What a model was told was made fit then; what was asked for, what is remembered, and the replies were not. Files that
were not shown are no longer named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assay.model.redaction import Redaction
from assay.workspace.memory import texts_of
from assay.workspace.trace import Trace

_FIXED = ("role", "settings", "fingerprint", "files", "accept")
"""What Assay itself writes there, and paths, which receipts show too."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is given away. `files` are those whose text is in it, `places` how many were made unreadable."""

    values: tuple[Mapping[str, Any], ...]
    files: tuple[str, ...]
    requests: int
    bytes: int
    places: int


def exported(trace: Trace, root: Path, environ: Mapping[str, str]) -> Export:
    """The trace of a run in a workspace, fit to be given away. Blocks."""
    told = set(_told(trace))
    redaction = Redaction(root, environ)
    for text in _texts(list(trace.values)):
        redaction.look_over(text)
        redaction.know_marks(text)
    covering = _Covering(redaction)
    values = tuple(covering.covered(_shown(value, told)) for value in trace.values)
    size = sum(len(json.dumps(value)) + 1 for value in values)
    return Export(values, tuple(sorted(told)), len(trace.exchanges), size, covering.places)


def _shown(value: Mapping[str, Any], told: set[str]) -> Mapping[str, Any]:
    """The first line with no file in it whose text is not there; any other as it is."""
    if (head := value.get("trace")) is None:
        return value
    recalled = {key: found for key, found in head["recalled"].items() if texts_of(found)}
    files = {name: digest for name, digest in head["files"].items() if name in told}
    return {
        "trace": {
            **head,
            "recalled": recalled,
            "files": files,
            "all_files": head["all_files"] and files == head["files"],
        }
    }


def _told(trace: Trace) -> Iterator[str]:
    """The files of which a text, or a part of one, is in a trace."""
    for exchange in trace.exchanges:
        for message in exchange.prompt.messages:
            yield from map(str, message.files)
    for earlier in trace.head.request.earlier:
        yield from map(str, earlier.files)
    for value in trace.head.recalled.values():
        yield from texts_of(value)


def _texts(value: object) -> list[str]:
    """All texts in a JSON value."""
    match value:
        case str():
            return [value]
        case list():
            return [text for each in cast("list[object]", value) for text in _texts(each)]
        case dict():
            return _texts(list(cast("dict[str, object]", value).values()))
        case _:
            return []


class _Covering:
    """Covers all texts of JSON values, and counts the places."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self.places = 0

    def covered(self, value: Any) -> Any:
        """The value with its texts made fit."""
        match value:
            case str():
                text, places = self._redaction.cover_again(value)
                self.places += places
                return text
            case list():
                return [self.covered(each) for each in cast("list[object]", value)]
            case dict():
                pairs = cast("dict[str, object]", value).items()
                return {name: each if name in _FIXED else self.covered(each) for name, each in pairs}
            case _:
                return value
