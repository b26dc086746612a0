"""Part one: the errors that released packages have. All that is offered is applied, and then everything runs again."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from evaluate import checker, run, suite
from evaluate.interface import changes
from evaluate.run import Fixing
from evaluate.sources import unpack
from evaluate.subjects import Subject


@dataclass(frozen=True, slots=True)
class Real:
    """What came of one package. `new`, `worse` and `changed` are what a full run afterwards found.

    `new`: errors that were not there; `worse`: tests that passed and do not any more, in two runs of the suite;
    `changed`: public names whose shape differs. `sampled` is how many places were tried, None where all were.
    """

    errors: int
    environment: int
    left: int
    new: tuple[str, ...]
    tests: int
    worse: tuple[str, ...]
    changed: tuple[str, ...]
    fixing: Fixing
    sampled: int | None


def measure(subject: Subject, *, limit: int | None, seed: int, budget: float) -> dict[str, Any]:
    """One package from start to end, as a JSON value."""
    folder = unpack(subject)
    before = checker.check(folder)
    code = texts(folder, subject)
    wanted = sum(not error.of_environment for error in before)
    if not wanted:
        return asdict(Real(len(before), len(before), 0, (), 0, (), (), Fixing((), 0, 0, (), 0.0, 0.0), None))
    tests = suite.run(folder)
    if tests.failure:
        raise checker.CheckerFailed(f"{subject.name}: its own tests do not run: {tests.failure}")
    whole = limit is None or wanted <= limit
    fixing = run.fix(folder, subject.code, budget=budget) if whole else sample(folder, before, limit or 0, seed)
    after, edited = checker.check(folder), texts(folder, subject)
    new = checker.appeared(before, after, code, edited)
    return asdict(
        Real(
            errors=len(before),
            environment=len(before) - wanted,
            left=sum(not error.of_environment for error in after),
            new=tuple(f"{each.path}:{each.line}: {each.message}" for each in new),
            tests=len(tests.passed),
            worse=suite.regressions(folder, tests) if fixing.applied else (),
            changed=changes(code, edited),
            fixing=fixing,
            sampled=None if whole else limit,
        )
    )


def of_json(value: Mapping[str, Any]) -> Real:
    """What `measure` gave, after its way through JSON."""
    plain = run.frozen(value)
    plain["fixing"] = run.of_json(value["fixing"])
    return Real(**plain)


def texts(folder: Path, subject: Subject) -> dict[str, str]:
    """The code of a package by path."""
    code = folder / subject.code
    files = [code] if code.is_file() else sorted(code.rglob("*.py"))
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def sample(
    folder: Path, before: tuple[checker.Error, ...], limit: int, seed: int, *, way: run.Way = run.AS_USUAL
) -> Fixing:
    """Runs at single places, one after the other; each is looked for anew, since those before it may have moved it."""
    together = {(e.path, e.code, e.receiver): e for e in reversed(before) if not e.of_environment}
    keys = random.Random(seed).sample(sorted(together), min(limit, len(together)))
    total = Fixing((), 0, 0, (), 0.0, 0.0)
    for key in keys:
        now = next((e for e in checker.check(folder) if (e.path, e.code, e.receiver) == key), None)
        if now is None:
            continue
        done = run.fix(folder, f"{now.path}:{now.line}", way=way)
        total = replace(
            total,
            units=(*total.units, *done.units),
            targets=total.targets + done.targets,
            applied=total.applied + done.applied,
            lost=(*total.lost, *done.lost),
            seconds=total.seconds + done.seconds,
            cpu=total.cpu + done.cpu,
            failure=total.failure or done.failure,
        )
    return total
