"""Two texts of one module compared: the same syntax, the same but for how types are written, the same at run time."""

from __future__ import annotations

import ast
from typing import Literal

Likeness = Literal["exact", "equivalent", "same at run time", "other"]

_UNIONS = {"Optional", "Union"}
_BUILT_IN = {"Dict", "FrozenSet", "List", "Set", "Tuple", "Type"}
_TYPING = {"typing", "typing_extensions", "collections.abc", "__future__"}
_PREFIXES = {"typing", "typing_extensions", "t"}


def likeness(original: str, text: str) -> Likeness:
    """How near a text comes to the original. Comments and layout count for nothing."""
    one, other = ast.parse(original), ast.parse(text)
    if ast.dump(one) == ast.dump(other):
        return "exact"
    if ast.dump(_Plain().visit(one)) == ast.dump(_Plain().visit(other)):
        return "equivalent"
    if ast.dump(_Bare().visit(one)) == ast.dump(_Bare().visit(other)):
        return "same at run time"
    return "other"


def plain(annotation: ast.expr) -> str:
    """An annotation in one way of writing it: `X | None` for `Optional[X]`, members in order, no quotes, no prefix."""
    return " | ".join(sorted(_members(annotation)))


def _members(node: ast.expr) -> frozenset[str]:  # noqa: PLR0911 - one for each shape
    match node:
        case ast.Constant(value=str() as text):
            try:
                return _members(ast.parse(text, mode="eval").body)
            except SyntaxError:
                return frozenset({text})
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _members(left) | _members(right)
        case ast.Subscript(value=value, slice=inside) if _name(value) in _UNIONS:
            listed = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            none = frozenset({"None"}) if _name(value) == "Optional" else frozenset[str]()
            return frozenset[str]().union(none, *map(_members, listed))
        case ast.Subscript(value=value, slice=ast.Tuple(elts=listed)):
            return frozenset({f"{_name(value)}[{', '.join(map(plain, listed))}]"})
        case ast.Subscript(value=value, slice=inside):
            return frozenset({f"{_name(value)}[{plain(inside)}]"})
        case ast.List(elts=listed):
            return frozenset({f"[{', '.join(map(plain, listed))}]"})
        case _:
            return frozenset({_name(node)})


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in _PREFIXES:
        name = node.attr
    else:
        name = ast.unparse(node)
    return name.lower() if name in _BUILT_IN else name


class _Plain(ast.NodeTransformer):
    """Writes every annotation in one way, and leaves out what is imported for them alone."""

    def annotation(self, node: ast.expr | None) -> ast.expr | None:
        return None if node is None else ast.Constant(plain(node))

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = self.annotation(node.annotation)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = self.annotation(node.returns)
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = self.annotation(node.returns)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        node.annotation = ast.Constant(plain(node.annotation))
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return None if node.module in _TYPING else node

    def visit_Import(self, node: ast.Import) -> ast.AST | None:
        return None if all(alias.name in _TYPING for alias in node.names) else node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"} and not node.orelse:
            return None
        return self.generic_visit(node)


class _Bare(_Plain):
    """Leaves every annotation out."""

    def annotation(self, node: ast.expr | None) -> ast.expr | None:  # noqa: ARG002 - whatever it was
        return None

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return ast.Assign([node.target], node.value, lineno=node.lineno)
