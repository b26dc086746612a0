"""The trace of a run: what was asked for, what it stood on, and all that a model was told and said.

As JSON it is one object a line: first the run, then what was said. It can come from anybody, and is looked at as data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from assay.core import shapes
from assay.core.action import Request
from assay.core.check import Boundary
from assay.core.constraint import constraint
from assay.core.diagnostics import Diagnostic, Severity
from assay.core.earlier import Earlier
from assay.core.fingerprint import Fingerprint
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.model.exchange import Exchange, packed, unpacked
from assay.settings import Settings, read

FORM = 2
"""Counts up when the same trace would mean something else."""

SETTINGS = (
    "checker",
    "tests",
    "model_url",
    "model",
    "model_seconds",
    "model_tokens",
    "model_memory",
    "model_prices",
    "model_cost",
)
"""The settings that a replay takes from the trace. None of them says what may run, what is guarded, or holds a key."""


_LATEST = 10**11
"""Seconds since 1970, some thousand years from now; a time beyond it is none."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a trace says of its run.

    `request` is without the texts of files; `files` are the digests of those that it stood on, and `all_files` whether
    these are all. `accept` and `seconds` are what it was allowed; `pairs` is whether a model could be asked two ways.
    `recalled` is what was remembered of earlier runs, by its key. `whole` is whether all that was said is there.
    """

    run: str
    started: float
    assay: str
    request: Request
    accept: tuple[Boundary, ...]
    seconds: float | None
    settings: Mapping[str, Any]
    pairs: bool
    fingerprint: Fingerprint
    files: Mapping[PurePosixPath, str]
    recalled: Mapping[str, object]
    all_files: bool = True
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace that was read, and the lines of JSON that it is made of."""

    head: Head
    exchanges: tuple[Exchange, ...]
    values: tuple[Mapping[str, object], ...]

    def settings(self, settings: Settings) -> Settings:
        """The settings that a replay runs with: the user's own, but for those that the recorded run had.

        Where the user has all tests run, they are run in a replay too.
        """
        fresh = {name: getattr(Settings(), name) for name in SETTINGS}
        taken = {**fresh, **self.head.settings, "model_key_variable": None, "model_key_file": None}
        return replace(settings, **(taken | ({"tests": "all"} if settings.tests == "all" else {})))

    def request(self, snapshot: Snapshot) -> Request:
        """What was asked for, on the files as they are now."""
        return replace(self.head.request, snapshot=snapshot)


def kept(settings: Settings) -> dict[str, Any]:
    """The settings that a trace holds, as JSON values; those that are not set are left out."""
    found: dict[str, Any] = {name: getattr(settings, name) for name in SETTINGS}
    if settings.model_prices is not None:
        found["model_prices"] = list(settings.model_prices)
    return {name: value for name, value in found.items() if value is not None}


def written(head: Head, noted: tuple[tuple[Mapping[str, Any], Exchange], ...]) -> Iterator[dict[str, Any]]:
    """The lines of a trace, as JSON values."""
    yield {"trace": _head(head)}
    yield from packed(noted)


def trace(values: tuple[object, ...]) -> Trace:
    """The trace that the lines hold. Raises `shapes.Unfit` and `LookupError` for anything else."""
    first, *rest = map(shapes.table, values)
    return Trace(_read(shapes.table(first["trace"])), unpacked(rest), (first, *rest))


def _head(head: Head) -> dict[str, Any]:
    request = head.request
    return {
        "form": FORM,
        "run": head.run,
        "started": head.started,
        "assay": head.assay,
        "action": request.action,
        "path": str(request.path),
        "place": None if request.place is None else _place(request.place),
        "diagnostics": [_diagnostic(each) for each in request.diagnostics],
        "intent": request.intent,
        "changed": request.changed,
        "constraints": [each.text for each in request.constraints],
        "earlier": [_earlier(each) for each in request.earlier],
        "accept": list(head.accept),
        "seconds": head.seconds,
        "settings": dict(head.settings),
        "pairs": head.pairs,
        "fingerprint": asdict(head.fingerprint) | {"tools": dict(head.fingerprint.tools)},
        "files": {str(path): digest for path, digest in head.files.items()},
        "recalled": dict(head.recalled),
        "all_files": head.all_files,
        "whole": head.whole,
    }


