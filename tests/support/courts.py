"""A court for the check that asks what is known: a file, a checker, and what is said of a change of it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from assay.checks.revealed import reveals
from assay.checks.types import known
from assay.core.action import Proposal, Request, Target
from assay.core.check import Candidate, CheckResult, Side
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import Sandbox
from support.judging import OF_NAME, judge_of, project_at
from support.sandboxes import sandbox_on, write_tree

T = TypeVar("T")

A = PurePosixPath("shop.py")
CONFIGURATION = {"mypy.ini": "[mypy]\ncheck_untyped_defs = true\n", "pyrefly.toml": ""}


class Court:
    """One workspace of one file in one sandbox with one checker, whose baseline is judged once."""

    def __init__(self, top: Path, name: str, text: str, configuration: Mapping[str, str] = CONFIGURATION) -> None:
        self.text = text
        files = {str(A): text, **configuration}
        self.workspace = write_tree(top / "workspace", files)
        (top / "state").mkdir()
        self.judge = judge_of(project_at(self.workspace, str(A)), checker=OF_NAME[name])
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._sandbox: Sandbox = self.run(self._stack.enter_async_context(sandbox_on(self.workspace, top / "state")))
        self.before = self.run(self.side(Snapshot(self.workspace)))
        self.known = self.run(known(self.before, self.judge, Limits())).errors

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What the coroutine comes to."""
        return self._runner.run(coroutine)

    async def side(self, snapshot: Snapshot) -> Side:
        """A branch that holds the snapshot."""
        return Side(snapshot, await self._stack.enter_async_context(self._sandbox.branch(snapshot)))

    def at(self, words: str) -> tuple[Diagnostic, ...]:
        """What the checker says of the lines with these words, before any patch; those of several with `; ` between."""
        numbers = {self.text[: self.text.index(each)].count("\n") for each in words.split("; ")}
        found = tuple(each for each in self.known if each.start.line in numbers)
        assert {each.start.line for each in found} == numbers, (words, self.known)
        return found

    def judged(self, words: str, *edits: tuple[str, str], limits: Limits | None = None) -> CheckResult:
        """What the check says of edits that should solve what stands on the line with these words."""
        after = self.text
        for old, new in edits:
            assert old in after
            after = after.replace(old, new, 1)
        proposal = Proposal(Patch((FileChange(A, self.text, after),)), "a test", "", "")

        async def check() -> CheckResult:
            candidate = Candidate(
                Request("fix_types", self.before.snapshot, A),
                Target(A, "a target", self.at(words)),
                proposal,
                self.before,
                Side(self.before.snapshot.with_patch(proposal.patch), None),
            )
            return await reveals(self.judge, self.side, limits or Limits(), remaining=lambda: None)(candidate)

        return self.run(check())

    def close(self) -> None:
        """Closes what was opened."""
        self.run(self._stack.aclose())
        self._runner.close()
