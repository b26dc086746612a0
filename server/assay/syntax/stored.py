"""An outline as JSON, for a worker to answer with and for the disk. What comes back is data, and looked at as such."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from assay.syntax.outline import Definition, Import, Kind, Outline, Use

FORM = 1
"""Counts up when the same text has another outline, or the same JSON would mean something else."""

_KINDS: Mapping[str, Kind] = {"function": "function", "class": "class", "variable": "variable"}


def stored(outline: Outline) -> dict[str, Any]:
    """The JSON value of an outline."""
    return {
        "definitions": [
            [each.kind, each.qualified, each.header, each.first, each.last] for each in outline.definitions
        ],
        "uses": [[each.name, each.scope, each.called, list(each.lines)] for each in outline.uses],
        "imports": [[each.module, each.name] for each in outline.imports],
    }


def restored(value: object) -> Outline | None:
    """The outline that a JSON value holds; None for any other value."""
    held = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    try:
        return Outline(
            tuple(map(_definition, _list(held.get("definitions")))),
            tuple(map(_use, _list(held.get("uses")))),
            tuple(map(_import, _list(held.get("imports")))),
        )
    except ValueError:
        return None


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return cast("list[object]", value)
    raise ValueError


def _definition(value: object) -> Definition:
    match value:
        case [str(kind), str(qualified), str(header), int(first), int(last)] if kind in _KINDS and 0 <= first <= last:
            return Definition(_KINDS[kind], qualified, header, first, last)
        case _:
            raise ValueError


def _use(value: object) -> Use:
    name, scope, called, lines = _list(value)
    if isinstance(name, str) and isinstance(scope, str) and isinstance(called, bool):
        return Use(name, scope, called, tuple(map(_line, _list(lines))))
    raise ValueError


def _line(value: object) -> int:
    if isinstance(value, int) and value >= 0:
        return value
    raise ValueError


def _import(value: object) -> Import:
    match value:
        case [str(module), str(name)]:
            return Import(module, name)
        case _:
            raise ValueError