def _place(place: Place) -> list[int]:
    return [place.start.line, place.start.column, place.end.line, place.end.column]


def _diagnostic(each: Diagnostic) -> list[Any]:
    return [str(each.path), _place(each.place), each.message, each.code, each.source, each.severity, each.hint]


def _earlier(each: Earlier) -> dict[str, Any]:
    return {
        "run": each.run,
        "unit": each.unit,
        "path": str(each.path),
        "messages": sorted(each.messages),
        "patch": each.patch,
        "diff": each.diff,
        "files": [str(path) for path in each.files],
        "remark": each.remark,
    }


def _read(value: Mapping[str, object]) -> Head:
    if value["form"] != FORM:
        raise shapes.Unfit
    place, seconds, print_ = value["place"], value["seconds"], shapes.table(value["fingerprint"])
    request = Request(
        shapes.line(value["action"]),
        Snapshot(Path()),
        shapes.path(value["path"]),
        None if place is None else _read_place(place),
        tuple(map(_read_diagnostic, shapes.items(value["diagnostics"]))),
        shapes.text(value["intent"]),
        tuple(constraint(shapes.text(each)) for each in shapes.items(value["constraints"])),
        tuple(_read_earlier(shapes.table(each)) for each in shapes.items(value["earlier"])),
        shapes.boolean(value["changed"]),
    )
    return Head(
        run=shapes.line(value["run"]),
        started=_read_time(value["started"]),
        assay=shapes.line(value["assay"]),
        request=request,
        accept=tuple(shapes.word(each, get_args(Boundary)) for each in shapes.items(value["accept"])),
        seconds=None if seconds is None else shapes.above_0(seconds),
        settings=_read_settings(shapes.table(value["settings"])),
        pairs=shapes.boolean(value["pairs"]),
        fingerprint=Fingerprint(
            shapes.text(print_["files"]),
            shapes.text(print_["interpreter"]),
            shapes.text(print_["distributions"]),
            {name: shapes.text(version) for name, version in shapes.table(print_["tools"]).items()},
            shapes.text(print_["policy"]),
        ),
        files={PurePosixPath(name): shapes.text(each) for name, each in shapes.table(value["files"]).items()},
        recalled=shapes.table(value["recalled"]),
        all_files=shapes.boolean(value["all_files"]),
        whole=shapes.boolean(value["whole"]),
    )


def _read_time(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LATEST:
        raise shapes.Unfit
    return float(value)


def _read_place(value: object) -> Place:
    line, column, end_line, end_column = map(shapes.count, shapes.items(value))
    return Place(Position(line, column), Position(end_line, end_column))


def _read_diagnostic(value: object) -> Diagnostic:
    path, place, message, code, source, severity, hint = shapes.items(value)
    found = _read_place(place)
    return Diagnostic(
        shapes.path(path),
        found.start,
        found.end,
        shapes.text(message),
        shapes.text(code),
        shapes.text(source),
        shapes.word(severity, get_args(Severity)),
        shapes.text(hint),
    )


def _read_earlier(value: Mapping[str, object]) -> Earlier:
    return Earlier(
        run=shapes.text(value["run"]),
        unit=shapes.count(value["unit"]),
        path=shapes.path(value["path"]),
        messages=frozenset(map(shapes.text, shapes.items(value["messages"]))),
        patch=shapes.text(value["patch"]),
        diff=shapes.text(value["diff"]),
        files=tuple(map(shapes.path, shapes.items(value["files"]))),
        remark=shapes.text(value["remark"]),
    )


def _read_settings(value: Mapping[str, object]) -> dict[str, Any]:
    if not value.keys() <= {*SETTINGS} or not {"model_url", "model"} <= value.keys():
        raise shapes.Unfit
    return {name: read(name, each) for name, each in value.items()}
