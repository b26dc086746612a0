"""Have a project's files read or rewritten by flake8, isort and black and by ruff, and tell where they differ.

Probes stand at the end of each file, so that a file that is in order already tells something all the same, and that one
that either leaves out is found.
"""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, cast

from assay.core.command import Branch, Command, Limits
from assay.core.cutting import beginning
from assay.core.patch import FileChange
from assay.core.project import Project
from assay.tools.ini_sections import read
from assay.tools.listing import listed
from assay.tools.payloads import Answer, payload

ANSWER = "compared.json"
RUFF = "ruff"
_PAYLOAD = "versus_ruff_payload.py"
_SAID = 300
_TOOLS = ("isort", "black")
SOURCES = (".py", ".pyi", ".ipynb")
"""What ruff reads, notebooks too, which the other tools pass over where they are not told otherwise."""

FLAKE8 = "flake8"
FLAKE8_FILES = (".flake8", "setup.cfg", "tox.ini")
"""Where flake8 is configured."""

NO_RULE = frozenset(
    (
        *("E121", "E122", "E123", "E124", "E125", "E126", "E127", "E128", "E129", "E131", "E133"),
        *("E704", "W503", "W504", "W606"),
    )
)
"""Codes of pycodestyle that ruff has no rule for."""

FINDS_LESS = frozenset(("E101", "E117", "E225"))
"""Codes whose rule in ruff finds less than pycodestyle's, as was seen with ruff 0.17 and pycodestyle 2.15."""


@dataclass(frozen=True, slots=True)
class Compared(Answer):
    """How many files were rewritten, or problems found, before, and where both differ.

    `counted` is where they differ in the complexity that they count alone. `failure` says why there is no answer.
    """

    count: int
    different: Mapping[str, str]
    failure: str
    counted: Mapping[str, str] = field(default_factory=dict[str, str])


def command(project: Project, folder: PurePosixPath, tools: tuple[str, ...], old: Mapping[str, str]) -> Command:
    """The command that compares ruff with flake8, or some of isort and black, as the `old` texts configure them.

    Looks through the folder for what it holds and does not ignore: call it in a thread.
    """
    every = (path for path, _ in listed(project.workspace / folder))
    orders = {
        "tools": tools,
        "old": dict(old),
        "sources": [str(path) for path in every if path.suffix in SOURCES],
        "complexity": next((found for text in old.values() if (found := complexity_in(text)) is not None), None),
    }
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    return payload(project, folder, _PAYLOAD, orders, ANSWER, environment=environment)


async def compare(asked: Command, branch: Branch, limits: Limits) -> Compared:
    """What came of it on a branch. Raises `SandboxFailed`."""
    completed = await branch.run(asked, limits)
    if completed.killed is not None:
        return Compared(asked.argv, completed, 0, {}, f"it was ended: {completed.killed}")
    try:
        answer = json.loads(completed.outputs[ANSWER])
        failure = beginning(str(answer["failure"]), _SAID)
        different, counted = (
            {str(name): str(words) for name, words in _items(answer[key])} for key in ("different", "counted")
        )
        return Compared(asked.argv, completed, int(answer["count"]), different, failure, counted)
    except (KeyError, ValueError, TypeError, AttributeError):
        said = completed.stderr.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        return Compared(asked.argv, completed, 0, {}, f"it gave no answer ({beginning(said[-1], _SAID)})")


def complexity_in(text: str) -> int | None:
    """How complex a function may be by flake8's settings; None where that is not said, or is more than is probed."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
        told = {key.replace("_", "-"): value for key, value in parser.items(FLAKE8)}
    except configparser.Error:
        return None
    value = told.get("max-complexity", "").strip()
    return int(value) if re.fullmatch(r"[0-9]{1,3}", value) else None


def _items(value: Any) -> list[tuple[object, object]]:
    return list(cast("dict[object, object]", value).items())


def without_flake8(changes: Iterable[FileChange]) -> bool:
    """Whether one of these takes the section of flake8 out of a file."""
    return any(
        change.path.name in FLAKE8_FILES and _has_flake8(change.before) and not _has_flake8(change.after)
        for change in changes
    )


def _has_flake8(text: str | None) -> bool:
    return any(each.name == FLAKE8 for each in read(text or "").sections)


def retired(before: str | None, after: str | None) -> tuple[str, ...]:
    """The tools whose table is in `pyproject.toml` before and not after."""
    old, new = _tools(before), _tools(after)
    return tuple(tool for tool in _TOOLS if tool in old and tool not in new)


def _tools(text: str | None) -> Mapping[str, Any]:
    try:
        found = tomllib.loads((text or "").removeprefix("\ufeff")).get("tool", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
