"""Runs `assay run fix_types` on the implicit Optionals of pinned source distributions, each fix judged by their tests.

The packages are installed editable into one locked environment that holds what their tests need. Nothing is applied:
each error is solved by itself, on the code as it was released.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = ROOT / ".cache" / "evaluate"
PYTHON = ENVIRONMENT / "bin" / "python"
SOURCES = ROOT / "scripts" / "requirements" / "evaluate-sources.txt"
CODE = {"boltons": "boltons", "marshmallow": "src/marshmallow", "parso": "parso"}
IMPLICIT = re.compile(r"^(?P<place>[^:]+:\d+): error: Incompatible default for parameter .*default has type \"None\"")


@dataclass(frozen=True, slots=True)
class Source:
    """One unpacked distribution and where its code lies."""

    name: str
    version: str
    folder: Path
    code: str


def main() -> int:
    """Evaluate what the command line names and print the table."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(CODE), help="this package alone; may be repeated")
    parser.add_argument("--limit", type=int, help="at most so many places of each package, the first ones")
    options = parser.parse_args()
    arguments = " ".join(sys.argv[1:])
    print(f"`{f'scripts/evaluate {arguments}'.strip()}`: Assay {metadata.version('assay-ls')},", end=" ")
    print(f"mypy {metadata.version('mypy')}, Python {platform.python_version()}\n")
    print("| package | implicit Optionals | tried | verified | partial | rejected | unsolved | suite | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    good = True
    for source in sources(options.only or sorted(CODE)):
        install("--editable", str(source.folder))
        found = places(source)
        began = time.monotonic()
        verdicts = Counter(verdict for place in found[: options.limit] for verdict in fix(source, place))
        seconds = time.monotonic() - began
        counts = " | ".join(str(verdicts[name]) for name in ("verified", "partial", "rejected", "unsolved"))
        tried = len(found[: options.limit])
        print(
            f"| {source.name} {source.version} | {len(found)} | {tried} | {counts} | {suite(source)} | {seconds:.0f} |"
        )
        good = good and verdicts.total() == verdicts["verified"]
    return 0 if good else 1


def sources(names: list[str]) -> Iterator[Source]:
    """Download by hash what is not here yet, and unpack it anew."""
    folder = ENVIRONMENT / "sources"
    pip("download", "--no-binary=:all:", "--require-hashes", "--requirement", str(SOURCES), "--dest", str(folder))
    for archive in sorted(folder.glob("*.tar.gz")):
        name, _, version = archive.name.removesuffix(".tar.gz").rpartition("-")
        if name in names:
            with tarfile.open(archive) as opened:
                opened.extractall(folder, filter="data")
            yield Source(name, version, folder / f"{name}-{version}", CODE[name])


def places(source: Source) -> list[str]:
    """Where mypy finds implicit Optionals, one place a line of code."""
    argv = [sys.executable, "-m", "mypy", "--cache-dir", os.devnull, "--python-executable", str(PYTHON), source.code]
    done = subprocess.run(argv, cwd=source.folder, capture_output=True, text=True, check=False)
    found = (match["place"] for line in done.stdout.splitlines() if (match := IMPLICIT.match(line)))
    return list(dict.fromkeys(found))


def fix(source: Source, place: str) -> list[str]:
    """The verdicts on the errors of one line; what went wrong where there is none."""
    argv = [sys.executable, "-m", "assay", "run", "fix_types", str(source.folder / place), "--root", str(source.folder)]
    argv += ["--trust", "--json", "--interpreter", str(PYTHON), "--tests", "all"]
    environ = {**os.environ, "XDG_STATE_HOME": str(ENVIRONMENT / "state")}
    done = subprocess.run(argv, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    receipts = [json.loads(line)["predicate"] for line in done.stdout.splitlines()]
    units = [receipt for receipt in receipts if receipt["kind"] == "unit"]
    if not units:
        print(f"{source.name}: {place}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return ["nothing"]
    for unit in units:
        print(f"{source.name}: {place}: {unit['verdict']}: {unit['reason']}", file=sys.stderr)
    return [unit["verdict"] for unit in units]


def suite(source: Source) -> str:
    """The last line of the package's own tests as released: what the fixes were held against."""
    argv = [str(PYTHON), "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(argv, cwd=source.folder, capture_output=True, text=True, check=False)
    last = (done.stdout.strip().splitlines() or ["no output"])[-1]
    return re.sub(r" in [\d.]+s.*", "", last.strip("= "))


def install(*arguments: str) -> None:
    """Install from the disk alone into the environment."""
    pip("install", "--no-index", *arguments)


def pip(command: str, *arguments: str) -> None:
    """Run the environment's pip, with the build tools that are locked in it."""
    argv = [str(PYTHON), "-I", "-m", "pip", command, "--quiet", "--no-deps", "--no-build-isolation", *arguments]
    subprocess.run(argv, env={**os.environ, "PIP_CONSTRAINT": os.devnull}, check=True)


if __name__ == "__main__":
    sys.exit(main())
