"""An open sandbox: the tier that was found to hold for one workspace, and the branches made in it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox, Tier
from assay.sandbox.boxed import Surroundings
from assay.sandbox.branch import Ground, SandboxBranch
from assay.sandbox.etc import make_etc
from assay.sandbox.grounds import Site, hide, overlay_ground
from assay.sandbox.masks import find_masks
from assay.sandbox.means import Means, required
from assay.sandbox.programs import find_bubblewraps, find_program
from assay.sandbox.session import Session, open_session

ENVIRONMENT: Mapping[str, str] = MappingProxyType({
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/home/sandbox",
    "TMPDIR": "/tmp",  # noqa: S108  # the sandbox's own
    "LANG": "C.UTF-8",
    "PYTHONNOUSERSITE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
})  # fmt: skip
UNPRIVILEGED = 1000


class Sandbox:
    """Makes branches of one workspace. Its folder is removed when it is closed, or when the process ends."""

    def __init__(self, workspace: Path, tier: Tier, session: Session, ground: Callable[[Snapshot], Ground]) -> None:
        self.workspace = workspace
        self.tier = tier
        self._session = session
        self._ground = ground

    @asynccontextmanager
    async def branch(self, snapshot: Snapshot) -> AsyncGenerator[SandboxBranch]:
        """A branch that holds the snapshot; making it takes as long as its `above`, however large the workspace."""
        if snapshot.root.resolve() != self.workspace:
            raise ValueError(f"a snapshot of {snapshot.root} in a sandbox of {self.workspace}")
        branch = SandboxBranch(self.tier, snapshot, self._ground(snapshot))
        try:
            yield branch
        finally:
            await branch.close()

    async def close(self) -> None:
        """Remove all that the sandbox made."""
        await asyncio.to_thread(self._session.close)


async def open_sandbox(
    workspace: Path,
    *,
    state: Path,
    policy: Policy,
    declared: bool = False,  # noqa: ARG001  # tier 3 follows
    environ: Mapping[str, str],
    tiers: tuple[int, ...] = (0, 1, 2, 3),
) -> Sandbox | NoSandbox:
    """Find the strongest tier that holds for this workspace by running commands in it.

    `declared` is the user's word that the machine or container is a sandbox of its own. `tiers` are those to try.
    """
    workspace = await asyncio.to_thread(workspace.resolve)
    bubblewraps = find_bubblewraps(workspace)
    root = os.getuid() == 0
    means = [
        Means(0, bwrap, required("prlimit"), find_program("nsenter") if root else None)
        for bwrap in bubblewraps
        if bwrap.overlays and 0 in tiers
    ]
    means += [
        Means(1, bwrap, required("prlimit"), find_program("nsenter") if root else None)
        for bwrap in bubblewraps
        if 1 in tiers
    ]
    if not means:
        return NoSandbox("no bubblewrap", ())
    session = open_session(state, environ, workspace)
    uid = os.getuid() or UNPRIVILEGED
    gid = os.getgid() or UNPRIVILEGED
    make_etc(session.folder / "etc", uid, gid)
    passed_on = {
        name: text for name, text in environ.items() if name in {"LANG", "LANGUAGE", "TZ"} or name.startswith("LC_")
    }
    home = Path(environ["HOME"]) if "HOME" in environ else None
    around = Surroundings(session.folder / "etc", uid, gid, MappingProxyType({**ENVIRONMENT, **passed_on}), home)
    site = Site(workspace, session.folder, policy, around)
    hidden = hide(site, await asyncio.to_thread(find_masks, workspace, policy))
    chosen = means[0]
    tier = Tier(chosen.level, chosen.label, chosen.bubblewrap.label, (), ())
    return Sandbox(workspace, tier, session, lambda snapshot: overlay_ground(site, chosen, hidden, snapshot))
