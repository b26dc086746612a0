"""What an error says, whichever checker said it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "implicit optional",  # a default of None for a parameter whose type does not admit it
    "none attribute",  # an attribute of what may be None
    "none index",
    "none iteration",
    "none operand",
    "none call",
    "none context",  # a `with` statement on what may be None
    "none argument",  # what may be None, handed to a parameter that does not admit it
    "undefined name",
    "no attribute",  # an attribute that a class does not have
    "needs annotation",  # a variable whose type the checker cannot tell
    "unused ignore",
    "redundant cast",
    "not a type",  # what stands in an annotation is no type
    "wrong return",  # a returned value that the function's annotation does not admit
    "wrong assignment",
    "wrong override",  # a method that differs from the one that it overrides
]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One error. Empty where the checker does not say it.

    `name` is the parameter, attribute, variable or name that it is about; `owner` the type whose attribute it is; `got`
    the type of the value; `wanted` the type that was declared. Types are in the checker's own words.
    """

    kind: Kind
    name: str = ""
    owner: str = ""
    got: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One form of words: what it means, for which codes of the checker, and a pattern for the whole message.

    Named groups of the pattern become fields of the meaning.
    """

    kind: Kind
    codes: frozenset[str]
    pattern: re.Pattern[str]

    def read(self, code: str, message: str) -> Meaning | None:
        """What the message means; None where it is no message of this form. A diagnostic may come without a code."""
        if code and code not in self.codes:
            return None
        match = self.pattern.match(message)
        return None if match is None else Meaning(self.kind, **{k: v or "" for k, v in match.groupdict().items()})


def wording(kind: Kind, codes: str, pattern: str) -> Wording:
    """A form of words; `codes` are separated by spaces."""
    return Wording(kind, frozenset(codes.split()), re.compile(pattern, re.DOTALL))
