"""What a user points at, what is offered there, and what is proposed for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.constraint import Constraint
from assay.core.diagnostics import Diagnostic
from assay.core.earlier import Earlier
from assay.core.patch import Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Place


@dataclass(frozen=True, slots=True)
class Request:
    """What the user pointed at: a place in a file, or the whole file where `place` is None.

    `diagnostics` are those shown to the user at the place; `intent` is in the user's words; `constraints`
    are what a result must keep to; `earlier` is what the user turned down before. `changed` asks for what changed at
    the place since the last commit, and for nothing else.
    """

    action: str
    snapshot: Snapshot
    path: PurePosixPath
    place: Place | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    intent: str = ""
    constraints: tuple[Constraint, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    changed: bool = False

    def refuses(self, target: Target, patch: Patch) -> bool:
        """Whether the user turned down this very change for the target; the same lines elsewhere are another matter."""
        about = (each for each in self.earlier if each.is_about(target.path, target.diagnostics))
        return any(each.does(patch.diff()) for each in about)


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that applies at a place. `disabled` says why it cannot run now; None where it can.

    `generated` is whether only a model could solve it.
    """

    action: str
    title: str
    kind: str
    path: PurePosixPath
    place: Place
    diagnostics: tuple[Diagnostic, ...] = ()
    preferred: bool = False
    disabled: str | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The smallest thing that can be judged alone: the errors of one root cause, in one file.

    `by_place` is the proposer that knows them by where they stand, empty where none does; None where nobody looked.
    """

    path: PurePosixPath
    title: str
    diagnostics: tuple[Diagnostic, ...]
    by_place: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An untrusted patch.

    `proposer` names what made it, `rationale` says why, `unverified` what no check can tell of it. `replies` are the
    keys of what a model said on the way to it, as far as that may be kept. `title` is what it does, as a line of a
    menu; empty where it does what the target promised. `assumed` is what it takes for granted that the code does not
    show: with that it is never more than partial.
    """

    patch: Patch
    proposer: str
    rationale: str
    unverified: str
    replies: tuple[str, ...] = ()
    title: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """What an earlier attempt proposed and what the checks said of it, for the next one to see.

    `reason` is why it was rejected, in the words of the check that did.
    """

    proposal: Proposal
    diagnostics: tuple[Diagnostic, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """Why a proposer that might know something has no proposal, in words for the user.

    `withdrawn` where it takes back all that it has proposed for the target, as nothing of it holds.
    """

    reason: str
    withdrawn: bool = False


Proposer = Callable[[Snapshot, Target, tuple[Failure, ...]], Awaitable[Proposal | Declined | None]]
"""Makes the next proposal for a target, having seen what failed before; None when it knows no other."""
