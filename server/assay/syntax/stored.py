"""An outline as JSON, for a worker to answer with and for the disk. What comes back is data, and looked at as such."""

from __future__ import annotations

from typing import Any, cast

from assay.syntax.outline import Definition, Import, Kind, Outline, Use

FORM = 1
"""Counts up when the same text has another outline, or the same JSON would mean something else."""

_KINDS = ("function", "class", "variable")


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
    match value:
        case {"definitions": list() as definitions, "uses": list() as uses, "imports": list() as imports}:
            pass
        case _:
            return None
    try:
        return Outline(
            tuple(_definition(each) for each in cast("list[object]", definitions)),
            tuple(_use(each) for each in cast("list[object]", uses)),
            tuple(_import(each) for each in cast("list[object]", imports)),
        )
    except ValueError:
        return None


def _definition(value: object) -> Definition:
    match value:
        case [str(kind), str(qualified), str(header), int(first), int(last)] if kind in _KINDS and 0 <= first <= last:
            return Definition(cast("Kind", kind), qualified, header, first, last)
        case _:
            raise ValueError


def _use(value: object) -> Use:
    match value:
        case [str(name), str(scope), bool(called), [int(), *_] as lines]:
            numbers = tuple(each for each in cast("list[object]", lines) if isinstance(each, int) and each >= 0)
            if len(numbers) == len(cast("list[object]", lines)):
                return Use(name, scope, called, numbers)
        case _:
            pass
    raise ValueError


def _import(value: object) -> Import:
    match value:
        case [str(module), str(name)]:
            return Import(module, name)
        case _:
            raise ValueError
