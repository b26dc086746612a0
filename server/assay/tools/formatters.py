"""Bring a patch into the project's format: ruff or black, the project's own, on the lines that the patch touched.

A formatter is the project's where its configuration names one. One that is merely installed is used only on files that
are in its format already. Whatever a formatter does to other statements than those that were touched is not taken, and
a formatter that fails leaves the patch as it is.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

from assay.core.command import INPUT, Branch, Command, Completed, Limits
from assay.core.cutting import beginning
from assay.core.errors import SandboxFailed
from assay.core.patch import FileChange, Patch
from assay.core.project import Project, Tool
from assay.core.text import changed_lines, split_lines
from assay.syntax.statements import widened
from assay.tools.reading import read_small, read_toml, table
from assay.tools.ruff import ruff_program
from assay.tools.versions import numbers

Name: TypeAlias = Literal["ruff", "black"]
Run: TypeAlias = Callable[[Command], Awaitable[Completed]]

OLDEST: dict[Name, tuple[int, ...]] = {"ruff": (0, 2, 1), "black": (23, 11)}
"""The first versions that format ranges of lines."""

MOST = 16
"""Ranges of one file beyond which it is left as it is: ruff takes one a run."""

SAID = 300

_SCRIPT = "assay_black.py"
_START = "from black import patched_main\n\npatched_main()\n"
_HOOK = re.compile(r"^\s*-?\s*id:\s*[\"']?(ruff-format|black)(?![\w-])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Formatted:
    """The patch as far as it could be formatted. `note` says what was not and why; empty where all was."""

    patch: Patch
    note: str = ""


class _NotFormatted(Exception):
    """Why a file is left as it is."""


async def format_touched(project: Project, branch: Branch, patch: Patch, limits: Limits) -> Formatted:
    """The patch with the lines that it touched in the project's format. The branch holds what is below the patch."""
    declared = declared_formatter(project)
    formatter = _installed(project, declared) if declared else None
    if declared and formatter is None:
        return Formatted(
            patch, f"nothing is formatted: {declared} is not installed for {project.interpreter.executable}"
        )

    async def run(command: Command) -> Completed:
        return await branch.run(command, limits)

    changes: list[FileChange] = []
    notes: list[str] = []
    for change in patch.changes:
        try:
            changes.append(await _format(project, run, change, formatter))
        except (_NotFormatted, SandboxFailed) as error:
            changes.append(change)
            notes.append(f"{change.path} is not formatted: {error}")
    return Formatted(Patch(tuple(changes)), "; ".join(notes))


def declared_formatter(project: Project) -> Name | None:
    """The formatter that the project's configuration names; None where it names none."""
    for folder in (project.root, *project.root.parents):
        full = project.workspace / folder
        pyproject = read_toml(full / "pyproject.toml")
        own = table(read_toml(full / "ruff.toml") or read_toml(full / ".ruff.toml"), "format")
        if own is not None or table(pyproject, "tool", "ruff", "format") is not None:
            return "ruff"
        if table(pyproject, "tool", "black") is not None:
            return "black"
        if match := _HOOK.search(read_small(full / ".pre-commit-config.yaml") or ""):
            return "black" if match[1] == "black" else "ruff"
    return None


def _installed(project: Project, name: Name) -> Tool | None:
    python = project.interpreter
    if (version := python.distributions.get(name)) is None:
        return None
    if name == "black":
        argv: tuple[str, ...] = (str(python.executable), f"{INPUT}/{_SCRIPT}", "--quiet")
    elif (program := ruff_program(project)) is not None:
        argv = (str(program), "format", "--no-cache", "--force-exclude")
    else:
        return None
    return Tool(name, version, "project", argv, python.readable, folder=project.root)


async def _format(project: Project, run: Run, change: FileChange, declared: Tool | None) -> FileChange:
    """The change in format. Raises `_NotFormatted`, `SandboxFailed`."""
    if change.after is None or change.path.suffix not in {".py", ".pyi"}:
        return change
    touched = changed_lines(change.before or "", change.after)
    tool = declared or await _of_the_file(project, run, change)
    if tool is None or not touched:
        return change
    formatted = await _format_ranges(run, tool, change.path, change.after, touched)
    if line := _beyond(change.after, formatted, widened(change.after, touched)):
        raise _NotFormatted(f"{tool.name} {tool.version} would also change line {line}, which was not touched")
    return replace(change, after=formatted)


async def _of_the_file(project: Project, run: Run, change: FileChange) -> Tool | None:
    """The installed formatter in whose format the file is already."""
    for name, oldest in OLDEST.items():
        tool = _installed(project, name)
        if not change.before or tool is None or numbers(tool.version) < oldest:
            continue
        try:
            if await _run(run, tool, change.path, change.before) == change.before:
                return tool
        except _NotFormatted:
            continue
    return None


async def _format_ranges(run: Run, tool: Tool, path: PurePosixPath, text: str, touched: tuple[range, ...]) -> str:
    if numbers(tool.version) < OLDEST["black" if tool.name == "black" else "ruff"]:
        raise _NotFormatted(f"{tool.name} {tool.version} cannot format single lines")
    if len(touched) > MOST:
        raise _NotFormatted(f"more than {MOST} places were touched")
    if tool.name == "black":
        ranges = tuple(f"--line-ranges={lines.start + 1}-{lines.stop}" for lines in touched)
        return await _run(run, tool, path, text, *ranges)
    for lines in reversed(touched):  # from the last, so that the others keep their numbers
        text = await _run(run, tool, path, text, f"--range={lines.start + 1}:1-{lines.stop + 1}:1")
    return text


async def _run(run: Run, tool: Tool, path: PurePosixPath, text: str, *options: str) -> str:
    inside = path.is_relative_to(tool.folder)
    name = path.relative_to(tool.folder) if inside else PurePosixPath(*(".." for _ in tool.folder.parts), path)
    completed = await run(
        Command(
            argv=(*tool.argv, *options, "--stdin-filename", str(name), "-"),
            cwd=tool.folder,
            readable=tool.readable,
            inputs={_SCRIPT: _START} if tool.name == "black" else {},
            stdin=text.encode(),
        )
    )
    if completed.killed or completed.exit_code != 0:
        how = completed.killed or f"exit code {completed.exit_code}"
        said = beginning(completed.stderr.decode("utf-8", "replace").strip(), SAID)
        raise _NotFormatted(f"{tool.name} {tool.version} ended with {how}: {said or 'it said nothing'}")
    formatted = completed.stdout.decode("utf-8", "replace")
    if "\ufffd" in formatted.replace("\ufffd", "", text.count("\ufffd")) or (text.strip() and not formatted.strip()):
        raise _NotFormatted(f"{tool.name} {tool.version} gave back no whole text")
    return formatted


def _beyond(text: str, formatted: str, allowed: tuple[range, ...]) -> int | None:
    """The first line of `text`, from 1, that was changed and is not allowed to; None where there is none."""
    matcher = SequenceMatcher(None, split_lines(text), split_lines(formatted), autojunk=False)
    for tag, start, end, _, _ in matcher.get_opcodes():
        if tag != "equal" and not any(lines.start <= start and end <= lines.stop for lines in allowed):
            return start + 1
    return None
