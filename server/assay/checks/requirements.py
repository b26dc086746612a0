"""Requirements: what a file asked to be installed, `pyproject.toml` asks for once the file is gone, and nothing else.

Both are read anew. Requirements are compared by what they mean in every environment, not by their texts; and nothing of
`pyproject.toml` may be another but what stands in place of the files that went.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import InvalidRequirement
from packaging.specifiers import InvalidSpecifier

from assay.checks.requirement_sense import requirement_differences
from assay.checks.unconcerned import unconcerned
from assay.core.check import Candidate, CheckResult
from assay.core.errors import Unreadable
from assay.tools.dependency_places import GROUPS, group, reads_for_the_package
from assay.tools.homes import PYPROJECT
from assay.tools.pipfile import LOCK, PIPFILE, asked, group_of_category
from assay.tools.requirement_files import PATTERN, group_of, required

NAME = "requirements"
_SHOWN = 5


async def requirements(candidate: Candidate) -> CheckResult:
    """The check."""
    return await asyncio.to_thread(_judge, candidate)


def _judge(candidate: Candidate) -> CheckResult:
    blank = CheckResult(NAME, required=True, status="passed", summary="")
    changes = candidate.proposal.patch.changes
    paths = [change.path for change in changes if change.path.match(PATTERN) or change.path.name == PIPFILE]
    if not paths:
        return unconcerned(blank)
    if stays := [change.path for change in changes if change.path in paths and change.after is not None]:
        return _failed(blank, f"{stays[0]} stays, and nobody compares what it says now")
    try:
        count, different = _compared(candidate, paths)
    except (ValueError, Unreadable, InvalidRequirement, InvalidSpecifier) as error:
        return _failed(blank, str(error))
    if different:
        return _failed(blank, "; ".join(different[:_SHOWN]))
    words = f"{count} requirement{'s are' if count != 1 else ' is'} the same in every environment"
    lacks = "; ".join(_locks(candidate, paths))
    return CheckResult(NAME, required=True, status="passed", summary=lacks or words, incomplete=lacks)


def _locks(candidate: Candidate, paths: list[PurePosixPath]) -> Iterator[str]:
    """What pinned the versions of what went: nothing reads it any more."""
    for path in paths:
        if path.name == PIPFILE and candidate.after.snapshot.read(path.with_name(LOCK)) is not None:
            yield f"{LOCK} holds versions that nothing reads any more; lock anew, and then take it away"


def _compared(candidate: Candidate, paths: list[PurePosixPath]) -> tuple[int, list[str]]:
    """How many requirements were compared, and what differs. Raises `ValueError`, `Unreadable`."""
    old, new = (
        _tables(side.snapshot.read(paths[0].with_name(PYPROJECT))) for side in (candidate.before, candidate.after)
    )
    count, different, groups = 0, list[str](), set[str]()
    for path in paths:
        if path.name == PIPFILE:
            for category, wanted in asked(candidate.before.snapshot.read(path) or "").items():
                groups.add(name := group_of_category(category))
                count += len(wanted)
                differences = requirement_differences(wanted, group(new, name), ())
                different += [f"the group {name}: {each}" for each in differences]
            continue
        wanted = required(candidate.before.snapshot, path)
        if reads_for_the_package(old, path.name):
            found, where = list(map(str, new.get("project", {}).get("dependencies", ()))), "[project]"
            old, new = _without_the_package_s(old), _without_the_package_s(new)
        else:
            groups.add(name := group_of(path.name))
            found, where = group(new, name), f"the group {name}"
        count += len(wanted)
        different += [f"{where}: {each}" for each in requirement_differences(wanted, found, ())]
    return count, [*different, *_elsewhere(old, new, groups)]


def _elsewhere(old: Mapping[str, Any], new: Mapping[str, Any], groups: set[str]) -> list[str]:
    """What else of `pyproject.toml` is another."""
    left = {name: lines for name, lines in new.get(GROUPS, {}).items() if name not in groups}
    if left != old.get(GROUPS, {}):
        return [f"[{GROUPS}] differs in more than {', '.join(sorted(groups))}"]
    names = sorted({*old, *new} - {GROUPS})
    return [f"[{name}] says something else" for name in names if old.get(name) != new.get(name)]


def _without_the_package_s(pyproject: Mapping[str, Any]) -> Mapping[str, Any]:
    """All but the dependencies of the package and from where they are read: the builds are compared for those."""
    project = {name: value for name, value in pyproject.get("project", {}).items() if name != "dependencies"}
    project["dynamic"] = [each for each in project.get("dynamic", ()) if each != "dependencies"]
    tools = dict(pyproject.get("tool", {}))
    setuptools = dict(tools.get("setuptools", {}))
    setuptools["dynamic"] = {n: each for n, each in setuptools.get("dynamic", {}).items() if n != "dependencies"}
    return {**pyproject, "project": project, "tool": {**tools, "setuptools": setuptools}}


def _tables(text: str | None) -> Mapping[str, Any]:
    try:
        return tomllib.loads((text or "").removeprefix("\ufeff"))
    except RecursionError as error:
        raise ValueError("pyproject.toml is nested too deeply to be read") from error


def _failed(result: CheckResult, reason: str) -> CheckResult:
    return CheckResult(result.name, required=True, status="failed", summary=reason, reason=reason)
