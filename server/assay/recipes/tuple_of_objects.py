"""Tuple of objects: a variable is a tuple of one length, becomes one of another, and what it holds nobody knows.

What it does: declares the variable as `tuple[object, ...]` at its first assignment. `object` is the opposite of `Any`:
the type checker permits only what every value permits. So it verifies that no use of the tuple depends on what it
holds. Where all that it holds is known, the answer is one of known types.

When it is offered: at an assignment of a tuple, or at one that adds to it, that the variable does not admit, where it
has no annotation and gets nothing but tuples. It has to be a variable of a function, or one whose name is private, and
something of an unknown type has to be in it.

For example,

    def option(device, level, size=None):
        asked = (device, level)
        if size is not None:
            asked += (size,)
        return "option %s" % (asked,)

becomes

    def option(device, level, size=None):
        asked: tuple[object, ...] = (device, level)
        if size is not None:
            asked += (size,)
        return "option %s" % (asked,)

What is verified: that the error is gone and no other appeared, that the type checker knows nothing less than before of
what is taken out, that no public attribute becomes one of objects, and that the tests which passed still do.

What is not verified: what it holds. So the verdict is never more than partial.
"""

from __future__ import annotations

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import apply_edits
from assay.recipes.container_of_objects import ASSUMED, UNVERIFIED
from assay.recipes.declarations import declaration
from assay.recipes.probing import revealed, revealing_files
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import OBJECT, of_note_with_objects
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.tuples import growing
from assay.recipes.variables import Variable, variable_at
from assay.recipes.wider_declaration import cause, recognises
from assay.syntax.privacy import is_private
from assay.syntax.scopes import function_of

NAME = "tuple_of_objects"


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the tuple be one of objects"


def probe(question: Question) -> Snapshot | None:
    """The files with every value of the variable revealed."""
    found = None if question.failures else _found(question)
    return None if found is None else question.snapshot.with_texts(revealing_files(found.asked))


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    found = None if not question.told else _found(question)
    if found is None:
        return None
    told = [each for each in question.told if each.path == found.path]
    kinds = revealed(found.tree, [node for _, _, node in found.asked], told, of_note_with_objects)
    known = [each for each in kinds if each is not None]
    differ = bool(found.added) or len({len(each.arguments) for each in known}) > 1
    kind = growing(known) if differ and len(known) == len(kinds) else None
    if kind is None or kind.arguments[0] != OBJECT:
        return None
    evaluated = function_of(found.target).type in ("module", "class_definition")
    start = found.tree.span(found.target).start
    spelled = Speller(question.snapshot, found.path, found.tree, start, evaluated=evaluated).spelled(kind)
    edit = None if spelled is None else declaration(found.tree, found.target, spelled.text, alone=found.alone)
    if spelled is None or edit is None:
        return None
    text = apply_edits(found.tree.text, sorted((edit, *spelled.edits)))
    change = FileChange(found.path, question.snapshot.read(found.path), text)
    rationale = f"{found.tree.code(found.target)} is given tuples of several lengths."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED, assumed=ASSUMED)


def _found(question: Question) -> Variable | None:
    found = variable_at(Sources(question.snapshot), question.target.diagnostics[0])
    if found is None or found.elsewhere or found.steps or not is_private(found.tree, found.target):
        return None
    if len({path for path, _, _ in found.asked}) > 1:
        return None
    return found if found.alone or found.target.type == "identifier" else None


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
