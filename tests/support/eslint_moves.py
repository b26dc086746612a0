"""Have a configuration of ESLint moved, by the real migrator and the real ESLint in the real sandbox."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path, PurePosixPath

from assay.actions.migrate_config import targets
from assay.checks.eslint import eslint
from assay.core.action import Declined, Proposal, Request
from assay.core.check import Candidate, CheckResult, Side
from assay.core.command import Limits
from assay.core.snapshot import Snapshot
from assay.recipes.migrations import eslint_flat
from assay.recipes.migrations.workbench import Workbench
from assay.tools.node import Node
from support.judging import project_at
from support.sandboxes import sandbox_on


def proposed(
    root: Path, state: Path, path: str, node: Node | None
) -> tuple[Proposal | Declined | None, CheckResult | None]:
    """What is proposed for a file, and what the check says of that."""

    async def run() -> tuple[Proposal | Declined | None, CheckResult | None]:
        async with AsyncExitStack() as stack:
            sandbox = await stack.enter_async_context(sandbox_on(root, state))
            snapshot = Snapshot(root)

            async def side(of: Snapshot) -> Side:
                return Side(of, await stack.enter_async_context(sandbox.branch(of)))

            async def nothing(_: tuple[str, ...]) -> Path | str | None:
                return None

            request = Request("migrate_config", snapshot, PurePosixPath(path))
            target = next(each for each in targets(request, ()) if each.diagnostics[0].code == eslint_flat.CODE)
            bench = Workbench(project_at(root, path), side, nothing)
            found = await eslint_flat.proposer(bench, node)(snapshot, target, ())
            if not isinstance(found, Proposal):
                return found, None
            sides = await side(snapshot), await side(snapshot.with_patch(found.patch))
            check = eslint(node, Limits(), remaining=lambda: None)
            return found, await check(Candidate(request, target, found, *sides))

    return asyncio.run(run())
