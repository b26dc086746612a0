"""Find out what a run stands on: the project and its judges, whether they may run here, and the files as they are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from assay.actions.action import Action
from assay.actions.bench import Bench
from assay.cache.store import Store
from assay.checks.limits import within
from assay.checks.types import diagnose
from assay.context.budget import TOKENS
from assay.context.building import Shown, context_of
from assay.core.action import Request, Target
from assay.core.command import Limits
from assay.core.context import Context
from assay.core.diagnostics import Diagnostic
from assay.core.errors import BadInput
from assay.core.model import Endpoint
from assay.core.patch import Patch
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox, Trust
from assay.engine.means import Means, OpenSide, Tell
from assay.model.egress import Shared
from assay.model.opening import open_egress
from assay.model.replies import Replies
from assay.model.view import ignored
from assay.recipes.recipe import Ask
from assay.sandbox.sandbox import Sandbox
from assay.settings import Settings
from assay.syntax.index import Index
from assay.syntax.limits import too_much
from assay.tools.checkers import choose
from assay.tools.formatters import format_touched
from assay.tools.listing import is_ignored
from assay.tools.node import find_node
from assay.tools.project import find_project
from assay.tools.pytest import find_pytest
from assay.workspace.demands import demands, refuse_forbidden
from assay.workspace.files import Files
from assay.workspace.ground import Counsel, Ground, Order, opening
from assay.workspace.indexing import Indexing
from assay.workspace.memory import Asked, Memory
from assay.workspace.models import models_of, system_of
from assay.workspace.permission import asked_once
from assay.workspace.preparing import preparing
from assay.workspace.stopwatch import Stopwatch
from assay.workspace.warm import WarmChecker
from assay.workspace.watching import Watching

UNTRUSTED = "this folder is not trusted"
UNPROTECTED = "no sandbox on this system"
CORES_FOR_TWO = 4
"""Each candidate may have two commands that run at once."""

PART = 10
"""A first prompt takes at most one part in so many of the tokens that a run may use."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of the workspace before a run begins.

    `sandbox` finds out how commands are isolated; `shared` is what runs share of the servers of models;
    `store` is where what they wrote and said is remembered; `cores` is how many processes can run at once; `indexing`
    is what the names in the workspace's files mean; `builds` is where what builds need is kept.
    """

    root: Path
    settings: Settings
    trust: Trust
    environ: Mapping[str, str]
    interpreter: Path | None
    files: Files
    warm: WarmChecker
    sandbox: Callable[[], Awaitable[Sandbox | NoSandbox]]
    shared: Shared
    store: Store
    cores: int
    indexing: Indexing
    builds: Path


async def survey(
    site: Site, order: Order, *, tell: Tell, reached: Callable[[float], None], branches: AsyncExitStack
) -> Ground:
    """The ground of a run. Raises `BadInput` for a file that is not there, `Lacking` where no checker is found."""
    watch = Stopwatch()
    tell("looking at the project")
    refuse_forbidden(order.request.constraints)
    order = replace(order, request=await asyncio.to_thread(_pinned, order.request, order.action, site.root))
    sandbox = await site.sandbox() if site.trust.trusted else None
    seen = await asyncio.to_thread(site.files.look, order.request.snapshot)
    open_side = opening(sandbox, branches)
    bench = await asyncio.to_thread(_bench, site, order, sandbox, watch, open_side)
    counsel = await _counsel(site, order, bench, seen)
    if counsel is not None:
        branches.push_async_callback(counsel.egress.close)
    ground = Ground(
        order=order,
        bench=bench,
        sandbox=sandbox,
        files=site.files,
        seen=seen,
        watch=watch,
        tell=tell,
        reached=reached,
        counsel=counsel,
        pairs=order.tracing.pairs(here=site.settings.model_pair and site.cores >= CORES_FOR_TWO),
    )
    order.tracing.agrees(ground)
    return ground


async def _counsel(site: Site, order: Order, bench: Bench, seen: Mapping[PurePosixPath, str]) -> Counsel | None:
    """A model to be asked: only where the user named one, and where what it proposes can be put to the test."""
    endpoint, guided = site.settings.endpoint, order.action.guided
    if endpoint is None or (bench.judge is None and (guided is None or guided.withheld(bench))):
        return None
    return await asyncio.to_thread(_open_counsel, endpoint, site, order, bench, seen)


def _open_counsel(
    endpoint: Endpoint, site: Site, order: Order, bench: Bench, digests: Mapping[PurePosixPath, str]
) -> Counsel:
    request, days, seen = order.request, site.settings.model_memory, frozenset(digests)
    hidden = ignored(request.snapshot, seen)
    # open documents are among what was seen even where they are ignored
    unlisted = frozenset(path for path in request.snapshot.above if is_ignored(site.root, path))
    secret = frozenset(path for path in seen if bench.policy.hides(path))
    shown = seen - hidden - unlisted - secret
    asked = Asked(endpoint, system_of(order.action), order.action.task, request, shown)
    memory = Memory(order.tracing.shelf(site.store), days, asked) if days else None
    replies = Replies(site.store, days) if days else None
    shared, tape = site.shared if order.tracing.replayed is None else Shared(), order.tracing.tape
    egress = open_egress(endpoint, request.snapshot, shown, site.environ, shared, replies=replies, tape=tape)

    async def index(snapshot: Snapshot) -> Index:
        return await site.indexing.of(snapshot, digests, shown)

    async def context(snapshot: Snapshot, target: Target) -> Context:
        found, root = await index(snapshot), bench.project.root
        checker = "" if bench.judge is None else bench.judge.tool.name
        ground = Shown(snapshot, found, await site.indexing.links(found, root), root, checker, shown)
        return await asyncio.to_thread(context_of, ground, target, min(TOKENS, endpoint.tokens // PART))

    return Counsel(egress, shown, hidden - secret, index, context, memory)


def _pinned(request: Request, action: Action, root: Path) -> Request:
    """The request with its file's text held fast: what is judged is what was there when it was asked for.

    Where it names a folder, what is on the disk counts, and the look at the end tells what moved.
    """
    if (root / request.path).is_dir():
        return request
    if why := action.refuses(request.path):
        raise BadInput(f"{request.path}: {why}")
    text = request.snapshot.read(request.path)
    if text is None:
        raise BadInput(f"{request.path}: there is no such file in {root}")
    if why := too_much(text):
        raise BadInput(f"{request.path}: it is {why}, which is more than can be judged, so split it")
    return replace(request, snapshot=request.snapshot.with_texts({request.path: text}))


def means_of(ground: Ground) -> Means:
    """What the engine works with on this ground."""
    order, bench = ground.order, ground.bench
    permit = asked_once(order.permit, ground.watch, ground.tell)
    models, rivals = models_of(ground, permit)
    known = order.action.proposers(bench, _asking(ground), Watching(ground).watch)
    # where no checker says what there is to do, words do, and only a model reads them
    heard = bool(order.request.intent) and not order.action.diagnosed
    return Means(
        proposers=(*models, *known) if heard else (*known, *models),
        checks=(*order.action.checks(bench), *demands(order.request.constraints, bench, permit)),
        open_side=ground.open_side,
        finish=_finish(ground),
        budget=order.budget,
        spent=ground.spent,
        tell=ground.tell,
        rivals=rivals,
        candidates=order.candidates,
    )


def policy_of(settings: Settings) -> Policy:
    """The policy with what the settings guard beyond it."""
    return Policy().narrowed(protected=settings.protected, secrets=settings.secrets)


def _bench(
    site: Site,
    order: Order,
    sandbox: Sandbox | NoSandbox | None,
    watch: Stopwatch,
    open_side: OpenSide,
) -> Bench:
    request = order.request

    def remaining() -> float | None:
        return watch.remaining(order.budget.seconds)

    project = find_project(
        site.root,
        request.path,
        interpreter=site.settings.interpreter,
        chosen=site.interpreter,
        environ=site.environ,
    )
    withheld = UNTRUSTED if sandbox is None else UNPROTECTED if isinstance(sandbox, NoSandbox) else ""
    sources = dict.fromkeys(diagnostic.source for diagnostic in request.diagnostics)
    judge, policy = None, policy_of(site.settings)
    if not withheld and order.action.diagnosed:
        judge = choose(project, setting=site.settings.checker, sources=sources, environ=site.environ)
    sift = None
    if judge is not None and isinstance(sandbox, Sandbox):
        sift = site.warm.sift(judge, sandbox, policy, remaining=remaining)
    return Bench(
        project=project,
        judge=judge,
        runner=find_pytest(project),
        policy=policy,
        scope=site.settings.tests,
        limits=Limits(),
        remaining=remaining,
        open_side=open_side,
        constrained=bool(request.constraints),
        examples=tuple(each.example for each in request.constraints if each.example is not None),
        intent=request.intent,
        withheld=withheld,
        sift=sift,
        prepare=None if withheld else preparing(project, site.builds, site.environ, order.fetch, watch),
        node=None if withheld else find_node(site.root, site.environ),
    )


def _asking(ground: Ground) -> Ask:
    """Have the project's checker look at a probe; it says nothing where it may not run or cannot end."""

    async def ask(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
        bench = ground.bench
        if bench.withheld or bench.judge is None:
            return ()
        side = await ground.open_side(snapshot)
        report = await diagnose(side, bench.judge, within(bench.limits, bench.remaining()))
        return report.diagnostics if report.complete else ()

    return ask


def _finish(ground: Ground) -> Callable[[Patch], Awaitable[Patch]]:
    """Bring a patch into the project's format, where its formatter may run."""

    async def finish(patch: Patch) -> Patch:
        if ground.bench.withheld:
            return patch
        side = await ground.open_side(ground.order.request.snapshot)
        assert side.branch is not None, "nothing is withheld"
        formatted = await format_touched(ground.bench.project, side.branch, patch, ground.bench.limits)
        if formatted.note:
            ground.tell(formatted.note)
        return formatted.patch

    return finish
