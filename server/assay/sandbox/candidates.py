"""The tiers that might hold on this system, the strongest first, each with what makes its branches."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Literal

from assay.core.snapshot import Snapshot
from assay.sandbox.branch import Ground
from assay.sandbox.grounds import Site, copied_ground, overlay_ground, read_only_ground
from assay.sandbox.masking import Hidden
from assay.sandbox.means import Means
from assay.sandbox.process_limit import is_namespaced
from assay.sandbox.programs import Bubblewrap, find_bubblewraps, find_program

Level = Literal[0, 1, 2, 3]
MakeGround = Callable[[Hidden, Snapshot, Event], Ground]
"""Makes what a branch stands on; the event ends it early where it takes long."""

READ_ONLY = (
    "commands can write in the workspace (it is read-only here; /tmp is not)",
    "unix sockets can be opened (refused, since one of the host's in the workspace could be reached)",
)
"""What tier 2 lacks by its nature."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tier that might hold; `missing` is what it lacks in any case."""

    level: Level
    label: str
    tool: str
    make: MakeGround
    missing: tuple[str, ...] = ()


def boxed_candidates(site: Site, tiers: Collection[Level]) -> tuple[Candidate, ...]:
    """Tiers 0 to 2, each with every bwrap that can make it."""
    bubblewraps = find_bubblewraps(site.workspace) if find_program("prlimit") else ()
    mounts = find_program("unshare") and find_program("mount")
    overlays = [_overlay(site, 0, bubblewrap) for bubblewrap in bubblewraps if bubblewrap.overlays]
    nested = [_overlay(site, 1, bubblewrap) for bubblewrap in bubblewraps if mounts]
    read_only = [_read_only(site, bubblewrap) for bubblewrap in bubblewraps]
    return tuple(candidate for candidate in (*overlays, *nested, *read_only) if candidate.level in tiers)


def copied_candidate(site: Site) -> Candidate:
    """Tier 3."""
    return Candidate(3, "declared by you", "none: commands run on a copy", partial(copied_ground, site))


def _overlay(site: Site, level: Literal[0, 1], bubblewrap: Bubblewrap) -> Candidate:
    label = "overlay by bubblewrap" if level == 0 else "overlay by unshare and mount"
    return Candidate(level, label, bubblewrap.label, partial(overlay_ground, site, _means(level, bubblewrap)))


def _read_only(site: Site, bubblewrap: Bubblewrap) -> Candidate:
    make = partial(read_only_ground, site, _means(2, bubblewrap))
    return Candidate(2, "read-only workspace, patched files over it", bubblewrap.label, make, READ_ONLY)


def _means(level: Literal[0, 1, 2], bubblewrap: Bubblewrap) -> Means:
    prlimit = find_program("prlimit")
    assert prlimit
    by_namespace = os.getuid() == 0 and is_namespaced(platform.release())
    return Means(level, bubblewrap, prlimit, find_program("nsenter") if by_namespace else None)
