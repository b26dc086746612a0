"""On which versions of Python a module, a name of it or a builtin is there, as far as `standard_library.txt` says.

What is said there was looked up on CPython 2.7 and 3.6 to 3.13, without anything installed; for 3.14 and what comes
later it is what the documentation says of it, and that no more goes. Of the versions before 3.6 it says no more than
which "New in version" has; nobody who asks counts on them. What a build of Python may be without, as `ssl` or
`tkinter`, or has on some platforms alone, is not listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assay.tools.python_floor import Version

EARLIEST: Version = (2, 7)
LATER: Version = (3, 6)
"""Between the earliest version that is looked at and this one there are others that nobody counts on any more."""

_ENDLESS: Version = (99, 0)
_LIFE = re.compile(r"(~?)([\d.]*)-([\d.]*)")
_MODULE = "module"
_BUILTINS = "builtins"


@dataclass(frozen=True, slots=True)
class Life:
    """From which version on something is there, and from which on no more; before `sure` a build may be without it."""

    since: Version = EARLIEST
    until: Version = _ENDLESS
    sure: Version = EARLIEST

    @property
    def ends(self) -> bool:
        """Whether it is there no more."""
        return self.until != _ENDLESS

    def has(self, version: Version) -> bool | None:
        """Whether it is there on a version; None where it may be."""
        if not self.since <= version < self.until:
            return False
        return True if version >= self.sure else None


def counts(version: Version) -> bool:
    """Whether a version is one of those that are looked at."""
    return version == EARLIEST or version >= LATER


def module(dotted: str) -> Life | None:
    """When a module is there; None where that is not known."""
    return _facts().get((_MODULE, dotted))


def member(owner: str, name: str) -> Life | None:
    """When a module that is there has a name, or a module of its own by it; None where that is not known."""
    of_module = module(owner)
    if of_module is not None and of_module.until <= (3, 0):
        return of_module  # no Python 3 comes so far as to ask for the name
    return _facts().get((owner, name)) or module(f"{owner}.{name}")


def builtin(name: str) -> Life | None:
    """When a name is there that nobody has to import; None where that is not known."""
    return _facts().get((_BUILTINS, name))


def builtin_member(class_name: str, name: str) -> Life | None:
    """When a builtin class has a name; None where that is not known."""
    return _facts().get((f"{_BUILTINS}.{class_name}", name))


@cache
def _facts() -> Mapping[tuple[str, str], Life]:
    text = resources.files(__package__ or "").joinpath("standard_library.txt").read_text(encoding="utf-8")
    found: dict[tuple[str, str], Life] = {}
    for line in text.splitlines():
        owner, life, *names = line.split()
        found.update(dict.fromkeys(((owner, name) for name in names), _life(life)))
    return found


def _life(words: str) -> Life:
    """What `3.4-`, `-3.10`, `3.5-3.10` and, where builds differ before, `~3.7-` say."""
    match = _LIFE.fullmatch(words)
    assert match is not None, words
    unsure, since, until = match.groups()
    first = _version(since, EARLIEST)
    return Life(EARLIEST if unsure else first, _version(until, _ENDLESS), first if unsure else EARLIEST)


def _version(words: str, otherwise: Version) -> Version:
    major, _, minor = words.partition(".")
    return (int(major), int(minor or 0)) if major else otherwise
