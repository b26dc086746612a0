"""What judging tests by mutants costs, beside mutmut on the same function and tests."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.command import INPUT, OUTPUT, Command
from assay.core.project import Interpreter, Project, Tool
from assay.syntax.tree import parse
from assay.tools.mutation import REPORT, mutation_command
from assay.tools.subject import Subject, functions

MUTMUT = Path(__file__).resolve().parents[3] / ".cache" / "evaluate-tests" / "bin" / "mutmut"
COUNT = 20
"""Mutants whose judging is measured."""

_FUNCTION = '''\
def parcels(weights, limit=20, *, extra=2):
    """How many parcels the weights need, none heavier than the limit."""
    if limit <= 0:
        raise ValueError(limit)
    count, load = 0, 0
    for weight in sorted(weights, reverse=True):
        if weight > limit:
            count += 1 + extra
        elif load + weight > limit or count == 0:
            count += 1
            load = weight
        else:
            load += weight
    return count
'''
_TESTS = """\
import pytest

from measured import parcels


@pytest.mark.parametrize(
    ("weights", "expected"), [([], 0), ([1], 1), ([20], 1), ([21], 3), ([10, 10], 1), ([10, 11], 2), ([7, 7, 7], 2)]
)
def test_parcels(weights, expected):
    assert parcels(weights) == expected


def test_no_limit():
    with pytest.raises(ValueError):
        parcels([1], 0)
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a program took: seconds, and CPU seconds of all its processes; and how many mutants it judged."""

    seconds: float
    cpu: float
    mutants: int


def report(times: int) -> str:
    """The table, as Markdown; the two take turns. The best of several runs counts: what else runs only adds."""
    turns = [(_assay(COUNT), _assay(0), _mutmut(), _mutmut("measured.x_parcels__mutmut_1")) for _ in range(times)]
    ours, alone, theirs, first = zip(*turns, strict=True)
    lines = ["## Mutants\n", "One function, 8 tests, outside of the sandbox; the best of several runs.\n"]
    lines += [
        "| | mutants | seconds after the baseline | CPU ms a mutant | with the baseline |",
        "|---|---:|---:|---:|---:|",
    ]
    figures = [_row("Assay's engine", ours, alone), _row("mutmut", theirs, first)]
    lines += [line for line, _ in figures]
    lines += [f"\nRatio of CPU: {figures[1][1] / figures[0][1]:.1f}\n"]
    return "\n".join(lines) + "\n"


def _row(name: str, whole: Sequence[Spent], less: Sequence[Spent]) -> tuple[str, float]:
    count = whole[0].mutants
    more = count - less[0].mutants
    seconds = min(each.seconds for each in whole) - min(each.seconds for each in less)
    cpu = min(each.cpu for each in whole)
    each = 1000 * (cpu - min(each.cpu for each in less)) / more
    return f"| {name} | {count} | {seconds:.2f} | {each:.1f} | {1000 * cpu / count:.1f} |", each


def _assay(count: int) -> Spent:
    with tempfile.TemporaryDirectory() as folder:
        root = _project(Path(folder, "project"))
        command = _command(root)
        order = json.loads(command.stdin or b"")
        order["faults"] = order["faults"][:count]
        for name, text in command.inputs.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        argv = [each.replace(INPUT, folder).replace(OUTPUT, folder) for each in command.argv]
        spent = _spent(argv, root, command.environment, json.dumps(order))
        told = json.loads(Path(folder, REPORT).read_text("utf-8"))
    judged = sum(each["judged"] for each in told["faults"])
    if told["error"] or judged != count or not all(each["passed"] for each in told["tests"]):
        raise RuntimeError(f"{judged} of {count} mutants were judged: {told['error']}")
    return Spent(*spent, judged)


def _command(root: Path) -> Command:
    tree = parse(_FUNCTION)
    interpreter = Interpreter(Path(sys.executable), "bench", None, Path(sys.prefix), Path(sys.base_prefix), (), {})
    project = Project(root, PurePosixPath(), None, interpreter)
    tool = Tool("pytest", "", "project", (sys.executable, "-m"), ())
    subject = Subject(PurePosixPath("measured.py"), "measured", tree, functions(tree)[0])
    return mutation_command(project, tool, subject, (PurePosixPath("test_measured.py"),))


def _mutmut(*names: str) -> Spent:
    with tempfile.TemporaryDirectory() as folder:
        root = _project(Path(folder, "project"))
        spent = _spent([str(MUTMUT), "run", "--max-children", "1", *names], root, {}, "")
        kept = json.loads((root / "mutants" / "measured.py.meta").read_text("utf-8"))["exit_code_by_key"]
    judged = sum(code is not None for code in kept.values())
    if judged < (1 if names else len(kept)) or not kept:
        raise RuntimeError(f"mutmut judged {judged} of {len(kept)} mutants")
    return Spent(*spent, judged)


def _project(root: Path) -> Path:
    root.mkdir()
    files = {"measured.py": _FUNCTION, "test_measured.py": _TESTS, "pytest.ini": "[pytest]\n"}
    files["setup.cfg"] = "[mutmut]\nsource_paths=measured.py\n"
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def _spent(argv: Sequence[str], root: Path, environ: Mapping[str, str], order: str) -> tuple[float, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        argv, cwd=root, env={**os.environ, **environ}, input=order, capture_output=True, text=True, check=False
    )
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{argv[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-500:]}")
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
