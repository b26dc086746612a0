"""Tests of the version of Python, as `sys.version_info[0] >= 3`, and the same by names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assay.recipes.flags import Module, Number, Trait, given, is_imported, is_steady
from assay.syntax.tree import Node

_COMPARED = re.compile(r"(?P<left>[\w.]+?)(?P<part>\.major|\[0\]|\[:[12]\])?(?P<sign>[<>]=?|[=!]=)(?P<than>[\d(),]+)")
_KNOWN = re.compile(r"sys\.version_info(\[0\]|\[:[12]\])?[<>=!]")
_TUPLE = re.compile(r"\((\d+)(?:,(\d+))?,?\)")
_SIZES = {"[:1]": 1, "[:2]": 2}
_OPPOSITE = {">=": "<", "<": ">=", "==": "!=", "!=": "=="}
_LIKELY = re.compile(r"(?i)py|version|[23]")
"""What is imported is followed only where it is called like this."""


@dataclass(frozen=True, slots=True)
class VersionTest:
    """What is asked of the version: `>=` or `<` a number without zeros at its end, `==` or `!=` a major one."""

    sign: str
    number: Number

    def __str__(self) -> str:
        if self.sign in ("==", "!="):
            return f"sys.version_info[0] {self.sign} {self.number[0]}"
        return f"sys.version_info {self.sign} ({', '.join(map(str, self.number))}{',' * (len(self.number) == 1)})"

    @property
    def opposite(self) -> VersionTest:
        """The test that is passed where this one is not."""
        return replace(self, sign=_OPPOSITE[self.sign])

    def holds(self, version: Number) -> bool:
        """Whether a version passes it."""
        if self.sign in ("==", "!="):
            return (version[:1] == self.number) is (self.sign == "==")
        return (version >= self.number) is (self.sign == ">=")

    def always(self, floor: Number) -> bool | None:
        """What it comes to on every Python 3 from a version on; None where that depends."""
        if self.sign in ("==", "!="):
            return (self.number == (3,)) is (self.sign == "==")
        if self.number <= floor:
            return self.sign == ">="
        return self.sign == "<" if self.number >= (4,) else None


def at_least(number: Number) -> VersionTest:
    """The test for a version and all later ones."""
    return VersionTest(">=", _without_zeros(number))


def before(number: Number) -> VersionTest:
    """The test for all versions before one."""
    return VersionTest("<", _without_zeros(number))


def _read(module: Module, node: Node, depth: int) -> VersionTest | None:
    """What a comparison asks of the version."""
    words = _COMPARED.fullmatch(module.compact(node))
    if words is None or not _is_version(module, words["left"], depth):
        return None
    return _compared(words["part"] or "", words["sign"], words["than"])


def _is_version(module: Module, dotted: str, depth: int) -> bool:
    """Whether an expression is `sys.version_info`, as such or by a name."""
    if is_imported(module, dotted, "sys", "version_info"):
        return True
    if dotted == "sys.version_info":
        return is_imported(module, "sys", "sys", None)
    found = given(_LIKELY, module, dotted, depth)
    if found is None or not _is_version(found[0], found[0].compact(found[1]), depth - 1):
        return False
    return is_steady(module, dotted)


def _compared(part: str, sign: str, than: str) -> VersionTest | None:
    """The version, or a part of it, beside a number or a tuple."""
    is_major = part in (".major", "[0]")
    size = 1 if is_major else _SIZES.get(part, 3)
    number = _number(than) if is_major is than.isdecimal() else ()
    if not 0 < len(number) <= size:
        return None
    if sign in ("==", "!="):
        return VersionTest(sign, number) if size == 1 else None
    # a tuple that is longer and begins alike is the larger one
    if len(number) == size and sign in (">", "<="):
        number = _next(number)
    return VersionTest(">=" if sign in (">", ">=") else "<", _without_zeros(number))


def _number(than: str) -> Number:
    """A number or a tuple of one or two; empty where it is something else."""
    match = _TUPLE.fullmatch(than)
    listed = match.groups() if match is not None else (than,) if than.isdecimal() else ()
    return tuple(int(each) for each in listed if each is not None)


def _next(number: Number) -> Number:
    return (*number[:-1], number[-1] + 1)


def _without_zeros(number: Number) -> Number:
    return number if len(number) == 1 or number[-1] else _without_zeros(number[:-1])


VERSION = Trait("version", _KNOWN, _LIKELY, _read)
