"""Variables that nobody outside names: those of a function, and those with a private name."""

from __future__ import annotations

from assay.syntax.scopes import function_of
from assay.syntax.tree import Node, Tree, captured


def is_private(tree: Tree, target: Node) -> bool:
    """Whether a target of an assignment is the variable of a function, or has a name that is private."""
    name = tree.code(target).rpartition(".")[2]
    hidden = name.startswith("_") and not name.endswith("__")
    scope = function_of(target)
    if target.type != "identifier" or scope.type != "function_definition":
        return hidden
    return hidden if _is_of_others(tree, scope, name) else True


def _is_of_others(tree: Tree, scope: Node, name: str) -> bool:
    """Whether a function says that its name is one of the module, or of the function around it."""
    named = captured(scope, "[(global_statement (identifier) @name) (nonlocal_statement (identifier) @name)]")
    return any(tree.code(each) == name and function_of(each) == scope for each in named if each.type == "identifier")
