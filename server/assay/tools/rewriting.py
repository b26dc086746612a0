"""Have a project's Python files rewritten by two sets of tools, each as it is configured, and tell where they differ.

Probes stand at the end of each file, so that a file that is in order already tells something all the same, and that one
that either leaves out is found.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath
from typing import Any, cast

from assay.core.check import Ran
from assay.core.command import INPUT, OUTPUT, Branch, Command, Completed, Limits
from assay.core.cutting import beginning
from assay.core.project import Project

ANSWER = "rewritten.json"
RUFF = "ruff"
_PAYLOAD = "rewriting_payload.py"
_ORDERS = "orders.json"
_SAID = 300
_TOOLS = ("isort", "black")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """How many files were rewritten both ways, and where they differ. `failure` says why there is no answer."""

    files: int
    different: Mapping[str, str]
    failure: str
    argv: tuple[str, ...]
    completed: Completed

    def ran(self) -> Ran:
        """The run as the receipt lists it: it works on copies of both sides, beside the one after the change."""
        completed = self.completed
        return Ran("after", self.argv, completed.exit_code, completed.seconds, completed.killed)


def command(project: Project, folder: PurePosixPath, tools: tuple[str, ...], old: Mapping[str, str]) -> Command:
    """The command that compares ruff with some of isort and black, as the `old` texts of files configure them."""
    interpreter = project.interpreter
    return Command(
        argv=(
            str(interpreter.executable),
            "-I",
            "-B",
            f"{INPUT}/{_PAYLOAD}",
            f"{OUTPUT}/{ANSWER}",
            f"{INPUT}/{_ORDERS}",
        ),
        cwd=folder,
        environment={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
        readable=interpreter.readable,
        inputs={
            _PAYLOAD: resources.files("assay.tools").joinpath(_PAYLOAD).read_text("utf-8"),
            _ORDERS: json.dumps({"tools": tools, "old": dict(old)}),
        },
        outputs=(ANSWER,),
    )


async def rewrite(asked: Command, branch: Branch, limits: Limits) -> Rewritten:
    """What came of it on a branch. Raises `SandboxFailed`."""
    completed = await branch.run(asked, limits)
    if completed.killed is not None:
        return Rewritten(0, {}, f"it was ended: {completed.killed}", asked.argv, completed)
    try:
        answer = json.loads(completed.outputs[ANSWER])
        failure = beginning(str(answer["failure"]), _SAID)
        different = {str(name): str(words) for name, words in _items(answer["different"])}
        return Rewritten(int(answer["files"]), different, failure, asked.argv, completed)
    except (KeyError, ValueError, TypeError, AttributeError):
        said = completed.stderr.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        return Rewritten(0, {}, f"it gave no answer ({beginning(said[-1], _SAID)})", asked.argv, completed)


def _items(value: Any) -> list[tuple[object, object]]:
    return list(cast("dict[object, object]", value).items())


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
