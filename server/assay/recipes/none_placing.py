"""Where guards against None go: which errors one of them answers, and before which statements they stand."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from assay.core.action import Target
from assay.core.diagnostics import Diagnostic
from assay.recipes.guards import Guard, covered, guards
from assay.recipes.none_uses import Use, raising_use
from assay.recipes.none_values import KINDS, erring, is_reference
from assay.recipes.sources import Sources
from assay.recipes.wording.read import means
from assay.syntax.scopes import function_of, outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.test_files import is_test


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether the error says that something may be None, elsewhere than in a test."""
    return means(diagnostic, *KINDS) and not is_test(diagnostic.path)


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """All uses of one value in one function at which None raises, and those that come after one of them."""
    tree = sources.tree(diagnostic.path)
    value = None if tree is None else erring(tree, diagnostic)
    if tree is None or value is None:
        return None
    if not is_reference(tree, value):
        return value.start_byte
    return function_of(value).start_byte, tree.code(value), _answerable(tree, value)


def placed_before(tree: Tree, target: Target) -> tuple[Guard, ...] | None:
    """The guards that answer all errors of a target; None where there are none that do."""
    found = list(_uses(tree, target.diagnostics))
    names = {tree.code(value) for value, _ in found}
    if len(names) != 1 or len(found) < len(target.diagnostics):
        return None
    placed = guards(tree, names.pop(), [use for _, use in found if use is not None])
    if not placed or not all(use is not None or covered(placed, value) for value, use in found):
        return None
    return placed


def _uses(tree: Tree, diagnostics: tuple[Diagnostic, ...]) -> Iterator[tuple[Node, Use | None]]:
    """The value of each error, and how None raises there."""
    for diagnostic in diagnostics:
        if (value := erring(tree, diagnostic)) is not None:
            yield value, _use_of(tree, value)


def _answerable(tree: Tree, value: Node) -> bool:
    """Whether None raises at a value, or has raised before it is reached."""
    if _use_of(tree, value) is not None:
        return True
    function, path = function_of(value), set(outwards(value))
    for other in captured(function, f"({value.type}) @same") if is_reference(tree, value) else ():
        if other.start_byte >= value.start_byte:
            return False
        if other.text == value.text and function_of(other) == function and (use := _use_of(tree, other)) is not None:
            block = use.statement.parent
            if block in path:
                return True
    return False


def _use_of(tree: Tree, value: Node) -> Use | None:
    """How None raises at a value that can be looked at twice; None where it cannot, or does not raise in every case."""
    return raising_use(tree, value) if is_reference(tree, value) else None
