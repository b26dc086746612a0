"""An open sandbox: the tier that was found to hold for one workspace, and the branches made in it."""

from __future__ import annotations

import asyncio
import platform
import sys
import weakref
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from assay.core.errors import SandboxFailed
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox, Tier
from assay.sandbox.branch import SandboxBranch
from assay.sandbox.candidates import Candidate, Level, MakeGround, boxed_candidates, copied_candidate
from assay.sandbox.choosing import first_that_holds, make_surroundings, open_branch
from assay.sandbox.grounds import Site
from assay.sandbox.masking import Masking
from assay.sandbox.refusal import no_tier, old_kernel, system_folder, unsupported
from assay.sandbox.session import Session, open_session


class Sandbox:
    """Makes branches of one workspace. All that it made is removed when it is closed, or when the process ends."""

    def __init__(self, site: Site, tier: Tier, make: MakeGround, session: Session, masking: Masking) -> None:
        self.workspace = site.workspace
        self.tier = tier
        self._make = make
        self._masking = masking
        self._remove = weakref.finalize(self, session.close)

    @asynccontextmanager
    async def branch(self, snapshot: Snapshot) -> AsyncGenerator[SandboxBranch]:
        """A branch that holds the snapshot. Raises `SandboxFailed`, `Unreadable` for a path that leads out.

        Making it takes as long as the snapshot's `above`, however large the workspace is (but for tier 3's copy).
        """
        root = await asyncio.to_thread(snapshot.root.resolve)
        if root != self.workspace:
            raise ValueError(f"a snapshot of {root} in a sandbox of {self.workspace}")
        branch = await open_branch(self.tier, self._make, self._masking.current(), snapshot)
        try:
            yield branch
        finally:
            await branch.close()

    async def close(self) -> None:
        """Remove all that the sandbox made. No branch is open."""
        await self._masking.close()
        await asyncio.to_thread(self._remove)


async def open_sandbox(
    workspace: Path,
    *,
    state: Path,
    policy: Policy,
    declared: bool = False,
    environ: Mapping[str, str],
    tiers: Collection[Level] = (0, 1, 2, 3),
) -> Sandbox | NoSandbox:
    """Find the strongest of the `tiers` that holds for this workspace, by running commands in it.

    `state` is where branches lie if no tmpfs will do. `declared` is the user's word that this machine or container is
    a sandbox of its own; without it there is no tier 3.
    """
    root = await asyncio.to_thread(workspace.resolve)
    if refusal := unsupported(sys.platform) or old_kernel(platform.release()) or system_folder(root):
        return refusal
    reasons: list[str] = []
    begin = partial(_begin, root, state, policy, environ)
    try:
        session, site = await asyncio.to_thread(begin)
        candidates = await asyncio.to_thread(boxed_candidates, site, tiers)
        sandbox = await _open(session, site, candidates, reasons)
        if sandbox is None and declared and 3 in tiers:
            session, site = await asyncio.to_thread(begin, on_disk=True)
            sandbox = await _open(session, site, (copied_candidate(site),), reasons)
    except SandboxFailed as error:
        return NoSandbox(str(error), ())
    return sandbox or no_tier(reasons)


def _begin(
    workspace: Path, state: Path, policy: Policy, environ: Mapping[str, str], *, on_disk: bool = False
) -> tuple[Session, Site]:
    session = open_session(state, environ, workspace, on_disk=on_disk)
    return session, Site(workspace, session.folder, policy, make_surroundings(session.folder, environ))


async def _open(session: Session, site: Site, candidates: Iterable[Candidate], reasons: list[str]) -> Sandbox | None:
    masking = Masking(site.workspace, site.policy, site.folder)
    try:
        hidden = await masking.first_look()
        chosen = await first_that_holds(candidates, site, hidden.masks, reasons)
    except BaseException:
        session.close()
        raise
    if chosen is None:
        session.close()
        return None
    return Sandbox(site, *chosen, session, masking)
