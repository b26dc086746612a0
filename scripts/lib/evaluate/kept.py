"""Keeps results, so that a run that was interrupted goes on: each under a digest of all that it was made from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluate.subjects import ROOT

RESULTS = ROOT / ".cache" / "evaluate-results"
"""Where what was measured in environments is kept: not in these, which are made anew with other packages."""

PRESENTATION = frozenset({"__init__.py", "__main__.py", "document.py", "figures.py", "table.py"})
"""Modules of ours that no result depends on."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """A folder of results."""

    folder: Path

    def once(self, name: str, made_from: Mapping[str, object], make: Callable[[], Any]) -> Any:
        """The JSON value of that name and origin, made where it is not there."""
        origin = digest(json.dumps(made_from, sort_keys=True).encode())
        file = self.folder / f"{name}-{origin[:24]}.json"
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            pass
        value = make()
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(value), encoding="utf-8")
        os.replace(partial, file)  # noqa: PTH105 - `Path.replace` reads like that of a text
        return value


def assay() -> str:
    """The digest of the server's code: what was measured with another is not shown for this."""
    found = (ROOT / "server" / "assay").rglob("*")
    return of_files(each for each in found if each.is_file() and "__pycache__" not in each.parts)


def harness() -> str:
    """The digest of what measures."""
    own = Path(__file__).parent
    lock = ROOT / "scripts" / "requirements" / "evaluate.txt"
    return of_files((*(each for each in own.glob("*.py") if each.name not in PRESENTATION), lock))


def of_files(files: Iterable[Path]) -> str:
    """One digest of names and contents."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)} {digest(file.read_bytes())}\n".encode())
    return total.hexdigest()


def digest(content: bytes) -> str:
    """SHA-256."""
    return hashlib.sha256(content).hexdigest()
