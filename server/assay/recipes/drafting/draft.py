"""A call with what came of it, as the statements of a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from assay.core.parsing import parse_expression
from assay.recipes.drafting.case import Case, filled, names_in
from assay.tools.observing import Seen

LONGEST_LINE = 90
_SINGLETONS = ("None", "True", "False")


@dataclass(frozen=True, slots=True)
class Draft:
    """A case with what came of it; `mode` is that of the function. `awaited` where the test itself is `async`.

    `fixture` is the name and the class of what the test is given by a fixture; empty where it needs none.
    """

    case: Case
    seen: Seen
    mode: str = "plain"
    awaited: bool = False
    fixture: tuple[str, str] = ("", "")
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def shape(self) -> tuple[object, ...]:
        """What drafts of one test have in common."""
        case, seen = self.case, self.seen
        raised = seen.text if seen.kind == "raises" else ""
        only = seen.kind == "value" and seen.text in _SINGLETONS and bool(seen.changes)
        columns = tuple(name for name, _ in case.given)
        changed = tuple(expression for expression, _ in seen.changes)
        return (
            "demanded" if case.demand is not None else bool(case.documented),
            seen.kind,
            raised,
            only,
            case.lines,
            case.judged,
            columns,
            seen.fields,
            changed,
            self.fixture,
        )

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """What differs from draft to draft of one shape: what goes in, what is expected, what changes are."""
        found = list(self.case.given)
        if self._compares:
            found.append((self._free("expected"), self.seen.text))
        found += [(self._free(_after(expression)), text) for expression, text in self.seen.changes]
        return tuple(found)

    @property
    def changed(self) -> frozenset[str]:
        """The expressions that have another value afterwards."""
        return frozenset(expression for expression, _ in self.seen.changes)

    @property
    def _compares(self) -> bool:
        """Whether the value itself is asserted: a None beside changes says nothing."""
        nothing = self.seen.kind == "value" and self.seen.text == "None" and bool(self.seen.changes)
        return self.seen.kind not in ("raises", "itself") and not nothing

    def statements(self) -> list[str]:
        """The body of a test, with the names of the columns in it."""
        case, kind, called = self.case, self.seen.kind, self._called
        lines = list(case.lines)
        expected = self._free("expected")
        if kind == "raises":
            return [*lines, f"with pytest.raises({self.seen.text}):", f"    {_as_statement(called)}"]
        if kind == "itself":
            lines.append(f"assert {called} is {self.seen.text}")
        elif not self._compares:
            lines.append(_as_statement(called))
        elif kind == "entered":
            lines += [f"with {called} as {self._free('value')}:", f"    assert {self._free('value')} == {expected}"]
        elif kind == "items" and self.awaited:
            lines.append(f"assert [each async for each in {case.judged}] == {expected}")
        elif kind == "items" and self.mode == "async":
            gathered = self._free("gathered")
            lines += [f"async def {gathered}():", f"    return [each async for each in {case.judged}]"]
            lines.append(f"assert asyncio.run({gathered}()) == {expected}")
        elif kind == "fields" and len(self.seen.fields) > 1:
            result = self._free("result")
            parts = ", ".join(f"{result}.{each}" for each in self.seen.fields)
            lines += [f"{result} = {called}", f"assert ({parts}) == {expected}"]
        else:
            wrapped = {"items": f"list({called})", "said": f"str({called})"}.get(kind, called)
            inner = f"({called})" if self.awaited else called
            wrapped = ".".join((inner, *self.seen.fields)) if kind == "fields" else wrapped
            wrapped = (
                f"({wrapped})"
                if isinstance(parse_expression(wrapped), (ast.Compare, ast.BoolOp, ast.Lambda))
                else wrapped
            )
            lines.append(f"assert {wrapped} == {expected}")
        return [*lines, *(f"assert {each} == {self._free(_after(each))}" for each, _ in self.seen.changes)]

    @property
    def _called(self) -> str:
        if self.awaited:
            return f"await {self.case.judged}"
        return f"asyncio.run({self.case.judged})" if self.mode == "async" else self.case.judged

    def _free(self, name: str) -> str:
        taken = (
            {each for each, _ in self.case.given}
            | {self.case.receiver}
            | names_in([*self.case.lines, self.case.judged])
        )
        return f"{name}_" if name in taken else name


def as_imported(seen: Seen, names: Mapping[str, str]) -> Seen:
    """What came of it in the words of a test that imports these names from these modules.

    Where `datetime` is the class, what `repr` calls `datetime.date(1999, 12, 31)` is a `date`.
    """
    modules = {name for name, module in seen.names.items() if not module and names.get(name) == name}
    if not modules:
        return seen
    shorter = _Shorter(modules)
    text = shorter.of(seen.text)
    changes = tuple((expression, shorter.of(now)) for expression, now in seen.changes)
    kept = {name: module for name, module in seen.names.items() if name not in modules}
    return replace(seen, text=text, changes=changes, names={**kept, **shorter.found})


def draft(case: Case, seen: Seen, mode: str, names: Mapping[str, str]) -> Draft:
    """The draft, with the receiver within the call where one line makes it and nothing else needs it."""
    found = Draft(case, seen, mode, names={**names, **seen.names})
    needed = seen.kind == "itself" or any(case.receiver in names_in([each]) for each, _ in seen.changes)
    if needed or len(case.lines) != 1 or not case.lines[0].startswith(f"{case.receiver} = "):
        return found
    maker = case.lines[0].removeprefix(f"{case.receiver} = ")
    inline = replace(case, judged=filled(case.judged, {case.receiver: maker}), lines=(), receiver="")
    fits = len(filled(inline.judged, inline.given)) <= LONGEST_LINE
    return replace(found, case=inline) if fits else found


def put(statements: list[str], values: Mapping[str, str]) -> list[str]:
    """The statements with values in the place of columns; what is one of the three singletons is compared by `is`."""
    if not values:
        return statements
    return [_identical(line) for line in filled("\n".join(statements), values).split("\n")]


class _Shorter(ast.NodeTransformer):
    """Takes what a module holds by its own name; `found` are these names, each with the module."""

    def __init__(self, modules: Collection[str]) -> None:
        self._modules, self.found = modules, dict[str, str]()

    def of(self, source: str) -> str:
        return ast.unparse(self.visit(parse_expression(source)))

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.value, ast.Name) or node.value.id not in self._modules:
            return node
        self.found[node.attr] = node.value.id
        return ast.Name(node.attr, node.ctx)


def _as_statement(source: str) -> str:
    """The expression by itself; one that is no call reads as if it were forgotten, and linters say so."""
    calls = isinstance(parse_expression(source), (ast.Call, ast.Await))
    return source if calls else f"_ = {source}"


def _identical(line: str) -> str:
    found = re.fullmatch(r"(\s*assert .*) == (None|True|False)", line)
    return line if found is None else f"{found[1]} is {found[2]}"


def _after(expression: str) -> str:
    words = re.findall(r"\w+", expression)
    return f"{words[-1]}_after"
