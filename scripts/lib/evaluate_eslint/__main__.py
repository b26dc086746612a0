"""Runs `migrate_config` on every pinned release of npm, judges from outside what it wrote, prints the table."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import environment
from evaluate.kept import Keeper, assay, of_files
from evaluate_config.migrating import ACCEPTED, KINDS, kind, migrated
from evaluate_config.sources import ROOT, names, prepare, unpack
from evaluate_eslint.outside import NEW, OLD, account, different, migrate, misdeclared

PAGE = ROOT / "docs" / "evaluation-eslint.md"
PINS = ROOT / "scripts" / "requirements" / "evaluate-eslint-sources.txt"
LOCK = ROOT / "scripts" / "requirements" / "evaluate-eslint" / "package-lock.json"
ARCHIVES = ROOT / ".cache" / "evaluate-eslint-sources"
MODULES = ROOT / ".cache" / "evaluate-eslint" / "node_modules"
TOOLS = ("eslint", "@eslint/migrate-config")
PREFACE = """\
# Evaluation of `migrate_config` on configurations of ESLint

What it makes of configurations that nobody here wrote: releases on npm, pinned by hash
(`scripts/requirements/evaluate-eslint-sources.txt`). What is offered is applied, verified or partial, and then ESLint
is asked by its own command line, outside of Assay, what it makes of the project by the old configuration before and
by the new one after: which files it looks at, what it finds in them on which line and column, and at which level each
rule is (`--print-config`). Beside each file of the project stands one more for that, with what most rules find
something in: Assay does not see those. Where it is verified, `package.json` has to declare all that the new file
imports, and to say nothing else that it did not.

- *equal*: verified, and ESLint says the same afterwards. *equal after waivers*: partial, with the reason said, and it
  says the same. *refused*: nothing was proposed, and the reason said. *rejected*: what was proposed was found to
  differ, and is not offered. **silently wrong**: verified, and ESLint says something else. *wrong, said partial*:
  likewise, where the verdict was partial.
- *bare migrator*: `@eslint/migrate-config` on the same files, the old one taken away.

The releases were found by packing 36 packages that were named by hand as old enough to have such a configuration:
these are the 16 that had one in their top folder, four of them by one author, four by another. Their tests and
examples are mostly not in what npm has of them. ESLint is 9 for all, the last that reads both kinds, where they name
5 to 8, and only the shared configurations that they extend are installed beside it: what an unknown rule leads to is
part of the result. One repair, for a list that the migrator breaks into lines, was made after jszip had been seen, and
two, for a pattern that begins with `./` and for a script without an ending, after resolve: they are no test of that any
more. This page is written by the command below.
"""


def main() -> int:
    """Measure and print. 0: nothing that was verified is wrong."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate eslint", description="Measure the moves of ESLint.")
    parser.add_argument("--only", action="append", help="this release alone, as name==version; may be repeated")
    parser.add_argument("--write", action="store_true", help=f"write the result into {PAGE.name}, too")
    options = parser.parse_args()
    prepare(PINS, ARCHIVES, _by_npm)
    # what Assay runs is the Node.js that is asked from outside as well
    os.environ["PATH"] = os.pathsep.join((str(Path(environment.npm()[0]).parent), os.environ["PATH"]))
    keeper = Keeper(ARCHIVES / "results")
    own = Path(__file__).parent
    made_from = {"assay": assay(), "harness": of_files((own / "outside.py", PINS, LOCK))}
    with tempfile.TemporaryDirectory() as folder:
        wanted = [name for name in names(PINS) if not options.only or name in options.only]
        rows = [keeper.once(name, made_from, partial(_measured, name, Path(folder))) for name in wanted]
    report = "\n".join(_report(rows))
    print(report)
    if options.write:
        PAGE.write_text(f"{PREFACE}\n{report}\n", encoding="utf-8")
    return 1 if any(row["kind"] == "silently wrong" for row in rows) else 0


def _by_npm(name: str, version: str, archives: Path) -> None:
    asked = ["pack", f"{name}@{version}", "--silent", "--pack-destination", str(archives)]
    subprocess.run([*environment.npm(), *asked], check=True, stdout=subprocess.DEVNULL)


