"""Where a file uses a name of `typing`, quoted annotations included, and what stands there without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.core.text import Span, TextEdit
from assay.recipes.typing_import import imported
from assay.recipes.widening import FUNCTIONS_THAT_LOOK_LIKE_TYPES
from assay.syntax.annotations import quoted_annotation
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_IMPORTS = ("import_from_statement", "import_statement", "aliased_import", "dotted_name")
_BINDING = frozenset(
    ("parameters", "lambda_parameters", "typed_parameter", "pattern_list", "tuple_pattern", "as_pattern_target",
     "global_statement", "nonlocal_statement", "list_splat_pattern", "dictionary_splat_pattern")
)  # fmt: skip
_BINDING_FIELDS = ("name", "left", "alias")


@dataclass(frozen=True, slots=True)
class Use:
    """One use: its node, in the file's tree or in that of a quoted annotation which begins `shift` further on."""

    tree: Tree
    node: Node
    shift: int = 0

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        span = self.tree.span(self.node)
        return Span(span.start + self.shift, span.end + self.shift)


def uses(tree: Tree, name: str, bound: str) -> tuple[Use, ...] | None:
    """All uses of `typing.name`, which the file calls `bound` or by its module; None where one is not certain."""
    found = list(_in(tree, name, bound))
    words = {each for each in (name, bound) if each}
    word = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b")
    for string in captured(tree.root, "(string) @string"):
        if not word.search(tree.code(string)) or _is_docstring(string):
            continue
        annotation = next((each for each in outwards(string) if each.type == "type"), None)
        quoted = None if annotation is None else quoted_annotation(tree, string)
        if annotation is None or quoted is None or re.search(r"\b(Literal|Annotated)\b", tree.code(annotation)):
            return None
        inner, _, shift = quoted
        found += [Use(inner, each.node, shift) for each in _in(inner, name, bound, modules=_modules(tree))]
    comments = captured(tree.root, "(comment) @comment")
    return (
        None if any("type:" in tree.code(each) and word.search(tree.code(each)) for each in comments) else tuple(found)
    )


def as_union(use: Use) -> Iterator[TextEdit] | None:
    """The edits that make `A | None` of `Optional[A]` and `A | B` of `Union[A, B]`; None where that is not the same."""
    whole = use.node.parent
    if whole is None or whole.type not in ("generic_type", "subscript") or whole.children[0] != use.node:
        return None
    rows = whole.start_point[0], whole.end_point[0]
    if rows[0] != rows[1] or captured(whole, "[(string) (list_splat)] @never"):
        return None
    if any(use.tree.code(each) in FUNCTIONS_THAT_LOOK_LIKE_TYPES for each in captured(whole, "(identifier) @name")):
        return None
    return _bars(use, whole)


def binds(tree: Tree, name: str) -> bool:
    """Whether anything in the file gives the name a meaning of its own."""
    return any(
        tree.code(node) == name and node.parent is not None and _is_bound(node, node.parent)
        for node in captured(tree.root, "(identifier) @name")
    )


def _bars(use: Use, whole: Node) -> Iterator[TextEdit]:
    tree, shift = use.tree, use.shift
    listed = whole if whole.type == "subscript" else whole.named_children[-1]
    is_optional = tree.code(use.node).split(".")[-1] == "Optional"

    def edit(start: int, end: int, text: str) -> TextEdit:
        return TextEdit(Span(tree.offset(start) + shift, tree.offset(end) + shift), text)

    for child in listed.children:
        if child.type == "[":
            yield edit(whole.start_byte, child.end_byte, "")
        elif child.type == ",":
            yield edit(child.start_byte, child.end_byte, " |")
        elif child.type == "]":
            yield edit(child.start_byte, child.end_byte, " | None" if is_optional else "")


def _in(tree: Tree, name: str, bound: str, *, modules: frozenset[str] | None = None) -> Iterator[Use]:
    known = _modules(tree) if modules is None else modules
    for node in captured(tree.root, "(identifier) @name"):
        parent = node.parent
        if parent is None or parent.type in _IMPORTS:
            continue
        if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
            owner = parent.child_by_field_name("object")
            if tree.code(node) == name and owner is not None and tree.code(owner) in known:
                yield Use(tree, parent)
        elif tree.code(node) == bound and not (
            parent.type == "keyword_argument" and parent.child_by_field_name("name") == node
        ):
            yield Use(tree, node)


def _modules(tree: Tree) -> frozenset[str]:
    return frozenset(each.bound for each in imported(tree) if each.origin == "typing")


def _is_docstring(string: Node) -> bool:
    return string.parent is not None and string.parent.type == "expression_statement"


def _is_bound(node: Node, parent: Node) -> bool:
    if parent.type == "keyword_argument":
        return False
    return parent.type in (*_BINDING, *_IMPORTS) or any(
        parent.child_by_field_name(field) == node for field in _BINDING_FIELDS
    )
