"""The public interface of a module: what others can see of it and lean on.

Public is what `__all__` lists; without one, every name without a leading underscore, and what an import re-exports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assay.syntax.scopes import Kind, parameters
from assay.syntax.tree import Node, Tree, descendants

_TRANSPARENT = {
    "if_statement",
    "elif_clause",
    "else_clause",
    "try_statement",
    "except_clause",
    "except_group_clause",
    "finally_clause",
    "with_statement",
    "block",
}

_OPENING = {"(", "[", "{", ".", "@"}
_CLOSING = {")", "]", "}", ",", ".", ":"}
_CALLED = {"identifier", ")", "]"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a caller sees of a parameter; annotation and default as text, empty where there is none."""

    name: str
    kind: Kind
    annotation: str
    default: str

    def __str__(self) -> str:
        stars = {"variadic": "*", "keywords": "**"}.get(self.kind, "")
        annotation = f": {self.annotation}" if self.annotation else ""
        return f"{stars}{self.name}{annotation}{f' = {self.default}' if self.default else ''}"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One public definition: `kind` is def, class, name or import; `detail` its bases, return type, type or origin.

    A name that is defined more than once, as overloads are, stands as often.
    """

    name: str
    kind: str
    detail: str = ""
    decorators: tuple[str, ...] = ()
    parameters: tuple[Shape, ...] = field(default=())


def interface(tree: Tree, *, package: bool = False) -> tuple[Symbol, ...]:
    """The public symbols, in the order of the text. In a package's `__init__.py`, relative imports re-export."""
    listed = _listed(tree)
    found = tuple(_symbols(tree, tree.root, "", package=package or listed is not None))
    if listed is None:
        return tuple(symbol for symbol in found if _public(symbol.name) and symbol.name != "__all__")
    return tuple(symbol for symbol in found if symbol.name.split(".")[0] in listed and _public_below(symbol.name))


def tokens(tree: Tree, node: Node) -> str:
    """The code of a node on one line, spaced one way and without comments: equal however it is laid out."""
    words: list[str] = []
    left = ""
    for leaf in descendants(node, into=lambda each: each.type not in ("string", "comment")):
        if leaf.type == "string" or (not leaf.child_count and leaf.type not in ("comment", "line_continuation")):
            words += [tree.code(leaf)] if _touch(left, leaf.type) else [" ", tree.code(leaf)]
            left = leaf.type
    return "".join(words).removeprefix(" ")


def _touch(left: str, right: str) -> bool:
    """Whether no space stands between tokens of these types, as people write them."""
    return left in _OPENING or right in _CLOSING or (right in ("(", "[") and left in _CALLED)


def _symbols(tree: Tree, block: Node, prefix: str, *, package: bool) -> Iterator[Symbol]:
    for statement in block.named_children:
        match statement.type:
            case "function_definition" | "class_definition":
                yield from _definition(tree, statement, prefix, ())
            case "decorated_definition":
                definition = statement.child_by_field_name("definition")
                decorators = [child for child in statement.named_children if child.type == "decorator"]
                if definition is not None:
                    yield from _definition(tree, definition, prefix, tuple(tokens(tree, each) for each in decorators))
            case "expression_statement":
                yield from _assigned(tree, statement, prefix)
            case "type_alias_statement":
                left, right = (statement.child_by_field_name(name) for name in ("left", "right"))
                if left is not None and right is not None:
                    yield Symbol(prefix + tree.code(left), "name", f"type {tokens(tree, right)}")
            case "import_from_statement" | "import_statement" if not prefix:
                yield from _imported(tree, statement, package=package)
            case kind if kind in _TRANSPARENT:
                yield from _symbols(tree, statement, prefix, package=package)
            case _:
                pass


def _definition(tree: Tree, node: Node, prefix: str, decorators: tuple[str, ...]) -> Iterator[Symbol]:
    name = node.child_by_field_name("name")
    if name is None:
        return
    qualified = prefix + tree.code(name)
    if node.type == "class_definition":
        bases = node.child_by_field_name("superclasses")
        yield Symbol(qualified, "class", "" if bases is None else tokens(tree, bases), decorators)
        body = node.child_by_field_name("body")
        if body is not None:
            yield from _symbols(tree, body, f"{qualified}.", package=False)
        return
    returned = node.child_by_field_name("return_type")
    shapes = tuple(
        Shape(each.name, each.kind, _code(tree, each.annotation), _code(tree, each.default))
        for each in parameters(tree, node)
    )
    colour = "async def" if node.children and node.children[0].type == "async" else "def"
    yield Symbol(qualified, colour, _code(tree, returned), decorators, shapes)


def _assigned(tree: Tree, statement: Node, prefix: str) -> Iterator[Symbol]:
    for node in statement.named_children:
        annotation = node.child_by_field_name("type")
        left = node.child_by_field_name("left") if node.type == "assignment" else None
        names = [left] if left is not None and left.type == "identifier" else left.named_children if left else []
        yield from (Symbol(prefix + tree.code(each), "name", _code(tree, annotation)) for each in names)


def _imported(tree: Tree, statement: Node, *, package: bool) -> Iterator[Symbol]:
    module = statement.child_by_field_name("module_name")
    origin = "" if module is None else tree.code(module)
    if any(child.type == "wildcard_import" for child in statement.named_children):
        yield Symbol("*", "import", origin)
    for node in statement.children_by_field_name("name"):
        alias = node.child_by_field_name("alias")
        name = node.child_by_field_name("name") or node
        bound = tree.code(alias or name)
        if (alias is not None and tree.code(name) == bound) or (package and module is not None):
            yield Symbol(bound, "import", f"{origin} {tree.code(name)}")


def _listed(tree: Tree) -> frozenset[str] | None:
    """The names that `__all__` holds, or None where there is none that can be read."""
    names: set[str] = set()
    found = False
    for statement in tree.root.named_children:
        for node in statement.named_children if statement.type == "expression_statement" else ():
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or right is None or tree.code(left) != "__all__":
                continue
            found = True
            names.update(tree.code(each) for each in descendants(right) if each.type == "string_content")
    return frozenset(names) if found else None


def _public(name: str) -> bool:
    return all(not part.startswith("_") or _dunder(part) for part in name.split("."))


def _public_below(name: str) -> bool:
    return all(not part.startswith("_") or _dunder(part) for part in name.split(".")[1:])


def _dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _code(tree: Tree, node: Node | None) -> str:
    return "" if node is None else tokens(tree, node)
