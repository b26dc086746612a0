"""Verdicts of earlier runs of this process, given again where nothing that they rest on has changed.

They are kept in memory alone: what lies on a disk, where others may write, never becomes a verdict.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from assay.core.digest import canonical, digest
from assay.core.model import Sent, Share
from assay.core.reuse import Circumstances
from assay.core.snapshot import Snapshot
from assay.core.trust import Tier
from assay.tools.footprint import footprint, of_ignored
from assay.workspace.files import of_all
from assay.workspace.ground import Ground
from assay.workspace.settle import Settled
from assay.workspace.units import Solved

KEPT = 16
"""Runs whose verdicts are kept, the last ones."""

FILES = "files"

FORGETFUL = "`model_memory` is 0"
UNJUDGED = "the checker and the tests did not run"
COMMITTED = "what changed is asked of git, of which nothing is compared"
ANYTHING = "a command has to pass, which may rest on anything"
BEYOND = "more is installed from outside of the environment than can be looked at"
MODULES = "ESLint rests on `node_modules`, which is not looked at"
HIDDEN = "the workspace ignores more files than can be looked at"


@dataclass(frozen=True, slots=True)
class Known:
    """A run all of whose units are verified, as it stood at its end."""

    run: str
    settled: Settled

    def again(self, seconds: float) -> Settled:
        """The same verdicts and evidence for another run, in words that say whose they are."""
        return replace(self.settled, units=tuple(_again(each, self.run, seconds) for each in self.settled.units))


class Verdicts:
    """Those of one workspace."""

    def __init__(self) -> None:
        self._process = uuid4().hex
        self._known: dict[str, Known] = {}

    async def circumstances(self, ground: Ground, *, days: float) -> Circumstances:
        """What the verdicts of a run on this ground rest on. With `days` of 0 nothing is to be used again."""
        return await asyncio.to_thread(_circumstances, ground, self._process, days)

    async def known(
        self, circumstances: Circumstances, ground: Ground, current: Callable[[], Snapshot]
    ) -> Known | None:
        """The run that stood in these circumstances, where no file has moved since the look at the beginning either."""
        known = None if circumstances.barred else self._known.get(circumstances.digest)
        if known is None:
            return None
        now = await asyncio.to_thread(ground.files.look, current())
        return known if of_all(now) == circumstances.parts[FILES] else None

    def keep(self, circumstances: Circumstances, known: Known) -> None:
        """Keep a run for these circumstances, if every unit of it is verified; the files are those it was judged on."""
        units, judged = known.settled.units, known.settled.judged
        if circumstances.barred or not units or any(each.outcome.verdict != "verified" for each in units):
            return
        final = Circumstances({**circumstances.parts, FILES: of_all(dict(judged))})
        self._known[final.digest] = known
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]


def _circumstances(ground: Ground, process: str, days: float) -> Circumstances:
    order, bench, fingerprint, tier = ground.order, ground.bench, ground.fingerprint, ground.tier
    request, endpoint = order.request, None if ground.counsel is None else ground.counsel.egress.endpoint
    packages = footprint(bench.project.interpreter, bench.project.workspace)
    ignored = of_ignored(bench.project.workspace, ground.seen)
    diagnostics = [str(each) for each in request.diagnostics]
    values: Mapping[str, object] = {
        "request": [request.action, str(request.path), repr(request.place), diagnostics],
        "demands": [request.intent, [each.text for each in request.constraints], sorted(order.accept)],
        "remarks": [[each.run, each.unit, each.patch, each.remark] for each in request.earlier],
        "interpreter": fingerprint.interpreter,
        "distributions": [fingerprint.distributions, packages],
        "ignored": ignored,
        "tools": dict(fingerprint.tools),
        "policy": fingerprint.policy,
        "tests": bench.scope,
        "sandbox": [tier.level, tier.label, list(tier.held), list(tier.missing)] if isinstance(tier, Tier) else None,
        "model": None if endpoint is None else [endpoint.address, endpoint.name],
        "process": process,
    }
    parts = {FILES: fingerprint.files, **{name: digest(canonical(value)) for name, value in values.items()}}
    modules = any((bench.project.workspace / each / "node_modules").exists() for each in request.path.parents)
    commands = any(each.kind == "command" for each in request.constraints)
    barring = (
        (not days, FORGETFUL),
        (commands, ANYTHING),
        (request.changed, COMMITTED),
        (bench.withheld, UNJUDGED),
        (modules and request.action == "migrate_config", MODULES),
        (packages is None, BEYOND),
        (ignored is None, HIDDEN),
    )
    barred = next((words for holds, words in barring if holds), "")
    return Circumstances(parts, barred)


def _again(unit: Solved, run: str, seconds: float) -> Solved:
    words = f"{unit.outcome.reason}; judged in run {run}, and nothing that is compared for that has changed since"
    share = None if unit.share is None else Share(unit.share.endpoint, Sent(), cache="hit")
    return replace(unit, outcome=replace(unit.outcome, reason=words), seconds=seconds, share=share, verdict_of=run)
