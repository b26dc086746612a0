"""One session of the project's pytest that tells which tests reach a function and which faults in it they notice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, TypeVar

from assay.core.command import INPUT, OUTPUT, Command, Completed
from assay.core.project import Project, Tool
from assay.core.text import Position
from assay.syntax.scopes import Scope
from assay.syntax.tree import Tree
from assay.tools.mutants import Mutant, mutants
from assay.tools.outside_faults import outside
from assay.tools.pytest import ALWAYS, for_plugins
from assay.tools.subject import Subject, behind, behind_maker, is_registered

REPORT, MOST, MOST_OF_MAKER, MOST_OUTSIDE = "mutation.json", 160, 96, 30
# nobody reads why a test fails here: to write that down, and to prepare for it, takes most of the time
_UNEXPLAINED = ("--assert=plain", "--tb=no")
_SCRIPT = "mutation"
_Each = TypeVar("_Each")
_BESIDE = ("mutation_anew", "mutation_faults", "mutation_outcomes", "mutation_reaching", "mutation_watching")


@dataclass(frozen=True, slots=True)
class Reached:
    """One test: what it reached of the file and of the function's branches, and what it must not have done.

    `again` is whether it passes once more in a copy of the process, as it runs for each fault; else it notices none.
    `noticed` are the faults with which it does not pass; `asserted` those of them that its own assertions find, or
    with which the function refuses what it took before. Of faults with which tests do not come to their end, the first
    tests are noted that notice it; `unsaid` are those of which a test behind them was not asked.
    """

    id: str
    file: PurePosixPath
    passed: bool
    again: bool
    acts: tuple[str, ...]
    ways: frozenset[str]
    lines: frozenset[int]
    noticed: frozenset[int]
    asserted: frozenset[int]
    unsaid: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """What was done to the world while a file of tests was collected: in which line of it, 0 for by pytest itself."""

    file: PurePosixPath
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Session:
    """What the session found. `faults` are those that could be put in; a test's `noticed` are indices into them.

    `ways` are those of all branches, each the line of a head with `+` for into its body and `-` for past it;
    `statements` are the lines of the function that can run. `uncollected` says of
    each file of tests that could not be collected why. `collecting` is what collecting them did. `error` says why
    nothing was found out, and is empty else.
    """

    faults: tuple[Mutant, ...]
    tests: tuple[Reached, ...]
    ways: frozenset[str]
    statements: frozenset[int] = frozenset()
    uncollected: Mapping[PurePosixPath, str] = field(default_factory=lambda: MappingProxyType({}))
    collecting: tuple[Act, ...] = ()
    error: str = ""

    def of(self, file: PurePosixPath) -> tuple[Reached, ...]:
        """The tests of a file."""
        return tuple(each for each in self.tests if each.file == file)


def qualified(identifier: str) -> str:
    """The name of the function in a test's identifier, behind the class that it is in; its values may be any text."""
    return ".".join(identifier.partition("[")[0].split("::")[1:])


