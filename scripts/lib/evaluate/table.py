"""Prints results as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluate.abstention import Case
from evaluate.baselines import Result
from evaluate.causes import Cause, causes
from evaluate.figures import quantile, rate
from evaluate.model import BOTH, MODEL, RECIPES, Ways
from evaluate.mutants import LEVELS, Mutant
from evaluate.operators import OPERATORS
from evaluate.real import Real
from evaluate.run import Fixing, Unit

CHARACTERS = 3
"""Of a token, about."""

RIGHT = frozenset({"exact", "equivalent", "tests pass"})


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of root causes. `solved_along` are targets that were gone when their turn came."""

    causes: int
    verified: int
    partial: int
    rejected: int
    out_of_time: int
    interface: int
    gamed: int
    solved_along: int

    @property
    def offered(self) -> int:
        """Those with a patch for the user to see."""
        return self.verified + self.partial

    @property
    def abstained(self) -> int:
        """Those for which nothing was proposed."""
        return self.causes - self.offered - self.rejected - self.out_of_time


def counts(results: Iterable[Real]) -> Counts:
    """Of one package or several."""
    listed = list(results)
    found = [cause for real in listed for cause in causes(real.fixing.units)]
    verdicts = Counter("out of time" if cause.unit.out_of_time else cause.unit.verdict for cause in found)
    units = [unit for real in listed for unit in real.fixing.units]
    return Counts(
        causes=len(found),
        verified=verdicts["verified"],
        partial=verdicts["partial"],
        rejected=verdicts["rejected"],
        out_of_time=verdicts["out of time"],
        interface=sum(unit.offered and "interface" in unit.boundaries for unit in units),
        gamed=sum(len(unit.gamed) for unit in units),
        solved_along=sum(max(0, real.fixing.targets - len(real.fixing.units)) for real in listed if not real.sampled),
    )


def real(results: Mapping[str, Real]) -> str:
    """Part one."""
    header = (
        "package", "errors", "environment", "root causes", "offered", "verified", "partial", "rejected", "out of time",
        "abstained", "errors left", "regressions: errors, tests", "interface: asked, found", "suppressions blocked",
        "seconds per fix p50, p95", "CPU per fix p50, p95", "seconds", "CPU",
    )  # fmt: skip
    rows = [_real(name, [found]) for name, found in results.items()]
    rows.append(_real("**all**", list(results.values())))
    total = counts(results.values())
    notes = [
        f"Verified or partial, of all root causes: {rate(total.offered, total.causes)}.",
        f"Verified, of all root causes: {rate(total.verified, total.causes)}.",
        f"Gone with the patch of another one before their turn came, and not counted: {total.solved_along}.",
        *_codes(results.values()),
        *(f"{name}: {line}" for name, found in results.items() for line in _troubles(found)),
    ]
    return _table(header, rows) + _list(notes)


def mutants(found: Mapping[str, Sequence[Mutant]], refused: Mapping[str, str]) -> str:
    """Part two."""
    everything = [mutant for each in found.values() for mutant in each]
    header = ("operator", "mutants", "noticed by tests", *LEVELS, "right", "wrong, of those answered")
    rows = [
        _mutants(f"{operator.name} {operator.title}", [each for each in everything if each.operator == operator.name])
        for operator in OPERATORS
    ]
    rows += [_mutants(f"*{name}*", each) for name, each in found.items()]
    rows.append(_mutants("**all**", everything))
    answered = [unit for mutant in everything for unit in mutant.fixing.units if unit.proposers]
    notes = [
        f"Seconds per fix p50, p95: {_spent(answered, 'seconds')}; CPU: {_spent(answered, 'cpu')}.",
        f"An annotation was wrong, and the answer changes the code: {sum(mutant.altered for mutant in everything)}.",
        *(
            f"{mutant.level}: {name}, {mutant.operator} at {mutant.path}:{mutant.line}"
            for name, each in found.items()
            for mutant in each
            if mutant.level in {"wrong", "failed"}
        ),
        *(f"{name}: {why}" for name, why in refused.items()),
    ]
    return _table(header, rows) + _list(notes)


