"""A Python project inside a workspace: where it is, what runs it, which tools judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from assay.core.command import TOP


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that the project runs on, known from its files alone.

    `source` says how it was found. `version` is None where no file tells it. `readable` are the folders and
    files that it needs to run: prefix, base prefix, the targets of `.pth` files and editable installs.
    `distributions` maps normalised names to versions. `refused` are what its files name and what stays closed to
    commands, one line each with the reason.
    """

    executable: Path
    source: str
    version: tuple[int, int] | None
    prefix: Path
    base_prefix: Path
    readable: tuple[Path, ...]
    distributions: Mapping[str, str]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that judges the project: how it is started, whose it is, its version.

    `argv` is the same for every side of a run. `folder`, relative to the workspace, is where it is started. `note`
    says what it does not judge, or not as the project would. The `owner` is whoever installed it: the project in its
    environment, Assay in its own, or the user on PATH.
    """

    name: str
    version: str
    owner: Literal["project", "assay", "user"]
    argv: tuple[str, ...]
    readable: tuple[Path, ...]
    folder: PurePosixPath = TOP
    note: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """One project. `root` is relative to the workspace; `declared` is the file that makes it one, None for a folder.

    `path` is the file that it was found for, which its tools have to judge in any case.
    """

    workspace: Path
    root: PurePosixPath
    declared: PurePosixPath | None
    interpreter: Interpreter
    path: PurePosixPath = TOP
