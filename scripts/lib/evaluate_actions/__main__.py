"""Runs `migrate_config` on the workflows of every pinned release, judges from outside what came, prints the table."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from evaluate.kept import Keeper, assay, of_files
from evaluate_actions.outside import COMMANDS, FILES, PROBES, differences, other_lines, scripts, without_scripts
from evaluate_actions.runtimes import ARCHIVES as RUNTIME_ARCHIVES
from evaluate_actions.runtimes import PINS as RUNTIMES
from evaluate_actions.runtimes import by_npm
from evaluate_actions.runtimes import measured as runtime_of
from evaluate_actions.runtimes import report as runtimes_report
from evaluate_config.migrating import ACCEPTED, KINDS, kind, migrated
from evaluate_config.sources import ROOT, by_pip_of_then, names, prepare, unpack

PAGE = ROOT / "docs" / "evaluation-actions.md"
PINS = ROOT / "scripts" / "requirements" / "evaluate-actions-sources.txt"
ARCHIVES = ROOT / ".cache" / "evaluate-actions"
PREFACE = """\
# Evaluation of `migrate_config` on GitHub Actions

What it makes of workflows that nobody here wrote: source distributions pinned by hash
(`scripts/requirements/evaluate-actions-sources.txt`) with a deprecated command (`::set-output`, `::save-state`,
`::set-env`, `::add-path`) in a script of a workflow or of a composite action. All that is offered is applied, verified
or partial. Then both texts are read by PyYAML, and every script that changed is run by bash as it was and as it is,
outside of Assay and by a program that shares no code with it: with a stub for each command that it calls, on every
combination of three branches and tags, five answers of the commands (of several words, with marks, empty, of several
lines; where pip has its cache is always one line) and two exit codes. What it gives the runner by either way, what else
it prints, what it calls and how it ends are compared. Apart from the scripts both texts have to say the same, and no
line may differ that had no such command.

- *equal*: verified, and all is the same. *equal after waivers*: partial, with the reason said, and all is the same, or
  differs only where a command answers several lines. *refused*: nothing was proposed, and the reason said. *rejected*:
  what was proposed was found to differ, and is not offered. **silently wrong**: verified, and it differs. *wrong, said
  partial*: likewise, where the verdict was partial.
- *left*: commands that are still there. *not reached*: values that no probe came to, so that nothing is known of them.
- *replacement*: what is advised most often, a replacement of texts line by line
  (`echo "::set-output name=N::V"` becomes `echo "N=V" >> $GITHUB_OUTPUT`), judged alike: by bash, also where the step
  would be run by PowerShell, as on Windows. That is why Assay refuses the two files of pip-tools; it goes unseen here.

The releases were named by hand as ones whose archive might hold everything under version control, and packed or
downloaded until six had such a command in a script: about 110 source distributions and 25 packages of npm were asked
for, some 60 of the former came, and none of the latter had one.

Deprecated runtimes (`runs.using` of an `action.yml`) are measured on packages of npm that are actions
(`scripts/requirements/evaluate-actions-runtimes.txt`): the four whose archive holds an `action.yml`, of seven that a
list of npm's packages calls such, in releases from when they asked for an old Node.js. Read
by PyYAML, the file has to ask for the Node.js of today and say the same otherwise, with one line changed; as no action
is run, neither by Assay nor here, a verdict of *verified* would be counted as silently wrong. Whether that Node.js can
read the scripts is said beside it and decides nothing. This page is written by the command below.
"""
_REPLACED = re.compile(r"(?m)echo (?P<q>[\"']?)::set-output name=(?P<name>[\w-]+)::(?P<value>.*)(?P=q)$")


def main() -> int:
    """Measure and print. 0: nothing that was verified is wrong."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate actions", description="Measure the moves of workflows.")
    parser.add_argument("--only", action="append", help="this release alone, as name==version; may be repeated")
    parser.add_argument("--write", action="store_true", help=f"write the result into {PAGE.name}, too")
    options = parser.parse_args()
    prepare(PINS, ARCHIVES, by_pip_of_then)
    keeper = Keeper(ARCHIVES / "results")
    made_from = {"assay": assay(), "harness": of_files((Path(__file__).with_name("outside.py"), PINS))}
    with tempfile.TemporaryDirectory() as folder:
        wanted = [name for name in names(PINS) if not options.only or name in options.only]
        measured = [keeper.once(name, made_from, partial(_measured, name, Path(folder))) for name in wanted]
    rows = [row for each in measured for row in each]
    runtimes = _runtimes(options.only)
    report = "\n".join((*_report(rows), "", *runtimes_report(runtimes)))
    print(report)
    if options.write:
        PAGE.write_text(f"{PREFACE}\n{report}\n", encoding="utf-8")
    return 1 if any(row["kind"] == "silently wrong" for row in (*rows, *runtimes)) else 0


