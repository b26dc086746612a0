"""How a project wants its code: the lowest Python, the formatter's line length, what its type checker is told."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from assay.core.context import Passage
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.tools.python_floor import lowest_python
from assay.tools.reading import table

MOST = 16
"""Settings of a checker that are shown."""

LONGEST_VALUE = 60


def conventions(
    snapshot: Snapshot, root: PurePosixPath, checker: str, shown: frozenset[PurePosixPath]
) -> Iterator[Passage]:
    """A line for each thing that the project of this root declares, in files that may be shown.

    `checker` is its type checker; empty where none has a say.
    """
    if (floor := lowest_python(snapshot, root / "any.py", shown)) is not None:
        yield Passage(f"The lowest Python that the project declares is {floor[0]}.{floor[1]}.")
    if checker:
        yield Passage(f"Its type checker is {checker}.")
    for folder in (root, *root.parents):
        file = folder / "pyproject.toml"
        if file in shown and (declared := _declared(snapshot, file)) is not None:
            yield from _of(file, declared, checker)
            return


def _of(file: PurePosixPath, declared: Mapping[str, Any], checker: str) -> Iterator[Passage]:
    for formatter in ("ruff", "black"):
        length = (table(declared, "tool", formatter) or {}).get("line-length")
        if isinstance(length, int):
            yield Passage(f"Its lines have {length} characters at most ({formatter}).", (file,))
            break
    told = table(declared, "tool", checker) or {}
    values = [
        f"{key} = {str(value).lower() if isinstance(value, bool) else value}"
        for key, value in told.items()
        if isinstance(value, bool | int | str) and f"{key}{value}".isprintable() and len(str(value)) <= LONGEST_VALUE
    ]
    if values:
        yield Passage(f"{checker} is told: {'; '.join(values[:MOST])}.", (file,))


def _declared(snapshot: Snapshot, file: PurePosixPath) -> Mapping[str, Any] | None:
    try:
        text = snapshot.read(file)
        return None if text is None else tomllib.loads(text)
    except (Unreadable, tomllib.TOMLDecodeError, RecursionError):
        return None
