"""A recipe that writes out, in the conditions of a file, what a name or an expression stands for.

It knows errors by where they stand: where no checker would look if it knew what the conditions are, or at a name that
is declared again because of such a branch. All conditions that ask the same in the same words are written as one patch.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import PurePosixPath

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits, line_ending
from assay.recipes.flags import Flag, Module, Number, Trait, flags
from assay.recipes.import_placing import added_import
from assay.recipes.recipe import Question
from assay.recipes.sources import Sources
from assay.recipes.wording.read import means
from assay.syntax.branches import Decided, branches
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.python_floor import required_python

_PYTHON_3: Number = (3, 0)
_OF_A_NAME = frozenset(
    ("no-redef", "assignment", "reportRedeclaration", "reportAssignmentType", "bad-assignment", "invalid-assignment")
)
_JOINED = re.compile(r"\b(and|or)\b")
_AGAIN = (
    "All conditional function variants",
    "Cannot assign to a type",
    "Cannot assign to final name",
    "Cannot assign multiple",
)
_BOUND = """
[(function_definition name: (identifier) @name) (class_definition name: (identifier) @name)
 (assignment left: (identifier) @name) (aliased_import alias: (identifier) @name)
 (import_statement name: (dotted_name . (identifier) @name))
 (import_from_statement name: (dotted_name (identifier) @name))]
"""


@dataclass(frozen=True, slots=True)
class Writing:
    """What one such recipe writes out; `unverified` is what nobody checks then.

    Only a file that holds one of `words` is looked at before the project is.
    """

    name: str
    asked: Trait
    unverified: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Region:
    """What the conditions decide that test one name: what is passed over because of them, and what stands behind."""

    name: str
    decided: Decided
    passed_over: tuple[Span, ...]
    behind: tuple[Span, ...]


def recognises(_diagnostic: Diagnostic) -> bool:
    """Any error: what it says does not matter, but where it stands."""
    return True


def fits(writing: Writing, tree: Tree, diagnostic: Diagnostic) -> bool:
    """Whether the error stands at such a branch, as far as the file itself tells."""
    if not any(each in tree.text for each in writing.words):
        return False
    return _name(_in_file(writing.asked, tree, diagnostic.path), diagnostic) is not None


def place(writing: Writing, sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """The name or expression whose conditions make the error's place one that never runs, or a second definition."""
    path = diagnostic.path
    find = partial(_in_project, writing.asked, sources, path)
    return _name(sources.once(("regions", writing.name, path), find), diagnostic)


def propose(writing: Writing, question: Question) -> Proposal | None:
    """The conditions written out; there is no second try."""
    sources, first = Sources(question.snapshot), question.target.diagnostics[0]
    tree = None if question.failures else sources.tree(first.path)
    name = None if tree is None else place(writing, sources, first)
    if tree is None or name is None:
        return None
    found = [each for each in flags(writing.asked, Module(sources, first.path, tree)) if each.name == name]
    edits = [_edit(tree, each) for each in found]
    imported = sys_import(tree, found[0].node)
    if imported is None:
        return None
    text = apply_edits(tree.text, sorted([*imported, *edits]))
    change = FileChange(first.path, question.snapshot.read(first.path), text)
    rationale = f"{name} means {found[0].test}, which the type checker decides."
    return Proposal(Patch((change,)), writing.name, rationale, writing.unverified)


def is_of_a_name(diagnostic: Diagnostic) -> bool:
    """Whether it says that a name is given something again that does not fit what it was given first."""
    return diagnostic.code in _OF_A_NAME or any(each in diagnostic.message for each in _AGAIN)


def names_in(tree: Tree, statements: Iterable[Node]) -> set[str]:
    """The names that statements give to anything, also those inside of them."""
    return {tree.code(name) for each in statements for name in captured(each, _BOUND)}


