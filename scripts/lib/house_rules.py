"""Holds the code to its rules: scripts/check. As many commands at a time as there are cores, the longest first.

Each of them is one process that keeps one core busy, so that one after the other would leave the rest idle.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import environment


def main() -> int:
    """Run them all; 0, or 1 where one failed, with all that it said."""
    failed = list(failures(rules()))
    for command, output in failed:
        print(f"--- {' '.join(command)}\n{output}")
    if failed:
        print("\n".join(f"failed: {' '.join(command)}" for command, _ in failed))
        return 1
    print("format, lint, types, layers, generated files and shell syntax: all good")
    return 0


def rules() -> Iterator[Sequence[str]]:
    """The commands, of which each succeeds where its rule is kept and changes nothing."""
    python = sys.executable
    yield (python, "-m", "basedpyright")
    yield (python, "-m", "mypy")
    yield (python, "scripts/lib/client.py", "run", "check")
    yield ("scripts/generate", "--check")
    yield (python, "scripts/lib/client.py", "run", "check:scenarios")
    yield (python, "-m", "ruff", "check", ".")
    yield (python, "-m", "ruff", "format", "--check", ".")
    yield (python, ".venv/bin/lint-imports", "--no-logo")
    for script in (".ci/run", *sorted(f"scripts/{each.name}" for each in (environment.ROOT / "scripts").iterdir())):
        if (environment.ROOT / script).is_file():
            yield ("bash", "-n", script)


def failures(commands: Iterable[Sequence[str]]) -> Iterator[tuple[Sequence[str], str]]:
    """Those that failed, in their order, each with what it said."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for command, done in [(command, pool.submit(_run, command)) for command in commands]:
            finished = done.result()
            if finished.returncode:
                yield command, finished.stdout


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=environment.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
