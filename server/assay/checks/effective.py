"""Effective configuration: what a tool makes of all its files is the same before and after.

The tool itself is asked, in the project's own version, so the syntax of neither file is trusted. A value that differs
rejects, unless it differs between two looks at the same side: then it decides nothing, and the verdict is partial.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, cast

from assay.checks.limits import within
from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, Check, CheckResult, Json, Side
from assay.core.command import Limits
from assay.core.cutting import beginning
from assay.core.project import Project
from assay.tools.effective import Effective, ask
from assay.tools.homes import HOMES, PYPROJECT
from assay.tools.ini_sections import read
from assay.tools.rewriting import retired

NAME = "effective configuration"

READ = frozenset((*HOMES, PYPROJECT, "setup.py"))
"""Files that a tool of these, or what it runs, may read."""

_SHOWN = 3
_LONGEST = 120


def name_of(tool: str) -> str:
    """What the check of a tool's configuration is called."""
    return f"{tool} configuration"


def effective(tool: str, project: Project, limits: Limits, *, remaining: Callable[[], float | None]) -> Check:
    """The check for one tool. `remaining` gives the seconds left of the budget, None for no end."""
    version = project.interpreter.distributions.get(tool)
    missing = "" if version else f"{tool} is not installed for {project.interpreter.executable}; install it there"

    async def check(candidate: Candidate) -> CheckResult:
        folder = candidate.target.path.parent
        required = await asyncio.to_thread(_concerned, candidate, tool)
        blank = CheckResult(name_of(tool), required=required, status="skipped", summary="", tool=tool)
        blank = replace(blank, version=version or "")
        if not any(change.path.name in READ for change in candidate.proposal.patch.changes):
            return unconcerned(blank)
        if tool in await asyncio.to_thread(_retired, candidate):
            return unconcerned(blank)  # another takes its place, and what both do is compared
        if missing:
            return _skipped(blank, missing) if required else unconcerned(blank)

        async def asked(side: Side) -> Effective:
            assert side.branch is not None, "a tool runs on a branch alone"
            return await ask(project, tool, folder, side.branch, within(limits, remaining()))

        key = f"{NAME} {tool} {folder}"
        before = await candidate.before.once(key, lambda: asked(candidate.before))
        if before.failure:
            return replace(_skipped(blank, f"before the change {before.failure}"), commands=(before.ran("before"),))
        after = await candidate.after.once(key, lambda: asked(candidate.after))
        if after.completed.killed is not None and remaining() == 0:
            return _skipped(blank, "cut by the budget")
        different = differences(before.values, after.values)
        # a tool that had an answer before and has none now, or another, got worse, whether the file was its own or not
        again = await asked(candidate.before) if different and not after.failure else before
        return _judged(replace(blank, required=True), before, after, differences(before.values, again.values))

    return check


def _judged(blank: CheckResult, before: Effective, after: Effective, unsteady: Mapping[str, str]) -> CheckResult:
    """The result of two answers, of which the first has values that differ by themselves."""
    result = replace(
        blank,
        status="passed",
        summary=_same(before),
        commands=(before.ran("before"), after.ran("after")),
        seconds=before.completed.seconds + after.completed.seconds,
        before=_figures(before),
        after=_figures(after),
    )
    if after.failure:
        return _failed(result, f"after the change {after.failure}")
    different = differences(before.values, after.values)
    if real := {key: words for key, words in different.items() if key not in unsteady}:
        return _failed(result, _listed(real))
    if not different:
        return result
    words = f"differs from one look to the next: {', '.join(sorted(different))}"
    return replace(result, summary=words, incomplete=words)


def differences(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, str]:
    """What differs, by the option's name, in words."""
    missing = object()
    found: dict[str, str] = {}
    for key in sorted({*before, *after}):
        old, new = before.get(key, missing), after.get(key, missing)
        if old is missing or new is missing or _kinds(old) != _kinds(new):
            found[key] = f"{_short(old, missing)} becomes {_short(new, missing)}"
    return found


def _kinds(value: object) -> object:
    """A value that is equal to another only where their kinds are too: True is not 1."""
    match value:
        case dict():
            return {key: _kinds(each) for key, each in cast("dict[str, object]", value).items()}
        case list():
            return [_kinds(each) for each in cast("list[object]", value)]
        case _:
            return type(value).__name__, value


def _short(value: object, missing: object) -> str:
    text = "nothing" if value is missing else repr(value)
    return beginning(text, _LONGEST)


def _concerned(candidate: Candidate, tool: str) -> bool:
    """Whether the patch touches what a file says to the tool; what only stands beside it is none of the tool's."""
    return any(
        _said_to(change.path, change.before, tool) != _said_to(change.path, change.after, tool)
        for change in candidate.proposal.patch.changes
    )


def _retired(candidate: Candidate) -> tuple[str, ...]:
    path = candidate.target.path.with_name(PYPROJECT)
    return retired(candidate.before.snapshot.read(path), candidate.after.snapshot.read(path))


def _said_to(path: PurePosixPath, text: str | None, tool: str) -> object:
    """What a file says to a tool, as it is written in an INI file, and as it is read from TOML; None for nothing."""
    if text is None:
        return None
    if path.name != PYPROJECT:
        homes = [home for home in HOMES.get(path.name, ()) if home.tool == tool]
        return [each for each in read(text).sections if any(home.holds(each.name) for home in homes)] or None
    try:
        tools: dict[str, Any] = tomllib.loads(text).get("tool", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    return tools.get(tool)


def _figures(found: Effective) -> dict[str, Json]:
    figures: dict[str, Json] = {"values": len(found.values)}
    if isinstance(tests := found.values.get("tests"), list):
        figures["tests"] = len(tests)
    return figures


def _same(found: Effective) -> str:
    tests = found.values.get("tests")
    collected = f", and the same {len(tests)} tests are collected" if isinstance(tests, list) else ""
    return f"{len(found.values)} values are the same{collected}"


def _listed(different: Mapping[str, str]) -> str:
    shown = "; ".join(f"{key}: {words}" for key, words in list(different.items())[:_SHOWN])
    return f"{shown}; and {len(different) - _SHOWN} more" if len(different) > _SHOWN else shown


def _failed(result: CheckResult, reason: str) -> CheckResult:
    return replace(result, status="failed", summary=reason, reason=reason)


def _skipped(result: CheckResult, reason: str) -> CheckResult:
    return replace(result, status="skipped", summary=f"not judged: {reason}", reason=reason)