def sys_import(tree: Tree, node: Node) -> list[TextEdit] | None:
    """The import of `sys` that is missing above a node; None where it cannot stand there."""
    first = tree.span(node).start
    for statement in captured(tree.root, "(module (import_statement) @import)"):
        names = [tree.code(each) for each in statement.children_by_field_name("name")]
        if "sys" in names and tree.offset(statement.end_byte) <= first:
            return []
    edit = added_import(tree, "import sys")
    if edit.span.start <= first:
        return [edit]
    is_at_the_top = node.parent is not None and node.parent.type == "module"
    ending = line_ending(tree.text)
    return [TextEdit(Span(first, first), f"import sys{ending}{ending}")] if is_at_the_top else None


@lru_cache(maxsize=8)
def _in_file(asked: Trait, tree: Tree, path: PurePosixPath) -> tuple[_Region, ...]:
    return _regions(tree, flags(asked, Module(None, path, tree)), _PYTHON_3)


def _in_project(asked: Trait, sources: Sources, path: PurePosixPath) -> tuple[_Region, ...]:
    tree = sources.tree(path)
    found = () if tree is None else flags(asked, Module(sources, path, tree))
    if tree is None or not found:
        return ()
    return _regions(tree, found, max(required_python(sources.snapshot, path) or _PYTHON_3, _PYTHON_3))


def _regions(tree: Tree, found: tuple[Flag, ...], floor: Number) -> tuple[_Region, ...]:
    regions: list[_Region] = []
    for name in dict.fromkeys(each.name for each in found):
        mine = (each for each in found if each.name == name)
        decided = Decided(tree, {(each.node.start_byte, each.node.end_byte): each.test.always(floor) for each in mine})
        regions.append(_Region(name, decided, decided.passed_over(), decided.behind()))
    return tuple(regions)


def _name(regions: tuple[_Region, ...], diagnostic: Diagnostic) -> str | None:
    """The first name whose conditions decide about the place of an error."""
    return next(
        (each.name for each in regions if _is_passed_over(each, diagnostic) or _is_second(each, diagnostic)), None
    )


def _is_passed_over(region: _Region, diagnostic: Diagnostic) -> bool:
    """Whether the error stands where no checker looks any more; behind a `return` it still looks for names."""
    at = region.decided.tree.lines.offset(diagnostic.start)
    if any(each.start <= at < each.end for each in region.passed_over):
        return True
    return not means(diagnostic, "undefined name") and any(each.start <= at < each.end for each in region.behind)


def _is_second(region: _Region, diagnostic: Diagnostic) -> bool:
    """Whether it is said of a name that is declared in a branch that runs, behind one that does not and has it too."""
    if not is_of_a_name(diagnostic):
        return False
    decided = region.decided
    at = decided.tree.lines.offset(diagnostic.start)
    for statement in outwards(decided.tree.at(Span(at, at))):
        taken = decided.taken(statement) if statement.type == "if_statement" else None
        if not taken:
            continue
        every = branches(statement)
        here = [each for each in every[taken].statements if each.start_byte <= decided.tree.byte(at) < each.end_byte]
        names = names_in(decided.tree, here)
        before = names_in(decided.tree, (each for branch in every[:taken] for each in branch.statements))
        return bool(names & before) and not names & names_in(decided.tree, _earlier(statement))
    return False


def _earlier(statement: Node) -> list[Node]:
    """The statements before one in the same block."""
    block = statement.parent
    return [] if block is None else [each for each in block.named_children if each.end_byte <= statement.start_byte]


def _edit(tree: Tree, flag: Flag) -> TextEdit:
    """What the flag stands for in its place; its opposite in that of `not` and the flag."""
    node, test = flag.node, flag.test
    if node.parent is not None and node.parent.type == "not_operator":
        node, test = node.parent, test.opposite
    words = str(test)
    if "'" in tree.code(node):
        words = words.replace('"', "'")
    holder = node.parent
    is_part = holder is not None and holder.type in ("boolean_operator", "not_operator")
    return TextEdit(tree.span(node), f"({words})" if is_part and _JOINED.search(words) else words)
