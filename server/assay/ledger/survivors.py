"""The faults that no test noticed, as a receipt has them: small diffs, the first of many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def survivors(check: Mapping[str, Any]) -> tuple[str, list[str]]:
    """How many survive, in words, and the first of them as diffs; nothing where a check of a receipt tells of none."""
    after = check["after"]
    listed: list[object] | None = after.get("survivors")
    mutants, killed = after.get("mutants"), after.get("killed")
    if not listed or not isinstance(mutants, int) or not isinstance(killed, int):
        return "", []
    first = f"; the first {len(listed)}" if mutants - killed > len(listed) else ""
    return f"{mutants - killed} survive{first}", list(map(str, listed))
