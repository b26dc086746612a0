"""What verifying costs: a verified fix beside the same commands, each as often as its receipt lists it, run by hand."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assay.core.command import INPUT, OUTPUT

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "stockroom"
PLACE = "stockroom/files.py:33"


def report(times: int) -> str:
    """The table, as Markdown; both sides take turns."""
    with tempfile.TemporaryDirectory() as folder:
        fixes: list[float] = []
        hands: list[float] = []
        counted = 0
        for number in range(times):
            root = Path(folder) / str(number)
            shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
            seconds, receipt = _fix(root)
            commands = _commands(receipt)
            if receipt["verdict"] != "verified" or not commands:
                return f"## A verified fix\n\nNot measured: {receipt['verdict']}: {receipt['reason']}\n"
            fixes.append(seconds)
            hands.append(_by_hand(root, commands))
            counted = len(commands)
    fix, hand = statistics.median(fixes), statistics.median(hands)
    return (
        f"## A verified fix\n\n`assay run fix_types {PLACE}` in examples/stockroom, the whole process.\n\n"
        "| | seconds, p50 |\n|---|---|\n"
        f"| verified fix | {fix:.2f} |\n"
        f"| its {counted} commands by hand, on a plain copy | {hand:.2f} |\n\n"
        f"Ratio: {fix / hand:.2f}\n"
    )


def _commands(receipt: dict[str, Any]) -> list[list[str]]:
    """All commands that the receipt lists; one that served several attempts was run once, and is listed by each."""
    listed = [ran for attempt in receipt["attempts"] for check in attempt["checks"] for ran in check["commands"]]
    once = {(ran["side"], tuple(ran["argv"]), ran["seconds"]): ran["argv"] for ran in listed}
    return list(once.values())


def _fix(root: Path) -> tuple[float, dict[str, Any]]:
    """One fix from start to end of the process, and its receipt."""
    argv = [
        sys.executable,
        "-m",
        "assay",
        "run",
        "fix_types",
        f"{root / PLACE}",
        "--root",
        str(root),
        "--trust",
        "--json",
    ]
    environ = {**os.environ, "VIRTUAL_ENV": sys.prefix, "XDG_STATE_HOME": str(root.parent / "state")}
    began = time.perf_counter()
    done = subprocess.run(argv, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    receipts = [json.loads(line)["predicate"] for line in done.stdout.splitlines()]
    for receipt in receipts:
        if receipt["kind"] == "unit":
            return seconds, receipt
    raise RuntimeError(f"no receipt: {done.stderr}")


def _by_hand(root: Path, commands: Iterable[list[str]]) -> float:
    """The seconds that the commands take one after the other, without Assay: no sandbox, no plugin, no report read."""
    total = 0.0
    for argv in commands:
        with tempfile.TemporaryDirectory() as output:
            plain = [each.replace(OUTPUT, output) for each in _without_plugin(argv)]
            began = time.perf_counter()
            subprocess.run(plain, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            total += time.perf_counter() - began
    return total


def _without_plugin(argv: list[str]) -> list[str]:
    """The command with the tool itself in place of the script that starts it for Assay, and of the script's journal."""
    for number, word in enumerate(argv):
        if word.startswith(f"{INPUT}/assay_"):
            tool = word.removeprefix(f"{INPUT}/assay_").removesuffix(".py")
            return [*argv[:number], "-m", tool, *(each for each in argv[number + 1 :] if not each.endswith(".jsonl"))]
    return argv
