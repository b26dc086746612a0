"""Part two: mistakes made in well-typed packages, whose right answer is known: the original.

A mutant counts where the package is free of errors and the mistake gives one. Whether its tests notice the mistake is
kept with it: where they do not, they cannot tell a right answer from a wrong one either.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from evaluate import checker, run, suite
from evaluate.forms import Likeness, likeness
from evaluate.kept import Keeper
from evaluate.operators import OPERATORS, Operator, Site
from evaluate.real import texts
from evaluate.run import Fixing
from evaluate.sources import unpack
from evaluate.subjects import Subject

Level = Literal["exact", "equivalent", "tests pass", "untold", "wrong", "in part", "abstained", "failed"]
"""How right an answer is.

`exact`: the original's syntax. `equivalent`: that, but for how types are written. `tests pass`: other code, without
errors, and the tests that noticed the mistake pass. `untold`: likewise, but no test noticed the mistake. `wrong`: it is
offered, and a test that the original passes fails, or there is an error that the mistake did not give. `in part`: right
so far, but some of the errors are left. `abstained`: nothing is offered. `failed`: the run came to no end.
"""

LEVELS: tuple[Level, ...] = (
    "exact", "equivalent", "tests pass", "untold", "wrong", "in part", "abstained", "failed",
)  # fmt: skip
BUDGET = 120.0
"""Seconds for one mutant: some make the tests hang."""

TRIES = 2
"""Places tried for each mutant that is wanted."""

_ORDER: tuple[Likeness, ...] = ("exact", "equivalent", "same at run time", "other")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mistake is made."""

    operator: str
    path: str
    site: Site


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutant and what came of it. `altered`: an annotation was wrong, and the answer changes the code instead."""

    operator: str
    path: str
    line: int
    codes: tuple[str, ...]
    killed: bool
    level: Level
    altered: bool
    fixing: Fixing


@dataclass(frozen=True, slots=True)
class Base:
    """A package without errors, and what its tests say of it."""

    folder: Path
    subject: Subject
    code: Mapping[str, str]
    errors: tuple[checker.Error, ...]
    tests: suite.Suite
    seconds: float


def prepare(subject: Subject) -> Base | str:
    """The base that mutants are made of, or why none can be."""
    folder = unpack(subject)
    errors = checker.check(folder)
    if left := [error for error in errors if not error.of_environment]:
        return f"not a base: mypy finds {len(left)} errors"
    began = time.monotonic()
    tests = suite.run(folder, subject.judges)
    if tests.failure:
        return f"not a base: {tests.failure}"
    return Base(folder, subject, texts(folder, subject), errors, tests, time.monotonic() - began)


def measure(base: Base, keeper: Keeper, made_from: Mapping[str, str], *, each: int, seed: int) -> Iterator[Mutant]:
    """So many mutants by each operator, and what came of them. `made_from` holds the digests that results hang on."""
    name = base.subject.name
    screened = {key: value for key, value in made_from.items() if key != "assay"}
    for operator in OPERATORS:
        taken = 0
        for place in sample(base, operator, each * TRIES, seed):
            if taken >= each:
                break
            spot: dict[str, object] = {"at": asdict(place)}
            seen = keeper.once(f"mutants/{name}/seen", {**screened, **spot}, partial(screen, base, place))
            if not seen["errors"]:
                continue
            taken += 1
            found = keeper.once(f"mutants/{name}/{operator.name}", {**made_from, **spot}, partial(answer, base, place))
            mutant = _mutant(base, operator, place, seen, found)
            print(f"{name}: {operator.name} {mutant.path}:{mutant.line}: {mutant.level}", file=sys.stderr)
            yield mutant


def sample(base: Base, operator: Operator, count: int, seed: int) -> list[Place]:
    """Places for mistakes, the same ones for the same seed."""
    wanted = {
        path.relative_to(base.folder).as_posix() for each in base.subject.mutated for path in base.folder.glob(each)
    }
    places = [
        Place(operator.name, path, site)
        for path, text in sorted(base.code.items())
        if path in wanted
        for site in operator.sites(text)
    ]
    return random.Random(f"{seed} {base.subject.name} {operator.name}").sample(places, min(count, len(places)))


def screen(base: Base, place: Place) -> dict[str, Any]:
    """The codes of the errors that a mistake gives, and whether the tests notice it."""
    with _made(base, place):
        try:
            new = checker.beyond(base.errors, checker.check(base.folder))
        except checker.CheckerFailed:
            new = ()
        return {"errors": [error.code for error in new], "killed": bool(new) and _killed(base)}


def answer(base: Base, place: Place) -> dict[str, Any]:
    """What the action makes of a mistake, and what checker and tests say of that."""
    with _made(base, place):
        wrong = checker.check(base.folder)
        fixing = run.fix(base.folder, base.subject.code, budget=BUDGET)
        left = checker.check(base.folder)
        now = texts(base.folder, base.subject)
        near = max((likeness(base.code[path], now[path]) for path in base.code), key=_ORDER.index)
        tell = near not in {"exact", "equivalent"} and fixing.applied > 0
        tests = suite.run(base.folder, base.subject.judges, seconds=_patience(base)) if tell else base.tests
        return {
            "fixing": asdict(fixing),
            "left": len(checker.beyond(base.errors, left)),
            "new": len(checker.beyond((*base.errors, *wrong), left)),
            "likeness": near,
            "worse": list(suite.worse(base.tests, tests))[:20],
        }


@contextmanager
def _made(base: Base, place: Place) -> Generator[None]:
    """The package with a mistake in it while the block runs, and afterwards as it was, whatever else was written."""
    path = base.folder / place.path
    try:
        path.write_text(place.site.applied(base.code[place.path]), encoding="utf-8")
        yield
    finally:
        for name, text in base.code.items():
            if (base.folder / name).read_text(encoding="utf-8") != text:
                (base.folder / name).write_text(text, encoding="utf-8")


def _killed(base: Base) -> bool:
    found = suite.run(base.folder, base.subject.judges, first_failure=True, seconds=_patience(base))
    failed = {name for name, result in found.results.items() if result == "failed"}
    return bool(found.failure) or not base.tests.passed.isdisjoint(failed)


def _patience(base: Base) -> float:
    return 30 + 3 * base.seconds


def _mutant(base: Base, operator: Operator, place: Place, seen: Mapping[str, Any], found: Mapping[str, Any]) -> Mutant:
    fixing = run.of_json(found["fixing"])
    return Mutant(
        operator=operator.name,
        path=place.path,
        line=base.code[place.path].count("\n", 0, place.site.start) + 1,
        codes=tuple(seen["errors"]),
        killed=seen["killed"],
        level=level(fixing, found, killed=seen["killed"]),
        altered=not operator.changes_code and fixing.applied > 0 and found["likeness"] == "other",
        fixing=fixing,
    )


def level(fixing: Fixing, found: Mapping[str, Any], *, killed: bool) -> Level:
    """How right the answer is."""
    if fixing.failure or not fixing.applied:
        return "failed" if fixing.failure else "abstained"
    if found["new"] or (found["worse"] and not found["left"]):
        return "wrong"
    if found["left"]:
        return "in part"
    match found["likeness"]:
        case "exact":
            return "exact"
        case "equivalent":
            return "equivalent"
        case _:
            return "tests pass" if killed else "untold"
