"""Which Linux this is."""

from __future__ import annotations

import re


def version_of(release: str) -> tuple[int, int]:
    """Major and minor number of a kernel's release; zeros where it tells none."""
    found = re.match(r"(\d+)\.(\d+)", release)
    return (int(found[1]), int(found[2])) if found else (0, 0)
