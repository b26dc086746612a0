"""Who drafts tests of a module: Assay, Hypothesis' ghostwriter, Pynguin. Each by its command line, on its own copy."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluate.watch import watch
from evaluate_config.sources import ROOT
from evaluate_tests.judge import JudgeFailed
from evaluate_tests.processes import Ran, run
from evaluate_tests.subjects import PYTHON, Subject, put_on_path

SEARCH = 60
"""Seconds that Pynguin may search; what it does before and after comes on top."""

SEEDS = (1, 2, 3)
LIMIT = 600.0
"""Seconds for all of a module."""

PYNGUIN = ROOT / ".cache" / "evaluate-pynguin"
_EXAMPLES = """\
from hypothesis import Phase, settings

settings.register_profile(
    "judged", database=None, deadline=None, derandomize=True, max_examples=30, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("judged")
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """One function that Assay was to draft tests of; `cpu` and `seconds` are None where it was not seen to begin."""

    title: str
    verdict: str
    reason: str
    seconds: float | None
    cpu: float | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What came of it: test files by path, what each function cost, all that it cost; `failure` where there is none."""

    files: Mapping[str, str]
    seconds: float
    cpu: float
    units: tuple[Unit, ...] = ()
    failure: str = ""


def by_assay(subject: Subject, project: Path) -> Draft:
    """All that `draft_tests` offers as verified for the whole module, applied."""
    put_on_path(subject, project)
    before = _tests(project)
    home = project.parent / "home"
    argv = [sys.executable, "-m", "assay", "run", "draft_tests", str(project / subject.path), "--root", str(project)]
    argv += ["--trust", "--json", "--interpreter", str(PYTHON), "--budget", f"{LIMIT:g}", "--apply"]
    environ = {**os.environ, "XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config")}
    watched = watch(argv, cwd=project, environ={**environ, "TERM": "dumb"})
    _unless_ended(watched.exit_code)
    receipts = [json.loads(line)["predicate"] for line in watched.output.splitlines()]
    units = tuple(_unit(each, watched.spent(each["unit"])) for each in receipts if each["kind"] == "unit")
    if watched.exit_code not in {0, 1} or not any(each["kind"] == "run" for each in receipts):
        failure = f"it ended with {watched.exit_code}: {watched.said[-300:]}"
        return Draft({}, watched.seconds, watched.cpu, units, failure)
    files = {path: text for path, text in _tests(project).items() if before.get(path) != text}
    return Draft(files, watched.seconds, watched.cpu, units)


def by_ghostwriter(subject: Subject, project: Path) -> Draft:
    """What `hypothesis write` prints; judged with 30 examples each, always the same."""
    put_on_path(subject, project)
    ran = run([str(PYTHON.with_name("hypothesis")), "write", subject.module], project, LIMIT)
    if ran.code != 0:
        return Draft({}, ran.seconds, ran.cpu, failure=_last(ran))
    return Draft({"tests/conftest.py": _EXAMPLES, "tests/test_written.py": ran.output}, ran.seconds, ran.cpu)


def by_pynguin(subject: Subject, project: Path, seed: int) -> Draft:
    """What Pynguin exports after its search, with assertions by mutation analysis as is its default."""
    made = project / "made"
    argv = [
        str(PYNGUIN / "bin" / "pynguin"),
        "--project-path",
        str(project / subject.source),
        "--module-name",
        subject.module,
    ]
    argv += ["--output-path", str(made), "--maximum-search-time", str(SEARCH), "--seed", str(seed)]
    ran = run(argv, project, LIMIT, environ={"PYNGUIN_DANGER_AWARE": "1", "COLUMNS": "200"})
    _unless_ended(ran.code)
    files = {f"tests/{each.name}": each.read_text("utf-8") for each in sorted(made.glob("**/test_*.py"))}
    failure = "" if files else _last(ran) if ran.code is not None else f"it did not end within {LIMIT:.0f} s"
    return Draft(files, ran.seconds, ran.cpu, failure=failure)


def _unless_ended(code: int | None) -> None:
    """What somebody ended says nothing of the tool."""
    if code is not None and -code in {signal.SIGHUP, signal.SIGINT, signal.SIGKILL, signal.SIGTERM}:
        raise JudgeFailed(f"a drafter was ended by signal {-code}")


def _tests(project: Path) -> dict[str, str]:
    files = {*project.glob("**/test_*.py"), *project.glob("**/*_test.py")}
    return {str(each.relative_to(project)): each.read_text("utf-8") for each in sorted(files)}


def _unit(receipt: Mapping[str, Any], spent: tuple[float, float] | None) -> Unit:
    seconds, cpu = spent or (None, None)
    return Unit(receipt["target"]["title"], receipt["verdict"], receipt["reason"], seconds, cpu)


def _last(ran: Ran) -> str:
    lines = [line for line in (ran.output + ran.said).splitlines() if re.search(r"\w", line)]
    return lines[-1].strip()[:200] if lines else f"it ended with {ran.code} and said nothing"
