"""Classes of the project that are values themselves: `part = Part` makes `part` a `type[Part]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.core.diagnostics import Diagnostic
from assay.recipes.definitions import resolved
from assay.recipes.probing import Asked, revealed_in_files
from assay.recipes.revealed import Type, made_by_note
from assay.recipes.sources import Sources
from assay.recipes.stores import is_meant
from assay.syntax.tree import Node


def with_classes(sources: Sources, asked: Sequence[Asked], told: Sequence[Diagnostic]) -> Mapping[Node, Type | None]:
    """The types of what was revealed; of a class by its name, for which mypy gives the signature of its calls, too."""
    types, made = revealed_in_files(asked, told), revealed_in_files(asked, told, made_by_note)
    return {node: types[node] or _class(sources, each, made[node]) for each in asked for node in each[2:]}


def _class(sources: Sources, asked: Asked, made: Type | None) -> Type | None:
    path, tree, node = asked
    is_name = made is not None and node.type in ("identifier", "attribute")
    found = resolved(sources, path, tree.code(node).split(".")) if is_name else None
    is_class = (
        found is not None
        and found.node.type == "class_definition"
        and not found.node.child_by_field_name("type_parameters")
    )
    if made is None or found is None or not is_class or not is_meant(sources, made.name, found):
        return None
    return Type("type", (made,))
