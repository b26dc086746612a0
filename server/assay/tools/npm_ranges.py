"""Which versions of a package a range of `package.json` admits, as npm reads it (https://docs.npmjs.com, "semver")."""

from __future__ import annotations

import re

_VERSION = re.compile(r"(?P<major>\d{1,9})\.(?P<minor>\d{1,9})\.(?P<patch>\d{1,9})(?P<pre>-[\w.-]+)?(?:\+[\w.-]+)?")
_NUMBER, _ANY = r"\d{1,9}", r"(?:\.[xX*])"
_PARTIAL = (
    rf"v?(?:{_NUMBER}\.{_NUMBER}\.{_NUMBER}|{_NUMBER}\.{_NUMBER}{_ANY}?|{_NUMBER}{_ANY}{{0,2}}|[xX*]{_ANY}{{0,2}})"
)
_COMPARATOR = re.compile(rf"(?P<operator>\^|~>?|>=|<=|>|<|=)?\s*(?P<version>{_PARTIAL})")
_HYPHEN = re.compile(rf"(?P<low>{_PARTIAL})\s+-\s+(?P<high>{_PARTIAL})")
_END = (10**10, 0, 0)

_Numbers = tuple[int, int, int]


def is_version(text: str) -> bool:
    """Whether a text is one whole version and nothing else."""
    return _VERSION.fullmatch(text) is not None


def admits(wanted: str, version: str) -> bool | None:
    """Whether a range admits a version; None where that cannot be told.

    It cannot for a tag, an address, another name of a package, and where a version before a release is involved.
    """
    match = _VERSION.fullmatch(version)
    if match is None or match["pre"]:
        return None
    at = (int(match["major"]), int(match["minor"]), int(match["patch"]))
    found = [_all_admit(each.strip(), at) for each in wanted.split("||")]
    return None if None in found else True in found


def _all_admit(wanted: str, at: _Numbers) -> bool | None:
    if match := _HYPHEN.fullmatch(wanted):
        return _bounds(match["low"])[0] <= at < _bounds(match["high"])[1]
    held, rest = True, wanted
    while rest:
        match = _COMPARATOR.match(rest)
        if match is None or (match.end() < len(rest) and not rest[match.end()].isspace()):
            return None
        held = held and _admits(match["operator"] or "", match["version"], at)
        rest = rest[match.end() :].strip()
    return held


def _admits(operator: str, version: str, at: _Numbers) -> bool:
    low, high = _bounds(version)
    return {
        "": low <= at < high,
        "=": low <= at < high,
        "^": low <= at < _caret(version),
        "~": low <= at < _tilde(version),
        "~>": low <= at < _tilde(version),
        ">=": low <= at,
        "<=": at < high,
        ">": at >= high,
        "<": at < low,
    }[operator]


def _bounds(version: str) -> tuple[_Numbers, _Numbers]:
    """The first version that it means, and the first beyond."""
    told = _told(version)
    low = (*told, 0, 0, 0)[:3]
    if not told:
        return (0, 0, 0), _END
    beyond = (*told[:-1], told[-1] + 1, 0, 0)[:3]
    return (low[0], low[1], low[2]), (beyond[0], beyond[1], beyond[2])


def _caret(version: str) -> _Numbers:
    """The first version that would be another one, by the first number that is not 0."""
    told = _told(version)
    at = next((place for place, number in enumerate(told) if number), len(told) - 1)
    return _bounds(".".join(map(str, told[: at + 1])) or "*")[1]


def _tilde(version: str) -> _Numbers:
    """The first version with another of its first two numbers."""
    return _bounds(".".join(version.split(".")[:2]))[1]


def _told(version: str) -> tuple[int, ...]:
    parts = version.removeprefix("v").split(".")
    wild = next((place for place, part in enumerate(parts) if part in {"x", "X", "*"}), len(parts))
    return tuple(map(int, parts[:wild]))
