"""All actions."""

from __future__ import annotations

from assay.actions import draft_tests, fix_types, migrate_config
from assay.actions.action import Action
from assay.core.errors import BadInput

CATALOGUE: tuple[Action, ...] = (fix_types.ACTION, draft_tests.ACTION, migrate_config.ACTION)


def find(name: str) -> Action:
    """The action of that name. Raises `BadInput` where there is none."""
    for action in CATALOGUE:
        if action.name == name:
            return action
    known = ", ".join(action.name for action in CATALOGUE)
    raise BadInput(f"no action is called {name!r}; there is: {known}")
