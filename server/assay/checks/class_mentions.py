"""What a text does at each place where it says a name: defines or imports it, inherits from it, or makes use of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_ASKING = frozenset(("isinstance", "issubclass", "super"))
"""Functions that make nothing of a class that is handed to them."""

_TARGETS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "for_statement": "left",
    "for_in_clause": "left",
    "named_expression": "name",
    "function_definition": "name",
    "aliased_import": "alias",
    "default_parameter": "name",
    "typed_default_parameter": "name",
}
_BINDING = frozenset((
    *("parameters", "lambda_parameters", "typed_parameter", "list_splat_pattern", "dictionary_splat_pattern"),
    *("as_pattern_target", "delete_statement", "global_statement", "nonlocal_statement", "case_pattern"),
    *("pattern_list", "tuple_pattern", "list_pattern", "type_alias_statement"),
))  # fmt: skip

Role = Literal["class", "imported", "renamed", "module", "base", "type", "asked after", "bound", "used"]
"""`renamed` is imported under another name, `module` bound by `import a.b`, `bound` given to anything else."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place. `dotted` is the expression that the name ends."""

    role: Role
    node: Node
    dotted: str

    @property
    def binds(self) -> bool:
        """Whether the name itself stands for something else behind it."""
        return self.role in ("class", "imported", "module") or (self.role == "bound" and "." not in self.dotted)


def mentions(tree: Tree, name: str) -> Iterator[Mention]:
    """Every place of the name, but for names of arguments."""
    for node in captured(tree.root, f'((identifier) @name (#eq? @name "{name}"))'):
        parent = node.parent
        if parent is None or (parent.type == "keyword_argument" and parent.child_by_field_name("name") == node):
            continue
        whole = node
        if parent.type == "attribute" and parent.child_by_field_name("attribute") == node and parent.parent is not None:
            whole, parent = parent, parent.parent
        yield Mention(_role(tree, whole, parent), node, tree.code(whole))


def bases_of(node: Node) -> Iterator[Node]:
    """The bases of a class, without the arguments of generic ones."""
    given = node.child_by_field_name("superclasses")
    for each in given.named_children if given is not None else ():
        if each.type not in ("keyword_argument", "comment"):
            yield (each.child_by_field_name("value") if each.type == "subscript" else each) or each


def name_of(tree: Tree, node: Node) -> str:
    """What a class or function is called."""
    name = node.child_by_field_name("name")
    return "" if name is None else tree.code(name)


def spells(tree: Tree, name: str) -> bool:
    """Whether a string is the name, by which something could be looked up; `__all__` only lists it."""
    for node in captured(tree.root, f'((string_content) @text (#eq? @text "{name}"))'):
        around = next((each for each in outwards(node) if each.type in (*_TARGETS, "type")), None)
        left = None if around is None else around.child_by_field_name("left")
        if (around is None or around.type != "type") and (left is None or tree.code(left) != "__all__"):
            return True
    return False


def _role(tree: Tree, node: Node, parent: Node) -> Role:
    if parent.type == "class_definition" and parent.child_by_field_name("name") == node:
        return "class"
    if parent.type == "dotted_name":
        return _of_import(parent)
    if _is_base(node, parent):
        return "base"
    if parent.type in _BINDING or parent.child_by_field_name(_TARGETS.get(parent.type, "name")) == node:
        return "bound"
    return _of_use(tree, node, parent)


def _of_import(dotted: Node) -> Role:
    """The role of a part of a name in an import."""
    around = dotted.parent
    if around is not None and around.type == "aliased_import":
        return "renamed"
    if around is not None and around.type == "import_from_statement":
        return "renamed" if around.child_by_field_name("module_name") == dotted else "imported"
    return "module"


def _of_use(tree: Tree, node: Node, parent: Node) -> Role:
    if any(each.type == "type" for each in outwards(node)):
        return "type"
    call = next((each for each in outwards(node) if each.type == "call"), None)
    function = None if call is None else call.child_by_field_name("function")
    if call is None or function is None:
        return "used"
    of_its_own = function == parent and parent.child_by_field_name("object") == node and _hands_self(tree, call)
    return "asked after" if of_its_own or tree.code(function) in _ASKING else "used"


def _hands_self(tree: Tree, call: Node) -> bool:
    """Whether it calls a function of a class with an object of a class below, as `Base.method(self)` does."""
    given = call.child_by_field_name("arguments")
    return given is not None and bool(given.named_children) and tree.code(given.named_children[0]) == "self"


def _is_base(node: Node, parent: Node) -> bool:
    if parent.type == "subscript" and parent.child_by_field_name("value") == node and parent.parent is not None:
        parent = parent.parent
    holder = parent.parent
    return holder is not None and holder.type == "class_definition" and parent.type == "argument_list"
