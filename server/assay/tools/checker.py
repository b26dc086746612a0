"""A type checker as Assay knows it, the one that judges a project, and what one run of it came to."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

from assay.core.check import Ran
from assay.core.command import Command, Completed, Conversation
from assay.core.diagnostics import Diagnostic
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CheckerReport:
    """What a checker said of one side.

    `complete` is true only where the checker itself told that it came to its end; else `failure` says why not, in the
    checker's own words where it had any. `unreachable` are the places that it found no way to; they are among the
    `diagnostics` only where the project asks for them.
    """

    diagnostics: tuple[Diagnostic, ...]
    complete: bool
    failure: str
    argv: tuple[str, ...]
    exit_code: int | None
    seconds: float
    killed: str | None
    unreachable: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that are errors."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.severity == "error")

    def ran(self, side: Literal["before", "after"]) -> Ran:
        """The run as the receipt lists it."""
        return Ran(side, self.argv, self.exit_code, self.seconds, self.killed)


Ask = Callable[[Mapping[PurePosixPath, str | None], Snapshot], Awaitable[CheckerReport]]
"""Gives a checker that goes on running the texts that changed, None for a file that is gone, and asks it for what it
says now; the snapshot is what it holds then. The report of one that gave no whole answer is not complete."""


@dataclass(frozen=True, slots=True)
class Warm:
    """A checker that goes on running and is asked again and again: how it is started, how it is talked with."""

    command: Command
    begin: Callable[[Conversation], Ask]


@dataclass(frozen=True, slots=True)
class Checker:
    """One type checker.

    `sources` are the names, in lower case, under which editors show what it says. `find` gives the installation that
    would judge a project, from files and the user's environment variables alone; None where there is none. `command`
    is one cold run of it, and `read` tells what that came to on a snapshot. `declared` names the file that configures
    it for a project; None where none does. `mention` is a pattern for what calls it in continuous integration. Where
    `takes_files`, files behind the arguments are all that a run looks at, and it says of them what it says else.
    `warm` is how it goes on running, where it can.
    """

    name: str
    sources: frozenset[str]
    find: Callable[[Project, Mapping[str, str]], Tool | None]
    command: Callable[[Project, Tool], Command]
    read: Callable[[Project, Tool, Snapshot, Completed], CheckerReport]
    declared: Callable[[Project], str | None]
    mention: str
    takes_files: bool = False
    warm: Callable[[Project, Tool], Warm | None] | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """The checker that judges a project, and why it is this one."""

    checker: Checker
    tool: Tool
    project: Project
    reason: str

    def of(self, paths: Iterable[PurePosixPath]) -> Judge:
        """The judge of these files alone, where that is less work; else of the project."""
        if not self.checker.takes_files:
            return self
        files = (f"./{os.path.relpath(path, self.tool.folder)}" for path in paths)
        return replace(self, tool=replace(self.tool, argv=(*self.tool.argv, *files)))

    @property
    def warm(self) -> Warm | None:
        """The checker as one that goes on running; None where it cannot."""
        return None if self.checker.warm is None else self.checker.warm(self.project, self.tool)

    def command(self) -> Command:
        """One cold run."""
        return self.checker.command(self.project, self.tool)

    def read(self, snapshot: Snapshot, completed: Completed) -> CheckerReport:
        """What a run on a snapshot came to."""
        return self.checker.read(self.project, self.tool, snapshot, completed)
