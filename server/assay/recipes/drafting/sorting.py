"""What came of the calls, sorted: what a test can assert, and what a person should look at instead."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from assay.core.parsing import literal_value
from assay.recipes.drafting.case import Case, names_in
from assay.recipes.drafting.conditions import declines
from assay.recipes.drafting.demanded import asserted
from assay.recipes.drafting.draft import Draft, as_imported, draft
from assay.recipes.drafting.making import made_within
from assay.recipes.drafting.matter import Matter, defined_names
from assay.tools.described import Taken
from assay.tools.observing import Seen

UNWRITTEN = "gives a value that cannot be written down"
SHOWN, MOST_CALLED, MOST_ALIKE, MOST_DRAFTS = 5, 30, 24, 80
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def sorted_out(
    matter: Matter, tried: Sequence[Case], seen: Sequence[Seen]
) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """The drafts, and the doubts in words."""
    meant, own = frozenset(_raised(matter)), frozenset(defined_names(matter.module))
    drafts, doubts, alikes = list[Draft](), list[str](), list[object]()
    for case, each in zip(tried, seen, strict=True):
        if each.kind == "none":
            continue
        shown = f"{case.shown} {'raises' if each.kind == 'raises' else 'gives'} {each.text}"
        told = asserted(case.demand, each) if case.demand is not None else each
        if told is None:
            doubts.insert(0, f"{shown}, where you say that {_demand(case)}")
        elif case.documented and not _as_said(case, each):
            doubts.insert(0, f"{shown}, where its documentation says {_short(case.documented)}")
        elif each.kind == "raises" and not _is_said(case) and each.text not in meant:
            doubts += [shown] if not _is_noise(matter, each) else []
        elif not _is_said(case) and (type_ := _against(matter.described.returns, each)):
            doubts.insert(0, f"{shown}, where its annotation says {type_}")
        else:
            wanted = [case.demand.expected.strip()] if case.demand is not None else []
            used = names_in([*case.lines, case.judged, *(source for _, source in case.given), *wanted])
            names = {name: matter.names[name] for name in sorted(used) if name in matter.names}
            alike = (each.kind, each.text, each.fields, each.changes, case.judged)
            if _is_said(case) or alikes.count(alike) < MOST_ALIKE:
                alikes.append(alike)
                made = made_within(case, own)
                drafts.append(draft(made, as_imported(told, matter.names), matter.described.mode, names))
    return tuple(_few(drafts)), tuple(dict.fromkeys(doubts))[:SHOWN]


def _few(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Not more than a function's faults can be tried on in seconds: of each shape in turn, in their order."""
    shapes: dict[str, list[int]] = {}
    for number, each in enumerate(drafts):
        shapes.setdefault("" if _is_said(each.case) else each.case.judged, []).append(number)
    turns = (number for turn in zip_longest(*shapes.values()) for number in turn if number is not None)
    yield from (drafts[number] for number in sorted(islice(turns, MOST_DRAFTS)))


def why_none(seen: Sequence[Seen], doubts: Sequence[str]) -> str:
    """The commonest reason why no call can be asserted; where some give a value, what is the matter with that."""
    if any(each.kind == "none" and each.text == UNWRITTEN for each in seen):
        return f"it {UNWRITTEN}"
    if doubts and all(each.kind in ("raises", "none") for each in seen):
        return f"all that could be made up for it fails: {'; '.join(doubts)}"
    if doubts and not any(each.kind == "none" for each in seen):
        return f"nothing that comes of it is as it should be: {'; '.join(doubts)}"
    said = [f"raises {each.text}" if each.kind == "raises" else each.text for each in seen]
    return f"it {max(sorted(set(said)), key=said.count)}"


def _is_said(case: Case) -> bool:
    """Whether somebody has said what comes of it."""
    return bool(case.documented) or case.demand is not None


def _as_said(case: Case, seen: Seen) -> bool:
    """Whether what came is what the documentation shows."""
    checker = doctest.OutputChecker()
    said = f"{case.documented}\n"
    if not case.printed and _same(case.documented, seen.text):
        return True
    got = [seen.said] if case.printed else [seen.text, seen.shown]
    return any(checker.check_output(said, f"{each}\n", _FLAGS) for each in got if each)


def _same(one: str, other: str) -> bool:
    """Whether two sources are of equal values of one type: a set or a dictionary may be shown in another order."""
    try:
        first, second = literal_value(one.strip()), literal_value(other)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return type(first) is type(second) and bool(first == second)


def _against(returns: Taken, seen: Seen) -> str:
    """The annotated type, where the value is of another one."""
    plain = ("bool", "int", "float", "str", "bytes", "list", "dict", "set", "tuple", "NoneType")
    wanted = {each.kind for each in (returns.of if returns.kind == "union" else (returns,))}
    if seen.kind != "value" or not wanted <= {*plain, "complex"} or seen.type not in plain:
        return ""
    number = {"bool": {"int", "float", "complex"}, "int": {"float", "complex"}, "float": {"complex"}}
    fits = seen.type in wanted or not wanted.isdisjoint(number.get(seen.type, ()))
    return "" if fits else " | ".join(sorted(wanted)).replace("NoneType", "None")


def _is_noise(matter: Matter, seen: Seen) -> bool:
    """Whether it just was given what it does not take: where no annotation says what it does, that is no news."""
    loose = any(each.taken.kind in ("any", "callable", "unknown") for each in matter.described.parameters)
    return loose and seen.text in ("TypeError", "AttributeError", "ValueError")


def _raised(matter: Matter) -> Iterator[str]:
    """The exceptions that the function itself raises, or what it calls in its module, by name.

    Where it declines, Python raises for it.
    """
    if declines(matter.definition):
        yield "TypeError"
    functions = {each.name: each for each in ast.walk(matter.module) if isinstance(each, ast.FunctionDef)}
    left, seen = [matter.definition.name], set[str]()
    parts: list[ast.AST] = [matter.definition]
    while left and len(seen) < MOST_CALLED:
        for node in (each for part in parts for each in ast.walk(part)):
            raised = node.exc if isinstance(node, ast.Raise) else None
            raised = raised.func if isinstance(raised, ast.Call) else raised
            if isinstance(raised, (ast.Name, ast.Attribute)):
                yield raised.id if isinstance(raised, ast.Name) else raised.attr
        seen.update(left)
        left = sorted({name for part in parts for name in _called(part) if name in functions} - seen)
        parts = [functions[name] for name in left]


def _called(part: ast.AST) -> Iterator[str]:
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def _demand(case: Case) -> str:
    return "" if case.demand is None else f"it {case.demand.ends} {_short(case.demand.expected)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:77]}..."
