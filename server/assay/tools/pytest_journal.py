"""Read the journal that `pytest_plugin.py` keeps, taking nothing in it for granted: tested code could write to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Literal, cast

from assay.core.cutting import beginning
from assay.tools.watched import Seen, read_seen

Outcome = Literal["passed", "xpassed", "xfailed", "skipped", "error", "failed", "killed"]
Line = tuple[PurePosixPath, int]

_WRITTEN: tuple[Outcome, ...] = ("passed", "xpassed", "xfailed", "skipped", "error", "failed")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Case:
    """One test, or one file that could not be collected.

    `file` is the one that it stands in, `place` where it failed, else where it stands: a path in the workspace and a
    line from 1. `outcome` is None where it did not run, `killed` where the run was killed during it. `causes` are the
    exception that ended it and those behind that one.
    """

    id: str
    file: PurePosixPath | None = None
    place: Line | None = None
    outcome: Outcome | None = None
    message: str = ""
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The journal's last entry: pytest came back with this exit code; `cut` where it stopped at the time given."""

    exit_code: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Journal:
    """All entries together.

    `running` is the test that had begun and not ended. `lines` are the lines asked for that tests ran, `imported`
    those that ran outside of tests; of a statement that ran it is one line. `seen` are the values of expressions.
    """

    cases: Mapping[str, Case]
    uncollected: tuple[Case, ...]
    running: str | None
    lines: frozenset[Line]
    imported: frozenset[Line]
    end: End | None
    seen: Seen


def read_journal(content: bytes) -> Journal:
    """The journal; a last line without an end is left out.

    Raises `ValueError` for what the plugin cannot have written.
    """
    cases: dict[str, Case] = {}
    uncollected: list[Case] = []
    lines: set[Line] = set()
    imported: set[Line] = set()
    running, end = None, None
    seen: Seen = {}
    for entry in _entries(content):
        match entry:
            case {"at": "collected", "tests": [*tests]} if not cases:
                cases = {case.id: case for case in map(_collected, tests)}
            case {"at": "uncollected", "id": str(name)}:
                place = _line(entry.get("path"), 1)
                uncollected.append(_told(entry, Case(name, place[0] if place else None, outcome="error")))
            case {"at": "start", "id": str(name)}:
                running = name
                cases.setdefault(name, Case(name))
            case {"at": "test", "id": str(name), "lines": [*ran]} if name == running and cases[name].outcome is None:
                cases[name] = _told(entry, cases[name])
                lines |= _lines(ran)
                running = None
            case {"at": "end", "exit": int(code), "cut": bool(cut), "imported": [*ran], "seen": [*told]} if not end:
                end = End(code, cut)
                imported |= _lines(ran)
                seen = read_seen(told)
            case _:
                raise ValueError(f"an entry that is not the plugin's, or stands twice: {str(entry)[:_LONGEST]}")
    return Journal(
        MappingProxyType(cases), tuple(uncollected), running, frozenset(lines), frozenset(imported), end, seen
    )


def _entries(content: bytes) -> Iterator[dict[str, Any]]:
    whole = content.rpartition(b"\n")[0]
    for line in whole.split(b"\n") if whole else ():
        try:
            entry = json.loads(line)
        except RecursionError as error:
            raise ValueError("an entry is nested too deep") from error
        yield cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}


def _collected(test: object) -> Case:
    match test:
        case [str(name), str(path), int(line)]:
            place = _line(path, line)
            return Case(name, place[0] if place else None, place)
        case _:
            raise ValueError(f"no test: {str(test)[:_LONGEST]}")


def _told(entry: Mapping[str, Any], case: Case) -> Case:
    outcome = next((each for each in _WRITTEN if each == entry.get("outcome")), None)
    place = _line(entry.get("path"), entry.get("line"))
    causes = cast("list[object]", entry["causes"]) if isinstance(entry.get("causes"), list) else []
    return replace(
        case,
        place=place or case.place,
        outcome=outcome or case.outcome,
        message=beginning(str(entry.get("message", "")), _LONGEST),
        causes=tuple(beginning(str(cause), _LONGEST) for cause in causes),
    )


def _lines(told: Iterable[object]) -> set[Line]:
    found: set[Line] = set()
    for each in told:
        match each:
            case [str(path), int(line)] if (place := _line(path, line)) is not None:
                found.add(place)
            case _:
                raise ValueError(f"no line: {str(each)[:_LONGEST]}")
    return found


def _line(path: object, line: object) -> Line | None:
    """The place, where it is one in the workspace."""
    if not isinstance(path, str) or not isinstance(line, int) or line < 1:
        return None
    place = PurePosixPath(path.partition("::")[0])
    return None if place.is_absolute() or ".." in place.parts or not place.parts else (place, line)
