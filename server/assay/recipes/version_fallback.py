"""Version fallback: what one version of Python has and another has not is tried, and a checker reads both ways.

What it does: writes a `try` statement as the condition on the version that it stands for. A checker knows what is there
on which version only where it is told so: of a `try` it reads both blocks, looks in vain for what its version does not
have, and takes the second definition of a name for a mistake. The blocks, and the comments, stay as they are, and
`import sys` is added where it is missing. The program does what it did.

When it is offered: at an error in the block that does not run, and at a name that is defined again because both are
read. What is tried has to be something of the standard library, a module, a name of one, or a builtin, of which it is
known on which versions it is there; where it is not, the one handler has to catch that, and it may not ask what was
raised. It proposes nothing where a module may be missing for another reason, as `ssl` may, or comes from elsewhere.

For example,

    import sys

    try:
        from urllib2 import urlopen
    except ImportError:
        from urllib.request import urlopen

becomes

    import sys

    if sys.version_info < (3,):
        from urllib2 import urlopen
    else:
        from urllib.request import urlopen

What is verified: that on Python 2.7 and on every version from 3.6 on, or from the one on that the project requires, the
same block runs as before, that no module of the project and no package that is installed is called like what is tried,
that no text of the project puts it where it is not, and that nothing else was changed; that the checker still comes to
the block that runs where it is always the same; that the errors are gone and no other appeared, and that the tests
which passed still do.

What is not verified: whatever stands in the block that the checker passes over. Where both may run on versions that the
project is for, or where it does not say that it needs Python 3, the verdict is never more than partial. That a package
which is not installed here brings along what a version lacks, as `dataclasses` for Python 3.6, is not known; nor is
what a Python is like that was built without a part of its own library.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.version_tests import VersionTest, at_least, before
from assay.recipes.written_conditions import is_of_a_name, names_in, recognises, sys_import
from assay.syntax.fallbacks import Fallback, fallback
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.python_floor import Version, required_python
from assay.tools.standard_library import EARLIEST, LATER, builtin, counts
from assay.tools.standard_needs import Outcome, steps

NAME = "version_fallback"

UNVERIFIED = "What stands in the block that the type checker's version of Python does not run is not checked any more."

_PYTHON_3: Version = (3, 0)
_GAP = re.compile(r"[ \t]*")
_IMPORTS = ("import_statement", "import_from_statement")
_VERSIONS = (EARLIEST, *((3, minor) for minor in range(LATER[1], 30)))


@dataclass(frozen=True, slots=True)
class _Choice:
    """A fallback, the test that says when the first block runs, and which one always does; None where it depends.

    `modules` are those of the standard library that it asks for.
    """

    fallback: Fallback
    test: VersionTest
    first: bool | None
    modules: frozenset[str]


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Say which version of Python has what is tried here"


def fits(tree: Tree, diagnostic: Diagnostic) -> bool:
    """Whether the error stands in such a statement, as far as the file itself tells."""
    return "except" in tree.text and _chosen(tree, diagnostic, EARLIEST) is not None


def place(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """The statement that an error stands in which one of its blocks has because of the version."""
    tree = sources.tree(diagnostic.path)
    found = None if tree is None else _chosen(tree, diagnostic, _floor(sources, diagnostic.path))
    if found is None or any(sources.module(diagnostic.path, each) is not None for each in found.modules):
        return None
    return found.fallback.statement.start_byte


def propose(question: Question) -> Proposal | None:
    """The condition in the place of the statement; there is no second try."""
    sources, first = Sources(question.snapshot), question.target.diagnostics[0]
    tree = None if question.failures else sources.tree(first.path)
    found = None if tree is None else _chosen(tree, first, _floor(sources, first.path))
    imported = None if tree is None or found is None else sys_import(tree, found.fallback.statement)
    if tree is None or found is None or imported is None:
        return None
    edits = [
        _heading(tree, found.fallback.statement, f"if {found.test}"),
        _heading(tree, found.fallback.clause, "else"),
    ]
    text = apply_edits(tree.text, [*imported, *edits])
    change = FileChange(first.path, question.snapshot.read(first.path), text)
    rationale = f"What is tried is there where {found.test}, which the type checker decides."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _floor(sources: Sources, path: PurePosixPath) -> Version:
    """The lowest version that counts."""
    declared = sources.once(("floor", path), lambda: required_python(sources.snapshot, path))
    return declared if declared is not None and declared >= _PYTHON_3 else EARLIEST


def _chosen(tree: Tree, diagnostic: Diagnostic, floor: Version) -> _Choice | None:
    """The innermost fallback around an error whose blocks are the cause of it."""
    at = _place_of(tree, diagnostic)
    for node in outwards(tree.at(Span(at, at))):
        found = _choice(tree, node, floor) if node.type == "try_statement" else None
        if found is not None and _is_cause(tree, found, diagnostic):
            return found
    return None


@lru_cache(maxsize=64)
def _choice(tree: Tree, statement: Node, floor: Version) -> _Choice | None:
    """What a statement stands for; None where that is not known, or more than one number would have to be said."""
    found = fallback(statement)
    if found is None or captured(tree.root, "(wildcard_import) @all"):
        return None
    does = steps(tree, found.tried)
    asked = {each.owner for each in does.needs if each.kind == "attribute" and each.node.type == "identifier"}
    if not all(builtin(each) or re.search(rf"\bimport\b.*\b{each}\b", tree.text) for each in asked):
        return None
    runs: dict[Version, bool] = {}
    for version in _VERSIONS:
        outcome = does.outcome(version)
        if version < floor or not counts(version):
            continue
        if outcome is None or not _goes_on(found, outcome, version):
            return None
        runs[version] = outcome.lacks is None
    lives = [each.life for each in does.needs]
    if not lives or not runs:
        return None
    ends = min(each.until for each in lives)
    tests = (at_least(max(each.since for each in lives)), before(ends))
    test = next((each for each in tests if all(each.holds(one) is runs[one] for one in runs)), None)
    on_3 = {runs[each] for each in runs if each >= _PYTHON_3}
    modules = frozenset(each.name.partition(".")[0] for each in does.needs if each.kind == "module")
    return None if test is None else _Choice(found, test, next(iter(on_3)) if len(on_3) == 1 else None, modules)


def _goes_on(found: Fallback, outcome: Outcome, version: Version) -> bool:
    """Whether the statement comes to its end by one of its blocks, and by that one alone."""
    return outcome.lacks is None or (not outcome.bound and found.catches(outcome.lacks.raises(version)))


def _is_cause(tree: Tree, choice: _Choice, diagnostic: Diagnostic) -> bool:
    """Whether the error stands in the block that does not run, or at a name that both have."""
    blocks = choice.fallback.tried, choice.fallback.otherwise
    at = tree.byte(_place_of(tree, diagnostic))
    inside = next((number for number, each in enumerate(blocks) if each.start_byte <= at < each.end_byte), None)
    if inside is None:
        return False
    here = [each for each in blocks[inside].named_children if each.start_byte <= at < each.end_byte]
    of_both = is_of_a_name(diagnostic) and bool(names_in(tree, here) & names_in(tree, [blocks[1 - inside]]))
    if choice.first is None:
        return of_both or any(each.type in _IMPORTS for each in here)
    return inside == (1 if choice.first else 0) or (inside == 1 and of_both)


def _place_of(tree: Tree, diagnostic: Diagnostic) -> int:
    """Where it begins; of a whole line, at its first word."""
    at = tree.lines.offset(diagnostic.start)
    gap = _GAP.match(tree.text, at)
    return at if gap is None else gap.end()


def _heading(tree: Tree, node: Node, words: str) -> TextEdit:
    """Other words in the place of those before the colon with which a statement or a clause begins."""
    colon = next(each for each in node.children if each.type == ":")
    return TextEdit(Span(tree.offset(node.start_byte), tree.offset(colon.start_byte)), words)


RECIPE = Recipe(NAME, recognises, title, place, propose, fits=fits, by_place=True)
