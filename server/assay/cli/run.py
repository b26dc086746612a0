"""`assay run`: run an action on a place, a file or a folder, show what was verified, and write it if asked to."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assay.actions import catalogue
from assay.cli import permission, report
from assay.cli.applying import apply_all
from assay.cli.console import out, say, shown
from assay.cli.exits import CANCELLED, LACKING, NOT_ALL, OK, of_error
from assay.cli.progress import progress
from assay.cli.target import find_root, inside, place_of, split
from assay.cli.trusting import decide, how_to_trust
from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.check import Boundary
from assay.core.constraint import constraint
from assay.core.errors import AssayError, BadInput
from assay.core.snapshot import Snapshot
from assay.core.summary import Applied, ended
from assay.core.trust import NoSandbox
from assay.ledger import ledger
from assay.settings import COMMAND_LINE, Settings, read
from assay.workspace.configuration import configuration_file, configured, folder_of, state_folder
from assay.workspace.earlier import before
from assay.workspace.run import Run
from assay.workspace.workspace import Workspace

MANY = 3
"""Of more units than these, those that nothing was tried for are summed up."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a run ended. The last of `statements` is the summary; there is none where nothing could be kept."""

    statements: tuple[Mapping[str, Any], ...]
    exit_code: int
    messages: tuple[str, ...] = ()
    applied: tuple[Applied, ...] = ()


def main(arguments: argparse.Namespace) -> int:
    """Run the action to its end and give the exit code. Raises `BadInput` and `Lacking`."""
    catalogue.find(arguments.action)
    settings = _settings(arguments)
    target = split(arguments.target)
    root = find_root(target.path, arguments.root)
    snapshot, path = Snapshot(root.path), inside(root.path, target.path)
    request = Request(
        arguments.action,
        snapshot,
        path,
        None if target.path.is_dir() else place_of(target, snapshot.read(path) or ""),
        intent=arguments.intent,
        constraints=tuple(map(constraint, arguments.constraint)),
    )
    say(f"workspace: {shown(str(root.path))} ({shown(root.source)})")
    state = state_folder()
    if arguments.after is not None:
        found = before(folder_of(state, root.path) / "ledger.db", arguments.after, arguments.intent)
        request = replace(request, intent=found.intent, earlier=found.earlier)
    trust = decide(state, root.path, given=arguments.trust)
    workspace = Workspace(root.path, settings=settings, trust=trust, state=state, environ=os.environ)
    confirmed: frozenset[Boundary] = frozenset(arguments.confirm)
    ending = asyncio.run(_run(workspace, request, confirmed, applying=arguments.apply, fetching=arguments.fetch))
    _show(ending, as_json=arguments.json, applying=arguments.apply)
    return ending.exit_code


def _settings(arguments: argparse.Namespace) -> Settings:
    """The user's settings, with what the command line sets in their place."""
    settings = configured(configuration_file(), COMMAND_LINE)
    given = {
        "budget": arguments.budget,
        "model_cost": arguments.cost,
        "tests": arguments.tests,
        # the link is kept: an environment's interpreter is a link to another one
        "interpreter": arguments.interpreter and str(Path(arguments.interpreter).absolute()),
    }
    try:
        return replace(settings, **{name: read(name, value) for name, value in given.items() if value is not None})
    except ValueError as error:
        raise BadInput(f"--{error}") from error


async def _run(
    workspace: Workspace, request: Request, confirmed: frozenset[Boundary], *, applying: bool, fetching: bool
) -> _Ending:
    run = uuid.uuid4().hex[:12]
    _cancel_on_termination()
    try:
        async with progress(sys.stderr, time.monotonic) as notify:
            found = await workspace.run(
                request,
                run=run,
                current=lambda: Snapshot(workspace.root),
                notify=notify,
                budget=Budget(seconds=workspace.settings.budget),
                accept=confirmed,
                permit=permission.ask,
                fetch=permission.granted if fetching else permission.fetch,
            )
        applied = await apply_all(workspace, found.units, confirmed) if applying else ()
        messages = await _messages(workspace, found)
    except asyncio.CancelledError:
        return _Ending(_recorded(workspace, run), CANCELLED, ("cancelled",))
    except AssayError as error:
        return _Ending(_recorded(workspace, run), of_error(error), (f"assay: {error}",))
    finally:
        await workspace.close()
    statements = (*(unit.statement for unit in found.units), found.statement)
    return _Ending(statements, _exit_code(found, applied), messages, applied)


def _cancel_on_termination() -> None:
    """Have the signals that end a program cancel the run first, as Ctrl-C does by asyncio's own doing."""
    task = asyncio.current_task()
    assert task is not None, "called from a coroutine"
    for name in ("SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            with contextlib.suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def _messages(workspace: Workspace, run: Run) -> tuple[str, ...]:
    """Why the run found nothing to do or could not do all, and the ways out."""
    if not run.lacking:
        return (run.reason,) if run.reason else ()
    if not workspace.trust.trusted:
        return run.reason, how_to_trust(workspace.root)
    sandbox = await workspace.sandbox()
    return (run.reason, sandbox.reason, *sandbox.remedies) if isinstance(sandbox, NoSandbox) else (run.reason,)


def _exit_code(run: Run, applied: Iterable[Applied]) -> int:
    if run.lacking:
        return LACKING
    all_verified = all(unit.outcome.verdict == "verified" for unit in run.units)
    return OK if all_verified and all(each.state == "applied" for each in applied) else NOT_ALL


def _recorded(workspace: Workspace, run: str) -> tuple[Mapping[str, Any], ...]:
    """What the ledger has of a run that did not come to its end."""
    with contextlib.suppress(AssayError):
        return tuple(row.value() for row in ledger.of_run(workspace.folder / "ledger.db", run))
    return ()


def _show(ending: _Ending, *, as_json: bool, applying: bool) -> None:
    *units, summary = ending.statements or (None,)
    if as_json:
        last = [] if summary is None else [ended(summary, exit_code=ending.exit_code, applied=ending.applied)]
        for statement in (*units, *last):
            out(json.dumps(statement))
    else:
        applied = {each.unit: each for each in ending.applied}
        plain = [unit for unit in units if report.is_plain(unit)] if len(units) > MANY else []
        for unit in units:
            if len(units) <= MANY or not report.is_plain(unit):
                out(report.unit(unit, applied.get(unit["predicate"]["unit"]), applying=applying))
        if plain:
            out(report.unsolved(plain))
        if len(units) > MANY:
            out(report.total(units))
    for message in ending.messages:
        say(shown(message))
