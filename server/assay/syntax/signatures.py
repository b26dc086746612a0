"""What a method says of itself, as a line that only declares it: `def size(self, times: int = ...) -> int: ...`."""

from __future__ import annotations

import re

from assay.syntax.tree import Node, Tree, captured

_DEFAULTS = ("typed_default_parameter", "default_parameter")
_PARAMETERS = (
    *("identifier", "typed_parameter", "list_splat_pattern", "dictionary_splat_pattern"),
    *("positional_separator", "keyword_separator"),
)


def declaring(tree: Tree, function: Node) -> str | None:
    """The declaration of a method of objects, as far as it is annotated; None where it is decorated or generic."""
    listed, returned = function.child_by_field_name("parameters"), function.child_by_field_name("return_type")
    name, whole = function.child_by_field_name("name"), function.parent
    if listed is None or name is None or captured(function, "(ERROR) @error"):
        return None
    if function.child_by_field_name("type_parameters") or (whole is not None and whole.type == "decorated_definition"):
        return None
    given = listed.named_children
    if not given or given[0].type != "identifier" or tree.code(given[0]) != "self":
        return None
    if any(each.type not in (*_DEFAULTS, *_PARAMETERS) for each in given[1:]) or captured(listed, "(comment) @comment"):
        return None
    parts = ["self", *(_parameter(tree, each) for each in given[1:])]
    word = "async def" if function.children[0].type == "async" else "def"
    returns = "" if returned is None else f" -> {_flat(tree.code(returned))}"
    return f"{word} {tree.code(name)}({', '.join(parts)}){returns}: ..."


def _parameter(tree: Tree, node: Node) -> str:
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    if node.type not in _DEFAULTS or name is None:
        return _flat(tree.code(node))
    return f"{tree.code(name)}=..." if kind is None else f"{tree.code(name)}: {_flat(tree.code(kind))} = ..."


def _flat(code: str) -> str:
    return re.sub(r"\s+", " ", code)
