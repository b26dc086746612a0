"""A Python project inside a workspace: where it is, what runs it, which tools judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that the project runs on, known from its files alone.

    `source` says how it was found. `version` is None where no file tells it. `readable` are the folders and
    files that it needs to run: prefix, base prefix, the targets of `.pth` files and editable installs.
    `distributions` maps normalised names to versions.
    """

    executable: Path
    source: str
    version: tuple[int, int] | None
    prefix: Path
    base_prefix: Path
    readable: tuple[Path, ...]
    distributions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that judges the project: how it is started, whose it is, its version."""

    name: str
    version: str
    owner: Literal["project", "assay"]
    argv: tuple[str, ...]
    readable: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """One project. `root` is relative to the workspace; `declared` is the file that makes it one, None for a folder."""

    workspace: Path
    root: PurePosixPath
    declared: PurePosixPath | None
    interpreter: Interpreter
