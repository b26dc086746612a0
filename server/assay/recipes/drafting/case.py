"""One call that may become a test: what goes in, how it is written, what the documentation says of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assay.core.constraint import Example
from assay.core.parsing import literal_value, parse_expression, parse_module

Given = tuple[tuple[str, str], ...]
"""Values by name, as source."""


@dataclass(frozen=True, slots=True)
class Case:
    """A call, written with the names of what it is given, so that calls of one shape can share a test.

    `lines` go before it. `receiver` is the name of the object that it is a method of. `documented` is what the
    documentation shows for it, as it stands there; `printed` where it shows what `print` writes. `demand` is what the
    user says of it.
    """

    judged: str
    given: Given = ()
    lines: tuple[str, ...] = ()
    receiver: str = ""
    documented: str = ""
    printed: bool = False
    cost: int = 100
    demand: Example | None = None

    @property
    def written(self) -> str:
        """All of it with the values in it, which no other case shares."""
        return "; ".join((*(filled(each, self.given) for each in self.lines), filled(self.judged, self.given)))

    @property
    def is_sequence(self) -> bool:
        """Whether other calls go before it that nobody has shown."""
        return len(self.lines) > 1 and not self.documented

    @property
    def is_unordered(self) -> bool:
        """Whether it goes through a set of other things than numbers: their order is another one in another process."""
        sources = (*self.lines, self.judged, *(source for _, source in self.given))
        return any(_is_unordered(node) for each in sources for node in ast.walk(parse_module(each)))

    @property
    def shown(self) -> str:
        """The call with the values in it, the receiver too where one line makes it."""
        made = dict(self.given)
        if len(self.lines) == 1 and self.lines[0].startswith(f"{self.receiver} = "):
            made[self.receiver] = filled(self.lines[0].removeprefix(f"{self.receiver} = "), self.given)
            return filled(self.judged, made)
        return self.written


def filled(source: str, given: Given | Mapping[str, str]) -> str:
    """The source with values in the place of names; what is unpacked there is written out."""
    return _filled(source, tuple(dict(given).items()))


def names_in(sources: Iterable[str]) -> frozenset[str]:
    """The names that sources read from around them: not those that they bind themselves."""
    found: set[str] = set()
    for source in sources:
        tree = parse_module(source)
        bound = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
        names = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
        bound |= {each.id for each in names if isinstance(each.ctx, ast.Store)}
        found |= {each.id for each in names} - bound
    return frozenset(found)


def _is_unordered(node: ast.AST) -> bool:
    if isinstance(node, ast.Set):
        return len(node.elts) > 1 and not all(
            isinstance(each, ast.Constant) and isinstance(each.value, int) for each in node.elts
        )
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("set", "frozenset") and bool(node.args)


def is_literal(value: str | ast.expr) -> bool:
    """Whether a value is written down as it is, and not made by calling something."""
    try:
        literal_value(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


@lru_cache(maxsize=1 << 14)
def _filled(source: str, given: Given) -> str:
    values = {name: _parsed(value) for name, value in given}
    tree = _Filling(values).visit(parse_module(source))
    # by itself, so that a text is not taken for the documentation of a module, which is written otherwise
    alone = tree.body[0].value if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else tree
    return ast.unparse(alone)


@lru_cache(maxsize=1 << 12)
def _parsed(value: str) -> ast.expr:
    """The expression, shared by all that it is put into: nobody may change it."""
    return parse_expression(value)


class _Filling(ast.NodeTransformer):
    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._values.get(node.id, node) if isinstance(node.ctx, ast.Load) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        node.args = [part for each in node.args for part in _spread(each)]
        node.keywords = [part for each in node.keywords for part in _named(each)]
        return node


def _spread(node: ast.expr) -> list[ast.expr]:
    return (
        node.value.elts if isinstance(node, ast.Starred) and isinstance(node.value, (ast.Tuple, ast.List)) else [node]
    )


def _named(node: ast.keyword) -> list[ast.keyword]:
    if node.arg is not None or not isinstance(node.value, ast.Dict):
        return [node]
    keys = [each.value if isinstance(each, ast.Constant) else None for each in node.value.keys]
    if not all(isinstance(each, str) and each.isidentifier() for each in keys):
        return [node]
    return [ast.keyword(str(key), value) for key, value in zip(keys, node.value.values, strict=True)]
