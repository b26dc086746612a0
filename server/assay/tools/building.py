"""Build a project on a branch, offline, by its own backend, and read what came of it.

`edits` are changes that a later release might bring: what is built then tells what follows them and what is frozen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, cast

from assay.core.command import Branch, Command, Limits
from assay.core.project import Project
from assay.tools.packaging_files import BuildSystem
from assay.tools.payloads import Answer, payload

ANSWER = "built.json"
KINDS = ("wheel", "sdist")
_PAYLOAD = "build_payload.py"
_SAID = 600


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file: `new` for every `old`, or at its end where `old` is empty. `path` is as in the project."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive: its file's name, digests of what it installs and of what it tells of itself, and three files of it.

    An executable file's digest ends with `+x`, that of a link in a wheel with `+link`. `asks` is what the backend wants
    to be there beside what is declared.
    """

    file: str
    files: Mapping[str, str]
    info: Mapping[str, str]
    metadata: str
    wheel: str
    entry_points: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Built(Answer):
    """Both archives of a side. `failure` says why one is missing."""

    archives: Mapping[str, Archive]
    failure: str


def command(
    project: Project, system: BuildSystem, folder: PurePosixPath, prepared: Path | None, edits: tuple[Edit, ...] = ()
) -> Command:
    """The command that builds the project in a folder, with what was prepared, or with what its environment has."""
    orders = {
        "backend": system.backend,
        "backend path": system.backend_path,
        "paths": [] if prepared is None else [str(prepared)],
        "edits": [{"path": each.path, "old": each.old, "new": each.new} for each in edits],
    }
    environment = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "1577836800"}
    readable = () if prepared is None else (prepared,)
    return payload(project, folder, _PAYLOAD, orders, ANSWER, environment=environment, readable=readable)


async def build(asked: Command, branch: Branch, limits: Limits) -> Built:
    """Both archives of a branch. Raises `SandboxFailed`."""
    completed = await branch.run(asked, limits)
    if completed.killed is not None:
        return Built(asked.argv, completed, {}, f"the build was ended: {completed.killed}")
    try:
        answer = json.loads(completed.outputs[ANSWER])
        archives = {kind: _archive(answer[kind]) for kind in KINDS if not _failure(answer[kind])}
        failures = [f"{kind}: {_failure(answer[kind])}" for kind in KINDS if _failure(answer[kind])]
    except (KeyError, ValueError, TypeError, AttributeError):
        said = completed.stderr.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        return Built(asked.argv, completed, {}, f"the build gave no answer ({said[-1][:_SAID]})")
    return Built(asked.argv, completed, archives, "; ".join(failures))


def _failure(told: Mapping[str, Any]) -> str:
    """Why there is no archive, on one line: its end says most."""
    return " ".join(str(told.get("failure", "")).split())[-_SAID:]


def _archive(told: Mapping[str, Any]) -> Archive:
    return Archive(
        file=str(told["file"]),
        files=_texts(told["files"]),
        info=_texts(told["info"]),
        metadata=str(told["METADATA"]),
        wheel=str(told.get("WHEEL", "")),
        entry_points=str(told.get("entry_points.txt", "")),
        asks=tuple(map(str, told.get("asks", ()))),
    )


def _texts(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError("no table")
    return {str(name): str(each) for name, each in cast("dict[object, object]", value).items()}
