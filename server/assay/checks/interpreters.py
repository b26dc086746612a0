"""The interpreters that a program may find itself on, as far as it can ask them: each version of Python."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

Version = tuple[int, int, int, str, int]

LARGEST = 20
"""No number in an expression is larger; so numbers up to the next one stand for all that there are."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What is known of one: its `sys.version_info`."""

    version: Version


EVERY: tuple[Interpreter, ...] = tuple(
    Interpreter((*numbers, "final", 0))
    for numbers in itertools.product(range(5), range(LARGEST + 2), range(LARGEST + 2))
)
