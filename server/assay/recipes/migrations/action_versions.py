"""Old versions of actions that a workflow asks for are listed, with what to look at; none is moved.

What it does: names, line by line, the steps that use a version of a well-known action which is from before Node.js 20,
most of them for Node.js 12 or 16, and what changed beyond that version. It changes nothing: what another version of an
action does can only be told by running it as a runner does, which nothing here can.

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
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools.action_versions import OldVersion, old_versions
from assay.tools.workflows import PATTERNS

NAME = "old versions of actions"
CODE = "action-versions"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"List {diagnostic.message}"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to list, in words; empty where there is nothing, or where it cannot be read."""
    try:
        return f"the old versions of actions in {path.name}" if old_versions(text) else ""
    except ValueError:
        return ""


def propose(question: Question) -> Declined | None:
    """The list, and why nothing is moved."""
    path = question.target.path
    if (text := question.snapshot.read(path)) is None:
        return None
    try:
        found = old_versions(text)
    except ValueError as error:
        return Declined(f"{path}: {error}; mend that first")
    listed = "; ".join(map(_told, found))
    return Declined(
        f"{path}: to move by hand, as nothing here can run an action to compare it: {listed}"
        if listed
        else f"{path}: no old version of an action is left in it"
    )


def _told(found: OldVersion) -> str:
    words = found.look or "see its releases"
    return f"line {found.line}: {found.reference} is from before Node.js 20, as are all up to v{found.last}: {words}"


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(PATTERNS, CODE, message, title, whole=False)
