"""Drafts as the text of tests: parametrised where several go the same way, named by what is particular about each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from assay.core.parsing import literal_value, parse_expression
from assay.recipes.drafting.draft import Draft, put
from assay.recipes.drafting.matter import snake
from assay.recipes.drafting.unittests import in_unittest

DOCUMENTED = "As its documentation says."
DEMANDED = "As it was asked for."
RECORDED = "Records current behaviour."
MOST_WORDS = 2
_SIMPLE = ("int", "float", "str", "bool", "bytes", "NoneType")
_WORDS = {
    "__init__": "", "__eq__": "equal", "__ne__": "not_equal", "__lt__": "less_than", "__le__": "less_or_equal",
    "__gt__": "greater_than", "__ge__": "greater_or_equal", "__add__": "add", "__sub__": "subtract",
    "__mul__": "multiply", "__truediv__": "divide", "__floordiv__": "floor_divide", "__mod__": "modulo",
    "__and__": "and", "__or__": "or", "__xor__": "xor", "__len__": "length", "__str__": "as_text", "__repr__": "repr",
    "__iter__": "iterate", "__bool__": "truth", "__call__": "call", "__getitem__": "get_item",
    "__contains__": "contains", "__matmul__": "matrix_multiply", "__lshift__": "shift_left",
    "__rshift__": "shift_right", "__pow__": "power", "__hash__": "hash", "__int__": "as_int", "__float__": "as_float",
    "__complex__": "as_complex",
    "__abs__": "absolute", "__bytes__": "as_bytes", "__reversed__": "reversed", "__format__": "format",
    "__copy__": "copy", "__replace__": "replace", "__getstate__": "get_state", "__setstate__": "set_state",
    "__reduce__": "reduce",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How the file that the tests go into is written. `taken` are the names that it binds already.

    `form` is functions, classes of them, or classes of unittest; `heading` is how a class begins, with a place in its
    name for what it tests. `marks` go above each test, `awaited` above one that is `async`; where that is None, a test
    is not, and runs a loop.
    """

    annotated: bool = False
    taken: frozenset[str] = frozenset()
    form: Literal["functions", "classes", "unittest"] = "functions"
    heading: str = "class Test{}:"
    marks: tuple[str, ...] = ()
    awaited: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """One test function as lines: decorators, the head, the docstring, the body."""

    name: str
    decorators: tuple[str, ...]
    parameters: str
    said: str
    body: tuple[str, ...]
    is_async: bool = False

    def lines(self, *, method: bool, returns: str) -> list[str]:
        """The text; a method has `self` before its parameters."""
        given = ", ".join(filter(None, ("self" if method else "", self.parameters)))
        return [
            *self.decorators,
            f"{'async def' if self.is_async else 'def'} {self.name}({given}){returns}:",
            f'    """{self.said}"""',
            *(f"    {each}" for each in self.body),
        ]


def subject_words(owner: str, name: str) -> str:
    """What a test's name says of the function that it tests."""
    return "_".join(filter(None, (snake(owner) if owner else "", _WORDS.get(name, name))))


def tests(words: str, drafts: Sequence[Draft], style: Style) -> list[Test]:
    """The drafts as test functions, the documented ones first."""
    groups: dict[tuple[object, ...], list[Draft]] = {}
    for draft in sorted(drafts, key=lambda each: not each.case.documented):
        awaited = draft.mode == "async" and style.awaited is not None
        groups.setdefault(draft.shape, []).append(replace(draft, awaited=awaited))
    taken, found = set(style.taken), list[Test]()
    for group in groups.values():
        name = _free(f"test_{words}{_particular(group)}", taken)
        taken.add(name)
        found.append(_test(name, group, style))
    return found


def heading(words: str, style: Style) -> str:
    """The line that begins the class of the tests; empty where they are functions."""
    if style.form == "functions":
        return ""
    subject = "".join(each.capitalize() for each in words.split("_"))
    called = re.findall(r"class (\w*)", style.heading.format(subject))[0]
    number = _free(called, style.taken).removeprefix(called).replace("_", "")
    return style.heading.format(f"{subject}{number}")


