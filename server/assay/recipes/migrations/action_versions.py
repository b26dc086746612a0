"""Old versions of actions that a workflow asks for are listed, with what to look at; none is moved.

What it does: names each well-known action of which a version is used that is from before Node.js 20, most of them for
Node.js 12 or 16, with the lines of these steps and what changed beyond that version. It changes nothing: what another
version of an action does can only be told by running it as a runner does, which nothing here can.

When it is offered: in a workflow or a composite action with such a step; for a file alone, never for a whole project,
as nothing comes of it that could be applied. Versions that ask for Node.js 20, actions that
it does not know, and references to a commit or a branch are not listed.

What is verified: nothing, as nothing is changed.

What is not verified: that the list is complete, and that another version does the same.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Declined
from assay.core.diagnostics import Diagnostic
from assay.core.text import Position
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools.action_versions import OldAction, old_actions
from assay.tools.workflows import PATTERNS

NAME = "old versions of actions"
CODE = "action-versions"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"List {diagnostic.message}"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to list, in words; empty where there is nothing, or where it cannot be read."""
    return f"the old versions of actions in {path.name}" if notes(path, text) else ""


def notes(path: PurePosixPath, text: str) -> tuple[Diagnostic, ...]:
    """The list: each action once, at the first of its places."""
    try:
        found = old_actions(text)
    except ValueError:
        return ()
    return tuple(_note(path, each) for each in found)


def propose(question: Question) -> Declined | None:
    """Why nothing is moved."""
    path = question.target.path
    if (text := question.snapshot.read(path)) is None:
        return None
    try:
        found = old_actions(text)
    except ValueError as error:
        return Declined(f"{path}: {error}; mend that first")
    return Declined(
        f"{path}: to move by hand, as nothing here can run an action to compare it: "
        f"{', '.join(each.name for each in found)}"
        if found
        else f"{path}: no old version of an action is left in it"
    )


def _note(path: PurePosixPath, found: OldAction) -> Diagnostic:
    first = Position(min(line for lines in found.references.values() for line in lines) - 1, 0)
    places = ", ".join(f"{reference} ({_lines(lines)})" for reference, lines in found.references.items())
    words = f"{places}: up to v{found.last} from before Node.js 20; {found.look or 'see its releases'}"
    return Diagnostic(path, first, first, words, CODE, "assay", severity="note")


def _lines(lines: tuple[int, ...]) -> str:
    return f"{'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines))}"


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(PATTERNS, CODE, message, title, whole=False, notes=notes)
