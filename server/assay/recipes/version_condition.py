"""Version condition: a name stands for a version of Python, and the type checker does not see that.

What it does: writes in the conditions that test the name what it stands for, `sys.version_info >= (3,)`, the form that
every type checker decides. So it passes over the branch that never runs on the Python it checks for, and takes what the
other branch defines as the only definition. An expression that asks for the version in other words, as
`sys.version_info.major > 2`, is written likewise. All conditions of the file that test the name are rewritten, and
`import sys` is added where it is missing. The program does what it did.

When it is offered: at an error in a branch that runs on no Python 3 that the project is for, and at a name that is
declared again because of such a branch. The name has to be given a comparison of `sys.version_info` once, at the top of
its module, here or in another module of the project. It proposes nothing where both branches may run.

For example,

    import sys

    py3k = sys.version_info[0] > 2

    if py3k:
        from urllib.parse import quote
    else:
        from urllib import quote

becomes

    import sys

    py3k = sys.version_info[0] > 2

    if sys.version_info >= (3,):
        from urllib.parse import quote
    else:
        from urllib import quote

What is verified: that on every version of Python each condition is what it was, and that nothing else was changed; that
the checker still comes to the branches that run; that the errors are gone and no other appeared, and that the tests
which passed still do.

What is not verified: whatever stands in the branches that never run on Python 3. It is not checked any more; where the
project does not say that it needs Python 3, the verdict is never more than partial.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import PurePosixPath

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.import_placing import added_import
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.version_flags import Flag, Number, flags
from assay.recipes.wording.read import means
from assay.syntax.branches import Branch, Decided, branches
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.python_floor import required_python

NAME = "version_condition"

UNVERIFIED = "What stands in the branches that never run on Python 3 is not checked any more."

_PYTHON_3: Number = (3, 0)
_OF_A_NAME = frozenset(
    ("no-redef", "assignment", "reportRedeclaration", "reportAssignmentType", "bad-assignment", "invalid-assignment")
)
_VARIANTS = "All conditional function variants"
_BOUND = """
[(function_definition name: (identifier) @name) (class_definition name: (identifier) @name)
 (assignment left: (identifier) @name) (aliased_import alias: (identifier) @name)
 (import_statement name: (dotted_name . (identifier) @name))
 (import_from_statement name: (dotted_name (identifier) @name))]
"""


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


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Write out the version of Python in the conditions that test for it"


def fits(tree: Tree, diagnostic: Diagnostic) -> bool:
    """Whether the error stands at such a branch, as far as the file itself tells."""
    return "version_info" in tree.text and _name(_in_file(tree, diagnostic.path), diagnostic) is not None


def place(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """The name or expression whose conditions make the error's place one that never runs, or a second definition."""
    path = diagnostic.path
    return _name(sources.once(("version regions", path), partial(_in_project, sources, path)), diagnostic)


def propose(question: Question) -> Proposal | None:
    """The conditions written out; there is no second try."""
    sources, first = Sources(question.snapshot), question.target.diagnostics[0]
    tree = None if question.failures else sources.tree(first.path)
    name = None if tree is None else place(sources, first)
    if tree is None or name is None:
        return None
    found = [each for each in flags(sources, first.path, tree) if each.name == name]
    edits = [_edit(tree, each) for each in found]
    imported = _sys_import(tree, found)
    if imported is None:
        return None
    text = apply_edits(tree.text, sorted([*imported, *edits]))
    change = FileChange(first.path, question.snapshot.read(first.path), text)
    rationale = f"{name} means {found[0].test}, which the type checker decides."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


@lru_cache(maxsize=8)
def _in_file(tree: Tree, path: PurePosixPath) -> tuple[_Region, ...]:
    return _regions(tree, flags(None, path, tree), _PYTHON_3)


def _in_project(sources: Sources, path: PurePosixPath) -> tuple[_Region, ...]:
    tree = sources.tree(path)
    found = () if tree is None else flags(sources, path, tree)
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
    if diagnostic.code not in _OF_A_NAME and _VARIANTS not in diagnostic.message:
        return False
    decided = region.decided
    at = decided.tree.lines.offset(diagnostic.start)
    for statement in outwards(decided.tree.at(Span(at, at))):
        taken = decided.taken(statement) if statement.type == "if_statement" else None
        if not taken:
            continue
        every = branches(statement)
        here = [each for each in every[taken].statements if each.start_byte <= decided.tree.byte(at) < each.end_byte]
        names = {each for node in here for each in _names(decided.tree, node)}
        before = {each for branch in every[:taken] for each in _names_in(decided.tree, branch)}
        return bool(names & before) and not any(names & _names(decided.tree, each) for each in _earlier(statement))
    return False


def _earlier(statement: Node) -> list[Node]:
    """The statements before one in the same block."""
    block = statement.parent
    return [] if block is None else [each for each in block.named_children if each.end_byte <= statement.start_byte]


def _names_in(tree: Tree, branch: Branch) -> set[str]:
    return {name for each in branch.statements for name in _names(tree, each)}


def _names(tree: Tree, statement: Node) -> set[str]:
    """The names that a statement gives to anything, also those inside of it."""
    return {tree.code(each) for each in captured(statement, _BOUND)}


def _edit(tree: Tree, flag: Flag) -> TextEdit:
    """What the flag stands for in its place; its opposite in that of `not` and the flag."""
    parent = flag.node.parent
    if parent is not None and parent.type == "not_operator":
        return TextEdit(tree.span(parent), str(flag.test.opposite))
    return TextEdit(tree.span(flag.node), str(flag.test))


def _sys_import(tree: Tree, found: list[Flag]) -> list[TextEdit] | None:
    """The import of `sys` where there is none above; None where it cannot stand there."""
    first = tree.span(found[0].node).start
    for statement in captured(tree.root, "(module (import_statement) @import)"):
        names = [tree.code(each) for each in statement.children_by_field_name("name")]
        if "sys" in names and tree.offset(statement.end_byte) <= first:
            return []
    edit = added_import(tree, "import sys")
    return [edit] if edit.span.start <= first else None


RECIPE = Recipe(NAME, recognises, title, place, propose, fits=fits, by_place=True)
