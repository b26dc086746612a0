"""What there is to ask ESLint of a folder, as its files say."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import cast

from assay.core.snapshot import Snapshot
from assay.tools.eslint import Asked
from assay.tools.eslint_files import IGNORE, IGNORE_KEY, PACKAGE, package, runs


def asked_of(snapshot: Snapshot, path: PurePosixPath) -> Asked:
    """How the project calls it, and what it has it ignore. Raises `Unreadable`."""
    told = snapshot.read(path.with_name(PACKAGE))
    ignored = snapshot.read(path.with_name(IGNORE))
    if ignored is None:
        listed = package(told).get(IGNORE_KEY)
        ignored = "".join(f"{each}\n" for each in cast("list[object]", listed)) if isinstance(listed, list) else ""
    return Asked(path.parent, path.name, runs(told), ignored)
