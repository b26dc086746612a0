"""What a `setup.py` gives to `setup()`, found by running it in the sandbox, on a copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from assay.core.command import INPUT, OUTPUT, Branch, Command, Limits
from assay.core.project import Project

SECONDS = 60.0
_PAYLOAD = "setup_payload.py"
_ANSWER = "setup.json"
_SAID = 300


@dataclass(frozen=True, slots=True)
class Captured:
    """The arguments, the files of the project that were read, and those that were written.

    `found` is how often packages were looked for. `ran` are the texts of what the script ran beside itself, modules of
    the project by their files and others by a number; None for what is too much to be told. `failure` says why there
    is nothing to tell.
    """

    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    read: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    found: int = 0
    ran: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    failure: str = ""


async def capture(
    project: Project, folder: PurePosixPath, prepared: Path | None, branch: Branch, limits: Limits
) -> Captured:
    """What it says. Raises `SandboxFailed`."""
    interpreter = project.interpreter
    paths = [] if prepared is None else [prepared]
    command = Command(
        argv=(
            str(interpreter.executable),
            *("-I", "-B", f"{INPUT}/{_PAYLOAD}", f"{OUTPUT}/{_ANSWER}"),
            *map(str, paths),
        ),
        cwd=folder,
        environment={"PYTHONHASHSEED": "0"},
        readable=(*interpreter.readable, *paths),
        inputs={_PAYLOAD: resources.files("assay.tools").joinpath(_PAYLOAD).read_text("utf-8")},
        outputs=(_ANSWER,),
    )
    completed = await branch.run(command, limits)
    if completed.killed is not None:
        return Captured(failure=f"it does not end ({completed.killed})")
    try:
        told = json.loads(completed.outputs[_ANSWER])
        if why := told.get("failure"):
            return Captured(failure=str(why)[:_SAID])
        arguments = {str(name): value for name, value in told["arguments"].items()}
        ran = {str(name): None if text is None else str(text) for name, text in told["ran"].items()}
        read, written = (tuple(map(str, told[key])) for key in ("read", "written"))
        return Captured(arguments, read, written, int(told["found"]), ran)
    except (KeyError, ValueError, TypeError, AttributeError):
        said = completed.stderr.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        return Captured(failure=f"it gave no answer ({said[-1][:_SAID]})")
