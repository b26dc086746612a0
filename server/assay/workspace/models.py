"""The model among the proposers of a run: what it is told, what it works with, who is asked beside and behind it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from assay.actions.action import Action
from assay.checks.types import diagnose
from assay.core.action import Proposer, Target
from assay.core.rules import Permit
from assay.core.snapshot import Snapshot
from assay.model.proposer import DATA, SYSTEM, WORK, Commission, ModelProposer
from assay.model.remaining import remaining
from assay.model.running import Desk
from assay.tools.checker import CheckerReport
from assay.workspace.ground import Ground


def models_of(ground: Ground, permit: Permit) -> tuple[tuple[Proposer, ...], Mapping[Proposer, Proposer]]:
    """The model, where one may be asked: after all recipes, and where cores allow, beside itself once it has failed.

    Where a proposal of its own can be judged in parts, what is left of the last ones comes behind it.
    """
    if (counsel := ground.counsel) is None:
        return (), {}
    bench, judge, guided = ground.bench, ground.bench.judge, ground.order.action.guided

    async def check(snapshot: Snapshot) -> CheckerReport:
        if judge is None:
            words = "it has no say in this"
            return CheckerReport((), complete=False, failure=words, argv=(), exit_code=None, seconds=0.0, killed=None)
        return await diagnose(await ground.open_side(snapshot), judge, bench.limits)

    asked: list[tuple[Snapshot, Target, tuple[str, tuple[PurePosixPath, ...]]]] = []

    async def guide(snapshot: Snapshot, target: Target) -> tuple[str, tuple[PurePosixPath, ...]]:
        """The same for each attempt, and so found out once: it may have the project's tests run."""
        if guided is None:
            return "", ()
        if not asked or asked[0][0] is not snapshot or asked[0][1] != target:
            asked[:] = [(snapshot, target, await guided.guide(bench, snapshot, target))]
        return asked[0][2]

    desk = Desk(
        project=bench.project,
        open_side=ground.open_side,
        checker="the type checker" if judge is None else judge.tool.name,
        check=check,
        permit=permit,
        remaining=bench.remaining,
        hidden=counsel.hidden,
    )

    commission = Commission(
        task=ground.order.action.task,
        request=ground.order.request,
        policy=bench.policy,
        desk=desk,
        shown=counsel.shown,
        context=counsel.context,
        index=counsel.index,
        tell=ground.tell,
        system=system_of(ground.order.action),
        guide=guide,
        rest=None if guided is None else guided.rest,
    )
    model = ModelProposer(commission, counsel.egress)
    first: Proposer = model if counsel.memory is None else counsel.memory.before(model)
    rival = ModelProposer(commission, counsel.egress, beside=True)
    behind = () if guided is None else (remaining(guided.rest),)
    return (first, *behind), {first: rival} if ground.pairs else {}


def system_of(action: Action) -> str:
    """What is said to a model first."""
    return SYSTEM if action.guided is None else f"{WORK}\n{action.guided.rules}\n{DATA}"
