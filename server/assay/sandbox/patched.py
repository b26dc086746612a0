"""The workspace without an overlay (tier 2): bound read-only, with the files of a layer bound over it.

A file that is new, or gone, needs its folder made anew: an empty file system in its place, and everything else that
was in the folder bound back.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from assay.core.errors import SandboxFailed
from assay.sandbox.layer import Layer

MAX_ENTRIES = 2500
"""Bwrap takes 9,000 words in all; each thing that is bound back is three of them."""


def read_only_view(workspace: Path, layer: Layer, hidden: Iterable[PurePosixPath], empty: Path) -> tuple[str, ...]:
    """The options of bwrap that show `workspace` with `layer` over it and an `empty` file in each hidden place.

    Bytecode that the layer takes away is hidden likewise: Python passes over an empty one. Raises `SandboxFailed`
    where a folder that would have to be made anew is too large.
    """
    removed = layer.removed - layer.written
    covered = {path for path in removed if path.suffix == ".pyc"} | set(hidden)
    gone = removed - covered
    changed = gone | {path for path in layer.written if not (workspace / path).is_file()}
    rebuilt = sorted({_nearest_folder(workspace, path) for path in changed})
    options = ["--ro-bind", str(workspace), str(workspace)]
    for folder in rebuilt:
        options += _rebuild(workspace, folder, gone | covered)
    for path in sorted(layer.written):
        options += ["--ro-bind", str(layer.folder / path), str(workspace / path)]
    for path in sorted(covered):
        if path.parent not in rebuilt and _is_coverable(workspace / path):
            options += ["--ro-bind", str(empty), str(workspace / path)]
    for folder in reversed(rebuilt):
        options += ["--remount-ro", str(workspace / folder)]
    return tuple(options)


def _nearest_folder(workspace: Path, path: PurePosixPath) -> PurePosixPath:
    """The folder of `path` that is there already."""
    return next(parent for parent in path.parents if (workspace / parent).is_dir())


def _rebuild(workspace: Path, folder: PurePosixPath, left_out: set[PurePosixPath]) -> list[str]:
    full = workspace / folder
    with os.scandir(full) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    if len(entries) > MAX_ENTRIES:
        many = f"{full} has more than {MAX_ENTRIES} entries"
        raise SandboxFailed(f"{many}; without an overlay no file can be added to it or taken from it")
    options = ["--perms", f"{stat.S_IMODE(full.stat().st_mode):04o}", "--tmpfs", str(full)]
    for entry in entries:
        if folder / entry.name in left_out:
            continue
        if entry.is_symlink():
            options += ["--symlink", str(Path(entry.path).readlink()), entry.path]
        elif entry.is_file() or entry.is_dir():
            options += ["--ro-bind", entry.path, entry.path]
    return options


def _is_coverable(path: Path) -> bool:
    """Whether something can be bound over it. What lies in a closed folder stays closed: nothing is writable here."""
    return os.path.exists(path) and not path.is_symlink()  # noqa: PTH110 - unlike `Path.exists`, it takes that too