def mutation_command(project: Project, tool: Tool, subject: Subject, files: tuple[PurePosixPath, ...]) -> Command:
    """The command of one session on these test files; paths are relative to the workspace."""
    order = {
        "workspace": _up(tool.folder),
        "path": _from(tool.folder, subject.path),
        **_place(subject, subject.scope),
        "text": subject.tree.text,
        "files": [_from(tool.folder, each) for each in files],
        "faults": [_told(subject, scope, each) for scope, each in faults_in(subject)],
        "controls": [{**_place(subject, each), "text": _alone(subject.tree, each)} for each in _parts(subject)],
    }
    return Command(
        argv=(
            *tool.argv[:-1],
            *(f"{INPUT}/assay_{_SCRIPT}.py", f"{OUTPUT}/{REPORT}"),
            *(*ALWAYS, *_UNEXPLAINED, *for_plugins(project)),
        ),
        cwd=tool.folder,
        environment={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        readable=tool.readable,
        inputs={f"assay_{each}.py": _text(each) for each in (_SCRIPT, *_BESIDE)},
        outputs=(REPORT,),
        stdin=json.dumps(order).encode(),
    )


def read_session(completed: Completed, subject: Subject) -> Session:
    """What the session left. Text of the tested code's process is data: what has not the right shape is an error."""
    found = tuple(each for _, each in faults_in(subject))
    content = completed.outputs.get(REPORT)
    if content is None:
        words = completed.killed or completed.stderr.decode("utf-8", "replace")[-300:].strip() or "it left no report"
        return Session((), (), frozenset(), error=f"the tests did not come to their end: {words}")
    try:
        return _read(json.loads(content), found)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        return Session((), (), frozenset(), error=f"the report cannot be read ({type(error).__name__})")


def _read(report: Mapping[str, Any], found: tuple[Mutant, ...]) -> Session:
    uncollected = {PurePosixPath(each["file"]): str(each["said"]) for each in report["uncollected"]}
    if report["error"]:
        return Session((), (), frozenset(), uncollected=uncollected, error=str(report["error"]))
    judged = [number for number, each in enumerate(report["faults"]) if each["judged"] is True]
    noticed, asserted, unsaid = (
        [frozenset(map(int, report["faults"][number][how])) for number in judged]
        for how in ("noticed", "asserted", "unsaid")
    )
    tests = tuple(
        Reached(
            id=str(each["id"]),
            file=PurePosixPath(each["file"]),
            passed=each["passed"] is True,
            again=each["again"] is True,
            acts=tuple(map(str, each["acts"])),
            ways=frozenset(map(str, each["ways"])),
            lines=frozenset(map(int, each["lines"])),
            noticed=frozenset(place for place, by in enumerate(noticed) if number in by),
            asserted=frozenset(place for place, by in enumerate(asserted) if number in by),
            unsaid=frozenset(place for place, by in enumerate(unsaid) if number in by),
        )
        for number, each in enumerate(report["tests"])
    )
    statements = frozenset(map(int, report["statements"]))
    faults = tuple(found[number] for number in judged)
    acts = tuple(Act(PurePosixPath(each["file"]), int(each["line"]), str(each["act"])) for each in report["collected"])
    return Session(faults, tests, frozenset(map(str, report["ways"])), statements, uncollected, acts)


def _parts(subject: Subject) -> tuple[Scope, ...]:
    """The function, and what private functions it and the constructor of its class reach."""
    return (subject.scope, *behind(subject), *behind_maker(subject))


def faults_in(subject: Subject) -> tuple[tuple[Scope | None, Mutant], ...]:
    """Those of the function, and of what private functions it reaches as many as fit in, from all over them.

    What decides a condition comes before other faults: who notices it goes both ways.
    Of a method some of those behind the constructor as well; last some outside of functions, which have no scope.
    """
    own = [(subject.scope, each) for each in mutants(subject.tree, subject.scope.node)]
    room, near = max(0, MOST - len(own)), behind(subject)
    deciding, other = _parted(_within(subject, near))
    more = [*_thinned(deciding, room), *_thinned(other, max(0, room - len(deciding)))]
    made = _thinned(_within(subject, behind_maker(subject)), min(MOST_OF_MAKER, room - len(more)))
    around = _thinned(outside(subject.tree, (subject.scope, *near)), MOST_OUTSIDE)
    return (*own, *more, *made, *((None, each) for each in around))


def _within(subject: Subject, among: Iterable[Scope]) -> list[tuple[Scope, Mutant]]:
    return [(scope, each) for scope in among for each in mutants(subject.tree, scope.node)]


def _parted(every: Iterable[tuple[Scope, Mutant]]) -> tuple[list[tuple[Scope, Mutant]], list[tuple[Scope, Mutant]]]:
    """What decides a condition, and the others."""
    parts = list[tuple[Scope, Mutant]](), list[tuple[Scope, Mutant]]()
    for each in every:
        parts[not each[1].decides].append(each)
    return parts


def _thinned(every: Sequence[_Each], room: int) -> Sequence[_Each]:
    """As many as there is room for, from all over."""
    return every if len(every) <= room else [every[place * len(every) // room] for place in range(room)]


def _told(subject: Subject, scope: Scope | None, mutant: Mutant) -> dict[str, Any]:
    """A fault as the payload is told of it: where it is put in, and what is there then."""
    if scope is None:
        return {"anew": [mutant.span.start, mutant.span.end, mutant.new], "line": mutant.line}
    where = _place(subject, scope)
    return {
        **where,
        "line": mutant.line,
        "of_iterator": mutant.of_iterator,
        "text": _alone(subject.tree, scope, mutant),
    }


def _place(subject: Subject, scope: Scope) -> dict[str, str | int]:
    """What a function is called, the class that it is in, and its lines from 1, with what decorates it.

    `of` is what hands on to it, by the class of its argument; empty where that is called by its own name.
    """
    owner, _, name = scope.qualified.rpartition(".")
    of = subject.name if is_registered(subject, scope) else ""
    lines = subject.tree.lines
    first, last = (lines.position(each).line + 1 for each in (scope.span.start, scope.span.end))
    return {"owner": owner, "name": name, "of": of, "first": first, "last": last}


def _alone(tree: Tree, scope: Scope, mutant: Mutant | None = None) -> str:
    """The function, with a fault in it, on the lines where it stands in its file; a method within its class."""
    text, span, owner = tree.text, scope.span, scope.qualified.rpartition(".")[0]
    end = span.end
    if mutant is not None:
        text, end = mutant.put_into(text), end + len(mutant.new) - len(mutant.old)
    place: Position = tree.lines.position(span.start)
    indent = text[span.start - place.column : span.start]
    around = f"class {owner}:" if owner else "if 1:"
    lead = "\n" * place.line if not indent else "\n" * max(0, place.line - 1) + f"{around}\n{indent}"
    return lead + text[span.start : end] + "\n"


def _text(name: str) -> str:
    return resources.files("assay.tools").joinpath(f"{name}_payload.py").read_text("utf-8")


def _up(folder: PurePosixPath) -> str:
    return "/".join([".."] * len(folder.parts)) or "."


def _from(folder: PurePosixPath, path: PurePosixPath) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else f"{_up(folder)}/{path}"