def abstention(found: Sequence[tuple[Case, Fixing]]) -> str:
    """Part three."""
    kinds = dict.fromkeys(case.kind for case, _ in found)
    rows = [_cases(kind, [(case, fixing) for case, fixing in found if case.kind == kind]) for kind in kinds]
    rows.append(_cases("**all**", found))
    notes = [
        f"offered for *{case.name}* ({case.kind}): {unit.proposers[-1]}, {unit.verdict}"
        for case, fixing in found
        for unit in fixing.units
        if unit.offered
    ]
    notes += [f"no end for *{case.name}*: {fixing.failure}" for case, fixing in found if fixing.failure]
    return _table(("kind", "cases", "proposed", "offered", "right: nothing offered"), rows) + _list(notes)


def baselines(found: Mapping[str, Mapping[str, Result]], ours: Mapping[str, Real]) -> str:
    """Part four; ours beside them, over those packages that both were measured on."""
    packages = dict.fromkeys(name for each in found.values() for name in each)
    header = ("", "errors", "removed", "new errors", "tests that fail now", "edits", "seconds", "packages")
    rows = [_baseline(tool, list(each.values())) for tool, each in found.items()]
    if both := [ours[name] for name in packages if name in ours]:
        rows.append(_ours(both))
    notes = [
        f"{tool}, {name}: {result.failure}"
        for tool, each in found.items()
        for name, result in each.items()
        if result.failure
    ]
    return _table(header, rows) + _list(notes)


def model(found: Iterable[Ways]) -> str:
    """A model beside the recipes."""
    listed = list(found)
    units = {name: [unit for each in listed for unit in each.fixings[name].units] for name in (RECIPES, MODEL, BOTH)}
    header = ("", "units", "verified", "partial", "rejected", "nothing proposed", "tokens", "tokens for each verified")
    alone = units[MODEL]
    firsts = [unit.caught[0] for unit in alone if unit.caught]
    caught = Counter(name for name in firsts if name)
    fixed = [
        each.sizes[unit.path] for each in listed for unit in each.fixings[MODEL].units if unit.verdict == "verified"
    ]
    whole = round(2 * sum(fixed) / CHARACTERS / len(fixed)) if fixed else None
    by = f" ({', '.join(f'{name} {number}' for name, number in caught.most_common())})" if caught else ""
    offered = f"it would have offered its first change for {len(firsts)} units"
    saved = (
        f"Whole files, read and written once: about {whole:,} tokens for each that it solved alone." if whole else ""
    )
    notes = [
        f"The model without checks: {offered}; the checks rejected {caught.total()} of these{by}.",
        *filter(None, [saved]),
        *(f"{name}: {each.fixings[name].failure}" for each in listed for name in units if each.fixings[name].failure),
    ]
    return _table(header, [_way(name, each) for name, each in units.items()]) + _list(notes)


def _way(name: str, units: Sequence[Unit]) -> tuple[object, ...]:
    verdicts = Counter(unit.verdict for unit in units)
    counted = [unit.tokens for unit in units if unit.tokens is not None]
    tokens, verified = sum(counted) if len(counted) == len(units) else None, verdicts["verified"]
    return (
        name,
        len(units),
        verified,
        verdicts["partial"],
        verdicts["rejected"],
        sum(not unit.proposers for unit in units),
        "not counted" if tokens is None else f"{tokens:,}",
        "-" if tokens is None or not verified else f"{tokens / verified:,.0f}",
    )


