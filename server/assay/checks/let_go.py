"""What a checker need not look at any more after a patch, because a condition on the interpreter decides it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.core.text import Lines, Span
from assay.tools.python_floor import Version

UNKNOWN_FLOOR = "what only Python 2 runs is not checked any more, and the project does not say that it needs Python 3"
RUNS_ON_2 = "what only Python 2 runs is not checked any more, and the project says that it runs there"

NEVER = "no Python that the project is for ever runs it"

PYTHON_3: Version = (3, 0)


@dataclass(frozen=True, slots=True)
class Live:
    """Where a branch begins that runs, before the patch and after it."""

    path: PurePosixPath
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A piece of the text after the patch that a checker need not look at, and why."""

    path: PurePosixPath
    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a patch may hide; nothing where it does more than to write such conditions out.

    `conditions` are the conditions as they stand after it, `live` the branches that do run. `assumed` is what the files
    do not say and has to be so, or what nobody checks any more. `modules` are those that no package may bring along.
    """

    passed_over: tuple[PassedOver, ...] = ()
    conditions: frozenset[tuple[PurePosixPath, Span]] = frozenset()
    live: tuple[Live, ...] = ()
    assumed: str = ""
    modules: frozenset[str] = frozenset()

    def why_unasked(self, path: PurePosixPath, span: Span) -> str:
        """Why a checker need not look at a piece of the text after the patch; empty where it has to."""
        around = (each for each in self.passed_over if each.path == path)
        return next((each.why for each in around if each.span.start <= span.start and span.end <= each.span.end), "")

    def hides(self, snapshot: Snapshot, diagnostic: Diagnostic) -> bool:
        """Whether what a checker says of the side after the patch, which is the snapshot, is said of such a piece."""
        if not any(each.path == diagnostic.path for each in self.passed_over):
            return False
        lines = Lines(snapshot.read(diagnostic.path) or "")
        at = lines.offset(diagnostic.start)
        return bool(self.why_unasked(diagnostic.path, Span(at, at)))


NONE = Conditions()


def older(declared: Version | None) -> str:
    """What is assumed where what only Python 2 runs is passed over, by the lowest version that a project requires."""
    return UNKNOWN_FLOOR if declared is None else RUNS_ON_2 if declared < PYTHON_3 else ""


def together(files: Iterable[Conditions | None]) -> Conditions:
    """What the changes of all files may hide; nothing where one of them, None, does more than that."""
    found = tuple(files)
    known = [each for each in found if each is not None]
    if len(known) != len(found):
        return NONE
    return Conditions(
        tuple(itertools.chain.from_iterable(each.passed_over for each in known)),
        frozenset(itertools.chain.from_iterable(each.conditions for each in known)),
        tuple(itertools.chain.from_iterable(each.live for each in known)),
        "; ".join(dict.fromkeys(each.assumed for each in known if each.assumed)),
        frozenset[str]().union(*(each.modules for each in known)),
    )
