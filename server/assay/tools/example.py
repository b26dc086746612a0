"""One call of a project's code, to see what comes of it: how it is put, and how what it left is read.

Code under test shares its process. What would end it early, or answers for another, leaves no report with the word
that was drawn for the run, and then nothing counts.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath
from typing import Any, Literal, cast

from assay.core.command import INPUT, OUTPUT, TOP, Command, Completed
from assay.core.constraint import Example
from assay.core.cutting import beginning
from assay.core.parsing import parse_expression
from assay.core.project import Project
from assay.core.snapshot import Snapshot
from assay.tools.modules import dotted

REPORT = "example.json"

_SCRIPT = "example_script.py"
_LONGEST = 300
_HOPELESS = "the call ended its process before it came to its end"

Ended = Literal["loading", "returned", "raised", "reading"]
_ENDED: tuple[Ended, ...] = ("loading", "returned", "raised", "reading")


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a call. `told` is the value or the exception in words; `failure` says why nothing is known."""

    ended: Ended = "loading"
    kept: bool = False
    told: str = ""
    failure: str = ""


def example_command(project: Project, snapshot: Snapshot, path: PurePosixPath, example: Example, seed: str) -> Command:
    """The command. The names of the module at `path` are known to the example, where that is a module."""
    python = project.interpreter
    module = dotted(snapshot, path) if path.suffix == ".py" else ""
    order = {
        "seed": seed,
        "module": module,
        "paths": list(dict.fromkeys(_paths(project.root, path, module))),
        "dotted": sorted({*_dotted(example.call), *_dotted(example.expected)}),
        "call": example.call,
        "ends": example.ends,
        "expected": example.expected,
    }
    return Command(
        argv=(str(python.executable), "-B", f"{INPUT}/{_SCRIPT}", f"{OUTPUT}/{REPORT}"),
        cwd=project.root,
        environment={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        readable=python.readable,
        inputs={_SCRIPT: resources.files("assay.tools").joinpath(_SCRIPT).read_text("utf-8")},
        outputs=(REPORT,),
        stdin=json.dumps(order).encode(),
    )


def read_example(completed: Completed, seed: str) -> Came:
    """What the command left."""
    if completed.killed:
        return Came(failure=f"the call did not end: {completed.killed}")
    try:
        value: object = json.loads(completed.outputs.get(REPORT, b""))
    except ValueError:
        return Came(failure=_HOPELESS)
    told = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    ended, words = told.get("ended"), told.get("told")
    if told.get("seed") != seed or completed.exit_code != 0 or ended not in _ENDED or not isinstance(words, str):
        return Came(failure=_HOPELESS)
    return Came(ended, told.get("kept") is True, beginning(words, _LONGEST))


def _paths(root: PurePosixPath, path: PurePosixPath, module: str) -> Iterator[str]:
    """Where modules are looked for, from the project's folder on: first where the file's own packages begin."""
    if module:
        above = module.count(".") + (path.stem == "__init__")
        yield os.path.relpath(path.parents[above], root)
    yield from (str(TOP), "src")


def _dotted(source: str) -> Iterator[str]:
    """The names in an expression, each with what is read of it."""
    for node in ast.walk(parse_expression(source)):
        if isinstance(node, ast.Name | ast.Attribute):
            parts: list[str] = []
            inner: ast.expr = node
            while isinstance(inner, ast.Attribute):
                parts.insert(0, inner.attr)
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield ".".join([inner.id, *parts])
