"""What one run stands on: the project, its judges, the sandbox, the policy, and the fingerprint of it all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from assay.actions.action import Action
from assay.actions.bench import Bench
from assay.core.action import Request, Target
from assay.core.budget import Budget
from assay.core.check import Boundary, Side
from assay.core.context import Context
from assay.core.digest import canonical, digest
from assay.core.fingerprint import Fingerprint
from assay.core.model import MODEL, Sent, Share
from assay.core.outcome import Outcome
from assay.core.policy import Policy
from assay.core.project import Project
from assay.core.rules import Permit, nobody
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox, Tier
from assay.engine.candidates import Candidates
from assay.engine.means import Tell
from assay.model.egress import Egress
from assay.sandbox.sandbox import Sandbox
from assay.syntax.index import Index
from assay.workspace.files import Files, of_all
from assay.workspace.memory import Memory
from assay.workspace.stopwatch import Stopwatch


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for.

    `accept` are the boundaries that the user has allowed to be crossed; `permit` asks them about a command, and
    `fetch` about what a build needs to be fetched;
    `candidates` are those that live, for the person to see and to end.
    """

    action: Action
    request: Request
    budget: Budget
    accept: frozenset[Boundary]
    permit: Permit = nobody
    fetch: Permit = nobody
    candidates: Candidates = field(default_factory=Candidates)


def opening(sandbox: Sandbox | NoSandbox | None, branches: AsyncExitStack) -> Callable[[Snapshot], Awaitable[Side]]:
    """How sides are opened: with a branch of the sandbox where there is one."""

    async def open_side(snapshot: Snapshot) -> Side:
        if not isinstance(sandbox, Sandbox):
            return Side(snapshot, None)
        return Side(snapshot, await branches.enter_async_context(sandbox.branch(snapshot)))

    return open_side


@dataclass(frozen=True, slots=True)
class Counsel:
    """A model that may be asked in this run: the way out to it, what it may see, and what commands may not.

    `index` is what the names in these files mean, as the files of a snapshot are; `context` is what it is shown at
    first for a target. `memory` is what it wrote in earlier runs; None where nothing is remembered.
    """

    egress: Egress
    shown: frozenset[PurePosixPath]
    hidden: frozenset[PurePosixPath]
    index: Callable[[Snapshot], Awaitable[Index]]
    context: Callable[[Snapshot, Target], Awaitable[Context]]
    memory: Memory | None = None

    def share(self) -> Share | None:
        """The part that the model had since this was last asked; None where it had none."""
        share = self.egress.taken()
        remembered = self.memory is not None and self.memory.taken()
        if share is not None:
            return share
        return Share(self.egress.endpoint, Sent(), cache="hit") if remembered else None

    async def keep(self, outcomes: Iterable[Outcome]) -> None:
        """Remember what the model wrote and all checks passed, with what it said on the way, and nothing else."""
        if self.memory is None:
            return
        for outcome in outcomes:
            winner = outcome.winner
            if outcome.verdict == "verified" and winner is not None and winner.proposal.proposer == MODEL:
                await self.memory.keep(outcome.target, winner.proposal)
                await self.egress.keep(winner.proposal.replies)


@dataclass(frozen=True, slots=True)
class Ground:
    """Found once at the start of a run and not changed by it.

    `seen` are the files' digests at that moment. `reached` takes how far the run is, from 0 to 1.
    `counsel` is where a model is asked; None where none is. `pairs` is whether it may be
    asked for two candidates at a time.
    """

    order: Order
    bench: Bench
    sandbox: Sandbox | NoSandbox | None
    files: Files
    seen: dict[PurePosixPath, str]
    watch: Stopwatch
    tell: Tell
    reached: Callable[[float], None]
    counsel: Counsel | None = None
    pairs: bool = False

    def spent(self) -> float:
        """The seconds that the run has taken, without those in which a person thought."""
        return self.watch.spent()

    async def open_side(self, snapshot: Snapshot) -> Side:
        """The side that holds a snapshot; its branch lives as long as the run."""
        return await self.bench.open_side(snapshot)

    def share(self) -> Share | None:
        """The part that a model had in the run since this was last asked; None where none was."""
        return None if self.counsel is None else self.counsel.share()

    @property
    def tier(self) -> Tier | NoSandbox | None:
        """The sandbox as the receipt names it; None where none was asked for."""
        return self.sandbox.tier if isinstance(self.sandbox, Sandbox) else self.sandbox

    @property
    def tools(self) -> dict[str, str]:
        """The versions of the tools that judge, by name."""
        judge, runner = self.bench.judge, self.bench.runner
        tools = (judge.tool if judge is not None else None, runner)
        return {tool.name: tool.version for tool in tools if tool is not None}

    @property
    def fingerprint(self) -> Fingerprint:
        """What the verdicts of this run depend on."""
        return Fingerprint(
            files=of_all(self.seen),
            interpreter=_interpreter(self.bench.project),
            distributions=digest(canonical(dict(self.bench.project.interpreter.distributions))),
            tools=self.tools,
            policy=_policy(self.bench.policy),
        )


def _interpreter(project: Project) -> str:
    interpreter = project.interpreter
    return digest(canonical([str(interpreter.executable), str(interpreter.prefix), list(interpreter.version or ())]))


def _policy(policy: Policy) -> str:
    return digest(canonical([list(policy.protected), list(policy.secrets)]))
