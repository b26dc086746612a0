"""Package: the wheel and the source distribution that are built are the same before and after.

Both sides are built offline, on one environment, by the backends that they name. What changes an installation rejects;
what only is displayed is listed, and the user has to accept it. Then both are built as of a later release, with
another version and other texts in the files that may hold them: what was frozen by the change does not follow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion

from assay.checks.archive_differences import archive_differences
from assay.checks.findings import skipped
from assay.checks.limits import within
from assay.checks.metadata_differences import Differences
from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, Check, CheckResult, Side
from assay.core.command import Limits
from assay.core.errors import Unreadable
from assay.core.project import Project
from assay.tools.build_requirements import distributions_of, wanted_here
from assay.tools.building import KINDS, Built, Edit, build, command
from assay.tools.later_release import later_release
from assay.tools.packaging_files import SETUP_PY, BuildSystem, build_system, packaged
from assay.tools.setup_arguments import Captured, capture
from assay.tools.setup_modules import runs_others, surroundings_of_run
from assay.tools.setup_script import surroundings

NAME = "package"

Prepare = Callable[[tuple[str, ...]], Awaitable[Path | str]]
"""Gives the folder in which these requirements are installed, or why there is none."""

_SHOWN = 8
_NOT_READ = ("name: ", "Name ", "Summary", "Author", "Maintainer", "License", "address")
"""What is only displayed and `[project]` reads from nowhere, so that it has to stand in it; the name is the same."""

_LOCKS = ("poetry.lock", "uv.lock", "pdm.lock")


@dataclass(frozen=True, slots=True)
class Builder:
    """What builds are made with. `remaining` gives the seconds left of the budget, None for no end."""

    project: Project
    limits: Limits
    remaining: Callable[[], float | None]
    prepare: Prepare


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both sides, how each is built, and the environment of both."""

    candidate: Candidate
    folder: PurePosixPath
    systems: tuple[BuildSystem, BuildSystem]
    prepared: Path | None


def package(builder: Builder) -> Check:
    """The check."""

    async def check(candidate: Candidate) -> CheckResult:
        folder = candidate.target.path.parent
        blank = CheckResult(NAME, required=True, status="passed", summary="", tool="build")
        try:
            sides = [await asyncio.to_thread(packaged, side.snapshot, folder) for side in _sides(candidate)]
            systems = [await asyncio.to_thread(build_system, side.snapshot, folder) for side in _sides(candidate)]
        except (Unreadable, ValueError) as error:
            return skipped(blank, f"how it is built cannot be read: {error}")
        if sides[0] == sides[1]:
            return unconcerned(blank)
        blank = replace(blank, tool=systems[0].backend.partition(":")[0])
        wanted = (each for system in systems for each in system.requires)
        prepared = await environment_of(builder.project, builder.prepare, wanted)
        if isinstance(prepared, str):
            return skipped(blank, prepared)
        return await _compared(builder, _Pair(candidate, folder, (systems[0], systems[1]), prepared), blank)

    return check


def _sides(candidate: Candidate) -> tuple[Side, Side]:
    return candidate.before, candidate.after


async def environment_of(project: Project, prepare: Prepare, requirements: Iterable[str]) -> Path | str | None:
    """Where these build requirements are; None where the project's own environment has them; or why nowhere."""
    try:
        wanted = wanted_here(project, requirements)
    except (InvalidRequirement, ValueError) as error:
        return f"a build requirement cannot be prepared: {error}"
    if not _missing(wanted, project.interpreter.distributions):
        return None
    return await prepare(wanted)


