"""The capabilities of a modern editor, with something added or taken away."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from support.editor import EVERYTHING


def knowing(*path: str, value: Any) -> dict[str, Any]:
    """All of them and one more."""
    found = deepcopy(dict(EVERYTHING))
    inner = found
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    inner[path[-1]] = value
    return found


def lacking(*path: str) -> dict[str, Any]:
    """All of them but one."""
    found = deepcopy(dict(EVERYTHING))
    inner = found
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return found
