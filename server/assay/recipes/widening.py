"""Parameters whose default is None and whose annotation does not say so, and how their annotations come to say it.

`X | None` is written where the file writes it, or where the project's lowest Python computes it; else
`Optional[X]`, which every Python understands, with the import that it needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from assay.core.text import TextEdit
from assay.recipes.optional_annotation import widened
from assay.recipes.typing_import import optional_spelling
from assay.syntax.annotations import admits_none
from assay.syntax.scopes import Parameter
from assay.syntax.tree import Node, Tree, captured, descendants
from assay.tools.python_floor import Version

UNION_OPERATOR: Version = (3, 10)

FUNCTIONS_THAT_LOOK_LIKE_TYPES = frozenset(("Lock", "RLock"))
"""Of `threading`: checkers take them for classes, but up to Python 3.12 they have no `|`."""

_READS_NO_ANNOTATION = {"staticmethod", "classmethod", "property", "overload", "override", "abstractmethod", "final"}


def implicit(tree: Tree, parameter: Parameter) -> bool:
    """Whether the default is None and the annotation does not admit it."""
    return (
        parameter.annotation is not None
        and parameter.default is not None
        and parameter.default.type == "none"
        and not admits_none(tree, parameter.annotation)
    )


def admitting(tree: Tree, path: PurePosixPath, chosen: Iterable[Parameter], floor: Version | None) -> list[TextEdit]:
    """The edits that let each of these parameters be None; empty where one of them cannot be widened.

    `floor` is the lowest Python that the project runs on, None where that is not known.
    """
    edits: list[TextEdit] = []
    for parameter in chosen:
        annotation = parameter.annotation
        assert annotation is not None, "an implicit optional has an annotation"
        found = admitting_none(tree, path, annotation, floor)
        if found is None:
            return []
        edits += found
    return sorted(set(edits))


def admitting_none(tree: Tree, path: PurePosixPath, annotation: Node, floor: Version | None) -> list[TextEdit] | None:
    """The edits that let one annotation admit None, in the style of the file; None where it cannot be widened."""
    evaluated = path.suffix != ".pyi" and not postponed(tree) and not _is_string(annotation)
    bar = widened(tree, annotation, None)
    if bar is None:
        return None
    wrapped = widened(tree, annotation, "Optional")
    if bar == wrapped or _writes_bar(tree, path, annotation, floor, evaluated=evaluated):
        return list(bar)
    spelling = optional_spelling(tree, tree.offset(annotation.start_byte), evaluated=evaluated)
    if spelling is None:
        return None
    wrapped = widened(tree, annotation, spelling.name)
    return None if wrapped is None else [*wrapped, *spelling.edits]


def postponed(tree: Tree) -> bool:
    """Whether the file's annotations are not computed: `from __future__ import annotations`."""
    return any(
        tree.code(name) == "annotations"
        for node in tree.root.named_children
        if node.type == "future_import_statement"
        for name in node.children_by_field_name("name")
    )


def _writes_bar(tree: Tree, path: PurePosixPath, annotation: Node, floor: Version | None, *, evaluated: bool) -> bool:
    if evaluated and any(tree.code(each) in FUNCTIONS_THAT_LOOK_LIKE_TYPES for each in descendants(annotation)):
        return False
    if _has_bar(tree):
        return True
    if _has_optional(tree):
        return False
    if path.suffix == ".pyi" or (floor is not None and floor >= UNION_OPERATOR):
        return True
    return postponed(tree) and not _may_be_read(tree, annotation)


def _has_bar(tree: Tree) -> bool:
    unions = captured(tree.root, "(type [(binary_operator) (union_type)] @union)")
    return any(child.type == "|" for union in unions for child in union.children)


def _has_optional(tree: Tree) -> bool:
    names = captured(tree.root, "(type [(generic_type . (identifier) @name) (subscript value: (_) @name)])")
    return any(tree.code(name).split(".")[-1] == "Optional" for name in names)


def _may_be_read(tree: Tree, annotation: Node) -> bool:
    """Whether a decorator stands on the function that may compute its annotations when the program runs."""
    function: Node | None = annotation
    while function is not None and function.type != "function_definition":
        function = function.parent
    whole = function.parent if function is not None else None
    if whole is None or whole.type != "decorated_definition":
        return False
    decorators = [child for child in whole.named_children if child.type == "decorator"]
    return any(tree.code(each).split(".")[-1].lstrip("@ ") not in _READS_NO_ANNOTATION for each in decorators)


def _is_string(annotation: Node) -> bool:
    return annotation.named_child_count == 1 and annotation.named_children[0].type == "string"
