"""Runs: started at once, shown while they go on, stopped when asked, handed over when they end."""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import replace
from functools import partial
from typing import Any

from assay.core.budget import Budget
from assay.core.errors import AssayError
from assay.core.patch import FileChange
from assay.core.snapshot import Snapshot
from assay.engine.candidates import Candidates
from assay.lsp import background, candidates, configuration, delivery, permission, standing, trust
from assay.lsp.follow import follow
from assay.lsp.messages import say
from assay.lsp.progress import Progress
from assay.lsp.session import Asked, Job, Pending, Session
from assay.workspace.earlier import turned_down
from assay.workspace.run import Run, Unit
from assay.workspace.survivors import wish

logger = logging.getLogger(__name__)


def start(session: Session, asked: Asked) -> str:
    """Start a run and give its id; where the same thing runs already, that run's."""
    for job in session.jobs.values():
        if job.asked.place == asked.place:
            say(session.protocol, f"already running: {job.asked.title}")
            return job.run
    run = uuid.uuid4().hex[:12]
    living = Candidates(partial(candidates.told, session, run))
    session.jobs[run] = Job(run, asked, session.spawn(_run(session, run, asked, living)), living)
    background.pause(session, asked.folder)
    return run


def again(session: Session, pending: Pending) -> str:
    """Start what was asked for once more, at the same place of the files as they are now."""
    request = pending.asked.request
    snapshot = session.snapshot(pending.asked.folder)
    before, now = request.snapshot.read(request.path), snapshot.read(request.path)
    place = request.place
    if place is not None and before is not None and now is not None:
        place = follow(place, before, now)
    session.pending.pop(pending.key, None)
    # diagnostics speak of the text as it was; whoever judges finds them anew at the place
    asked = replace(request, snapshot=snapshot, place=place, diagnostics=())
    return start(session, replace(pending.asked, request=asked))


def another(session: Session, asked: Asked, unit: Unit, reason: str) -> str:
    """Start anew on what a unit was about, which the person turned down: the next attempt sees the change and why."""
    found = turned_down(unit.statement, reason)
    earlier = (*asked.request.earlier, *([found] if found is not None else []))
    return start(session, _about(session, asked, unit, earlier=earlier))


def noticing(session: Session, asked: Asked, unit: Unit, survivor: int, words: str) -> str:
    """Start anew on what a unit was about, to have a fault noticed that no test notices. Raises `BadInput`."""
    wanted = wish(unit.statement, survivor, words)
    constraints = (*asked.request.constraints, *wanted.constraints)
    return start(session, _about(session, asked, unit, intent=wanted.intent, constraints=constraints))


def _about(session: Session, asked: Asked, unit: Unit, **more: Any) -> Asked:
    """What was asked for, about this unit alone, at its place in the files as they are now."""
    request, target = asked.request, unit.outcome.target
    snapshot = session.snapshot(asked.folder)
    place = request.place
    if (diagnostic := next(iter(target.diagnostics), None)) is not None:
        now = snapshot.read(target.path)
        before = next((each.before for each in _changes(unit) if each.path == target.path), now)
        place = diagnostic.place if before is None or now is None else follow(diagnostic.place, before, now)
    anew = replace(request, snapshot=snapshot, path=target.path, place=place, diagnostics=(), changed=False, **more)
    return replace(asked, request=anew, title=target.title)


def _changes(unit: Unit) -> tuple[FileChange, ...]:
    attempts = unit.outcome.attempts
    return attempts[-1].proposal.patch.changes if attempts else ()


def cancel(session: Session, run: str) -> bool:
    """Stop a run; false where it does not go on any more."""
    job = session.jobs.get(run)
    return job is not None and job.task.cancel()


async def _run(session: Session, run: str, asked: Asked, living: Candidates) -> None:
    progress = Progress(session, run, asked.title)
    progress.start()
    try:
        found, since = await _found(session, run, asked, progress, living)
    except asyncio.CancelledError:
        progress.end("cancelled")
        say(session.protocol, f"cancelled: {asked.title}; no file was changed")
        raise
    except AssayError as error:
        progress.end("failed")
        say(session.protocol, f"{asked.title}: {error}", "error")
        return
    except Exception as error:
        logger.exception("run %s failed", run)
        progress.end("failed")
        say(
            session.protocol,
            f"{asked.title}: Assay itself failed ({type(error).__name__}); its log says where",
            "error",
        )
        return
    finally:
        del session.jobs[run]
        background.resume(session, asked.folder)
    progress.end(", ".join(unit.outcome.verdict for unit in found.units) or found.reason)
    session.spawn(delivery.deliver(session, asked, found, since))
    session.spawn(standing.tell(session, asked.folder))  # what was lacking may have been installed since


async def _found(session: Session, run: str, asked: Asked, progress: Progress, living: Candidates) -> tuple[Run, float]:
    """The run, and when it last looked at the files."""
    await configuration.settled(session, asked.folder)
    await trust.settled(session, asked.folder)
    workspace = asked.folder.workspace
    looked = asyncio.get_running_loop().time()

    def current() -> Snapshot:
        nonlocal looked
        looked = asyncio.get_running_loop().time()
        return session.snapshot(asked.folder)

    found = await workspace.run(
        asked.request,
        run=run,
        current=current,
        notify=progress.report,
        budget=Budget(seconds=workspace.settings.budget),
        permit=lambda argv, who: permission.ask(session, asked, argv, who),
        fetch=lambda argv, who: permission.fetch(session, asked, argv, who),
        candidates=living,
    )
    return found, looked
