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

from functools import partial

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.recipes import written_conditions
from assay.recipes.recipe import Question, Recipe
from assay.recipes.version_tests import VERSION
from assay.recipes.written_conditions import Writing, fits, place, recognises

NAME = "version_condition"

UNVERIFIED = "What stands in the branches that never run on Python 3 is not checked any more."

_WRITING = Writing(NAME, VERSION, UNVERIFIED, ("version_info",))


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Write out the version of Python in the conditions that test for it"


def propose(question: Question) -> Proposal | None:
    """The conditions written out; there is no second try."""
    return written_conditions.propose(_WRITING, question)


RECIPE = Recipe(NAME, recognises, title, partial(place, _WRITING), propose, fits=partial(fits, _WRITING), by_place=True)
