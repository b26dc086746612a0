"""Known in part: a variable is given values of several types, and what some of them hold nobody knows.

What it does: declares the variable at its first assignment as what it is given, with `object` in the place of what is
not known: `list[object] | str`, and `tuple[object, ...]` for tuples of several lengths. `object` is the opposite of
`Any`: the type checker permits only what every value permits. So it verifies that no use of the variable depends on
what it holds. Where all that it holds is known, the answer is one of known types.

When it is offered: at an assignment of a value, or at one that adds to a tuple, that the variable does not admit, where
it has no annotation. It has to be a variable of a function, or one whose name is private, and given no more than three
kinds of values; each has to be known but for what it holds.

For example,

    def listed(pairs, as_text: bool):
        found = list(pairs)
        if as_text:
            found = ", ".join(map(str, found))
        return found

becomes

    def listed(pairs, as_text: bool):
        found: list[object] | str = list(pairs)
        if as_text:
            found = ", ".join(map(str, found))
        return found

What is verified: that the error is gone and no other appeared, that the type checker knows nothing less than before of
what is read of it, that no public attribute becomes one of objects, and that the tests which passed still do.

What is not verified: what it holds, and whether it was meant to be all that it is given. So the verdict is never more
than partial.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import Patch
from assay.core.snapshot import Snapshot
from assay.recipes.ancestry import admitting
from assay.recipes.container_of_objects import ASSUMED
from assay.recipes.declarations import declaring
from assay.recipes.probing import revealed, revealing_files
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import MOST_KINDS, OBJECT, Type, holds_objects, joined, of_note_with_objects
from assay.recipes.sources import Sources
from assay.recipes.tuples import growing, of_any_length
from assay.recipes.variables import Variable, variable_at
from assay.recipes.wider_declaration import cause, recognises
from assay.syntax.privacy import is_private

NAME = "known_in_part"

UNVERIFIED = "No check tells what it holds, nor whether it was meant to be all of that."


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Let the variable be all that it is given, as far as that is known"


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
    kind = _type(Sources(question.snapshot), found, known) if len(known) == len(kinds) else None
    at = found.path, found.tree
    written = None if kind is None else declaring(question.snapshot, at, found.target, kind, alone=found.alone)
    if written is None:
        return None
    rationale = f"As far as it is known, {found.tree.code(found.target)} is given values that make it {written.kind}."
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED, assumed=ASSUMED)


def _type(sources: Sources, found: Variable, given: Sequence[Type]) -> Type | None:
    """What admits every value; None where it is what the first one is, or holds no objects but is known."""
    kind = growing(given) if found.added else admitting(sources, of_any_length(joined(given)), MOST_KINDS)
    return kind if kind not in (None, given[0], OBJECT) and holds_objects(kind) else None


def _found(question: Question) -> Variable | None:
    found = variable_at(Sources(question.snapshot), question.target.diagnostics[0])
    if found is None or found.elsewhere or found.steps or not is_private(found.tree, found.target):
        return None
    if len({path for path, _, _ in found.asked}) > 1:
        return None
    return found if found.alone or found.target.type == "identifier" else None


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe)
