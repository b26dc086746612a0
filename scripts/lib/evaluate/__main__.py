"""Runs the parts that the command line names, one package after the other, and prints the tables."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from itertools import islice
from pathlib import Path

from evaluate import abstention, baselines, checker, document, kept, model, mutants, real, run, table
from evaluate.checker import CheckerFailed
from evaluate.run import Fixing
from evaluate.sources import ENVIRONMENT, Unfit, alone, prepare, unpack
from evaluate.subjects import SUBJECTS, Subject, pins

PARTS = ("real", "mutants", "negative", "baselines")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    parts: tuple[str, ...]
    subjects: tuple[Subject, ...]
    limit: int | None
    each: int
    seed: int
    budget: float


def main() -> int:
    """Measure, print and, if asked to, write. 0: nothing got worse, and nothing is offered that should not be."""
    arguments = _parser().parse_args()
    options = Options(
        tuple(part for part in PARTS if part in (arguments.part or PARTS)),
        tuple(subject for subject in SUBJECTS if not arguments.only or subject.name in arguments.only),
        arguments.limit,
        arguments.each,
        arguments.seed,
        arguments.budget,
    )
    try:
        how = {} if arguments.model is None else model.ways(arguments.model, os.environ, ENVIRONMENT / "model")
        with alone():
            prepare()
            report, good = _models(options, how) if how else _measure(options)
    except (Unfit, CheckerFailed) as error:
        print(error, file=sys.stderr)
        return 3
    print(report, end="")
    if arguments.write and not how:
        document.write(report)
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description="Measure an action on code of others.")
    parser.add_argument("action", choices=("types",), help="types: fix_types on type errors")
    names = [subject.name for subject in SUBJECTS]
    parser.add_argument("--only", action="append", choices=names, help="this package alone; may be repeated")
    parser.add_argument("--part", action="append", choices=PARTS, help="this part alone; may be repeated")
    parser.add_argument(
        "--model",
        metavar="NAME",
        help=f"instead of the parts: recipes alone, this model alone, and both, on real errors; {model.URL} says where "
        f"it is asked, {model.KEY} is its key; nothing of it is kept or written",
    )
    parser.add_argument("--limit", type=int, help="at most so many places, mutants and cases of each")
    parser.add_argument("--each", type=int, default=2, help="mutants by each operator in each package (%(default)s)")
    parser.add_argument("--seed", type=int, default=5, help="chooses samples and mutants (%(default)s)")
    parser.add_argument("--budget", type=float, default=900, help="seconds for a package's errors (%(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write the result into {document.PAGE.name}, too")
    return parser


def _measure(options: Options) -> tuple[str, bool]:
    """The report, and whether all is as it should be."""
    keeper = kept.Keeper(kept.RESULTS / "types")
    sections = [_heading(options)]
    good = True
    ours: dict[str, real.Real] = {}
    if "real" in options.parts:
        ours = dict(_real(options, keeper))
        sections += _tables(options, ours)
        good = not any(each.new or each.worse or each.fixing.failure for each in ours.values())
    if "mutants" in options.parts:
        found, refused = _mutants(options, keeper)
        sections.append(f"## Mutants\n\n{table.mutants(found, refused)}")
        good = good and not any(each.level in {"wrong", "failed"} for listed in found.values() for each in listed)
    if "negative" in options.parts:
        answers = list(_abstention(options, keeper))
        sections.append(f"## No honest fix\n\n{table.abstention(answers)}")
        good = good and not any(unit.offered for _, fixing in answers for unit in fixing.units)
    if "baselines" in options.parts:
        sections.append(f"## Beside it\n\n{table.baselines(_baselines(options, keeper), ours)}")
    return "\n".join(sections), good


def _models(options: Options, how: dict[str, run.Way]) -> tuple[str, bool]:
    """A model beside the recipes, on real errors."""
    found = [_ways(subject, options, how) for subject in options.subjects]
    good = not any(fixing.failure for each in found for fixing in each.fixings.values())
    return f"## A model beside the recipes\n\n`{' '.join(sys.argv[1:])}`\n\n{table.model(found)}", good


def _ways(subject: Subject, options: Options, how: dict[str, run.Way]) -> model.Ways:
    _say(f"{subject.name}: {', '.join(how)}")

    def fix(folder: Path, way: run.Way) -> Fixing:
        if options.limit is None:
            return run.fix(folder, subject.code, budget=options.budget, way=way)
        return real.sample(folder, checker.check(folder), options.limit, options.seed, way=way)

    return model.measure(partial(unpack, subject), how, fix)


def _heading(options: Options) -> str:
    tools = ", ".join(f"{name} {version}" for name, version in baselines.versions().items())
    packages = ", ".join(f"{subject.name} {pins()[subject.name].version}" for subject in options.subjects)
    missing = [f"the part {part}" for part in PARTS if part not in options.parts]
    missing += [subject.name for subject in SUBJECTS if subject not in options.subjects]
    command = " ".join(["scripts/evaluate", *sys.argv[1:]])
    return (
        f"## Results\n\n`{command}`, seed {options.seed}  \n"
        f"Assay {metadata.version('assay-ls')} ({kept.assay()[:12]}), mypy {metadata.version('mypy')}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores; {tools}  \n{packages}\n"
        + (f"\nNot run: {', '.join(missing)}.\n" if missing else "")
    )


def _tables(options: Options, found: Mapping[str, real.Real]) -> Iterator[str]:
    """What came of the packages that recipes were made with, and of those that were held out."""
    for title, held_out in (("Real errors", False), ("Real errors of packages that were held out", True)):
        some = {each.name: found[each.name] for each in options.subjects if each.held_out is held_out}
        if some:
            yield f"## {title}\n\n{table.real(some)}"


def _real(options: Options, keeper: kept.Keeper) -> Iterator[tuple[str, real.Real]]:
    for subject in options.subjects:
        _say(f"{subject.name}: real errors")
        how = {"limit": options.limit, "seed": options.seed if options.limit else None, "budget": options.budget}
        made_from = {"assay": kept.assay(), **_origin(subject), **how}

        make = partial(real.measure, subject, limit=options.limit, seed=options.seed, budget=options.budget)
        yield subject.name, real.of_json(keeper.once(f"real/{subject.name}", made_from, make))


def _mutants(options: Options, keeper: kept.Keeper) -> tuple[dict[str, list[mutants.Mutant]], dict[str, str]]:
    found: dict[str, list[mutants.Mutant]] = {}
    refused: dict[str, str] = {}
    for subject in options.subjects:
        if not subject.mutated:
            continue
        _say(f"{subject.name}: mutants")
        if isinstance(base := mutants.prepare(subject), str):
            refused[subject.name] = base
            continue
        made_from = {"assay": kept.assay(), **_origin(subject)}
        listed = mutants.measure(base, keeper, made_from, each=options.each, seed=options.seed)
        found[subject.name] = list(islice(listed, options.limit))
    return found, refused


def _abstention(options: Options, keeper: kept.Keeper) -> Iterator[tuple[abstention.Case, Fixing]]:
    for case in islice(abstention.cases(), options.limit):
        _say(f"no honest fix: {case.kind}: {case.name}")
        made_from = {"assay": kept.assay(), "harness": kept.harness(), "files": dict(case.files)}

        yield (
            case,
            abstention.of_json(keeper.once(f"negative/{case.kind}", made_from, partial(abstention.measure, case))),
        )


def _baselines(options: Options, keeper: kept.Keeper) -> dict[str, dict[str, baselines.Result]]:
    found: dict[str, dict[str, baselines.Result]] = {}
    for subject in options.subjects:
        if subject.mutated or subject.held_out:
            continue  # without errors nothing could be removed; what is held out is about the recipes alone
        for name, tool in baselines.TOOLS.items():
            _say(f"{subject.name}: {name}")
            made_from = {"tools": baselines.versions(), **_origin(subject)}

            kept_as = f"baselines/{subject.name}/{name.replace(' ', '_')}"
            result = keeper.once(kept_as, made_from, partial(baselines.measure, subject, tool))
            found.setdefault(name, {})[subject.name] = baselines.of_json(result)
    return found


def _origin(subject: Subject) -> dict[str, str]:
    return {"source": pins()[subject.name].digest, "harness": kept.harness(), "mypy": metadata.version("mypy")}


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
