"""The traces of a workspace on disk: closed to others, kept for some days, and limited in size. All of it blocks."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from assay.cache.folder import make_private
from assay.cache.store import DAY
from assay.core import shapes
from assay.core.errors import BadInput, Lacking
from assay.workspace.trace import Trace, trace

TRACES = "traces"
"""Their folder in that of the workspace."""

LONGEST = 32 * 1024 * 1024
"""Characters of what is said in one run that are kept: a run of 200,000 tokens says less than a million."""

SIZE = 256 * 1024 * 1024
"""Bytes of all traces of a workspace; beyond them, the oldest go first."""

_ENDING = ".jsonl"
_NEW = ".new"
_RUN = re.compile(r"[0-9A-Za-z-]{1,64}")


def file_of(folder: Path, run: str) -> Path:
    """Where the trace of a run is, or would be. Raises `BadInput` for what is no name of a run."""
    if not _RUN.fullmatch(run):
        raise BadInput(f"{run!r}: not the name of a run; `assay trace list` lists those that have a trace")
    return folder / f"{run}{_ENDING}"


def keep(folder: Path, run: str, values: Iterable[Mapping[str, object]]) -> Path:
    """Write the trace of a run and give its file, which is there whole or not at all. Raises `OSError`."""
    make_private(folder)
    file = file_of(folder, run)
    write(file, values)
    return file


def write(file: Path, values: Iterable[Mapping[str, object]]) -> None:
    """Write a trace, for the user alone to read; one that is there is replaced. Raises `OSError`."""
    new = file.with_name(f".{file.name}.{os.getpid()}{_NEW}")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:  # noqa: PTH123 - a path has no such `open`
            # a line at a time: one long text would keep everybody else from running
            out.writelines(f"{json.dumps(value)}\n" for value in values)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def prune(folder: Path, days: float) -> None:
    """Remove what is older than so many days and, the oldest first, what is too much. Raises `OSError`."""
    left, now = SIZE, time.time()
    for file, status in listed(folder):
        left -= status.st_size
        if left < 0 or status.st_mtime < now - days * DAY:
            file.unlink(missing_ok=True)
    for file, status in _found(folder, f".*{_ENDING}.*{_NEW}"):
        if status.st_mtime < now - DAY:  # nobody writes it any more
            file.unlink(missing_ok=True)


def listed(folder: Path) -> list[tuple[Path, os.stat_result]]:
    """The traces that are there, the newest first."""
    return _found(folder, f"[!.]*{_ENDING}")


def _found(folder: Path, pattern: str) -> list[tuple[Path, os.stat_result]]:
    """The files of a pattern, the newest first. Another process may remove them meanwhile."""
    found: list[tuple[Path, os.stat_result]] = []
    for file in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            found.append((file, file.stat()))
    return sorted(found, key=lambda each: (-each[1].st_mtime, each[0].name))


def load(file: Path) -> Trace:
    """The trace in a file, which can come from anybody. Raises `BadInput` for what is none, `Lacking`."""
    try:
        if (size := file.stat().st_size) > 2 * LONGEST:
            raise BadInput(f"{file}: {size:,} bytes; no trace is so long")
        lines = file.read_text("utf-8").splitlines()
        return trace(tuple(map(json.loads, lines)))
    except FileNotFoundError:
        raise BadInput(f"{file}: there is no such trace; it is kept for as long as `model_traces` says") from None
    except OSError as error:
        raise Lacking(f"{file}: {error.strerror}; the trace cannot be read") from error
    except (shapes.Unfit, LookupError, ValueError, RecursionError) as error:
        raise BadInput(f"{file}: not a trace that this version of Assay wrote") from error
