"""Texts that a regular expression matches: a short one, and one with more of all that may be repeated or left out."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from typing import Any


def _parser() -> Any:
    """Python's own parser of patterns, which no documentation promises; None in one that has it no more."""
    try:
        return importlib.import_module("re._parser")
    except ImportError:
        return None


_PARSER = _parser()
_CATEGORIES = {"CATEGORY_DIGIT": "4", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "b", "CATEGORY_NOT_DIGIT": "b"}
_TRIED = "ab1Z -_.,x\u00e9"
LONGEST = 60


def examples(pattern: str, flags: int) -> tuple[str, ...]:
    """One or two texts that it matches; none where that is not found out."""
    try:
        compiled = re.compile(pattern, flags & ~re.DEBUG)
        tree = _PARSER.parse(pattern, flags & ~re.DEBUG)
        made = [_Example(compiled.flags, rich=rich).of(tree) for rich in (False, True)]
        return tuple(dict.fromkeys(each for each in made if 0 < len(each) <= LONGEST and compiled.search(each)))
    except (re.error, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        # what is parsed has another shape in another Python
        return ()


class _Example:
    def __init__(self, flags: int, *, rich: bool) -> None:
        self._flags, self._rich = flags, rich
        self._groups: dict[int, str] = {}

    def of(self, parts: Iterable[Any]) -> str:
        return "".join(self._part(str(operation), argument) for operation, argument in parts)

    def _part(self, operation: str, argument: Any) -> str:
        match operation:
            case "LITERAL":
                found = chr(argument)
            case "NOT_LITERAL":
                found = next(each for each in _TRIED if ord(each) != argument)
            case "ANY":
                found = "x"
            case "IN":
                found = self._one_of(argument)
            case "GROUPREF":
                found = self._groups.get(argument, "")
            case _:
                found = self._whole(operation, argument)
        return found

    def _whole(self, operation: str, argument: Any) -> str:
        """What holds other parts. A place is nothing: whether the text matches is asked at the end."""
        match operation:
            case "SUBPATTERN":
                number, *_, inner = argument
                found = self._groups[number] = self.of(inner)
            case "ATOMIC_GROUP":
                found = self.of(argument)
            case "ASSERT":
                found = self.of(argument[1])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = argument
                count = min(int(most), max(least, 2)) if self._rich else least
                found = "".join(self.of(inner) for _ in range(min(count, LONGEST)))
            case "BRANCH":
                found = self.of(argument[1][-1 if self._rich else 0])
            case _:
                found = ""
        return found

    def _one_of(self, members: list[Any]) -> str:
        negated = str(members[0][0]) == "NEGATE"
        if negated:
            pattern = re.compile("|".join(map(_member, members[1:])), self._flags & re.IGNORECASE)
            return next((each for each in _TRIED if not pattern.fullmatch(each)), "")
        operation, argument = members[-1 if self._rich else 0]
        match str(operation):
            case "LITERAL":
                return chr(argument)
            case "RANGE":
                return chr(argument[1] if self._rich else argument[0])
            case _:
                return _CATEGORIES.get(str(argument), "-")


def _member(member: Any) -> str:
    operation, argument = member
    match str(operation):
        case "LITERAL":
            return re.escape(chr(argument))
        case "RANGE":
            return f"[{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}]"
        case _:
            letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[str(argument).rpartition("_")[2]]
            return f"\\{letter.upper() if '_NOT_' in str(argument) else letter}"
