"""Whether a workspace's code may run, and how strongly it is isolated when it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Trust:
    """The user's word on a workspace; `source` says where it was given."""

    trusted: bool
    source: str


@dataclass(frozen=True, slots=True)
class Tier:
    """How strong the sandbox really is here, found by running it.

    0: overlay by bwrap; 1: overlay by nested unshare; 2: read-only workspace with the patched files over it;
    3: declared by the user (a container), commands run on a copy. `held` are the guarantees that the probe
    saw hold, `missing` those that it saw fail or could not test, each with the reason.
    """

    level: Literal[0, 1, 2, 3]
    label: str
    tool: str
    held: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoSandbox:
    """No tier holds on this system: why, and the ways out, one line each."""

    reason: str
    remedies: tuple[str, ...]
