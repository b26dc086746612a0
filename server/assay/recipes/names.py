"""Where a text has a name, and which of these places give it a value."""

from __future__ import annotations

from assay.syntax.tree import Node, Tree, captured

_FIELDS = {
    **dict.fromkeys(("assignment", "augmented_assignment", "for_statement", "for_in_clause"), "left"),
    **dict.fromkeys(("named_expression", "function_definition", "class_definition"), "name"),
    "aliased_import": "alias",
    "type_alias_statement": "left",
}
"""Which part of these gets the value of another part."""

_ALWAYS = frozenset(
    (
        "as_pattern_target", "case_pattern", "delete_statement", "global_statement", "import_statement",
        "nonlocal_statement",
    )
)  # fmt: skip
_AMONG_OTHERS = frozenset(
    (
        "pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "expression_list", "tuple", "list",
        "parenthesized_expression", "splat_pattern", "list_splat", "dotted_name", "type",
        "union_pattern",
    )
)  # fmt: skip
_PARAMETERS = (
    "[(parameters (identifier) @name) (lambda_parameters (identifier) @name) (typed_parameter (identifier) @name)"
    " (default_parameter name: (identifier) @name) (typed_default_parameter name: (identifier) @name)"
    " (list_splat_pattern (identifier) @name) (dictionary_splat_pattern (identifier) @name)]"
)


def names(tree: Tree, node: Node, name: str) -> list[Node]:
    """Where the name is read or written below a node; attributes and keywords of that name are others."""
    return [each for each in captured(node, "(identifier) @name") if tree.code(each) == name and not _other(each)]


def rebinds(place: Node) -> bool:
    """Whether a name or an attribute gets a new value here, or is deleted."""
    node, parent = place, place.parent
    while parent is not None and parent.type in _AMONG_OTHERS:
        node, parent = parent, parent.parent
    return parent is not None and _is_given(parent, node)


def defines(tree: Tree, name: str) -> bool:
    """Whether the file gives a builtin's name to something else, anywhere."""
    if any(tree.code(each) == name for each in captured(tree.root, _PARAMETERS)):
        return True
    return any(rebinds(node) for node in names(tree, tree.root, name))


def _is_given(parent: Node, node: Node) -> bool:
    if parent.type in _FIELDS:
        return parent.child_by_field_name(_FIELDS[parent.type]) == node
    match parent.type:
        case "import_from_statement":
            is_given = parent.child_by_field_name("module_name") != node
        case "dict_pattern":
            is_given = node.type == "splat_pattern"
        case "keyword_pattern":
            is_given = parent.named_children[0] != node
        case "as_pattern":
            # of `case 3 as name`; what `with` and `except` call so stands in a target of its own
            is_given = parent.parent is not None and parent.parent.type == "case_pattern"
        case kind:
            is_given = kind in _ALWAYS
    return is_given


def _other(name: Node) -> bool:
    parent = name.parent
    if parent is None:
        return False
    attribute = parent.type == "attribute" and parent.child_by_field_name("attribute") == name
    return attribute or (parent.type == "keyword_argument" and parent.child_by_field_name("name") == name)
