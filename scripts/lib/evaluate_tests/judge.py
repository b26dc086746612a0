"""Tells how many mutants a suite notices, by mutmut's operators and by Assay's, with a runner that is not Assay's."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assay.syntax.tree import parse
from assay.tools.mutants import mutants
from assay.tools.subject import functions
from evaluate_tests.processes import run
from evaluate_tests.subjects import PYTHON, Subject

Operators = Literal["mutmut", "own"]
SECONDS = 1200.0
"""For one suite and one set of operators."""


class JudgeFailed(Exception):
    """A suite was not judged, which is no score of any kind; the text says why."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a suite noticed. `unfit` mutants could not be put in and are in no other figure; `late` ones hung.

    `failing` are tests that fail on the module as it is: they notice nothing. `uncollected` says what is wrong with
    files that cannot be imported.
    """

    killed: int
    mutants: int
    uncovered: int
    late: int
    unfit: int
    tests: int
    failing: tuple[str, ...]
    uncollected: tuple[str, ...]

    @property
    def percent(self) -> float:
        """How many of a hundred mutants it noticed."""
        return 100 * self.killed / self.mutants


def score(
    subject: Subject,
    project: Path,
    files: Sequence[str],
    operators: Operators,
    *,
    each: int | None = None,
    python: Path = PYTHON,
) -> Score:
    """Judge the tests in `files` on at most `each` mutants of every function. Raises `JudgeFailed`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(project, Path(folder).resolve() / "project", symlinks=True))
        module = copy / subject.path
        text = module.read_text("utf-8")
        if operators == "mutmut":
            made = _by_mutmut(text, Path(folder))
            module.write_text(made["text"], encoding="utf-8")
            found = [{"name": name, "function": f"{name.rpartition('_')[0]}_orig"} for name in made["names"]]
        else:
            found = list(_by_assay(text))
        order = {
            "module": subject.module,
            "path": str(module),
            "source": str((copy / subject.source).resolve()),
            "files": list(files),
            "operators": operators,
            "mutants": list(spread(found, each)),
        }
        return _read(_report(copy, order, python))


def spread(found: Iterable[Mapping[str, Any]], each: int | None) -> Iterable[Mapping[str, Any]]:
    """At most so many mutants of each function, from all over it."""
    by_function: dict[str, list[Mapping[str, Any]]] = {}
    for mutant in found:
        by_function.setdefault(mutant["function"], []).append(mutant)
    for listed in by_function.values():
        count = len(listed) if each is None else min(each, len(listed))
        yield from (listed[number * len(listed) // count] for number in range(count))


def _report(copy: Path, order: Mapping[str, Any], python: Path) -> Mapping[str, Any]:
    report = copy.parent / "report.json"
    argv = [str(python), "-B", str(Path(__file__).with_name("judge_payload.py")), str(report)]
    environ = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TMPDIR": str(copy.parent)}
    ran = run(argv, copy, SECONDS, environ=environ, order=json.dumps(order))
    if ran.code != 0 or not report.is_file():
        ended = f"it was ended after {SECONDS:.0f} s" if ran.code is None else f"it ended with {ran.code}"
        raise JudgeFailed(f"{order['module']}: the tests were not judged: {ended}: {(ran.output + ran.said)[-600:]}")
    return json.loads(report.read_text("utf-8"))  # type: ignore[no-any-return]


def _read(report: Mapping[str, Any]) -> Score:
    became: Counter[str] = Counter(report["mutants"])
    if not report["mutants"]:
        raise JudgeFailed("there are no mutants to judge by")
    return Score(
        killed=became["killed"],
        mutants=sum(became.values()) - became["unfit"],
        uncovered=became["uncovered"],
        late=became["late"],
        unfit=became["unfit"],
        tests=len(report["tests"]),
        failing=tuple(each["id"] for each in report["tests"] if not each["good"]),
        uncollected=tuple(report["uncollected"]),
    )


def _by_mutmut(text: str, folder: Path) -> Mapping[str, Any]:
    # mutmut looks for its configuration where it is started
    (folder / "setup.cfg").write_text("[mutmut]\nsource_paths=.\n", encoding="utf-8")
    ran = run([str(PYTHON), str(Path(__file__).with_name("mutmut_payload.py"))], folder, 300.0, order=text)
    if ran.code != 0:
        raise JudgeFailed(f"mutmut made no mutants: {ran.said[-600:]}")
    return json.loads(ran.output)  # type: ignore[no-any-return]


def _by_assay(text: str) -> Iterable[dict[str, Any]]:
    tree = parse(text)
    for scope in functions(tree):
        owner = scope.qualified.rpartition(".")[0]
        first, last = (tree.lines.position(each).line + 1 for each in (scope.span.start, scope.span.end))
        for mutant in mutants(tree, scope.node):
            if mutant.of_iterator:
                continue  # a fault only where an iterator is returned, and nothing here tells whether one is
            changed = mutant.put_into(text)
            start = changed.rfind("\n", 0, scope.span.start) + 1
            body = changed[start : scope.span.end + len(mutant.new) - len(mutant.old)]
            around = f"class {owner}:\n" if owner else "if 1:\n" if body[0] in " \t" else ""
            yield {"function": scope.qualified, "first": first, "last": last, "text": f"{around}{body}\n"}
