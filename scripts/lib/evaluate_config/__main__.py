"""Runs `migrate_config` on every pinned source distribution, judges from outside what it wrote, prints the table."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from evaluate.kept import Keeper, assay, of_files
from evaluate_config.migrating import ACCEPTED, migrated
from evaluate_config.outside import meanings
from evaluate_config.sources import ARCHIVES, PINS, ROOT, names, prepare, unpack

PAGE = ROOT / "docs" / "evaluation-config.md"
TOOLS = ("pytest", "coverage", "isort", "mypy", "ini2toml")
STANDALONE = ("pytest.ini", ".coveragerc", ".isort.cfg", "mypy.ini", "setup.cfg")
PREFACE = """\
# Evaluation of `migrate_config`

What it makes of configuration that nobody here wrote: source distributions pinned by hash
(`scripts/requirements/evaluate-config-sources.txt`). All that is offered is applied, verified or partial, and then the
tools are asked by their own command lines, outside of Assay, what they make of the project before and after
(`isort --show-config`, `coverage debug config`, `pytest --collect-only`, `pytest --markers`, mypy's options).

- *units*: files with sections that can be moved. *verified*, *partial*, *rejected* are Assay's words; *declined*:
  nothing was proposed, and the reason said.
- *equal*: after all that was applied, the tools say the same. **silently wrong**: something was verified, and they do
  not. What a package is made of is judged on the [other page](evaluation-packaging.md).
- *ini2toml*: the same files by its command line with its own profile for each, added to `pyproject.toml`, the old file
  taken away. `tox.ini` it has no profile for.

The packages' dependencies are not installed: tests that need them are not collected, before as after. Where pytest
cannot even start, *equal* says nothing of it, and Assay says partial. The packages were named by hand as ones that keep
such files, and those without such a section left out; of those named, the last line of the results says which were not
run. Repairs were made after cheroot (lists of coverage, comments inside of values, files that a build wrote) and
importlib_metadata, inflect, keyring, path and zipp (comments inside of values) had been seen: they are no test of that
any more.
This page is written by the command below.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one package: verdicts, what the tools say differently after them, and after ini2toml."""

    name: str
    verdicts: Counter[str]
    differs: tuple[str, ...]
    peer: str
    reasons: tuple[str, ...]


def main() -> int:
    """Measure and print. 0: nothing that was verified is wrong."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate config", description="Measure migrate_config.")
    parser.add_argument("--only", action="append", help="this release alone, as name==version; may be repeated")
    parser.add_argument("--write", action="store_true", help=f"write the result into {PAGE.name}, too")
    options = parser.parse_args()
    prepare()
    keeper = Keeper(ARCHIVES / "results")
    tools = {name: metadata.version(name) for name in TOOLS}
    made_from = {"assay": assay(), "tools": tools, "harness": of_files((Path(__file__).with_name("outside.py"), PINS))}
    with tempfile.TemporaryDirectory() as folder:
        wanted = [name for name in names() if not options.only or name in options.only]
        rows = [_row(keeper.once(name, made_from, partial(_measured, name, Path(folder)))) for name in wanted]
    report = "\n".join(_report(rows))
    print(report)
    if options.write:
        PAGE.write_text(f"{PREFACE}\n{report}\n", encoding="utf-8")
    return 1 if any(row.differs and row.verdicts["verified"] for row in rows) else 0


def _row(kept: dict[str, Any]) -> Row:
    return Row(kept["name"], Counter(kept["verdicts"]), tuple(kept["differs"]), kept["peer"], tuple(kept["reasons"]))


def _measured(name: str, folder: Path) -> dict[str, Any]:
    print(name, file=sys.stderr, flush=True)
    project = unpack(name, folder / "work")
    before = meanings(project)
    peer = _peer(project, before)
    project = unpack(name, folder / "work")
    units = migrated(project, folder / "home", ACCEPTED, "--interpreter", sys.executable)
    after = meanings(project)
    reasons = tuple(f"{unit['target']['path']}: {unit['reason']}" for unit in units if unit["verdict"] != "verified")
    verdicts = Counter(unit["verdict"] for unit in units)
    return {
        "name": name,
        "verdicts": verdicts,
        "differs": _different(before, after),
        "peer": peer,
        "reasons": reasons,
    }


def _peer(project: Path, before: dict[str, object]) -> str:
    pyproject = project / "pyproject.toml"
    for name in STANDALONE:
        if not (project / name).is_file():
            continue
        argv = [sys.executable, "-m", "ini2toml.cli", "-p", name, str(project / name)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"fails on {name}"
        held = pyproject.read_text("utf-8") if pyproject.is_file() else ""
        pyproject.write_text(f"{held}\n{done.stdout}", encoding="utf-8")
        (project / name).unlink()
    different = _different(before, meanings(project))
    return f"wrong: {', '.join(different)}" if different else "equal"


def _different(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
    return tuple(tool for tool, said in before.items() if said != after[tool])


def _report(rows: list[Row]) -> Iterator[str]:
    tools = ", ".join(f"{name} {metadata.version(name)}" for name in TOOLS)
    verdicts = ("verified", "partial", "rejected", "unsolved")
    yield f"## Results\n\n`{' '.join(['scripts/evaluate config', *sys.argv[1:]])}`  \n{tools}\n"
    yield "| release | verified | partial | rejected | declined | after | ini2toml |"
    yield "|---|---:|---:|---:|---:|---|---|"
    for row in rows:
        after = f"differs: {', '.join(row.differs)}" if row.differs else "equal" if _applied(row) else "untouched"
        counts = " | ".join(str(row.verdicts[verdict]) for verdict in verdicts)
        yield f"| {row.name} | {counts} | {after} | {row.peer} |"
    total = sum((row.verdicts for row in rows), Counter[str]())
    wrong = sum(bool(row.differs and row.verdicts["verified"]) for row in rows)
    yield f"| **{len(rows)} releases** | {' | '.join(str(total[verdict]) for verdict in verdicts)} | | |"
    peers = Counter(row.peer.partition(":")[0].partition(" ")[0] for row in rows)
    applied = [row for row in rows if _applied(row)]
    equal = sum(not row.differs for row in applied)
    yield f"\n- Equal afterwards: {equal} of {len(applied)} releases to which something was applied."
    yield f"- **Silently wrong: {wrong}.**"
    yield f"- ini2toml: equal {peers['equal']}, wrong without a word {peers['wrong']}, failed {peers['fails']}."
    measured = {row.name for row in rows}
    if missing := [name for name in names() if name not in measured]:
        yield f"- Not run: {', '.join(missing)}."
    yield "\n## Why not verified\n"
    yield from (f"- {row.name}: {reason}" for row in rows for reason in row.reasons)


def _applied(row: Row) -> bool:
    return bool(row.verdicts["verified"] or row.verdicts["partial"])


if __name__ == "__main__":
    sys.exit(main())
