"""What there is to ask ESLint of a folder, as its files say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import cast

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.tools.eslint import Asked
from assay.tools.eslint_files import IGNORE, IGNORE_KEY, OLD, holds, runs
from assay.tools.json_in_place import read_object
from assay.tools.listing import listed
from assay.tools.npm_packages import PACKAGE


def asked_of(snapshot: Snapshot, path: PurePosixPath) -> Asked:
    """How the project calls it, what it has it ignore, and what configures it in folders below. Raises `Unreadable`."""
    told = snapshot.read(path.with_name(PACKAGE))
    ignored = snapshot.read(path.with_name(IGNORE))
    if ignored is None:
        names = read_object(told).get(IGNORE_KEY)
        ignored = "".join(f"{each}\n" for each in cast("list[object]", names)) if isinstance(names, list) else ""
    return Asked(path.parent, path.name, runs(told), ignored, tuple(_nested(snapshot, path.parent)))


def above(snapshot: Snapshot, path: PurePosixPath) -> Iterator[PurePosixPath]:
    """What configures it in the folders above this one, the nearest first."""
    for folder in list(path.parents)[1:]:
        yield from (folder / name for name in OLD if configures(snapshot, folder / name))


def configures(snapshot: Snapshot, path: PurePosixPath) -> bool:
    """Whether a file configures ESLint in the old way, for all that is known."""
    if path.name not in OLD:
        return False
    try:
        return holds(path.name, snapshot.read(path))
    except Unreadable:
        return True


def _nested(snapshot: Snapshot, top: PurePosixPath) -> Iterator[PurePosixPath]:
    folders = {each.parent for each, _ in listed(snapshot.root) if each.name in OLD}
    for folder in sorted(each for each in folders if each != top and each.is_relative_to(top)):
        first = next((folder / name for name in OLD if configures(snapshot, folder / name)), None)
        if first is not None:
            yield first.relative_to(top)
