"""Prints what was measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from evaluate.figures import quantile
from evaluate_packaging.words import plain
from evaluate_tests.drafters import PYNGUIN
from evaluate_tests.subjects import ENVIRONMENT, SUBJECTS

Row = Mapping[str, Any]
"""One suite: what was drafted, and what the judges said; the former alone where there are no tests."""

_NAMES = {"scratch": "Assay", "ghostwriter": "hypothesis write", "pynguin": "Pynguin"}
_BAR = 62
PREFACE = """\
# Evaluation of `draft_tests`

What it makes of modules that nobody here wrote, in releases pinned by hash
(`scripts/requirements/evaluate-tests-sources.txt`), without a model. All that it offers as verified for a whole module
is applied, and the suite that results is judged from outside.

**From scratch**: all tests of the release are taken away. **With half**: every second test function of the module's own
test files is left, and no other test.

- *mutmut*: percent of the module's mutants that the suite notices, those included that no test reaches. The mutants
  are mutmut's, made by its `mutate_file_contents` in one text, as `mutmut run` makes them. They are not run by
  `mutmut run`, which refuses a suite where a test fails or that reaches nothing, and starts pytest anew for each
  mutant, but by a plain runner that shares no code with Assay's engine (`scripts/lib/evaluate_tests/judge_payload.py`):
  pytest collects once, and each mutant is called in a fork in which those tests run that call its function. By hand it
  was found that for inflection's own tests both give the same: 223 of 397. mutmut leaves decorated functions alone, and
  code outside of functions.
- *own*: likewise with the operators by which Assay chooses its tests; no independent figure.
- *line*, *branch*: percentage points beyond what the module's import alone runs; with half, beyond what the half runs.
- *collect*: whether all files can be imported. *fail*: tests that fail on the module as it is; they notice nothing.
- *no assertion*: test functions that assert neither a value nor that something is raised.
- *flaky*: tests that did not come out alike in 20 processes (5 for other tools) that differ in order, hashes, chance,
  day and time zone.
- *CPU s*: of all processes while it drafted; what is shorter than 50 ms is missed.
- `hypothesis write` is judged with 30 examples for each test, always the same. Pynguin searches for 60 s of the clock:
  on a busy machine it gets less done in that time, and its CPU seconds say how much. Of several seeds the mean is
  shown, and where it ended without tests that counts as 0.