def _missing(requirements: Iterable[str], installed: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    for each in requirements:
        requirement = Requirement(each)
        version = installed.get(canonicalize_name(requirement.name))
        try:
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                found.append(each)
        except InvalidVersion:
            found.append(each)
    return found


async def _compared(builder: Builder, pair: _Pair, blank: CheckResult) -> CheckResult:
    before, after = await _both(builder, pair, ())
    if before.failure:
        reason = f"before the change it cannot be built: {before.failure}"
        return replace(skipped(blank, reason), commands=(before.ran("before"),))
    result = replace(
        blank,
        commands=(before.ran("before"), after.ran("after")),
        seconds=before.completed.seconds + after.completed.seconds,
        before=_figures(before),
        after=_figures(after),
    )
    if after.completed.killed is not None and builder.remaining() == 0:
        return skipped(result, "cut by the budget")
    if after.failure:
        return _failed(result, f"after the change it cannot be built: {after.failure}")
    if lacks := _asked_for(builder, pair, before, after):
        return skipped(result, f"the build asks for what is not there: {', '.join(lacks)}; install it for the project")
    found = await asyncio.to_thread(_differences, pair.candidate, before, after)
    if found.hard:
        return await _steady(builder, pair, result, before, found)
    return await _later(builder, pair, result, before, found)


async def _steady(builder: Builder, pair: _Pair, result: CheckResult, before: Built, found: Differences) -> CheckResult:
    """A difference counts only where one side, built twice, does not differ from itself in the same."""
    again = await _built(builder, pair, 0, (), key="again")
    differs = Differences() if again.failure else await asyncio.to_thread(_differences, pair.candidate, before, again)
    by_itself = set(differs.hard)
    if real := [each for each in found.hard if each not in by_itself]:
        return _failed(result, _listed(real))
    words = f"differs from one build to the next: {_listed(sorted(by_itself))}"
    return replace(result, summary=words, incomplete=words)


async def _later(builder: Builder, pair: _Pair, result: CheckResult, before: Built, found: Differences) -> CheckResult:
    """Compare what a later release would be, and then say what there is to say."""
    wheel = before.archives["wheel"]
    tried = await asyncio.to_thread(later_release, pair.candidate.before.snapshot, pair.folder, _touched(pair), wheel)
    edits = tried.edits
    lacks = [*([tried.left] if tried.left else []), *await asyncio.to_thread(_depends, pair)]
    lacks += await _runs(builder, pair)
    if edits:
        old, new = await _both(builder, pair, edits)
        result = replace(result, commands=(*result.commands, old.ran("before"), new.ran("after")))
        if old.failure:
            lacks.append(f"a later release cannot be built before the change: {old.failure}")
        elif new.failure:
            return _failed(result, f"after the change a later release cannot be built: {new.failure}")
        else:
            moved = await asyncio.to_thread(_differences, pair.candidate, old, new)
            known = {*found.hard, *found.displayed}
            later = [each for each in (*moved.hard, *moved.displayed) if each not in known]
            twice = tuple(f"no longer follows a module: {each}" for each in later if each.startswith(_NOT_READ))
            found += Differences((), twice)
            if frozen := [each for each in later if not each.startswith(_NOT_READ)]:
                paths = _listed(sorted({each.path for each in edits}))
                return _failed(
                    result, f"it no longer follows a later release: {_listed(frozen)} (changed in it: {paths})"
                )
    words = "wheel and source distribution are the same" + (", and a later release's would be" if edits else "")
    if found.displayed:
        words += f"; shown otherwise: {'; '.join(found.displayed)}"
        result = replace(result, boundaries=("presentation",))
    return replace(result, summary=words, incomplete="; ".join(lacks))


def _depends(pair: _Pair) -> list[str]:
    """What one build does not tell: what the package is elsewhere, and what is locked to the text that was."""
    before, after = (side.snapshot for side in _sides(pair.candidate))
    lacks: list[str] = []
    script = before.read(pair.folder / SETUP_PY)
    if script is not None and script != after.read(pair.folder / SETUP_PY) and (found := surroundings(script)):
        lacks.append(f"setup.py looks at its surroundings ({', '.join(found)}): it may be another package elsewhere")
    locks = [name for name in _LOCKS if before.read(pair.folder / name) is not None]
    return [*lacks, *(f"{name} no longer fits pyproject.toml; lock it anew" for name in locks)]


async def _runs(builder: Builder, pair: _Pair) -> list[str]:
    """What a `setup.py` that changes makes of modules of the project which look at their surroundings."""
    before, after = _sides(pair.candidate)
    script = before.snapshot.read(pair.folder / SETUP_PY)
    if script is None or script == after.snapshot.read(pair.folder / SETUP_PY) or not runs_others(script):
        return []

    async def run() -> Captured:
        assert before.branch is not None, "a script runs on a branch alone"
        limits = within(builder.limits, builder.remaining())
        return await capture(builder.project, pair.folder, pair.prepared, before.branch, limits)

    captured = await before.once(f"{NAME} {pair.folder} {pair.prepared} {SETUP_PY}", run)
    if captured.failure:
        return [f"what setup.py runs beside itself cannot be found out: {captured.failure}"]
    found = await asyncio.to_thread(surroundings_of_run, script, captured.ran)
    return [f"what setup.py runs looks at its surroundings ({each}): it may be another package" for each in found]


async def _both(builder: Builder, pair: _Pair, edits: tuple[Edit, ...]) -> tuple[Built, Built]:
    before = await _built(builder, pair, 0, edits)
    return before, before if before.failure else await _built(builder, pair, 1, edits)


async def _built(builder: Builder, pair: _Pair, number: int, edits: tuple[Edit, ...], *, key: str = "") -> Built:
    side, system = _sides(pair.candidate)[number], pair.systems[number]
    asked = command(builder.project, system, pair.folder, pair.prepared, edits)

    async def made() -> Built:
        assert side.branch is not None, "a build runs on a branch alone"
        return await build(asked, side.branch, within(builder.limits, builder.remaining()))

    return await side.once(f"{NAME} {pair.folder} {pair.prepared} {system} {edits} {key}", made)


def _asked_for(builder: Builder, pair: _Pair, *sides: Built) -> list[str]:
    """What the backends want to be there besides, and is not."""
    installed = builder.project.interpreter.distributions if pair.prepared is None else distributions_of(pair.prepared)
    asked = (each for side in sides for archive in side.archives.values() for each in archive.asks)
    try:
        return _missing(wanted_here(builder.project, asked), installed)
    except (InvalidRequirement, ValueError) as error:
        return [str(error)]


def _differences(candidate: Candidate, before: Built, after: Built) -> Differences:
    folder = candidate.target.path.parent
    changed = (change.path for change in candidate.proposal.patch.changes)
    touched = frozenset(str(path.relative_to(folder)) for path in changed if path.is_relative_to(folder))
    wheel, source = (archive_differences(kind, before.archives[kind], after.archives[kind], touched) for kind in KINDS)
    named = Differences(
        tuple(f"source distribution: {each}" for each in source.hard if each not in wheel.hard),
        tuple(f"source distribution: {each}" for each in source.displayed if each not in wheel.displayed),
    )
    return wheel + named


def _touched(pair: _Pair) -> frozenset[PurePosixPath]:
    return frozenset(change.path for change in pair.candidate.proposal.patch.changes)


def _figures(built: Built) -> dict[str, int | str]:
    return {
        **{f"files in the {kind}": len(archive.files) for kind, archive in built.archives.items()},
        **{kind: archive.file for kind, archive in built.archives.items()},
    }


def _failed(result: CheckResult, reason: str) -> CheckResult:
    return replace(result, status="failed", summary=reason, reason=reason)


def _listed(lines: list[str]) -> str:
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return "; ".join(lines[:_SHOWN]) + more
