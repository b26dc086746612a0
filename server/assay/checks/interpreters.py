"""The interpreters that a program may find itself on: each version of Python, on each platform.

The platforms are those of CPython and PyPy for Python 3, and the one that Linux is for Python 2. What `sys.platform`
and `os.name` are there is in their documentation; `platform.system()` is what `uname` says, but on Windows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

Version = tuple[int, int, int, str, int]
Part = Literal["version", "platform"]
"""What an expression asks an interpreter for; which system it runs on is part of the platform."""

LARGEST = 20
"""No number in an expression is larger; so numbers up to the next one stand for all that there are."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What `os.name`, `sys.platform` and `platform.system()` are together."""

    name: str
    platform: str
    system: str


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What is known of one: its `sys.version_info`, and where it runs."""

    version: Version
    on: Platform


VERSIONS: tuple[Version, ...] = tuple(
    (*numbers, "final", 0) for numbers in itertools.product(range(5), range(LARGEST + 2), range(LARGEST + 2))
)

_NEWEST: Version = (3, LARGEST + 1, LARGEST + 1, "final", 0)

PLATFORMS: tuple[Platform, ...] = (
    Platform("nt", "win32", "Windows"),
    Platform("posix", "linux", "Linux"),
    Platform("posix", "linux2", "Linux"),
    Platform("posix", "darwin", "Darwin"),
    Platform("posix", "ios", "iOS"),
    Platform("posix", "android", "Android"),
    Platform("posix", "cygwin", "CYGWIN_NT-10.0"),
    Platform("posix", "msys", "MSYS_NT-10.0"),
    *(Platform("posix", f"freebsd{number}", "FreeBSD") for number in range(8, 17)),
    *(Platform("posix", f"openbsd{number}", "OpenBSD") for number in range(5, 9)),
    *(Platform("posix", f"netbsd{number}", "NetBSD") for number in range(7, 12)),
    Platform("posix", "dragonfly6", "DragonFly"),
    Platform("posix", "gnukfreebsd9", "GNU/kFreeBSD"),
    Platform("posix", "gnu0", "GNU"),
    *(Platform("posix", platform, "AIX") for platform in ("aix", "aix6", "aix7")),
    *(Platform("posix", platform, "HP-UX") for platform in ("hp-ux11", "hpux11")),
    Platform("posix", "sunos5", "SunOS"),
    Platform("posix", "haiku1", "Haiku"),
    Platform("posix", "emscripten", "Emscripten"),
    Platform("posix", "wasi", "wasi"),
    Platform("posix", "another", "Another"),
)


def every(parts: AbstractSet[Part]) -> Iterator[Interpreter]:
    """All interpreters that differ in these parts; of the others one stands for all."""
    versions = VERSIONS if "version" in parts else (_NEWEST,)
    platforms = PLATFORMS if "platform" in parts else PLATFORMS[:1]
    return itertools.starmap(Interpreter, itertools.product(versions, platforms))