def _measured(name: str, folder: Path) -> dict[str, Any]:
    print(name, file=sys.stderr, flush=True)
    node = Path(environment.npm()[0])
    project = _project(name, folder)
    target = next((each for each in OLD if (project / each).is_file()), "package.json")
    arguments = _arguments(project)
    before = account(node, project, flat=False, arguments=arguments)
    peer = migrate(node, project)
    bare = f"fails: {peer}" if peer else different(before, account(node, project, flat=True, arguments=arguments))
    project = _project(name, folder)
    declared = _package(project)
    units = migrated(project / target, folder / "home", ACCEPTED, "--interpreter", sys.executable)
    unit = next(each for each in units if "ESLint" in each["target"]["title"])
    applied = any((project / each).is_file() for each in NEW)
    differs = different(before, account(node, project, flat=True, arguments=arguments)) if applied else ""
    if applied and unit["verdict"] == "verified":
        config = next(project / each for each in NEW if (project / each).is_file())
        differs = differs or misdeclared(declared, _package(project), config.read_text("utf-8"))
    return {
        "name": name,
        "file": target,
        "kind": kind(unit["verdict"], applied=applied, wrong=bool(differs)),
        "reason": _reason(unit),
        "differs": differs,
        "bare": bare or "equal",
        "base": before.get("failure", ""),
    }


def _reason(unit: dict[str, Any]) -> str:
    lacking = [each for each in unit["checks"] if each["name"] == "eslint"]
    words = lacking[0]["summary"] if lacking and unit["verdict"] != "unsolved" else unit["reason"]
    return re.sub(r"/[^\s,;]*/project/", "", words)


def _bare(said: str) -> str:
    return "equal" if said == "equal" else "failed" if said.startswith(("fails", "ESLint fails")) else "wrong"


def _project(name: str, folder: Path) -> Path:
    project = unpack(name, folder / "work", PINS, ARCHIVES)
    shutil.copytree(MODULES, project / "node_modules", symlinks=True, copy_function=_linked)
    return project


def _linked(source: str, target: str) -> None:
    os.link(source, target)


def _package(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((project / "package.json").read_text("utf-8"))
    return found


def _arguments(project: Path) -> tuple[str, ...]:
    """The whole project, with the endings that its own script names."""
    text = json.dumps(_package(project).get("scripts", {}))
    found = re.search(r"eslint[^&|]*?--ext[= ](\S+)", text)
    return (*(("--ext", found[1]) if found else ()), ".")


def _report(rows: list[dict[str, Any]]) -> Iterator[str]:
    versions = (json.loads((MODULES / name / "package.json").read_text("utf-8"))["version"] for name in TOOLS)
    tools = ", ".join(f"{name} {version}" for name, version in zip(TOOLS, versions, strict=True))
    yield f"## Results\n\n`{' '.join(['scripts/evaluate eslint', *sys.argv[1:]])}`  \n{tools}\n"
    yield "| release | file | Assay | bare migrator |"
    yield "|---|---|---|---|"
    for row in rows:
        differs = f": {row['differs']}" if row["differs"] else ""
        yield f"| {row['name']} | `{row['file']}` | {row['kind']}{differs} | {row['bare']} |"
    counts = Counter(row["kind"] for row in rows)
    bare = Counter(_bare(row["bare"]) for row in rows)
    yield f"\n{len(rows)} releases:\n"
    yield from (
        f"- {f'**{each}: {counts[each]}**' if each == KINDS[-1] else f'{each}: {counts[each]}'}" for each in KINDS
    )
    yield f"- bare migrator: equal {bare['equal']}, not equal without a word {bare['wrong']}, failed {bare['failed']}"
    measured = {row["name"] for row in rows}
    if missing := [name for name in names(PINS) if name not in measured]:
        yield f"- not run: {', '.join(missing)}"
    if failed := [row["name"] for row in rows if row["base"]]:
        yield f"- ESLint fails already before, so that nothing is compared from outside: {', '.join(failed)}"
    yield "\n## Why not equal at once\n"
    yield from (f"- {row['name']}: {row['reason']}" for row in rows if row["kind"] != "equal")


if __name__ == "__main__":
    sys.exit(main())