def _runtimes(only: list[str] | None) -> list[dict[str, Any]]:
    prepare(RUNTIMES, RUNTIME_ARCHIVES, by_npm)
    keeper = Keeper(RUNTIME_ARCHIVES / "results")
    made_from = {"assay": assay(), "harness": of_files((Path(__file__).with_name("runtimes.py"), RUNTIMES))}
    with tempfile.TemporaryDirectory() as folder:
        wanted = [name for name in names(RUNTIMES) if not only or name in only]
        return [keeper.once(name, made_from, partial(runtime_of, name, Path(folder))) for name in wanted]


def _measured(name: str, folder: Path) -> list[dict[str, Any]]:
    print(name, file=sys.stderr, flush=True)
    project = unpack(name, folder / "work", PINS, ARCHIVES)
    found = (
        each for each in sorted(project.rglob("*.y*ml")) if each.name.startswith("action.") or ".github" in each.parts
    )
    return [_row(name, project, each, folder) for each in found if _commands(each.read_text("utf-8"))]


def _commands(text: str) -> int:
    return sum(len(COMMANDS.findall(script)) for script, _ in scripts(text).values())


def _row(name: str, project: Path, file: Path, folder: Path) -> dict[str, Any]:
    before = file.read_text("utf-8")
    units = migrated(file, folder / "home", ACCEPTED, "--interpreter", sys.executable, project=project)
    unit = next((each for each in units if each["target"]["title"].startswith("Replace the deprecated")), None)
    after = file.read_text("utf-8")
    own = judged(before, after)
    verdict = unit["verdict"] if unit else "unsolved"
    wrong = bool(own["wrong"]) or (verdict == "verified" and own["several"])
    peer = judged(before, _REPLACED.sub(_replaced, before))
    return {
        "name": name,
        "file": file.relative_to(project).as_posix(),
        "commands": _commands(before),
        "kind": kind(verdict, applied=before != after, wrong=wrong),
        "reason": unit["reason"] if unit else "no entry for it",
        "judged": own,
        "peer": "wrong" if peer["wrong"] or peer["several"] else "equal",
        "peer_left": peer["left"],
        "peer_wrong": peer["wrong"] or ("where a command answers several lines" if peer["several"] else ""),
    }


def judged(before: str, after: str) -> dict[str, Any]:
    """What is wrong with a text that took the place of another; empty words where nothing is."""
    if without_scripts(before) != without_scripts(after) or scripts(before).keys() != scripts(after).keys():
        return {"wrong": "more than its scripts changes", "several": False, "unreached": [], "left": 0}
    found = differences(scripts(before), scripts(after))
    lines = other_lines(before, after)
    wrong = found["others"][0] if found["others"] else f"{lines} other lines change" if lines else ""
    return {**found, "wrong": wrong}


def _replaced(match: re.Match[str]) -> str:
    return f"echo {match['q']}{match['name']}={match['value']}{match['q']} >> $GITHUB_OUTPUT"


def _report(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield f"## Results\n\n`{' '.join(['scripts/evaluate actions', *sys.argv[1:]])}`  "
    yield f"assay {metadata.version('assay-ls')}, {len(PROBES)} probes\n"
    yield "| release | file | commands | Assay | left | not reached | replacement | left |"
    yield "|---|---|---:|---|---:|---:|---|---:|"
    for row in rows:
        judged = row["judged"]
        numbers = f"{judged['left']} | {len(judged['unreached'])}"
        peer = f"{row['peer']} | {row['peer_left']}"
        yield f"| {row['name']} | `{row['file']}` | {row['commands']} | {row['kind']} | {numbers} | {peer} |"
    counts = Counter(row["kind"] for row in rows)
    commands = sum(row["commands"] for row in rows)
    left = sum(row["judged"]["left"] for row in rows)
    releases = len({row["name"] for row in rows})
    yield f"\n{releases} releases, {len(rows)} files, {commands} commands, of which {left} are left:\n"
    yield from (
        f"- {f'**{each}: {counts[each]}**' if each == KINDS[-1] else f'{each}: {counts[each]}'}" for each in KINDS
    )
    peers = Counter(row["peer"] for row in rows)
    yield f"- replacement: equal {peers['equal']}, wrong without a word {peers['wrong']}"
    yield f"- ways to tell the runner: {', '.join(f'{old} by {new}' for old, new in FILES.items())}"
    yield "\n## What was said\n"
    for row in rows:
        if row["kind"] != "equal":
            yield f"- {row['name']}, {row['file']}: {row['reason']}"
        if row["judged"]["wrong"]:
            yield f"- {row['name']}, {row['file']}, from outside: {row['judged']['wrong']}"
        if row["peer_wrong"]:
            yield f"- {row['name']}, {row['file']}, replacement: {row['peer_wrong']}"


if __name__ == "__main__":
    sys.exit(main())
