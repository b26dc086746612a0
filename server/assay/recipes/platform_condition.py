"""Platform condition: a condition asks for the platform, and the type checker does not see that.

What it does: writes in the conditions `sys.platform == "win32"`, the form that every type checker decides, where they
say `os.name == "nt"`, `platform.system() == "Windows"`, `sys.platform in ("win32",)`, or test a name that stands for
such a comparison. So the checker passes over what never runs on the platform it checks for, where the functions are not
there that it looks for in vain, and takes what the other branch defines as the only definition. All conditions of the
file that ask in these words are rewritten, and `import sys` is added where it is missing. The program does what it did.

When it is offered: at an error in a branch that does not run on the platform that the checker runs on, and at a name
that is declared again because of such a branch. A name has to be given its comparison once, at the top of its module,
here or in another module of the project.

For example,

    import os

    def show(path: str) -> None:
        if os.name == "nt":
            os.startfile(path)
        else:
            print(path)

becomes

    import os
    import sys

    def show(path: str) -> None:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            print(path)

What is verified: that on every platform on which Python 3 runs each condition is what it was, that no text of the
project gives `os.name` and the like another value, as tests do, and that nothing else was changed; that the checker
still comes to the branches that run here; that the errors are gone and no other appeared, and that the tests which
passed still do.

What is not verified: whatever stands in the branches that only other platforms run. A checker that runs here does not
look at it any more; so the verdict is never more than partial. On platforms that only Python 2 or Jython know,
`os.name` has other values.
"""

from __future__ import annotations

from functools import partial

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.recipes import written_conditions
from assay.recipes.platform_tests import PLATFORM
from assay.recipes.recipe import Question, Recipe
from assay.recipes.written_conditions import Writing, fits, place, recognises

NAME = "platform_condition"

UNVERIFIED = "What stands in the branches that only other platforms run is not checked any more on this one."

_WRITING = Writing(NAME, PLATFORM, UNVERIFIED, ("os.name", "sys.platform", "platform.system"))


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Write out the platform in the conditions that test for it"


def propose(question: Question) -> Proposal | None:
    """The conditions written out; there is no second try."""
    return written_conditions.propose(_WRITING, question)


RECIPE = Recipe(NAME, recognises, title, partial(place, _WRITING), propose, fits=partial(fits, _WRITING), by_place=True)
