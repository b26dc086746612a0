"""What a tool makes of its configuration, in its own words, asked in the project's own version and folder.

Each tool is asked by a script of ours that imports it before anything of the repository is importable, and that writes
down every value that the tool ended up with. Comparing two such answers is comparing two configurations, whatever file
or syntax they stand in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath
from typing import cast

from assay.core.check import Json
from assay.core.command import INPUT, OUTPUT, Branch, Command, Completed, Limits
from assay.core.cutting import beginning
from assay.core.project import Project
from assay.tools.payloads import Answer

ANSWER = "effective.json"
TOOLS = ("pytest", "coverage", "isort", "mypy")
_DRIVER = "effective_driver.py"
_SAID = 300


@dataclass(frozen=True, slots=True)
class Effective(Answer):
    """An answer: the value of each option by its name. `failure` says why there is none."""

    values: Mapping[str, Json]
    failure: str


def command(project: Project, tool: str, folder: PurePosixPath) -> Command:
    """The command that asks a tool in a folder of the workspace."""
    interpreter = project.interpreter
    return Command(
        argv=(str(interpreter.executable), "-B", f"{INPUT}/{_DRIVER}", tool, f"{OUTPUT}/{ANSWER}"),
        cwd=folder,
        environment={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
        readable=interpreter.readable,
        inputs={_DRIVER: resources.files("assay.tools").joinpath(_DRIVER).read_text("utf-8")},
        outputs=(ANSWER,),
    )


async def ask(project: Project, tool: str, folder: PurePosixPath, branch: Branch, limits: Limits) -> Effective:
    """What the tool says on a branch. Raises `SandboxFailed`."""
    asked = command(project, tool, folder)
    completed = await branch.run(asked, limits)
    return _read(asked.argv, completed)


def _read(argv: tuple[str, ...], completed: Completed) -> Effective:
    if completed.killed is not None:
        return Effective(argv, completed, {}, f"it was ended: {completed.killed}")
    try:
        answer = json.loads(completed.outputs[ANSWER])
    except (KeyError, ValueError):
        said = completed.stderr.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        return Effective(argv, completed, {}, f"it gave no answer ({beginning(said[-1], _SAID)})")
    if not isinstance(answer, dict) or not answer:
        return Effective(argv, completed, {}, "its answer is none")
    values = cast("Mapping[str, Json]", answer)
    if isinstance(why := values.get("failure"), str) and why:
        return Effective(argv, completed, {}, beginning(why, _SAID))
    return Effective(argv, completed, values, "")
