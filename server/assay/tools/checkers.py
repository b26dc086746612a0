"""The type checkers that Assay knows, and which of them judges a project.

In this order: the user's setting; the one whose diagnostic the user points at; those that the project configures; those
that its continuous integration names; mypy. Of these, the first that is installed is the one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from assay.core.errors import Lacking
from assay.core.project import Project, Tool
from assay.tools import mypy, pyrefly, pyright, ty
from assay.tools.checker import Checker, Judge
from assay.tools.installed import UNKNOWN
from assay.tools.pins import pinned
from assay.tools.reading import names, read_small

CHECKERS: tuple[Checker, ...] = (mypy.CHECKER, pyright.PYRIGHT, pyright.BASEDPYRIGHT, ty.CHECKER, pyrefly.CHECKER)
"""In the order in which they are preferred where a project configures several."""

AUTOMATION = (".pre-commit-config.yaml", "tox.ini", "noxfile.py", "Makefile", "justfile", ".gitlab-ci.yml")
WORKFLOWS = Path(".github", "workflows")


def choose(project: Project, *, setting: str | None, sources: Iterable[str], environ: Mapping[str, str]) -> Judge:
    """The judge of a project; `sources` are the names with the diagnostics that the user points at.

    Raises `Lacking` where the setting names one that is not installed, or where none is.
    """
    absent: list[str] = []
    for checker, reason in _candidates(project, setting, tuple(sources)):
        if (tool := checker.find(project, environ)) is not None:
            note = "; ".join(filter(None, (*absent, _mismatch(project, tool), tool.note)))
            return Judge(checker, replace(tool, note=note), project, reason)
        if setting is not None:
            break
        absent.append(f"{checker.name} is not installed here ({reason})")
    if setting is not None:
        raise Lacking(
            f"{setting}: the setting `checker` names it, and it is installed neither for the project nor here"
        )
    raise Lacking(f"no type checker: {'; '.join(absent)}; install mypy or another one in the project's environment")


def named(source: str) -> tuple[Checker, ...]:
    """The checkers that can judge what an editor shows under this name."""
    return tuple(checker for checker in CHECKERS if source.casefold() in checker.sources)


def _mismatch(project: Project, tool: Tool) -> str:
    """What to say where the project pins another version than the one that judges."""
    match pinned(project, tool.name):
        case (version, file) if tool.version not in (version, UNKNOWN):
            return f"{file} pins {tool.name} {version}, and {tool.version} judges"
        case _:
            return ""


def _candidates(project: Project, setting: str | None, sources: tuple[str, ...]) -> Iterator[tuple[Checker, str]]:
    """Each checker once, with the first reason there is for it."""
    seen: set[str] = set()
    for checker, reason in _reasons(project, setting, sources):
        if checker.name not in seen:
            seen.add(checker.name)
            yield checker, reason


def _reasons(project: Project, setting: str | None, sources: tuple[str, ...]) -> Iterator[tuple[Checker, str]]:
    if setting is not None:
        yield from ((checker, "the setting `checker`") for checker in CHECKERS if checker.name == setting)
        return
    for source in sources:
        yield from ((checker, f"the diagnostic is shown as {source}'s") for checker in named(source))
    for checker in CHECKERS:
        if (file := checker.declared(project)) is not None:
            yield checker, f"configured in {file}"
    for file, text in _automation(project):
        for checker in CHECKERS:
            if re.search(checker.mention, text):
                yield checker, f"named in {file}"
    yield mypy.CHECKER, "the default"


def _automation(project: Project) -> Iterator[tuple[str, str]]:
    """The files of the project, and of the workspace around it, that say what runs on every change."""
    for folder in dict.fromkeys((project.workspace / project.root, project.workspace)):
        workflows = [WORKFLOWS / name for name in names(folder / WORKFLOWS) if name.endswith((".yml", ".yaml"))]
        for file in (*map(Path, AUTOMATION), *workflows):
            if (text := read_small(folder / file)) is not None:
                yield (folder / file).relative_to(project.workspace).as_posix(), text
