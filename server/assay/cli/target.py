"""What the user points at on the command line, and the workspace that it lies in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.errors import BadInput
from assay.core.text import Lines, Place, Position
from assay.tools.project import declares

LONGEST = 9
"""Digits of a line or column that is taken for one."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file or folder, in a file a line, and in that a column; both count from 1, the column in characters."""

    path: Path
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """A workspace folder and how it was found."""

    path: Path
    source: str


def split(text: str) -> Target:
    """The target that is meant by `PATH[:LINE[:COL]]`. Raises `BadInput` where no reading of it is a file.

    The longest path that exists is the one: a file may be called `a:3`.
    """
    for target in _readings(text):
        if os.path.isdir(target.path):  # noqa: PTH112 - unlike `Path.is_dir`, it takes a name that is too long
            if target.line is None:
                return target
            raise BadInput(f"{text}: a folder has no lines; name a file in it")
        if os.path.exists(target.path):  # noqa: PTH110 - likewise
            return target
    raise BadInput(f"{text}: there is no such file")


def find_root(path: Path, given: str | None) -> Root:
    """The workspace of a file or folder. Raises `BadInput` where the folder given is none or holds it not."""
    folder = path.resolve() if path.is_dir() else path.parent.resolve()
    if given is None:
        return nearest_root(folder)
    root = Path(given).resolve()
    if not root.is_dir():
        raise BadInput(f"--root {given}: there is no such folder")
    if not folder.is_relative_to(root):
        raise BadInput(f"{path}: not in the workspace {root}")
    return Root(root, "by --root")


def nearest_root(folder: Path) -> Root:
    """The workspace that a folder lies in."""
    outwards = (folder, *folder.parents)
    for each in outwards:
        if (each / ".git").exists():
            return Root(each, "the nearest folder with .git")
    for each in outwards:
        if (marker := declares(each)) is not None:
            return Root(each, f"the nearest folder with {marker}")
    return Root(folder, "the file's folder: none above it has .git or declares a project")


def inside(root: Path, path: Path) -> PurePosixPath:
    """The path relative to the workspace. Links on the way are followed; a file's own name is kept."""
    if path.is_dir():
        return PurePosixPath(path.resolve().relative_to(root).as_posix())
    return PurePosixPath((path.parent.resolve() / path.name).relative_to(root).as_posix())


def place_of(target: Target, text: str) -> Place | None:
    """The place of a target in its file's text: a whole line, or a point in it. Raises `BadInput` past the end."""
    if target.line is None:
        return None
    lines = Lines(text)
    if not 1 <= target.line <= len(lines):
        raise BadInput(f"{target.path}:{target.line}: the file has {len(lines)} lines, counted from 1")
    number, width = target.line - 1, len(lines.line(target.line - 1))
    if target.column is None:
        return Place(Position(number, 0), Position(number, width))
    if not 1 <= target.column <= width + 1:
        raise BadInput(f"{target.path}:{target.line}:{target.column}: the line has {width} characters, counted from 1")
    point = Position(number, target.column - 1)
    return Place(point, point)


def _readings(text: str) -> list[Target]:
    """All that the text can mean, the longest path first."""
    readings = [Target(Path(text))]
    first, _, last = text.rpartition(":")
    if first and _is_number(last):
        readings.append(Target(Path(first), int(last)))
        path, _, line = first.rpartition(":")
        if path and _is_number(line):
            readings.append(Target(Path(path), int(line), int(last)))
    return readings


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST
