"""Measures what is asked for and prints it as Markdown."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from bench import again, branches, context, drafting, fix, mutants, vscode, warm
from bench.editor import Server
from bench.latency import Menu, menu, quantile, start
from bench.subject import Subject, subject

ROOT = Path(__file__).resolve().parents[3]
BIN = ROOT / ".cache" / "bench" / "bin"
PARTS = ("servers", "branches", "fix", "again", "warm", "context", "mutants", "drafting", "vscode")


def main() -> int:
    """Run the parts that the command line names."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="measure this alone; may be repeated")
    parser.add_argument("--server", action="append", help="measure this one alone: empty, assay, ruff ...")
    parser.add_argument("--edits", type=int, default=500, help="edits per server, half of them brackets")
    parser.add_argument("--starts", type=int, default=10, help="starts per server")
    parser.add_argument("--branches", type=int, default=30, help="branches per workspace")
    parser.add_argument("--fixes", type=int, default=3, help="verified fixes")
    parser.add_argument("--repeats", type=int, default=30, help="repeated requests")
    parser.add_argument("--candidates", type=int, default=5, help="candidates per checker and file")
    parser.add_argument("--turns", type=int, default=60, help="turns of a model")
    parser.add_argument("--judgings", type=int, default=5, help="runs of each engine of mutants")
    parser.add_argument("--functions", type=int, default=20, help="functions that tests are drafted of")
    options = parser.parse_args()
    parts: list[str] = options.part or list(PARTS)
    print(f"`scripts/bench {' '.join(sys.argv[1:])}`".replace(" `", "`"), f"on {machine()}\n", sep="  \n")
    if "servers" in parts:
        planted = subject()
        chosen = [each for each in servers(planted) if not options.server or each.name.split()[0] in options.server]
        print_servers(chosen, planted, edits=options.edits, starts=options.starts)
    if "branches" in parts:
        print_branches(options.branches)
    if "fix" in parts:
        print(fix.report(options.fixes))
    if "again" in parts:
        print(again.report(options.repeats))
    if "warm" in parts:
        print(warm.report(options.candidates))
    if "context" in parts:
        print(context.report(options.turns))
    if "mutants" in parts:
        print(mutants.report(options.judgings))
    if "drafting" in parts:
        print(drafting.report(options.functions))
    if "vscode" in parts:
        print(vscode.report(options.starts))
    return 0


def machine() -> str:
    """What the numbers were measured on, and how busy it was."""
    return (
        f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"
    )


def servers(planted: Subject) -> tuple[Server, ...]:
    """The floor, ours, and the peers; ours sees what mypy says, the peers see what they say themselves."""
    seen = planted.mypy_diagnostics()
    floor = str(Path(__file__).with_name("empty_server.py"))
    return (
        Server("empty pygls", (sys.executable, floor), sees=seen, holds=False),
        Server(f"assay {metadata.version('assay-ls')}", (sys.executable, "-m", "assay", "serve"), sees=seen),
        *_peer("ruff", "ruff", "server"),
        *_peer("ty", "ty", "server"),
        *_peer("pyrefly", "pyrefly", "lsp"),
        *_peer("basedpyright", "basedpyright-langserver", "--stdio"),
    )


def print_servers(chosen: list[Server], planted: Subject, *, edits: int, starts: int) -> None:
    """The table of servers: starts take turns, so that what else the machine does touches all of them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        started: dict[str, list[float]] = {server.name: [] for server in chosen}
        for _ in range(starts + 1):
            for server in chosen:
                started[server.name].append(start(server, root))
        lines = planted.text.count("\n")
        print(
            f"## Servers\n\n{planted.origin}, {lines:,} lines, {len(planted.planted)} mistakes planted; milliseconds.\n"
        )
        print(
            "| server | start p50 | after a neutral edit p50 / p99 | after a bracket p50 / p99 | held an offer | MiB |"
        )
        print("|---|---|---|---|---|---|")
        for server in chosen:
            found = menu(server, root, planted, edits)
            print(_row(server, tuple(started[server.name][1:]), found), flush=True)  # the first start only warms up
        print()


def print_branches(times: int) -> None:
    """What a branch costs, and how that grows."""
    print("## Branches\n")
    found = branches.branches(times)
    if isinstance(found, str):
        print(f"Not measured: {found}\n")
        return
    small, large = found.values()
    print("| files in the workspace | branch and `true` in it, p50 ms |\n|---|---|")
    print("".join(f"| {files:,} | {milliseconds:.0f} |\n" for files, milliseconds in found.items()), end="")
    print(f"\nRatio: {large / small:.2f}\n")


def _row(server: Server, started: tuple[float, ...], found: Menu) -> str:
    cells = (
        server.name,
        _number(quantile(started, 0.5)),
        f"{_number(quantile(found.neutral, 0.5))} / {_number(quantile(found.neutral, 0.99))}",
        f"{_number(quantile(found.bracket, 0.5))} / {_number(quantile(found.bracket, 0.99))}",
        f"{found.counted:.0%}" if server.holds else "none, all counted",
        f"{found.alone:.0f}" + (f" ({found.with_children:.0f})" if found.with_children > found.alone + 1 else ""),
    )
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _peer(name: str, program: str, *arguments: str) -> tuple[Server, Server]:
    """A peer in both ways in which editors get its diagnostics, with the version that it says it has."""
    said = subprocess.run([BIN / name, "--version"], capture_output=True, text=True, check=True).stdout
    versioned = f"{name} {said.split()[1]}"
    argv = (str(BIN / program), *arguments)
    return Server(f"{versioned}, pushing", argv), Server(f"{versioned}, pulled", argv, pulled=True)


if __name__ == "__main__":
    sys.exit(main())
