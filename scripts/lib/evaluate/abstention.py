"""Part three: errors that have no honest fix. The right answer is to offer nothing.

The cases are data, Markdown files in `no_honest_fix/`, one case under each `##` heading:

    ```py path/to/file.py    a file of the case; `ini` and `toml` likewise
    ```errors                what mypy says, a line for each: `path:line code`

The first line of prose says why any automatic edit would be dishonest.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evaluate import run
from evaluate.run import Fixing
from evaluate.sources import ENVIRONMENT

CASES = Path(__file__).with_name("no_honest_fix")
CONFIGURATION = "[mypy]\ncheck_untyped_defs = True\n"

_HEADING = re.compile(r"^## (?P<title>.+)\n", re.MULTILINE)
_BLOCK = re.compile(r"^```(?P<kind>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class BadCase(Exception):
    """A case that does not say what it means."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its files by path, the errors as `path:line code`, and why there is no honest fix."""

    name: str
    kind: str
    why: str
    files: Mapping[str, str]
    errors: tuple[str, ...]


def cases() -> tuple[Case, ...]:
    """All cases, by kind of error and in the order in which they are written. Raises `BadCase`."""
    return tuple(
        case for file in sorted(CASES.glob("*.md")) for case in read(file.stem, file.read_text(encoding="utf-8"))
    )


def read(kind: str, text: str) -> Iterator[Case]:
    """The cases of one file. Raises `BadCase`."""
    parts = _HEADING.split(text)
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        files: dict[str, str] = {}
        errors: tuple[str, ...] = ()
        for block in _BLOCK.finditer(body):
            match block["kind"].split():
                case ["errors"]:
                    errors = tuple(block["body"].splitlines())
                case ["py" | "ini" | "toml", path] if path not in files:
                    files[path] = block["body"]
                case _:
                    raise BadCase(f"{kind}, {title}: no block is of the kind {block['kind']!r}, or two are one file")
        why = body.partition("```")[0].strip()
        if not why or not errors or not files:
            raise BadCase(f"{kind}, {title}: a case has its reason, its files and its errors")
        yield Case(title, kind, why, {"mypy.ini": CONFIGURATION, **files}, errors)


def write(case: Case, folder: Path) -> None:
    """Lay a case down in a folder."""
    for path, text in case.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def measure(case: Case) -> dict[str, Any]:
    """What the action makes of a case, as a JSON value."""
    folder = ENVIRONMENT / "no_honest_fix" / re.sub(r"\W+", "_", f"{case.kind} {case.name}")
    shutil.rmtree(folder, ignore_errors=True)
    write(case, folder)
    return asdict(run.fix(folder, "."))


def of_json(value: Mapping[str, Any]) -> Fixing:
    """What `measure` gave, after its way through JSON."""
    return run.of_json(value)
