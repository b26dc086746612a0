"""What is said of a suite without mutants: which lines and branches it runs, whether it is stable and asserts."""

from __future__ import annotations

import ast
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluate.suite import read
from evaluate_tests.judge import JudgeFailed
from evaluate_tests.processes import Ran, run
from evaluate_tests.subjects import PYTHON, Subject

SECONDS = 300.0
_ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
_RAISES = frozenset({"raises", "warns", "fail"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Percent of the module's lines, and of its branches."""

    lines: float
    branches: float


def coverage(subject: Subject, project: Path, files: Sequence[str], python: Path = PYTHON) -> Coverage:
    """What a suite runs of the module; without files, what its import alone does. Raises `JudgeFailed`."""
    with tempfile.TemporaryDirectory() as folder:
        if not files:
            alone = Path(folder, "test_import.py")
            alone.write_text(f"def test_import():\n    import {subject.module}\n", encoding="utf-8")
            files = [str(alone)]
        found, report = Path(folder, "found"), Path(folder, "report.json")
        tool = (str(python), "-m", "coverage")
        options = ("--rcfile=/dev/null", f"--data-file={found}")
        include = f"--include={(project / subject.path).resolve()}"
        _pytest(project, files, (*tool, "run", "--branch", include, *options, "-m", "pytest"))
        # where no test can be imported nothing of the module may have run
        if not found.is_file():
            return Coverage(0, 0)
        ran = run((*tool, "json", "-q", "--rcfile=/dev/null", f"--data-file={found}", f"-o{report}"), project, SECONDS)
        if ran.code != 0:
            raise JudgeFailed(f"{subject.module}: coverage made no report: {(ran.output + ran.said)[-300:]}")
        total = json.loads(report.read_text("utf-8"))["totals"]
    lines, branches = total["num_statements"], total["num_branches"]
    return Coverage(100 * total["covered_lines"] / lines, 100 * total["covered_branches"] / branches)


def flaky(project: Path, files: Sequence[str], runs: int) -> tuple[str, ...]:
    """The tests that do not come out alike in so many processes that differ. Raises `JudgeFailed`."""
    return unlike([_varied(project, files, number) for number in range(runs)])


def unlike(runs: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The tests that came out otherwise in one run than in another, or were not there in one."""
    names = sorted({name for run in runs for name in run})
    return tuple(name for name in names if len({run.get(name) for run in runs}) > 1)


def unasserting(texts: Iterable[str]) -> tuple[str, ...]:
    """The test functions that assert nothing, neither a value nor that something is raised."""
    return tuple(
        test.name
        for text in texts
        for test in ast.walk(ast.parse(text))
        if isinstance(test, (ast.FunctionDef, ast.AsyncFunctionDef))
        and test.name.startswith("test")
        and not any(_assertions(test))
    )


def _assertions(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    for node in ast.walk(test):
        name = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Assert) or name in _RAISES or name.startswith("assert"):
            yield node


def _varied(project: Path, files: Sequence[str], number: int) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        environ = {
            "VARIED": str(number),
            "PYTHONHASHSEED": str(number),
            "TZ": _ZONES[number % len(_ZONES)],
            "PYTHONPATH": str(Path(__file__).parent),
        }
        options = ("-p", "varied_payload", f"--junit-xml={report}")
        _pytest(project, [*options, *files], (str(PYTHON), "-m", "pytest"), environ)
        return dict(read(report.read_text("utf-8")))


def _pytest(project: Path, words: Sequence[str], start: Sequence[str], environ: dict[str, str] | None = None) -> Ran:
    argv = [*start, "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", *words]
    ran = run(argv, project, SECONDS, environ=environ)
    if ran.code not in {0, 1}:
        ended = f"it was ended after {SECONDS:.0f} s" if ran.code is None else f"it ended with {ran.code}"
        raise JudgeFailed(f"{project.name}: pytest did not do its work: {ended}: {(ran.output + ran.said)[-600:]}")
    return ran
