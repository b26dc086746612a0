"""Calls that the user says something of, as in `grade(-1) raises ValueError`: tried first, and kept where it is so."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assay.core.constraint import Example
from assay.core.parsing import literal_value, parse_expression
from assay.recipes.drafting.case import Case, names_in
from assay.recipes.drafting.documented import concerns
from assay.recipes.drafting.matter import Matter
from assay.tools.observing import Seen


def demanded(matter: Matter, examples: Sequence[Example]) -> Iterator[Case]:
    """A case for each example that calls the function with what a test can write down."""
    for example in examples:
        call = parse_expression(example.call.strip())
        source = ast.unparse(call)
        calls = any(concerns(matter, each) for each in ast.walk(call))
        if calls and all(map(matter.known, names_in([source, example.expected.strip()]))):
            yield Case(source, demand=example, cost=0)


def asserted(example: Example, seen: Seen) -> Seen | None:
    """What came of the call in the words of the user; None where it plainly is something else."""
    if example.ends == "raises":
        name = example.expected.strip().rpartition(".")[2]
        return seen if seen.kind == "raises" and seen.text == name else None
    if seen.kind == "raises":
        return None
    wanted = ast.unparse(parse_expression(example.expected.strip()))
    try:
        first, second = literal_value(wanted), literal_value(seen.text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        pass  # that it is equal is for the test itself to show
    else:
        if seen.kind == "value" and (type(first) is not type(second) or first != second):
            return None
    return replace(seen, kind="value", text=wanted, fields=(), names={})
