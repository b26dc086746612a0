"""One open workspace folder, and the calls that every front end shares: offers, run, apply."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from assay.actions import catalogue
from assay.actions.action import Action
from assay.cache.store import Store
from assay.core.action import Offer, Request
from assay.core.budget import Budget
from assay.core.check import Boundary
from assay.core.command import TOP
from assay.core.diagnostics import Diagnostic
from assay.core.errors import AssayError, Lacking
from assay.core.event import Notify
from assay.core.rules import Permit, nobody
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.core.trust import NoSandbox, Tier, Trust
from assay.engine.candidates import Candidates
from assay.ledger.evidence import markdown
from assay.model.egress import Shared
from assay.sandbox.sandbox import Sandbox, open_sandbox
from assay.settings import Settings
from assay.syntax.tree import Tree
from assay.tools.checkers import named
from assay.workspace import trust as trusted
from assay.workspace.answer import Answer, Unanswered
from assay.workspace.answers import Answers
from assay.workspace.apply import Applied, Put, apply
from assay.workspace.configuration import folder_of
from assay.workspace.files import Files, moved
from assay.workspace.ground import Order
from assay.workspace.indexing import INDEX, Indexing
from assay.workspace.look import LONGEST, look
from assay.workspace.memory import STORE
from assay.workspace.preparing import BUILDS
from assay.workspace.record import Record
from assay.workspace.run import Run, Unit
from assay.workspace.solving import solve_all
from assay.workspace.survey import Site, policy_of, survey
from assay.workspace.trace import Trace
from assay.workspace.traces import TRACES
from assay.workspace.tracing import Tracing
from assay.workspace.trees import Trees
from assay.workspace.units import Solved
from assay.workspace.verdicts import Known, Verdicts
from assay.workspace.warm import WarmChecker

KEPT = 32
"""Units of the last runs that can still be applied or looked at, beside all those of the very last one."""

JUDGED = 4
"""Runs of which it is known what the files were: some hundred bytes a file each."""

_STOPPED = 5.0
"""Seconds within which a search for a sandbox ends when it is cancelled; what hangs on a dead disk is left behind."""


class Workspace:
    """One open workspace folder. All of it is used from one event loop."""

    def __init__(
        self,
        root: Path,
        *,
        settings: Settings,
        trust: Trust,
        state: Path,
        environ: Mapping[str, str],
        interpreter: Path | None = None,
        cores: int | None = None,
        shared: Shared | None = None,
    ) -> None:
        """`state` is the user's state folder; `interpreter` is the editor's choice for this folder.

        `cores` is how many processes can run at once; None to find out. `shared` is what all workspaces of a process
        share of the servers of models; None where there is but one.
        """
        self.root = root.resolve()
        self.trust = trust
        self.settings = settings
        self._state = state
        self.folder = folder_of(state, self.root)
        """Where the ledger and the evidence of this workspace are kept; found once, for it takes a look at the disk."""
        self._environ = environ
        self._interpreter = interpreter
        self._cores = cores or os.cpu_count() or 1
        self._trees = Trees()
        self._files = Files(self.root)
        self._warm = WarmChecker(self._files)
        self._answers = Answers()
        self._sandbox: asyncio.Task[Sandbox | NoSandbox] | None = None
        self._shared = shared or Shared()
        self._store = Store(self.folder / STORE, say=logging.getLogger(__name__).warning)
        self._indexing = Indexing(Store(self.folder / INDEX, say=logging.getLogger(__name__).warning))
        self._waiting = 0
        self._verdicts = Verdicts()
        self._judged: dict[str, Mapping[PurePosixPath, str]] = {}
        self._units: dict[tuple[str, int], Unit] = {}

    def narrow(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Take what an editor or a file of the workspace sets, as far as it narrows; gives what was refused."""
        self.settings, refused = self.settings.narrowed(values)
        return refused

    def remember_trust(self) -> None:
        """Trust this folder from now on, also in later sessions. Raises `Lacking` where it cannot be kept."""
        trusted.remember(self._state, self.root)
        self.trust = Trust(trusted=True, source="the user's word, remembered")

    async def sandbox(self) -> Tier | NoSandbox:
        """How commands are isolated here; found out by running some, once."""
        found = await self._opened()
        return found.tier if isinstance(found, Sandbox) else found

    async def close(self) -> None:
        """Give the sandbox back, and what still runs in it, and close what is kept on disk."""
        await self._indexing.close()
        await self._store.close()
        await self._warm.close()
        if self._sandbox is None:
            return
        if not self._sandbox.done():
            self._sandbox.cancel()
        await asyncio.wait([self._sandbox])
        if not _failed(self._sandbox) and isinstance(sandbox := self._sandbox.result(), Sandbox):
            await sandbox.close()

    def offers(self, request: Request) -> tuple[Offer, ...]:
        """What applies at the place, the smallest first. Reads open documents alone; waits for nothing."""
        found = [self._with_others(each) for action in catalogue.CATALOGUE for each in self._of_action(action, request)]
        return tuple(sorted(found, key=lambda offer: (offer.place.end.line - offer.place.start.line, offer.place)))

    def _of_action(self, action: Action, request: Request) -> tuple[Offer, ...]:
        if action.refuses(request.path):
            return ()
        parsed = self._parsed(request)
        beyond = action.beyond(request, parsed) if self.settings.endpoint is not None else ()
        return (*action.offers(request, parsed), *beyond)

    async def look(self, path: PurePosixPath, snapshot: Snapshot) -> Answer | Unanswered:
        """Ask the checker about the project of a file, and remember what it said of the open files."""
        limit = min(LONGEST, self.settings.budget or LONGEST)
        found = await look(self._site(), path, snapshot, seconds=limit)
        if isinstance(found, Answer):
            self._answers.take(found)
        return found

    def known(self, path: PurePosixPath, text: str) -> tuple[Diagnostic, ...]:
        """What the checker last said of a file, as far as it still holds of this text. Waits for nothing."""
        return tuple(each.diagnostic for each in self._answers.of(path, text) or ())

    def judges(self, source: str) -> bool:
        """Whether what an editor shows under this name is from a type checker."""
        return bool(named(source))

    def wholes(self, path: PurePosixPath, snapshot: Snapshot) -> tuple[Offer, ...]:
        """What applies to a whole open file and to its project, but for what is known to be right already.

        Waits for nothing.
        """
        place, found = Place(Position(0, 0), Position(0, 0)), list[Offer]()
        text, project = snapshot.above.get(path), self._answers.project(path)
        for each in catalogue.CATALOGUE:
            if each.whole is None or each.refuses(path):
                continue
            due = text is not None and not (each.diagnosed and self._answers.clean(path, text))
            if due and each.whole.file is not None:
                found.append(Offer(each.name, each.whole.file, each.whole.kind, path, place))
            if not each.diagnosed or project is None or project.remarks or project.moved(snapshot):
                root = TOP if project is None else project.root
                found.append(Offer(each.name, each.whole.project, f"{each.whole.kind}.project", root, place))
        return tuple(found)

    def forget(self, path: PurePosixPath) -> None:
        """Hold nothing of what the checker said of a file."""
        self._answers.forget(path)

    async def run(
        self,
        request: Request,
        *,
        run: str,
        current: Callable[[], Snapshot],
        notify: Notify,
        budget: Budget,
        accept: frozenset[Boundary] = frozenset(),
        permit: Permit = nobody,
        fetch: Permit = nobody,
        candidates: Candidates | None = None,
        replay: Trace | None = None,
    ) -> Run:
        """Solve what the request points at, unit by unit, and leave a receipt of each.

        `current` gives the files as they are now, for the look at the end; `permit` asks the person about a command
        that the rules leave to them, `fetch` about what a build needs; `candidates` shows those that live. With
        `replay`, a model's replies are those of that trace, and nothing leaves the machine; the settings have to be the
        trace's too. Raises `BadInput` and `Lacking`; when cancelled, the receipts say so before that goes on.
        """
        tracing = Tracing(run, self.settings, self.folder / TRACES, replay)
        found = candidates or Candidates()
        order = Order(catalogue.find(request.action), request, budget, accept, tracing, permit, fetch, found)
        record = Record(run, order, self.trust, self.folder / "ledger.db")
        solved: list[Solved] = []
        self._forget_refusal()
        try:
            async with AsyncExitStack() as branches:
                tell = record.teller(notify)
                ground = await survey(self._site(), order, tell=tell, reached=record.reached, branches=branches)
                record.ground = ground
                circumstances = await self._verdicts.circumstances(ground, days=self.settings.model_memory)
                record.circumstances = circumstances
                known = None if replay else await self._verdicts.known(circumstances, ground, current)
                if known is not None:
                    final = known.again(ground.spent())
                else:
                    final = await solve_all(ground, solved, current)
                    if not replay:
                        self._verdicts.keep(circumstances, Known(run, final))
            return self._remembered(await asyncio.to_thread(record.ended, final.units), final.judged)
        except asyncio.CancelledError:
            await self._warm.end()
            await asyncio.to_thread(record.cancelled, tuple(solved))
            raise
        except Exception as error:
            words = str(error) if isinstance(error, AssayError) else f"Assay itself failed ({type(error).__name__})"
            await asyncio.to_thread(record.broken, tuple(solved), words)
            raise

    async def apply(
        self, unit: Unit, *, current: Callable[[], Snapshot], put: Put, confirmed: frozenset[Boundary]
    ) -> Applied:
        """Carry a unit's patch into the workspace, if the files are still the ones that were verified."""
        return await apply(unit.outcome, current=current, put=put, confirmed=confirmed)

    async def moved_since(self, unit: Unit, snapshot: Snapshot) -> tuple[PurePosixPath, ...]:
        """The files that are not what they were when the unit was judged, but for the open ones of the snapshot.

        Of a run that lies too far back nothing is known.
        """
        if (judged := self._judged.get(unit.run)) is None:
            return ()
        now = await asyncio.to_thread(self._files.look, snapshot)
        return tuple(path for path in moved(judged, now) if path not in snapshot.above)

    def unit(self, run: str, number: int) -> Unit | None:
        """A unit of one of the last runs."""
        return self._units.get((run, number))

    def evidence(self, unit: Unit) -> Path:
        """Write a unit's receipt as Markdown into the state folder and give the file. Raises `Lacking`."""
        file = self.folder / "evidence" / f"{unit.run}-{unit.number}.md"
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.write_text(markdown(unit.statement), "utf-8")
        except OSError as error:
            raise Lacking(f"{file}: {error.strerror}; the evidence could not be written") from error
        return file

    def _remembered(self, run: Run, judged: Mapping[PurePosixPath, str]) -> Run:
        self._judged[run.id] = judged
        while len(self._judged) > JUDGED:
            del self._judged[next(iter(self._judged))]
        for unit in run.units:
            self._units[unit.run, unit.number] = unit
        while len(self._units) > max(KEPT, len(run.units)):
            del self._units[next(iter(self._units))]
        return run

    def _with_others(self, offer: Offer) -> Offer:
        """The offer, with the number of the errors that it answers where that is more than one."""
        count = max((self._answers.together(each) for each in offer.diagnostics), default=1)
        return offer if count == 1 else replace(offer, title=f"{offer.title} ({count} errors)")

    def _site(self) -> Site:
        return Site(
            root=self.root,
            settings=self.settings,
            trust=self.trust,
            environ=self._environ,
            interpreter=self._interpreter,
            files=self._files,
            warm=self._warm,
            sandbox=self._opened,
            shared=self._shared,
            store=self._store,
            cores=self._cores,
            indexing=self._indexing,
            builds=self._state / BUILDS,
        )

    async def _opened(self) -> Sandbox | NoSandbox:
        if self._sandbox is None or _failed(self._sandbox):
            self._sandbox = asyncio.ensure_future(
                open_sandbox(
                    self.root,
                    state=self._state,
                    policy=policy_of(self.settings),
                    declared=self.settings.container_is_sandbox,
                    environ=self._environ,
                )
            )
        return await self._awaited(self._sandbox)

    async def _awaited(self, search: asyncio.Task[Sandbox | NoSandbox]) -> Sandbox | NoSandbox:
        """What the search finds. Runs share it; it stops when the last one that waits for it is cancelled."""
        self._waiting += 1
        try:
            return await asyncio.shield(search)
        except asyncio.CancelledError:
            if self._waiting == 1:
                search.cancel()
                await asyncio.wait([search], timeout=_STOPPED)
            raise
        finally:
            self._waiting -= 1

    def _forget_refusal(self) -> None:
        """Look for a sandbox anew where there was none: the user was told what to install."""
        found = self._sandbox
        if found is not None and found.done() and not _failed(found) and isinstance(found.result(), NoSandbox):
            self._sandbox = None

    def _parsed(self, request: Request) -> Callable[[], Tree | None]:
        """The tree of the request's file, when it is open: the menu waits for no disk."""

        def parsed() -> Tree | None:
            text = request.snapshot.above.get(request.path)
            return None if text is None else self._trees.of(request.path, text)

        return parsed


def _failed(search: asyncio.Task[Sandbox | NoSandbox]) -> bool:
    """Whether the search for a sandbox ended without an answer. Whoever waited for it was told; the next one tries."""
    return search.done() and (search.cancelled() or search.exception() is not None)