Before anything is judged, suites of which all is known have to get the figures that are known
(`scripts/lib/evaluate_tests/calibration.py`); where one does not, or pytest does not come to the tests, there is no
table. The modules were known while the proposer was made. This page is written by the command below.
"""


def report(rows: Sequence[Row]) -> Iterator[str]:
    """The tables, line by line."""
    scratch = [each for each in rows if each["part"] in _NAMES]
    if scratch:
        yield from _from_scratch(scratch)
    half = [each for each in rows if each["part"] in {"half", "half before"}]
    if half:
        yield from _with_half(half)
    yield from _missing(rows)
    for part, title in (("scratch", "from scratch"), ("half", "with half")):
        if mine := [each for each in rows if each["part"] == part]:
            yield f"\n## What was drafted, {title}\n"
            yield from _drafted(mine)
    yield from _failures(rows)


def unsound(rows: Sequence[Row]) -> bool:
    """Whether something that Assay drafted is not stable or asserts nothing; where nothing was drafted, nothing is."""
    ours = [row for row in rows if row["part"] in {"scratch", "half"}]
    return any(row.get("flaky") or row.get("unasserting") for row in ours)


def versions() -> str:
    """The tools as they are installed; what two environments hold in the version of the one that judges."""
    found = {match[1]: match[2] for folder in (PYNGUIN, ENVIRONMENT) for match in _installed(folder)}
    return ", ".join(f"{name} {found[name]}" for name in ("pynguin", "hypothesis", "mutmut", "pytest", "coverage"))


def _from_scratch(rows: Sequence[Row]) -> Iterator[str]:
    yield "### From scratch\n"
    yield "| module | by | tests | collect | fail | line | branch | mutmut | own | no assertion | flaky | CPU s |"
    yield "|---|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    scores: dict[tuple[str, str], tuple[float, float]] = {}
    for module in dict.fromkeys(each["module"] for each in rows):
        for part, name in _NAMES.items():
            if mine := [each for each in rows if (each["module"], each["part"]) == (module, part)]:
                line, branch, mutmut, own = (mean(values) for values in zip(*map(_figures, mine), strict=True))
                scores[module, part] = mutmut, branch
                (first, last), figures = _counts(mine), f"{line:+.1f} | {branch:+.1f} | {mutmut:.1f} | {own:.1f}"
                yield f"| {module} | {name} | {first} | {figures} | {last} |"
    yield ""
    for part, name in _NAMES.items():
        if values := [value for (_, by), (value, _) in scores.items() if by == part]:
            yield f"- {name}: mean mutmut score {mean(values):.1f} over {len(values)} of {len(SUBJECTS)} modules."
    yield from _bars(scores)


def _bars(scores: Mapping[tuple[str, str], tuple[float, float]]) -> Iterator[str]:
    ours = {module: value for (module, part), value in scores.items() if part == "scratch"}
    theirs = {module: value for (module, part), value in scores.items() if part == "pynguin"}
    if ours:
        met = "met" if mean(value for value, _ in ours.values()) >= _BAR else "missed"
        yield f"- The bar for Assay, a mean of {_BAR}: {met}."
    for number, figure in enumerate(("mutants", "branches")):
        both = ours.keys() & theirs.keys()
        below = sorted(module for module in both if ours[module][number] <= theirs[module][number])
        if both:
            told = f"not on {', '.join(below)}" if below else "met"
            yield f"- Above Pynguin in {figure} on each of {len(both)} modules: {told}."


def _with_half(rows: Sequence[Row]) -> Iterator[str]:
    yield "\n### With half of the module's own tests\n"
    yield (
        "| module | tests before | drafted | line | branch | mutmut before | after | own before | after "
        "| no assertion | flaky | CPU s |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    before = {each["module"]: each for each in rows if each["part"] == "half before"}
    for row in (each for each in rows if each["part"] == "half"):
        old = before[row["module"]]
        now = row if "mutmut" in row else old
        line, branch = (now["coverage"][each] - old["coverage"][each] for each in ("lines", "branches"))
        figures = (f"{_percent(each[by]):.1f}" for by in ("mutmut", "own") for each in (old, now))
        drafted = now["mutmut"]["tests"] - old["mutmut"]["tests"]
        yield (
            f"| {row['module']} | {old['mutmut']['tests']} | {drafted} | {line:+.1f} | {branch:+.1f} | "
            f"{' | '.join(figures)} | {len(now['unasserting'])} | {len(now['flaky'])} | {row['draft']['cpu']:.0f} |"
        )


def _figures(row: Row) -> tuple[float, float, float, float]:
    if "mutmut" not in row:
        return 0.0, 0.0, 0.0, 0.0
    line, branch = (row["coverage"][each] - row["alone"][each] for each in ("lines", "branches"))
    return line, branch, _percent(row["mutmut"]), _percent(row["own"])


def _percent(score: Mapping[str, int]) -> float:
    return 100 * score["killed"] / score["mutants"]


def _counts(rows: Sequence[Row]) -> tuple[str, str]:
    """The cells before and after the figures; of several runs one after the other."""
    cells = [_cells(each) for each in rows]
    tests, collect, fail, unasserting, flaky = (" / ".join(each) for each in zip(*cells, strict=True))
    cpu = mean(row["draft"]["cpu"] for row in rows)
    return f"{tests} | {collect} | {fail}", f"{unasserting} | {flaky} | {cpu:.0f}"


def _cells(row: Row) -> tuple[str, ...]:
    if "mutmut" not in row:
        return ("-",) * 5
    judged = row["mutmut"]
    collect = "no" if judged["uncollected"] else "yes"
    figures = judged["failing"], row["unasserting"], row["flaky"]
    fail, unasserting, flaky = (str(len(each)) for each in figures)
    return str(judged["tests"]), collect, fail, unasserting, flaky


def _missing(rows: Sequence[Row]) -> Iterator[str]:
    for part, title in (("scratch", "from scratch"), ("half", "with half"), *list(_NAMES.items())[1:]):
        ran = {each["module"] for each in rows if each["part"] == part}
        if left := [each.module for each in SUBJECTS if each.module not in ran]:
            why = " (its own tests take too long to be run for each mutant)" if left == ["packaging.version"] else ""
            yield f"- Not run {title}: {', '.join(left)}{why}."


def _drafted(rows: Sequence[Row]) -> Iterator[str]:
    seconds = [unit["seconds"] for row in rows for unit in row["draft"]["units"] if unit["seconds"] is not None]
    middle, most = quantile(seconds, 0.5), quantile(seconds, 0.95)
    if middle is not None and most is not None:
        yield f"One function took {middle:.1f} s (p50), {most:.1f} s (p95), of {len(seconds)}, all checks included.\n"
    for row in rows:
        verdicts = Counter(unit["verdict"] for unit in row["draft"]["units"])
        yield f"- {row['module']}: {', '.join(f'{verdict} {count}' for verdict, count in sorted(verdicts.items()))}."
        for unit in row["draft"]["units"]:
            if unit["verdict"] != "verified":
                title = unit["title"].removeprefix("Draft tests of ")
                yield f"  - {title}: {unit['verdict']}: {plain(unit['reason'])}"


def _failures(rows: Sequence[Row]) -> Iterator[str]:
    lines = [
        f"- {row['module']}, {_NAMES.get(row['part'], 'Assay')}{f' seed {seed}' if (seed := row['seed']) else ''}: "
        f"{plain(said)}"
        for row in rows
        if "draft" in row
        for said in (row["draft"]["failure"], *(row["mutmut"]["uncollected"] if "mutmut" in row else ()))
        if said
    ]
    if lines:
        yield "\n## What did not run\n"
        yield from lines


def _installed(folder: Path) -> list[re.Match[str]]:
    infos = (
        re.fullmatch(r"(.+)-([^-]+)\.dist-info", each.name) for each in folder.glob("lib/python3*/site-packages/*")
    )
    return [each for each in infos if each is not None]
