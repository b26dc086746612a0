"""Deprecated alias: a type is called by the name that `typing` had for it before Python had its own.

What it does: writes what the type is called today, wherever the file uses it, and takes the import away: `list[int]`
for `List[int]`, `int | None` for `Optional[int]`, `int | str` for `Union[int, str]`; and has `Iterable` and its like
come from `collections.abc`. It proposes nothing where a Python that the project runs on does not know that yet, where
the file calls something else so, or where the name stands in a text or a comment that somebody may read as a type.

When it is offered: where the type checker reports such an alias, as basedpyright does, and pyright where it is told to.

For example, under basedpyright,

    from typing import List

    def longest(names: List[str]) -> str:
        return max(names, key=len)

becomes

    def longest(names: list[str]) -> str:
        return max(names, key=len)

What is verified: that the report is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether code that reads annotations when the program runs went by the old form.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import TextEdit, apply_edits
from assay.recipes.alias_uses import Use, as_union, binds, uses
from assay.recipes.bracketed import without
from assay.recipes.import_placing import added_import, extended_import
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.spelling import GENERIC_BUILTINS, UNION_OPERATOR
from assay.recipes.typing_import import imported
from assay.recipes.wording.read import meaning, means
from assay.syntax.tree import Node, Tree
from assay.tools.python_floor import Version, lowest_python

NAME = "deprecated_alias"

UNVERIFIED = "No check tells whether code that reads annotations when the program runs went by the old form."

_BUILTINS = frozenset(("list", "dict", "set", "frozenset", "tuple", "type"))
_UNIONS = frozenset(("Optional", "Union"))
_ABSTRACT = "collections.abc"


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a type is called by a deprecated alias."""
    return means(diagnostic, "deprecated alias")


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return f"Write {_wanted(diagnostic)} in place of the deprecated alias"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One alias in a file."""
    tree = sources.tree(diagnostic.path)
    return None if tree is None else _name(tree, diagnostic)


def propose(question: Question) -> Proposal | None:
    """The file without the alias; there is no second try."""
    path, diagnostic = question.target.path, question.target.diagnostics[0]
    tree = Sources(question.snapshot).tree(path)
    name = None if tree is None else _name(tree, diagnostic)
    if tree is None or name is None or question.failures:
        return None
    wanted = _wanted(diagnostic)
    edits = _edits(tree, name, wanted) if _is_known(name, lowest_python(question.snapshot, path)) else None
    if not edits:
        return None
    text = apply_edits(tree.text, sorted(set(edits)))
    change = FileChange(path, question.snapshot.read(path), text)
    rationale = f"typing.{name} is deprecated; Python itself has {wanted}."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _is_known(name: str, floor: Version | None) -> bool:
    """Whether the lowest Python of the project knows the new form; where it is not told, one of those in use does."""
    if name in (*_UNIONS, "Callable"):
        return floor is not None and floor >= UNION_OPERATOR
    return floor is None or floor >= GENERIC_BUILTINS


def _edits(tree: Tree, name: str, wanted: str) -> list[TextEdit] | None:
    """All edits of the file; None where one of the uses cannot be told."""
    names = [each for each in imported(tree) if each.origin in (f"typing.{name}", f"typing_extensions.{name}")]
    node = _imported_name(tree, name)
    if len(names) > 1 or (names and node is None):
        return None
    bound = names[0].bound if names else ""
    found = uses(tree, name, bound)
    if found is None:
        return None
    if wanted == f"{_ABSTRACT}.{name}":
        return list(_moved(tree, node, name)) if node is not None and bound == name else None
    replaced = _replaced(tree, found, name, wanted)
    return None if replaced is None else [*replaced, *(() if node is None else without(tree, node))]


def _replaced(tree: Tree, found: tuple[Use, ...], name: str, wanted: str) -> list[TextEdit] | None:
    if name in _UNIONS:
        unions = [as_union(use) for use in found]
        known = [each for each in unions if each is not None]
        return [edit for edits in known for edit in edits] if len(known) == len(unions) else None
    if wanted not in _BUILTINS or name.lower() != wanted or binds(tree, wanted):
        return None
    return [TextEdit(use.span, wanted) for use in found]


def _moved(tree: Tree, node: Node, name: str) -> Iterator[TextEdit]:
    """The name imported from `collections.abc`."""
    statement = node.parent
    assert statement is not None, "a name of an import stands in it"
    module = statement.child_by_field_name("module_name")
    extended = extended_import(tree, len(tree.text), _ABSTRACT, name)
    if extended is None and module is not None and len(statement.children_by_field_name("name")) == 1:
        yield TextEdit(tree.span(module), _ABSTRACT)
        return
    yield from without(tree, node)
    yield from extended or (added_import(tree, f"from {_ABSTRACT} import {name}"),)


def _imported_name(tree: Tree, name: str) -> Node | None:
    """The name where an import at the top level of the file brings it from `typing`."""
    for statement in tree.root.named_children:
        module = statement.child_by_field_name("module_name") if statement.type == "import_from_statement" else None
        if module is None or tree.code(module) != "typing":
            continue
        for each in statement.children_by_field_name("name"):
            if tree.code(each.child_by_field_name("name") or each) == name:
                return each
    return None


def _name(tree: Tree, diagnostic: Diagnostic) -> str | None:
    """The name of `typing` that the report is about: it stands at its import, or at a use."""
    lines = tree.lines
    word = tree.text[slice(lines.offset(diagnostic.start), lines.offset(diagnostic.end))]
    origins = {each.bound: each.origin for each in imported(tree)}
    origin = origins.get(word, f"typing.{word}")
    return origin.rpartition(".")[2] if origin.startswith("typing.") else None


def _wanted(diagnostic: Diagnostic) -> str:
    found = meaning(diagnostic)
    return "" if found is None else found.wanted


RECIPE = Recipe(NAME, recognises, title, cause, propose)