def _real(name: str, results: list[Real]) -> tuple[object, ...]:
    total = counts(results)
    tried = [unit for real in results for unit in real.fixing.units if unit.proposers]
    return (
        name,
        sum(each.errors - each.environment for each in results),
        sum(each.environment for each in results),
        total.causes,
        total.offered,
        total.verified,
        total.partial,
        total.rejected,
        total.out_of_time,
        total.abstained,
        sum(each.left for each in results),
        f"{sum(len(each.new) for each in results)}, {sum(len(each.worse) for each in results)}",
        f"{total.interface}, {sum(len(each.changed) for each in results)}",
        total.gamed,
        _spent(tried, "seconds"),
        _spent(tried, "cpu"),
        f"{sum(each.fixing.seconds for each in results):.0f}",
        f"{sum(each.fixing.cpu for each in results):.0f}",
    )


def _mutants(name: str, found: Sequence[Mutant]) -> tuple[object, ...]:
    levels = Counter(mutant.level for mutant in found)
    answered = len(found) - levels["abstained"] - levels["failed"]
    return (
        name,
        len(found),
        sum(mutant.killed for mutant in found),
        *(levels[level] for level in LEVELS),
        rate(sum(levels[level] for level in LEVELS if level in RIGHT), len(found)),
        rate(levels["wrong"], answered),
    )


def _cases(kind: str, found: Sequence[tuple[Case, Fixing]]) -> tuple[object, ...]:
    offered = sum(any(unit.offered for unit in fixing.units) for _, fixing in found)
    proposed = sum(any(unit.proposers for unit in fixing.units) for _, fixing in found)
    ended = sum(not fixing.failure for _, fixing in found)
    return kind, len(found), proposed, offered, rate(ended - offered, len(found))


def _baseline(tool: str, results: Sequence[Result]) -> tuple[object, ...]:
    return (
        tool,
        sum(each.errors for each in results),
        sum(each.removed for each in results),
        sum(each.new for each in results),
        sum(each.worse for each in results),
        sum(each.edits for each in results),
        f"{sum(each.seconds for each in results):.0f}",
        len(results),
    )


def _ours(results: Sequence[Real]) -> tuple[object, ...]:
    return (
        "**`assay run fix_types`, all that is offered**",
        sum(each.errors - each.environment for each in results),
        sum(each.errors - each.environment + len(each.new) - each.left for each in results),
        sum(len(each.new) for each in results),
        sum(len(each.worse) for each in results),
        sum(each.fixing.applied for each in results),
        f"{sum(each.fixing.seconds for each in results):.0f}",
        len(results),
    )


def _codes(results: Iterable[Real]) -> list[str]:
    """By kind of error, how many root causes there are and how many are offered a fix."""
    found = [cause for real in results for cause in causes(real.fixing.units)]
    kinds = Counter(_code(cause) for cause in found).most_common()
    offered = Counter(_code(cause) for cause in found if cause.unit.offered)
    listed = ", ".join(f"{kind} {offered[kind]}/{number}" for kind, number in kinds)
    return [f"Offered of the root causes by code: {listed}."] if listed else []


def _code(cause: Cause) -> str:
    return cause.unit.codes[0] if cause.unit.codes else "-"


def _troubles(found: Real) -> list[str]:
    return [
        *([f"a sample of {found.sampled} places"] if found.sampled is not None else []),
        *([found.fixing.failure] if found.fixing.failure else []),
        *(f"not applied: {each}" for each in found.fixing.lost),
        *(f"new error: {each}" for each in found.new),
        *(f"fails now: {each}" for each in found.worse),
    ]


def _spent(units: Iterable[Unit], what: str) -> str:
    values = [value for unit in units if (value := unit.seconds if what == "seconds" else unit.cpu) is not None]
    half, most = quantile(values, 0.5), quantile(values, 0.95)
    return "-" if half is None or most is None else f"{half:.1f}, {most:.1f}"


def _table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")


def _list(notes: Iterable[str]) -> str:
    listed = "".join(f"- {' '.join(note.split())}\n" for note in notes)
    return f"\n{listed}" if listed else ""
