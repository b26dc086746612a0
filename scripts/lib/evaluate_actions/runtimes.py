"""What becomes of actions that ask for a Node.js which the runner has no more: each release judged from outside."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from difflib import ndiff
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

import environment
from evaluate_config.migrating import ACCEPTED, KINDS, kind, migrated
from evaluate_config.sources import ROOT, unpack

PINS = ROOT / "scripts" / "requirements" / "evaluate-actions-runtimes.txt"
ARCHIVES = ROOT / ".cache" / "evaluate-actions-runtimes"
NEWEST = "node24"
_SCRIPTS = ("pre", "main", "post")


def by_npm(name: str, version: str, archives: Path) -> None:
    """Bring a release of npm."""
    asked = ["pack", f"{name}@{version}", "--silent", "--pack-destination", str(archives)]
    subprocess.run([*environment.npm(), *asked], check=True, stdout=subprocess.DEVNULL)


def measured(name: str, folder: Path) -> dict[str, Any]:
    """What becomes of the `action.yml` of a release, and what is wrong with it."""
    print(name, file=sys.stderr, flush=True)
    project = unpack(name, folder / "work", PINS, ARCHIVES)
    file = project / "action.yml"
    before = file.read_text("utf-8")
    units = migrated(file, folder / "home", ACCEPTED, "--interpreter", sys.executable, project=project)
    unit = next((each for each in units if each["target"]["title"].startswith("Replace the deprecated node")), None)
    after, verdict = file.read_text("utf-8"), unit["verdict"] if unit else "unsolved"
    wrong = judged(before, after) if before != after else ""
    if verdict == "verified":
        wrong = wrong or "verified, though nobody ran the action"
    return {
        "name": name,
        "old": yaml.safe_load(before)["runs"]["using"],
        "kind": kind(verdict, applied=before != after, wrong=bool(wrong)),
        "wrong": wrong,
        "reason": unit["reason"] if unit else "no entry for it",
        "read": _read(project, after),
    }


def judged(before: str, after: str) -> str:
    """What is wrong with an `action.yml` that took the place of another; empty where nothing is."""
    old, new = yaml.safe_load(before), yaml.safe_load(after)
    if new["runs"].pop("using") != NEWEST:
        return f"it does not ask for {NEWEST}"
    old["runs"].pop("using")
    lines = [each for each in ndiff(before.splitlines(), after.splitlines()) if each[0] in "+-"]
    return "something else changes" if old != new or len(lines) != 2 else ""


def _read(project: Path, text: str) -> str:
    """Whether this Node.js can read the scripts of an action; it runs none of them."""
    runs = yaml.safe_load(text)["runs"]
    scripts = [project / runs[each] for each in _SCRIPTS if each in runs]
    argv = [environment.npm()[0], "--check"]
    bad = [each for each in scripts if subprocess.run([*argv, str(each)], capture_output=True, check=False).returncode]
    return f"{len(scripts) - len(bad)} of {len(scripts)}"


def report(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The table."""
    node = subprocess.run([environment.npm()[0], "--version"], capture_output=True, text=True, check=True).stdout
    yield "## Runtimes of actions\n"
    yield f"Node.js {node.strip()}\n"
    yield "| release | asks for | Assay | scripts that Node.js reads |"
    yield "|---|---|---|---:|"
    yield from (f"| {row['name']} | {row['old']} | {row['kind']} | {row['read']} |" for row in rows)
    counts = Counter(row["kind"] for row in rows)
    yield f"\n{len(rows)} releases:\n"
    yield from (
        f"- {f'**{each}: {counts[each]}**' if each == KINDS[-1] else f'{each}: {counts[each]}'}" for each in KINDS
    )
    yield "\nWhat was said:\n"
    for row in rows:
        outside = f"; from outside: {row['wrong']}" if row["wrong"] else ""
        yield f"- {row['name']}: {row['reason']}{outside}"
