"""A JavaScript action that asks for a Node.js which the runner has no more asks for the one of today.

What it does: `runs.using` of an action becomes `node24`. Nothing else of the file changes.

When it is offered: in an `action.yml` whose `runs.using` is `node12`, `node16` or `node20`.

For example, in `action.yml`:

    name: greet
    runs:
      using: 'node16'  # as the others
      main: dist/index.js

becomes

    name: greet
    runs:
      using: 'node24'  # as the others
      main: dist/index.js

What is verified: the file says nothing else than before, and the scripts that it names are there.

What is not verified: that the scripts do under that Node.js what they did; so the verdict is never more than partial.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.yaml_in_place import InPlace
from assay.recipes.recipe import Question, Recipe, alone
from assay.syntax import yaml
from assay.syntax.yaml import Part
from assay.tools.action_runtimes import CURRENT, FILES, beside_runtime, is_old, runtime

NAME = "runtime of an action"
CODE = "action-runtime"
UNVERIFIED = f"what the action does under {CURRENT}, and self-hosted runners older than it"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Replace {diagnostic.message} with {CURRENT}"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to replace, in words; empty where there is nothing, or where it cannot be read."""
    try:
        root = yaml.read(text)
    except ValueError:
        return ""
    found = runtime(root)
    return f"the deprecated {found.value.lower()} in {path.name}" if found is not None and is_old(root) else ""


def propose(question: Question) -> Proposal | Declined | None:
    """The file with the runtime of today."""
    return _CHANGE.proposed(question, f"asks the runner for {CURRENT} in {question.target.path}")


def _changed(text: str, root: Part | None) -> str:
    found = runtime(root)
    if found is None or found.style not in {"", "'", '"'}:
        raise ValueError("it is written in a way that cannot be changed in place")
    return f"{text[: found.span.start]}{found.style}{CURRENT}{found.style}{text[found.span.end :]}"


_CHANGE = InPlace(NAME, beside_runtime, _changed, "it does not read as it should after the change", UNVERIFIED)
RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(FILES, CODE, message, title)
