"""Cases as the text of tests: parametrised where several go the same way, in the form of the file they go into."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from assay.recipes.drafting.case import Case, Parameters, call

DOCUMENTED = "As its documentation says."
RECORDED = "Records current behaviour."
_SINGLETONS = ("None", "True", "False")
_SIMPLE = ("int", "float", "str", "bool", "bytes", "NoneType")


@dataclass(frozen=True, slots=True)
class Draft:
    """A case with what came of it: the value, the items or the exception, as source."""

    case: Case
    kind: Literal["value", "items", "raises"]
    expected: str


@dataclass(frozen=True, slots=True)
class Style:
    """How the file that the tests go into is written. `taken` are the names that it binds already."""

    annotated: bool
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Written:
    """Test functions as text, and the names that they need: of the module, and whether pytest itself."""

    body: str
    names: tuple[str, ...]
    pytest: bool


def written(function: str, parameters: Parameters, drafts: Sequence[Draft], style: Style) -> Written:
    """The drafts as test functions, the documented ones first."""
    groups: dict[tuple[bool, str, tuple[str, ...]], list[Draft]] = {}
    for draft in sorted(drafts, key=lambda each: not each.case.documented):
        names = draft.case.names
        groups.setdefault((not draft.case.documented, draft.kind, names), []).append(draft)
    taken, bodies = set(style.taken), list[str]()
    for (recorded, kind, _), group in groups.items():
        name = _free(
            f"test_{function}{'' if recorded else '_as_documented'}{'_raises' if kind == 'raises' else ''}", taken
        )
        taken.add(name)
        bodies.append(_test(name, function, parameters, group, annotated=style.annotated))
    raised = {each.expected for each in drafts if each.kind == "raises"}
    own = sorted(name for name in raised if not hasattr(builtins, name))
    needs = bool(raised) or any(len(group) > 1 for group in groups.values())
    return Written("\n\n\n".join(bodies) + "\n", (function, *own), needs)


def into(text: str | None, tests: Written, module: str) -> str:
    """The file with the tests at its end, and the imports that they need beside those that are there."""
    bound = frozenset[str]() if text is None else names_bound(text)
    lines = ["import pytest"] if tests.pytest and "pytest" not in bound else []
    if missing := [name for name in tests.names if name not in bound]:
        lines += [*([""] if lines and text is None else []), f"from {module} import {', '.join(missing)}"]
    if text is None:
        return "\n".join(lines) + f"\n\n\n{tests.body}"
    at = max(
        (each.end_lineno or 0 for each in ast.parse(text).body if isinstance(each, (ast.Import, ast.ImportFrom))),
        default=0,
    )
    old = text.rstrip("\n").split("\n")
    return "\n".join([*old[:at], *lines, *old[at:]]) + f"\n\n\n{tests.body}"


def names_bound(text: str) -> frozenset[str]:
    """The names that a module binds by imports and definitions at its top."""
    names: set[str] = set()
    for node in ast.parse(text).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
    return frozenset(names)


def _free(name: str, taken: Iterable[str]) -> str:
    if name not in taken:
        return name
    return next(f"{name}_{number}" for number in count(2) if f"{name}_{number}" not in taken)


def _test(name: str, function: str, parameters: Parameters, group: list[Draft], *, annotated: bool) -> str:
    first = group[0]
    said = DOCUMENTED if first.case.documented else RECORDED
    returns = " -> None" if annotated else ""
    if len(group) == 1:
        lines = [f"def {name}(){returns}:", f'    """{said}"""']
        return "\n".join([*lines, *_judged(call(function, parameters, first.case.arguments), first, first.expected)])
    columns = _columns(first.case.names)
    rows = [(*(source for _, source in each.case.arguments), each.expected) for each in group]
    types = [
        _annotation([row[place] for row in rows], raises=first.kind == "raises" and place == len(rows[0]) - 1)
        for place in range(len(rows[0]))
    ]
    typed = annotated and all(types)
    shown = ", ".join(f"{each}: {kind}" if typed else each for each, kind in zip(columns, types, strict=True))
    given = tuple(zip(first.case.names, columns, strict=False))
    return "\n".join(
        [
            "@pytest.mark.parametrize(",
            f"    ({', '.join(_quoted(each) for each in columns)}{',' if len(columns) == 1 else ''}),",
            "    [",
            *(f"        ({', '.join(row)}{',' if len(row) == 1 else ''})," for row in rows),
            "    ],",
            ")",
            f"def {name}({shown}){returns if typed else ''}:",
            f'    """{said}"""',
            *_judged(call(function, parameters, given), first, columns[-1]),
        ]
    )


def _columns(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a parametrised test; those that pytest or the test itself needs get a line behind them."""
    kept = [f"{name}_" if name in ("expected", "request") else name for name in names]
    return (*kept, "expected")


def _judged(called: str, draft: Draft, expected: str) -> list[str]:
    if draft.kind == "raises":
        return [f"    with pytest.raises({expected}):", f"        {called}"]
    if draft.kind == "items":
        return [f"    assert list({called}) == {expected}"]
    return [f"    assert {called} {'is' if expected in _SINGLETONS else '=='} {expected}"]


def _annotation(sources: list[str], *, raises: bool) -> str:
    """The type of a column; empty where it is not simple."""
    if raises:
        return "type[Exception]"
    kinds = sorted({type(ast.literal_eval(source)).__name__ for source in sources})
    if not all(kind in _SIMPLE for kind in kinds):
        return ""
    return " | ".join("None" if kind == "NoneType" else kind for kind in kinds)


def _quoted(name: str) -> str:
    return f'"{name}"'
