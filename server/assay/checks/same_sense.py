"""Same sense: a YAML file says to the program that reads it what it said before, however it is spelled.

Both texts are read anew; what the program takes for the same is made the same, and all else has to be equal.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TypeAlias

from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, CheckResult
from assay.core.errors import Unreadable
from assay.core.patch import FileChange
from assay.core.snapshot import Snapshot
from assay.syntax import yaml
from assay.syntax.yaml import Part
from assay.tools import compose, precommit
from assay.tools.file_mentions import carries
from assay.tools.listing import listed

NAME = "same sense"
Meant: TypeAlias = "Callable[[Part | None], object]"
"""Gives what a program takes a file for. Raises `ValueError` where it takes it for nothing."""

MOST = 20_000
"""Files of a workspace that are looked at."""

_OLD_COMPOSE = re.compile(r"\bdocker-compose\b(?!\.)|\bdocker stack\b")
_RUN = re.compile(r"(?:Makefile|justfile|tox\.ini|noxfile\.py|tasks\.py|.*\.(?:ya?ml|sh|mk|md|rst))")
_SHOWN = 3


async def same_sense(candidate: Candidate) -> CheckResult:
    """The check."""
    return await asyncio.to_thread(_judge, candidate)


def _judge(candidate: Candidate) -> CheckResult:
    judged = 0
    lacks: list[str] = []
    for change in candidate.proposal.patch.changes:
        meant = _reader(change.path)
        if meant is None or carries(change, candidate.proposal.patch, candidate.target.path.parent):
            continue
        judged += 1
        if fault := _fault(change, meant):
            reason = f"{change.path}: {fault}"
            return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
        if meant is compose.meant:
            lacks += list(_calling(candidate.after.snapshot))
    if not judged:
        return unconcerned(CheckResult(NAME, required=False, status="skipped", summary=""))
    shown = ", ".join(lacks[:_SHOWN]) + (f" and {len(lacks) - _SHOWN} more" if len(lacks) > _SHOWN else "")
    words = f"{shown}: calls a program that may still read the version" if lacks else ""
    return CheckResult(
        NAME, required=True, status="passed", summary=words or "it says the same to what reads it", incomplete=words
    )


def _fault(change: FileChange, meant: Meant) -> str:
    if change.before is None or change.after is None:
        return "it comes or goes, which cannot be compared"
    try:
        same = meant(yaml.read(change.before)) == meant(yaml.read(change.after))
    except ValueError as error:
        return str(error)
    return "" if same else "it says something else"


def _reader(path: PurePosixPath) -> Meant | None:
    if path.name == precommit.FILE:
        return precommit.meant
    return compose.meant if any(path.match(pattern) for pattern in compose.PATTERNS) else None


def _calling(snapshot: Snapshot) -> Iterator[str]:
    """The lines, as `file:number`, that call a program which may read the version of a compose file."""
    for number, (path, _) in enumerate(listed(snapshot.root)):
        if number >= MOST:
            return
        if _RUN.fullmatch(path.name):
            with suppress(Unreadable):
                for line, text in enumerate((snapshot.read(path) or "").splitlines(), 1):
                    if _OLD_COMPOSE.search(text):
                        yield f"{path}:{line}"
