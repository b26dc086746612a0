"""What `assay run` is to do: as the arguments say it or, in a replay, as the trace of an earlier run does."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from assay.actions import catalogue
from assay.cli.target import Root, find_root, inside, nearest_root, place_of, split
from assay.core.action import Request
from assay.core.check import Boundary
from assay.core.constraint import constraint
from assay.core.errors import BadInput
from assay.core.snapshot import Snapshot
from assay.settings import COMMAND_LINE, Settings, read
from assay.workspace.configuration import configuration_file, configured, folder_of, state_folder
from assay.workspace.earlier import before
from assay.workspace.survivors import wished
from assay.workspace.trace import Trace
from assay.workspace.traces import TRACES, file_of, load

_ASKS = ("action", "target", "intent", "after", "survivor", "changed", "constraint", "budget", "cost", "tests", "fetch")
"""The arguments whose part a trace has."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A request with what is allowed it; `seconds` None is no limit. `replay` is the trace that it comes from.

    `accept` are the boundaries across which its units build on each other, `confirmed` those across which the person
    has what is found applied: a trace can say the first, and nobody but the person the second.
    """

    root: Root
    request: Request
    settings: Settings
    seconds: float | None
    accept: frozenset[Boundary]
    confirmed: frozenset[Boundary]
    replay: Trace | None = None


def ordered(arguments: argparse.Namespace) -> Ordered:
    """What is to be done. Raises `BadInput` and `Lacking`."""
    if arguments.replay is not None:
        return _replayed(arguments)
    given = "." if arguments.target is None and arguments.changed else arguments.target
    if arguments.action is None or given is None:
        raise BadInput("usage: assay run ACTION PATH, or assay run --replay TRACE; see assay run --help")
    catalogue.find(arguments.action)
    settings = _settings(arguments)
    if arguments.survivor is not None and arguments.after is not None:
        raise BadInput("--survivor goes without --after: one wants more of a run, the other something else")
    target = split(given)
    if arguments.changed and target.line is not None:
        raise BadInput(f"{given}: --changed goes with a file or a folder, not with a line of one")
    root = find_root(target.path, arguments.root)
    snapshot, path = Snapshot(root.path), inside(root.path, target.path)
    request = Request(
        arguments.action,
        snapshot,
        path,
        None if target.path.is_dir() else place_of(target, snapshot.read(path) or ""),
        intent=arguments.intent,
        constraints=tuple(map(constraint, arguments.constraint)),
        changed=arguments.changed,
    )
    if arguments.after is not None:
        found = before(folder_of(state_folder(), root.path) / "ledger.db", arguments.after, arguments.intent)
        request = replace(request, intent=found.intent, earlier=found.earlier)
    if arguments.survivor is not None:
        wanted = wished(folder_of(state_folder(), root.path) / "ledger.db", arguments.survivor, arguments.intent)
        request = replace(request, intent=wanted.intent, constraints=(*request.constraints, *wanted.constraints))
    confirmed = frozenset[Boundary](arguments.confirm)
    return Ordered(root, request, settings, settings.budget, confirmed, confirmed)


def trace_file(folder: Path, named: str) -> Path:
    """The file of a trace that is named by its run, or is one. Raises `BadInput`."""
    return file if (file := Path(named)).is_file() else file_of(folder / TRACES, named)


def _replayed(arguments: argparse.Namespace) -> Ordered:
    if given := [name for name in _ASKS if getattr(arguments, name)]:
        raise BadInput(f"--replay goes without {given[0]}: what was asked for is in the trace")
    root = nearest_root(Path.cwd()) if arguments.root is None else find_root(Path(arguments.root), arguments.root)
    file = trace_file(folder_of(state_folder(), root.path), arguments.replay)
    trace = load(file)
    head = trace.head
    if not head.whole:
        raise BadInput(f"{file}: more was said than a trace holds, so it cannot be replayed")
    catalogue.find(head.request.action)
    return Ordered(
        root,
        trace.request(Snapshot(root.path)),
        trace.settings(_settings(arguments)),
        head.seconds,
        frozenset(head.accept),
        frozenset(arguments.confirm),
        trace,
    )


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
