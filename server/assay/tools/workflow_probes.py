"""Probes of a workflow's script: texts for all that it reads, answers of all that it calls, and which way it decides.

Every test in brackets is decided by the probe, so that all branches are reached; each expression of the runner becomes
a text. The same is done to both sides of a change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, cast

from assay.core.command import INPUT, OUTPUT, Branch, Command, Completed, Limits
from assay.core.project import Project
from assay.syntax import shell
from assay.tools.workflow_commands import without_expressions
from assay.tools.workflows import EXPRESSION

ANSWER = "scripts.json"
_PAYLOAD = "workflow_payload.py"
_ASKED = "asked.json"
_TEXTS = ("plain", "two  words", "a=b", "<<x", "*", "50% é", "")
_DECISIONS = ("00", "11", "01", "10")
_SET = frozenset(("PATH", "BASH_ENV", "HOME", "IFS", "PS4", "LC_ALL", "_"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What the scripts did, a list of pairs of before and after for each step; `failure` says why there is nothing."""

    pairs: tuple[tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...], ...]
    failure: str
    argv: tuple[str, ...]
    completed: Completed


async def hear(project: Project, branch: Branch, steps: Sequence[tuple[str, str]], limits: Limits) -> Heard:
    """Run all scripts, before and after, on all probes. Raises `SandboxFailed`."""
    asked = [
        {"shell": ["bash", "--noprofile", "--norc", "-e"], "runs": [run for probe in _probes(pair) for run in probe]}
        for pair in steps
    ]
    command = Command(
        argv=(
            str(project.interpreter.executable),
            "-B",
            f"{INPUT}/{_PAYLOAD}",
            f"{INPUT}/{_ASKED}",
            f"{OUTPUT}/{ANSWER}",
        ),
        environment={"PYTHONUTF8": "1"},
        readable=project.interpreter.readable,
        inputs={
            _PAYLOAD: resources.files("assay.tools").joinpath(_PAYLOAD).read_text("utf-8"),
            _ASKED: json.dumps(asked),
        },
        outputs=(ANSWER,),
    )
    completed = await branch.run(command, limits)
    return _read(command.argv, completed, len(steps))


def _read(argv: tuple[str, ...], completed: Completed, count: int) -> Heard:
    if completed.killed is not None:
        return Heard((), f"they were ended: {completed.killed}", argv, completed)
    try:
        answers: Any = json.loads(completed.outputs[ANSWER])
        pairs = tuple(tuple(zip(each[::2], each[1::2], strict=True)) for each in answers)
    except (KeyError, ValueError, TypeError) as error:
        said = completed.stderr.decode("utf-8", "replace").strip().splitlines() or [str(error)]
        return Heard((), said[-1][:200], argv, completed)
    return Heard(cast("Any", pairs), "" if len(pairs) == count else "there are too few answers", argv, completed)


def _probes(pair: tuple[str, str]) -> list[tuple[tuple[dict[str, str], str], ...]]:
    """Both scripts with one environment, probe by probe."""
    names = {match for script in pair for match in re.findall(r"\$[{#!]*([A-Za-z_]\w*)", script)} - _SET
    found: list[tuple[tuple[dict[str, str], str], ...]] = []
    for number, text in enumerate((*_TEXTS, *_TEXTS)):
        values = {name: _value(text, name) for name in names if not name.startswith("ASSAY_")}
        decided = _DECISIONS[number % len(_DECISIONS)]
        values |= {"ASSAY_SAYS": text, "ASSAY_CODE": str(number // len(_TEXTS)), "ASSAY_TESTS": decided}
        found.append(tuple((values, _prepared(script, text)) for script in pair))
    return found


def _value(text: str, name: str) -> str:
    return f"refs/tags/{text}" if name == "GITHUB_REF" else text


def _prepared(script: str, text: str) -> str:
    """The script as a shell gets it: tests decided, and a text for each expression."""
    hidden, pieces, end = without_expressions(script), list[str](), 0
    for number, part in enumerate(shell.parts(hidden, "test_command")):
        if part.span.start >= end:
            pieces += [script[end : part.span.start], f"assay_test {number}"]
            end = part.span.end
    return EXPRESSION.sub(lambda _: text, "".join((*pieces, script[end:])))