def _particular(group: Sequence[Draft]) -> str:
    """What sets their shape apart, in words."""
    draft = group[0]
    case, words = draft.case, ""
    name = case.receiver or " "
    calls = (re.match(rf"{name}(?:\.(\w+)\(|\[)|(hash)\({name}\)", line) for line in case.lines)
    steps = [each[1] or each[2] or "setting" for each in calls if each is not None]
    if steps:
        words += f"_after_{'_and_'.join(dict.fromkeys(steps))}"
    call = parse_expression(case.judged)
    options = [each.arg for each in call.keywords if each.arg] if isinstance(call, ast.Call) else []
    if 0 < len(options) <= MOST_WORDS:
        words += f"_with_{'_and_'.join(options)}"
    elif options:
        words += "_with_options"
    if draft.seen.kind == "raises":
        return f"{words}_raises_{snake(draft.seen.text)}"
    if case.documented:
        return f"{words}_as_documented"
    nothing = all(each.seen.kind == "value" and each.seen.text == "None" and not each.seen.changes for each in group)
    return f"{words}_gives_none" if nothing else words


def _free(name: str, taken: Iterable[str]) -> str:
    if name not in taken:
        return name
    return next(f"{name}_{number}" for number in count(2) if f"{name}_{number}" not in taken)


def _test(name: str, group: Sequence[Draft], style: Style) -> Test:
    first = group[0]
    above = (*style.marks, *((style.awaited or ()) if first.awaited else ()))
    said = DEMANDED if first.case.demand else DOCUMENTED if first.case.documented else RECORDED
    rows = [dict(each.columns) for each in group]
    if style.form == "unittest":
        every = (_body(each, row) for each, row in zip(group, rows, strict=True))
        return Test(name, above, "", said, in_unittest([line for body in every for line in body]), first.awaited)
    # what is the same in all rows stands in the test itself
    fixed = {column: text for column, text in rows[0].items() if all(row[column] == text for row in rows)}
    columns = [each for each in rows[0] if each not in fixed]
    body = tuple(_body(first, fixed))
    fixture, kind = first.fixture
    needed = [f"{fixture}: {kind}" if style.annotated else fixture] if fixture else []
    if not columns:
        return Test(name, above, ", ".join(needed), said, body, first.awaited)
    types = {each: _annotation([row[each] for row in rows]) for each in columns}
    typed = style.annotated and all(types.values())
    parameters = ", ".join((*needed, *(f"{each}: {types[each]}" if typed else each for each in columns)))
    return Test(name, (*above, *_table(columns, rows)), parameters, said, body, first.awaited)


def _body(draft: Draft, fixed: Mapping[str, str]) -> list[str]:
    """The statements with values in the place of columns; what the call changes keeps a name, to be looked at later."""
    named = {column for column, _ in draft.case.given if column in draft.changed and column in fixed}
    lines = [f"{column} = {text}" for column, text in fixed.items() if column in named]
    return [*lines, *put(draft.statements(), {name: text for name, text in fixed.items() if name not in named})]


def _table(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> list[str]:
    if len(columns) == 1:
        return [f'@pytest.mark.parametrize("{columns[0]}", [{", ".join(row[columns[0]] for row in rows)}])']
    named = ", ".join(f'"{each}"' for each in columns)
    listed = [f"        ({', '.join(row[each] for each in columns)})," for row in rows]
    return ["@pytest.mark.parametrize(", f"    ({named}),", "    [", *listed, "    ],", ")"]


def _annotation(sources: list[str]) -> str:
    """The type of a column; empty where it is not simple."""
    try:
        kinds = sorted({type(literal_value(source)).__name__ for source in sources})
    except (ValueError, TypeError, SyntaxError):
        return ""
    if not all(kind in _SIMPLE for kind in kinds):
        return ""
    return " | ".join("None" if kind == "NoneType" else kind for kind in kinds)
