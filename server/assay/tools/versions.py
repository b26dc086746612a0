"""Compare versions of tools, as far as that is needed to know which options they take."""

from __future__ import annotations

import re


def numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: `(2, 4, 1)` for `2.4.1.dev0`."""
    match = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(number) for number in match[0].split(".")) if match else ()
