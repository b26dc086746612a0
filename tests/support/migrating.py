"""Put a change of configuration to the test by hand: both sides in the real sandbox, and one check."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path, PurePosixPath

from assay.core.action import Proposal, Request, Target
from assay.core.check import Candidate, Side
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from support.sandboxes import sandbox_on

Change = Callable[[Mapping[str, str | None]], Awaitable[Candidate]]
"""Makes the candidate that gives files these texts; None takes one away."""


@asynccontextmanager
async def changes_of(workspace: Path, state: Path, target: str) -> AsyncGenerator[Change]:
    """How candidates are made that were asked for at this file of the workspace; they share the side before."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(sandbox_on(workspace, state))
        base = Snapshot(workspace)
        before = Side(base, await stack.enter_async_context(sandbox.branch(base)))

        async def change(files: Mapping[str, str | None]) -> Candidate:
            paths = sorted(map(PurePosixPath, files))
            patch = Patch(tuple(FileChange(path, base.read(path), files[str(path)]) for path in paths))
            after = base.with_patch(patch)
            side = Side(after, await stack.enter_async_context(sandbox.branch(after)))
            path = PurePosixPath(target)
            request = Request("migrate_config", base, path)
            return Candidate(request, Target(path, "", ()), Proposal(patch, "test", "", ""), before, side)

        yield change
