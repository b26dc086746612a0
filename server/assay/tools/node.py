"""Node.js of the user, found on PATH by files alone. What lies in the workspace does not count."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assay.tools.reading import read_small

MIGRATOR = "eslint-migrate-config"


@dataclass(frozen=True, slots=True)
class Node:
    """The program, what it needs to run, and the migrator of ESLint on PATH; None where there is none."""

    executable: Path
    readable: tuple[Path, ...]
    migrator: Path | None = None


def find_node(workspace: Path, environ: Mapping[str, str]) -> Node | None:
    """The first on PATH; None where there is none."""
    executable = next(_on_path("node", workspace, environ), None)
    if executable is None:
        return None
    readable = [_prefix(executable)]
    migrator = next((each.resolve() for each in _on_path(MIGRATOR, workspace, environ, script=True)), None)
    if migrator is not None:
        modules = [each for each in migrator.parents if each.name == "node_modules"]
        readable += modules[-1:]
        migrator = migrator if modules else None
    return Node(executable, tuple(readable), migrator)


def _on_path(name: str, workspace: Path, environ: Mapping[str, str], *, script: bool = False) -> Iterator[Path]:
    for entry in environ.get("PATH", "").split(os.pathsep):
        found = Path(entry) / name
        if not found.is_absolute() or not os.access(found, os.X_OK):
            continue
        inside = any(each.resolve().is_relative_to(workspace.resolve()) for each in (found.parent, found))
        if not inside and (script or not (read_small(found) or "").startswith("#!")):
            yield found


def _prefix(executable: Path) -> Path:
    """What a program needs beside itself: the folder of its installation where it has one of its own."""
    real = executable.resolve()
    return real.parent.parent if real.parent.name == "bin" and len(real.parts) > len(Path("/usr/bin/x").parts) else real
