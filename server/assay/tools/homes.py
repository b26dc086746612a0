"""Where tools of Python keep their configuration, file by file, and how each section is called in `setup.cfg`.

`setup.cfg` is the one spelling that is translated: in files of its own a tool's sections have no prefix, and a
translation that keeps them so makes tables that nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from assay.core.snapshot import Snapshot
from assay.tools.ini_sections import read

PYPROJECT = "pyproject.toml"
MANIFEST = "MANIFEST.in"


@dataclass(frozen=True, slots=True)
class Home:
    """One kind of file that configures a tool: which of its sections do, and what goes before their names."""

    tool: str
    section: str
    spelling: str

    def holds(self, section: str) -> bool:
        """Whether a section of the file is this tool's."""
        return re.fullmatch(self.section, section) is not None

    def spelled(self, section: str) -> str:
        """The section's name in `setup.cfg`."""
        return re.sub(f"^(?:{self.section})$", self.spelling, section)


_COVERAGE = Home("coverage", r"coverage:(\w+)", r"coverage:\1")
_ISORT = Home("isort", r"(?:tool:)?isort", "isort")

HOMES: Mapping[str, tuple[Home, ...]] = MappingProxyType(
    {
        "pytest.ini": (Home("pytest", "pytest", "tool:pytest"),),
        ".pytest.ini": (Home("pytest", "pytest", "tool:pytest"),),
        ".coveragerc": (Home("coverage", r"(?:coverage:)?(\w+)", r"coverage:\1"),),
        ".isort.cfg": (Home("isort", r"settings|(?:tool:)?isort", "isort"),),
        "mypy.ini": (Home("mypy", r"(mypy(?:-.+)?)", r"\1"),),
        ".mypy.ini": (Home("mypy", r"(mypy(?:-.+)?)", r"\1"),),
        "setup.cfg": (
            Home("pytest", "tool:pytest", "tool:pytest"),
            _COVERAGE,
            _ISORT,
            Home("mypy", r"(mypy(?:-.+)?)", r"\1"),
        ),
        "tox.ini": (Home("pytest", "pytest", "tool:pytest"), _COVERAGE, _ISORT),
    }
)
"""What is read of each file, by its name."""

SHARED = ("setup.cfg", "tox.ini")
"""Files that hold other things as well and stay where the tools' sections go."""


def tools_of(name: str, text: str) -> tuple[str, ...]:
    """The tools that a file of this name and text configures, each once, in the order of the file."""
    homes = HOMES.get(name, ())
    found = (home.tool for section in read(text).sections for home in homes if home.holds(section.name))
    return tuple(dict.fromkeys(found))


def others(snapshot: Snapshot, path: PurePosixPath, tool: str) -> Iterator[PurePosixPath]:
    """The other INI files of the same folder that configure a tool. Raises `Unreadable`."""
    for name in HOMES:
        other = path.with_name(name)
        if other != path and (text := snapshot.read(other)) is not None and tool in tools_of(name, text):
            yield other
