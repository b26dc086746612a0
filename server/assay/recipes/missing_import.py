"""Missing import: a name is used that nothing defines, and that the project or the standard library has.

What it does: adds the one import that the name can mean, where import sorters would put it. That is, in this order: the
import by which the project's other files get this name, where they all agree; the module of the project that defines
it, where there is one; what the standard library calls so.

When it is offered: at a name that is not defined. Where two imports could be meant, nothing is proposed, nor where the
module that has the name imports this one.

For example,

    def size(text: str) -> int:
        return len(json.dumps(text))

becomes

    import json

    def size(text: str) -> int:
        return len(json.dumps(text))

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether this is the thing of that name that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from pathlib import PurePosixPath

from assay.core.action import Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import apply_edits
from assay.recipes.import_placing import added_import, extended_import
from assay.recipes.import_sources import Import, in_project, in_standard_library
from assay.recipes.modules import absolute, relative
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

NAME = "missing_import"

UNVERIFIED = "No check tells whether this is the thing of that name that was meant."

_SUGGESTED = re.compile(r"\"(from [\w.]+ import \w+)\"")


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a name is not defined."""
    return means(diagnostic, "undefined name")


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return f"Import {_name(diagnostic)}"


def cause(_sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """Every use of one name in a file."""
    return _name(diagnostic)


def propose(question: Question) -> Proposal | None:
    """The import; there is no second try, for there is one that can be meant or none."""
    path, snapshot = question.target.path, question.snapshot
    sources = Sources(snapshot)
    tree = sources.tree(path)
    name = _name(question.target.diagnostics[0])
    if tree is None or question.failures or _bound_somewhere(tree, name):
        return None
    chosen = _chosen(sources, question.target, tree, name)
    if chosen is None or _imports(sources, chosen, path):
        return None
    statement = _statement(snapshot, path, tree, chosen)
    extended = None
    if match := re.fullmatch(r"from (\S+) import (\w+)", statement):
        extended = extended_import(tree, _first_use(tree, name), match[1], match[2])
    text = apply_edits(tree.text, extended or (added_import(tree, statement),))
    change = FileChange(path, snapshot.read(path), text)
    return Proposal(Patch((change,)), NAME, f"{name} is not defined here; {chosen.reason}.", UNVERIFIED)


def _chosen(sources: Sources, target: Target, tree: Tree, name: str) -> Import | None:
    """The one import that can be meant."""
    for hint in _hints(target.diagnostics):
        return Import(hint.split()[1], name, "", "the type checker says where it is")
    if found := in_project(sources, target.path, name):
        return found[0] if len(found) == 1 else None
    standard = in_standard_library(name, _attributes(tree, name), called=_is_called(tree, name))
    return standard[0] if len(standard) == 1 else None


def _hints(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    for diagnostic in diagnostics:
        if match := _SUGGESTED.search(f"{diagnostic.message} {diagnostic.hint}"):
            yield match[1]


def _statement(snapshot: Snapshot, path: PurePosixPath, tree: Tree, chosen: Import) -> str:
    """The import as this file would write it: relative where its others of the same package are."""
    module = chosen.module
    if chosen.name and _is_relative(tree):
        module = relative(snapshot, path, module) or module
    if not chosen.name:
        return f"import {module} as {chosen.alias}" if chosen.alias else f"import {module}"
    return f"from {module} import {chosen.name}" + (f" as {chosen.alias}" if chosen.alias else "")


def _is_relative(tree: Tree) -> bool:
    return bool(captured(tree.root, "(import_from_statement module_name: (relative_import) @module)"))


def _imports(sources: Sources, chosen: Import, path: PurePosixPath) -> bool:
    """Whether the module that has the name imports this file, directly."""
    file = sources.module(path, chosen.module)
    tree = None if file is None else sources.tree(file)
    if file is None or tree is None:
        return False
    return any(
        sources.module(file, name) == path
        for node in captured(tree.root, "[(import_from_statement) (import_statement)] @import")
        for name in _modules(sources.snapshot, file, tree, node)
    )


def _modules(snapshot: Snapshot, file: PurePosixPath, tree: Tree, node: Node) -> Iterator[str]:
    """Every module that an import may load."""
    module = node.child_by_field_name("module_name")
    names = [tree.code(each.child_by_field_name("name") or each) for each in node.children_by_field_name("name")]
    if module is None:
        yield from names
    elif (base := absolute(snapshot, file, tree.code(module))) is not None:
        yield base
        yield from (f"{base}.{name}" for name in names)


def _bound_somewhere(tree: Tree, name: str) -> bool:
    """Whether the file binds the name at its top level after all, so that its place and not an import is wrong."""
    pattern = (
        "(module [(function_definition name: (identifier) @name) (class_definition name: (identifier) @name)"
        " (expression_statement (assignment left: (identifier) @name))])"
    )
    return any(tree.code(each) == name for each in captured(tree.root, pattern))


def _uses(tree: Tree, name: str) -> list[Node]:
    return [node for node in captured(tree.root, "(identifier) @name") if tree.code(node) == name]


def _first_use(tree: Tree, name: str) -> int:
    uses = _uses(tree, name)
    return tree.offset(uses[0].start_byte) if uses else len(tree.text)


def _attributes(tree: Tree, name: str) -> frozenset[str]:
    """What is read of the name: `json.dumps` reads `dumps`."""
    found = (node.parent for node in _uses(tree, name))
    return frozenset(
        tree.code(attribute)
        for parent in found
        if parent is not None and parent.type == "attribute" and (attribute := parent.child_by_field_name("attribute"))
        if tree.code(attribute) != name
    )


def _is_called(tree: Tree, name: str) -> bool:
    """Whether the name itself is called, decorates, is a base or an annotation: then it is no module."""
    for node in _uses(tree, name):
        parent = node.parent
        if parent is not None and parent.type == "attribute" and parent.children[0] == node:
            continue
        kinds = {each.type for each, _ in zip(outwards(parent or node), range(3), strict=False)}
        if kinds & {"call", "decorator", "type", "argument_list", "generic_type", "subscript"}:
            return True
    return False


def _name(diagnostic: Diagnostic) -> str:
    found = meaning(diagnostic)
    assert found is not None, "only of what the recipe recognises"
    return found.name


RECIPE = Recipe(NAME, recognises, title, cause, propose)
