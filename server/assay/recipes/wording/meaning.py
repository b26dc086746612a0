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
    "kept super",  # an attribute of what `super()` gave and a variable holds, in whichever words
    "unsound initializer",  # `__init__` of an object by its name, of which the checker does not say what it is
    "no attribute",  # an attribute that a class does not have
    "unknown type",  # an attribute or a variable whose first assignment the checker has not come to
    "needs annotation",  # a variable whose type the checker cannot tell
    "unused ignore",
    "redundant cast",
    "deprecated alias",  # a type by the name that `typing` had for it
    "not a type",  # what stands in an annotation is no type
    "declared again",  # a name that the same scope has declared before
    "wrong return",  # a returned value that the function's annotation does not admit
    "wrong assignment",
    "wrong element",  # a value that is put into a container, whose elements are of another kind
    "wrong key",  # a key by which something is put into a dictionary, or asked for, whose keys are of another kind
    "wrong override",  # a method that differs from the one that it overrides
]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One error. Empty where the checker does not say it.

    `name` is the parameter, attribute, variable or name that it is about; `owner` the type whose attribute it is; `got`
    the type of the value; `wanted` the type that was declared. Types are in the checker's own words. `number` is the
    one of the parameter that an override is about, the instance being number 0.
    """

    kind: Kind
    name: str = ""
    owner: str = ""
    got: str = ""
    wanted: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """One form of words: what it means, for which codes of the checker, and a pattern for the whole message.

    Named groups of the pattern become fields of the meaning. `first` is the number that these words give to the
    instance that a method is called on.
    """

    kind: Kind
    codes: frozenset[str]
    pattern: re.Pattern[str]
    first: int = 0

    def read(self, code: str, message: str) -> Meaning | None:
        """What the message means; None where it is no message of this form. A diagnostic may come without a code."""
        if code and code not in self.codes:
            return None
        match = self.pattern.match(message)
        if match is None:
            return None
        fields = {field: text or "" for field, text in match.groupdict().items()}
        number = fields.pop("number", "")
        return Meaning(self.kind, **fields, number=int(number) - self.first if number else None)


def wording(kind: Kind, codes: str, pattern: str, *, first: int = 0) -> Wording:
    """A form of words; `codes` are separated by spaces."""
    return Wording(kind, frozenset(codes.split()), re.compile(pattern, re.DOTALL), first)


def is_of_none(kind: Kind) -> bool:
    """Whether it is said of a value that may be None, and must not be there."""
    return kind.startswith("none ")
