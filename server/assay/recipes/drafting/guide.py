"""What a model is shown that drafts tests: where they go, and which faults, lines and branches no test notices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import PurePosixPath

from assay.core.action import Target
from assay.core.snapshot import Snapshot
from assay.recipes.drafting.matter import Unfit
from assay.recipes.drafting.proposer import Desk, Ground, ground_of
from assay.tools.mutants import Mutant, mutants
from assay.tools.mutation import Session, mutation_command, read_session

MOST = 30
"""Faults, lines and ways that are listed of each kind."""

LONGEST = 60
"""Characters of code that are shown of each side of a fault."""


async def guide(desk: Desk, snapshot: Snapshot, target: Target) -> tuple[str, tuple[PurePosixPath, ...]]:
    """The text, and the files that it tells of; nothing where no function stands there. Raises `SandboxFailed`."""
    assert desk.runner is not None, "asked only where tests can be judged"
    try:
        ground = await asyncio.to_thread(ground_of, desk.project, desk.runner, snapshot, target)
    except Unfit:
        return "", ()
    session: Session | None = None
    if ground.related:
        side = await desk.open_side(snapshot)
        assert side.branch is not None, "nothing is withheld"
        command = mutation_command(desk.project, ground.runner, ground.subject, ground.related)
        session = await asyncio.to_thread(read_session, await side.branch.run(command, desk.limits), ground.subject)
    files = (ground.subject.path, *ground.related)
    return "\n\n".join(filter(None, (_where(ground, snapshot), _left(ground, session)))), files


def _where(ground: Ground, snapshot: Snapshot) -> str:
    name, path = ground.subject.scope.qualified, ground.subject.path
    into = f"at the end of {ground.file}" if snapshot.read(ground.file) is not None else f"in {ground.file}, a new file"
    return f"The tests are of {name} in {path}, which is imported as {ground.subject.module}. Write them {into}."


def _left(ground: Ground, session: Session | None) -> str:
    """What no test of the project does so far."""
    tests = [] if session is None or session.error else [each for each in session.tests if each.passed]
    if session is None or not any(each.lines & session.statements for each in tests):
        tree, node = ground.subject.tree, ground.subject.scope.node
        every = [each for each in mutants(tree, node) if not each.of_iterator]
        return f"No test reaches it so far. Faults that tests of it should notice:\n{_listed(every)}"
    noticed = frozenset[int]().union(*(each.noticed for each in tests))
    faults = [each for number, each in enumerate(session.faults) if number not in noticed]
    lines = session.statements.difference(*(each.lines for each in tests))
    ways = session.ways.difference(*(each.ways for each in tests))
    said = [f"Faults that no test notices so far:\n{_listed(faults)}" if faults else ""]
    said.append(f"Lines of it that no test runs: {', '.join(map(str, sorted(lines)[:MOST]))}." if lines else "")
    said.append(f"Branches that no test takes: {', '.join(map(_way, sorted(ways)[:MOST]))}." if ways else "")
    return "\n\n".join(filter(None, said)) or "The project's tests notice every fault that was tried in it."


def _listed(faults: Iterable[Mutant]) -> str:
    found = [f"- line {each.line}: {_short(each.old)} -> {_short(each.new)}" for each in faults]
    return "\n".join([*found[:MOST], *([f"- and {len(found) - MOST} more"] if len(found) > MOST else [])])


def _way(way: str) -> str:
    return f"line {way[:-1]} {'into' if way.endswith('+') else 'past'} its body"


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."
