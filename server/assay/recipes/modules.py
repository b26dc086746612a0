"""How one module of a project names another."""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.snapshot import Snapshot
from assay.tools.modules import dotted


def absolute(snapshot: Snapshot, path: PurePosixPath, module: str) -> str | None:
    """The absolute name of what a file calls `module`, with leading dots or without; None where it leads out."""
    level = len(module) - len(module.lstrip("."))
    if not level:
        return module
    own = dotted(snapshot, path).split(".")
    package = own if path.stem == "__init__" else own[:-1]
    if level - 1 >= len(package):
        return None
    base = package[: len(package) - (level - 1)]
    rest = module.lstrip(".")
    return ".".join([*base, rest] if rest else base)


def relative(snapshot: Snapshot, path: PurePosixPath, module: str) -> str | None:
    """The name with leading dots by which a file can call a module of its own outermost package; None of another."""
    own = dotted(snapshot, path).split(".")
    package = own if path.stem == "__init__" else own[:-1]
    parts = module.split(".")
    if not package or parts[0] != package[0]:
        return None
    shared = sum(1 for _ in _shared(package, parts))
    return "." * (len(package) - shared + 1) + ".".join(parts[shared:])


def _shared(one: list[str], other: list[str]) -> list[str]:
    found: list[str] = []
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        found.append(left)
    return found
