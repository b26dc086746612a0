"""Ask the project's checker what is wrong, without a run: in the background, for the menu and for what is shown.

Like a run it looks at a fresh branch in the sandbox with the open documents on top. Unlike a run it leaves no receipt
and decides nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from assay.actions import fix_types
from assay.checks.trees import SUFFIXES
from assay.checks.types import diagnose
from assay.core.action import Request
from assay.core.check import Side
from assay.core.command import Command, Limits
from assay.core.diagnostics import Diagnostic
from assay.core.errors import AssayError
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox
from assay.tools.checker import Judge
from assay.tools.checkers import choose
from assay.tools.project import find_project, find_root
from assay.workspace.answer import Answer, Said, Unanswered
from assay.workspace.survey import Site

LONGEST = 60.0
"""Seconds that a checker may take in the background. One that needs longer is asked in runs alone."""

_NICE = Path("/usr/bin/nice")


async def look(site: Site, path: PurePosixPath, snapshot: Snapshot, *, seconds: float) -> Answer | Unanswered:
    """What the checker of a file's project says of the project's open files. The folder must be trusted."""
    assert site.trust.trusted, "nothing of a folder runs without trust"
    try:
        sandbox = await site.sandbox()
        if isinstance(sandbox, NoSandbox):
            return Unanswered(f"errors are not shown: {sandbox.reason}")
        judge = await asyncio.to_thread(_judge, site, path)
        async with sandbox.branch(snapshot) as branch:
            report = await diagnose(Side(snapshot, branch), _gently(judge), Limits(wall=seconds))
    except AssayError as error:
        return Unanswered(f"errors are not shown: {error}")
    name = f"{judge.tool.name} {judge.tool.version}"
    if report.killed is not None and report.seconds >= seconds:
        words = f"{name} was not done with the project after {seconds:g} s, so errors are not shown"
        return Unanswered(f"{words}; fixes still work, and have more time", slow=True)
    if not report.complete:
        return Unanswered(f"errors are not shown: {name} could not check the project: {report.failure}")
    return await asyncio.to_thread(_answer, site, judge, snapshot, report.diagnostics)


def _judge(site: Site, path: PurePosixPath) -> Judge:
    project = find_project(
        site.root, path, interpreter=site.settings.interpreter, chosen=site.interpreter, environ=site.environ
    )
    return choose(project, setting=site.settings.checker, sources=(), environ=site.environ)


def _gently(judge: Judge) -> Judge:
    """The judge, made to stand back where others need the processor."""

    def command(project: Project, tool: Tool) -> Command:
        plain = judge.checker.command(project, tool)
        return replace(plain, argv=(str(_NICE), "-n", "10", *plain.argv))

    return replace(judge, checker=replace(judge.checker, command=command)) if _NICE.exists() else judge


def _answer(site: Site, judge: Judge, snapshot: Snapshot, diagnostics: tuple[Diagnostic, ...]) -> Answer:
    told = {diagnostic.path for diagnostic in diagnostics}
    texts = {
        path: text
        for path, text in snapshot.above.items()
        if text is not None and (path in told or _judged(judge, path, site.environ))
    }
    said: dict[PurePosixPath, list[Said]] = {path: [] for path in texts}
    for diagnostic in diagnostics:
        if diagnostic.path in said:
            said[diagnostic.path].append(Said(diagnostic))
    grouped = {path: _grouped(path, snapshot, tuple(found)) for path, found in said.items()}
    return Answer(judge.project.root, texts, grouped, len(diagnostics))


def _judged(judge: Judge, path: PurePosixPath, environ: Mapping[str, str]) -> bool:
    """Whether silence on a file says anything: for its own sake the judge would have been started just so."""
    project = judge.project
    if path.suffix not in SUFFIXES or find_root(project.workspace, path)[0] != project.root:
        return False
    tool = judge.checker.find(replace(project, path=path), environ)
    return tool is not None and (tool.argv, tool.folder) == (judge.tool.argv, judge.tool.folder)


def _grouped(path: PurePosixPath, snapshot: Snapshot, said: tuple[Said, ...]) -> tuple[Said, ...]:
    request = Request(fix_types.NAME, snapshot, path)
    targets = fix_types.targets(request, tuple(each.diagnostic for each in said))
    sizes = {diagnostic: len(target.diagnostics) for target in targets for diagnostic in target.diagnostics}
    return tuple(Said(each.diagnostic, sizes.get(each.diagnostic, 1)) for each in said)
