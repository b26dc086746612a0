"""Has each tool draft tests of every pinned module, judges them from outside, prints the table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from evaluate.kept import RESULTS, Keeper, assay, digest, of_files
from evaluate.sources import Unfit, alone
from evaluate_config.sources import ROOT, prepare
from evaluate_tests import drafters, suites, table
from evaluate_tests.calibration import calibrate
from evaluate_tests.drafters import Draft
from evaluate_tests.judge import JudgeFailed, score
from evaluate_tests.subjects import (
    ARCHIVES,
    ENVIRONMENT,
    PINS,
    SUBJECTS,
    Subject,
    put_on_path,
    with_half,
    without_tests,
)

PAGE = ROOT / "docs" / "evaluation-tests.md"
PARTS = ("scratch", "half", "ghostwriter", "pynguin")
RUNS = 20
"""In how many processes that differ Assay's tests have to come out alike; those of the others in a quarter of them."""

_LOCKS = tuple(ROOT / "scripts" / "requirements" / f"evaluate-{each}.txt" for each in ("tests", "pynguin"))
_OPERATORS = ROOT / "server" / "assay" / "tools" / "mutants.py"
_JUDGES = ("judge.py", "judge_payload.py", "mutmut_payload.py", "processes.py", "subjects.py", "suites.py")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was asked for, and where results are kept."""

    keeper: Keeper
    each: int | None
    work: Path

    def drafts(self, subject: Subject, part: str, seed: int = 0) -> dict[str, Any]:
        """What a tool drafted, made once for all that it rests on."""
        made_from = {
            "pins": of_files((PINS,)),
            "harness": _files(("drafters.py", "subjects.py")),
            "limit": drafters.LIMIT,
        }
        made_from |= {"assay": assay()} if part in {"scratch", "half"} else {"locks": of_files(_LOCKS)}
        name = f"drafts/{part}/{subject.name}{f'-{seed}' if seed else ''}"
        return self.keeper.once(name, made_from, partial(self._drafted, subject, part, seed))  # type: ignore[no-any-return]

    def _drafted(self, subject: Subject, part: str, seed: int) -> dict[str, Any]:
        _say(f"{subject.name}: {part} {seed or ''}")
        unpacked = with_half if part == "half" else without_tests
        project = unpacked(subject, self.work / f"{part}-{subject.name}-{seed}")
        made: Callable[[], Draft] = {
            "scratch": partial(drafters.by_assay, subject, project),
            "half": partial(drafters.by_assay, subject, project),
            "ghostwriter": partial(drafters.by_ghostwriter, subject, project),
            "pynguin": partial(drafters.by_pynguin, subject, project, seed),
        }[part]
        return asdict(made())

    def judged(self, subject: Subject, part: str, files: Mapping[str, str]) -> dict[str, Any]:
        """What a suite is worth, judged once for all that it rests on."""
        made_from = {
            "files": digest(json.dumps(files, sort_keys=True).encode()),
            "harness": _files(_JUDGES),
            "operators": of_files((_OPERATORS,)),
            "locks": of_files((*_LOCKS, PINS)),
            "each": self.each,
            "part": part,
        }
        make = partial(self._judged, subject, part, files)
        return self.keeper.once(f"judged/{subject.name}", made_from, make)  # type: ignore[no-any-return]

    def _judged(self, subject: Subject, part: str, files: Mapping[str, str]) -> dict[str, Any]:
        _say(f"{subject.name}: judging {part}")
        half = part in {"half", "half before"}
        project = (with_half if half else without_tests)(subject, self.work / "judged")
        old = suites.unasserting((project / each).read_text("utf-8") for each in subject.tests if half)
        for path, text in files.items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_text(text, encoding="utf-8")
        put_on_path(subject, project)
        named = sorted(
            {*(subject.tests if half else ()), *(each for each in files if not each.endswith("conftest.py"))}
        )
        runs = {"scratch": RUNS, "half": RUNS, "half before": 0}.get(part, RUNS // 4)
        return {
            "alone": asdict(suites.coverage(subject, project, [])),
            "coverage": asdict(suites.coverage(subject, project, named)),
            "mutmut": asdict(score(subject, project, named, "mutmut", each=self.each)),
            "own": asdict(score(subject, project, named, "own", each=self.each)),
            "unasserting": [each for each in suites.unasserting(files.values()) if each not in old],
            "runs": runs,
            "flaky": suites.flaky(project, named, runs),
        }


def main() -> int:
    """Measure and print. 0: all that Assay drafted is stable and asserts something; 3: something was not judged."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate tests", description="Measure draft_tests.")
    names = [subject.name for subject in SUBJECTS]
    parser.add_argument("--only", action="append", choices=names, help="this release alone; may be repeated")
    parser.add_argument("--part", action="append", choices=PARTS, help="this part alone; may be repeated")
    parser.add_argument("--seeds", type=int, default=len(drafters.SEEDS), help="of Pynguin (%(default)s)")
    parser.add_argument("--each", type=int, help="at most so many mutants of each function (all)")
    parser.add_argument("--write", action="store_true", help=f"write the result into {PAGE.name}, too")
    options = parser.parse_args()
    prepare(PINS, ARCHIVES)
    evaluation = Evaluation(Keeper(RESULTS / "tests"), options.each, ENVIRONMENT / "work")
    subjects = [each for each in SUBJECTS if not options.only or each.name in options.only]
    parts = [part for part in PARTS if part in (options.part or PARTS)]
    seeds = drafters.SEEDS[: options.seeds]
    try:
        with alone():
            calibrate()
            rows = list(_rows(evaluation, subjects, parts, seeds))
    except (JudgeFailed, Unfit) as failure:
        print(failure, file=sys.stderr)
        return 3
    report = "\n".join((*_heading(options.each, seeds), *table.report(rows)))
    print(report)
    if options.write:
        PAGE.write_text(f"{table.PREFACE}\n{report}\n", encoding="utf-8")
    return 1 if table.unsound(rows) else 0


def _rows(
    evaluation: Evaluation, subjects: list[Subject], parts: list[str], seeds: Sequence[int]
) -> Iterator[dict[str, Any]]:
    if "pynguin" in parts:
        runs = [(subject, "pynguin", seed) for subject in subjects for seed in seeds]
        with ThreadPoolExecutor(2) as pool:
            deque(pool.map(evaluation.drafts, *zip(*runs, strict=True)), maxlen=0)
    for subject in subjects:
        for part in parts:
            if part == "half" and subject.tests:
                yield {"module": subject.module, "part": "half before", **evaluation.judged(subject, "half before", {})}
            if part == "half" and not subject.tests:
                continue
            for seed in seeds if part == "pynguin" else (0,):
                draft = evaluation.drafts(subject, part, seed)
                judged = evaluation.judged(subject, part, draft["files"]) if draft["files"] else {}
                yield {"module": subject.module, "part": part, "seed": seed, "draft": draft, **judged}


def _heading(each: int | None, seeds: Sequence[int]) -> Iterator[str]:
    yield f"## Results\n\n`{' '.join(['scripts/evaluate tests', *sys.argv[1:]])}`  "
    yield f"assay {metadata.version('assay-ls')} ({assay()[:12]}), {table.versions()}, "
    yield f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end  "
    yield f"Mutants of each function: {each or 'all'}. Seeds of Pynguin: {', '.join(map(str, seeds))}.\n"


def _files(names: tuple[str, ...]) -> str:
    return of_files(Path(__file__).with_name(name) for name in names)


def _say(message: str) -> None:
    print(message.strip(), file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
