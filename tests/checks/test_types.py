"""The check of types, on the real mypy in the real sandbox: what passes, and each way in which it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import pytest

from assay.checks.types import known, types
from assay.core.action import Proposal, Request, Target
from assay.core.check import Candidate, CheckResult, Side
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.errors import Lacking
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import Sandbox
from support.judging import OURS, found, judge_of, project_at
from support.sandboxes import sandbox_on, write_tree

T = TypeVar("T")

A = PurePosixPath("pkg/a.py")
B = PurePosixPath("pkg/b.py")
C = PurePosixPath("pkg/c.py")

PLUGIN = """\
import os
from mypy.plugin import Plugin

class Ours(Plugin):
    def get_additional_deps(self, file):
        if "END_IT" in open(file.path).read():
            os._exit(0)
        return []

def plugin(version):
    return Ours
"""

FILES = {
    "mypy.ini": "[mypy]\nplugins = plugin.py\nfiles = pkg\n",
    "plugin.py": PLUGIN,
    "pkg/__init__.py": "",
    "pkg/a.py": '''\
"""Some text."""


def size(text: str = None) -> int:
    if text is None:
        return 0
    return len(text)


def twice(number: int = None) -> int:
    return double(number)


def double(number: str) -> int:
    return 2


def again(text: str = None) -> int:
    return 1
''',
    "pkg/b.py": "from pkg.a import size\n\nlength: str = size('abc')\nsize().upper()\n",
    "pkg/c.py": """\
class Scanner:
    def scan(self) -> None:
        self.check_token()
        self.peek_token()


class Shelf:
    scanner: Scanner | None = None

    def back(self) -> None:
        self.scanner.back()
""",
}


class Court:
    """One workspace in one sandbox, whose baseline is judged once."""

    def __init__(self, top: Path) -> None:
        self.workspace = write_tree(top / "workspace", FILES)
        (top / "state").mkdir()
        self.project = project_at(self.workspace, str(A), OURS)
        self.tool = found(self.project)
        self.of_types = judge_of(self.project)
        self.left: float | None = None
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._sandbox: Sandbox = self.run(self._stack.enter_async_context(sandbox_on(self.workspace, top / "state")))
        self.before = self.run(self.side(Snapshot(self.workspace)))
        self.known = self.run(known(self.before, self.of_types, Limits())).errors

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(coroutine)

    async def side(self, snapshot: Snapshot) -> Side:
        return Side(snapshot, await self._stack.enter_async_context(self._sandbox.branch(snapshot)))

    def judge(self, edits: Mapping[PurePosixPath, tuple[str, str]], *target: Diagnostic) -> CheckResult:
        """What the check says of a patch that replaces a text by another in each of these files."""
        changes = [self._change(path, old, new) for path, (old, new) in sorted(edits.items())]
        proposal = Proposal(Patch(tuple(changes)), "a test", "", "")
        targets = target or self.at(A, 4)

        async def check() -> CheckResult:
            candidate = Candidate(
                Request("fix_types", self.before.snapshot, A),
                Target(A, "a target", targets),
                proposal,
                self.before,
                await self.side(self.before.snapshot.with_patch(proposal.patch)),
            )
            return await types(self.of_types, Limits(), remaining=lambda: self.left)(candidate)

        return self.run(check())

    def at(self, path: PurePosixPath, line: int) -> tuple[Diagnostic, ...]:
        """What the checker says of a line, counted from 1, before any patch."""
        return tuple(each for each in self.known if each.path == path and each.start.line == line - 1)

    def _change(self, path: PurePosixPath, old: str, new: str) -> FileChange:
        before = self.before.snapshot.read(path) or ""
        assert old in before
        return FileChange(path, before, before.replace(old, new, 1))

    def close(self) -> None:
        self.run(self._stack.aclose())
        self._runner.close()


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    court = Court(tmp_path_factory.mktemp("types"))
    yield court
    court.close()


def told(result: CheckResult) -> tuple[str, str]:
    return result.status, result.reason


FIX = ("text: str = None", "text: str | None = None")


def test_an_error_that_is_gone_passes_beside_errors_that_were_there(court: Court) -> None:
    result = court.judge({A: FIX})
    assert told(result) == ("passed", "")
    assert result.summary == "the error is gone and nothing new: 10 errors before, 9 after"
    assert (result.before, result.after) == (
        {"complete": True, "errors": 10, "unreachable": 1},
        {"complete": True, "errors": 9, "unreachable": 0, "new": 0, "fixed": 1, "reworded": 0},
    )
    assert [(ran.side, ran.exit_code, ran.killed) for ran in result.commands] == [
        ("before", 1, None),
        ("after", 1, None),
    ]
    assert (result.tool, result.problems, result.incomplete) == ("mypy", (), "")


def test_an_error_that_is_still_there_fails(court: Court) -> None:
    result = court.judge({A: ('"""Some text."""', '"""Some text.\n\nAnd more."""')})
    (before,) = court.at(A, 4)
    assert told(result) == ("failed", f"the error is still there: {before}")
    (problem,) = result.problems
    assert problem.key == before.key
    assert problem.start.line == before.start.line + 2, "the next attempt has to know where it stands now"


def test_of_two_equal_errors_the_one_that_is_the_target_may_go_alone(court: Court) -> None:
    (first,), (second,) = court.at(A, 4), court.at(A, 18)
    assert first.key == second.key
    assert court.judge({A: FIX}, first).status == "passed"
    result = court.judge({A: FIX}, first, second)
    assert told(result) == ("failed", f"the error is still there: {first}")
    assert result.problems == (second,), "the first one is gone"


def test_an_error_moved_into_another_file_fails_and_is_a_problem(court: Court) -> None:
    result = court.judge({A: ("size(text: str = None)", "size(text: bytes)")})
    assert result.status == "failed"
    assert result.reason.startswith("2 new errors: pkg/b.py:3:20: ")
    assert [problem.path for problem in result.problems] == [B, B]


def test_the_words_of_an_error_that_was_there_may_change_with_a_type(court: Court) -> None:
    result = court.judge({A: ("number: int = None", "number: int | None = None")}, *court.at(A, 10))
    assert (result.status, result.after["reworded"], result.after["new"]) == ("passed", 1, 0)


def test_a_suggestion_behind_an_error_is_not_the_error(court: Court) -> None:
    patch = {C: ("class Scanner:\n", "class Scanner:\n    def check_token(self) -> None: ...\n\n")}
    result = court.judge(patch, *court.at(C, 3))
    assert (result.status, result.after["reworded"], result.after["new"]) == ("passed", 1, 0)


GUARD = "        if self.scanner is None:\n            return\n"


def test_what_one_part_of_a_union_lacks_it_lacks_alone_too(court: Court) -> None:
    scanner, none = court.at(C, 11)
    patch = {C: ("        self.scanner.back()\n", f"{GUARD}        self.scanner.back()\n")}
    result = court.judge(patch, none)
    assert (result.status, result.after["reworded"], result.after["new"]) == ("passed", 1, 0)
    assert told(court.judge(patch, scanner))[0] == "failed"


def test_what_another_type_lacks_there_is_new(court: Court) -> None:
    none = court.at(C, 11)[1]
    patch = {C: ("        self.scanner.back()\n", f"{GUARD}        scanner = Shelf()\n        scanner.front()\n")}
    result = court.judge(patch, none)
    assert (result.status, result.after["reworded"], result.after["new"]) == ("failed", 0, 1)


def test_an_error_of_the_same_shape_on_another_line_is_new(court: Court) -> None:
    old = "int = None) -> int:\n    return double(number)"
    new = "int = 0) -> int:\n\n    return double(None)"
    result = court.judge({A: (old, new)}, *court.at(A, 10))
    assert (result.status, result.after["reworded"], result.after["new"]) == ("failed", 0, 1)


def test_code_that_the_checker_finds_no_way_to_any_more_fails(court: Court) -> None:
    edit = (
        "text: str = None) -> int:\n    if text is None:\n        return 0\n",
        "text: str | None = None) -> int:\n    return 0\n",
    )
    result = court.judge({A: edit})
    assert told(result) == ("failed", "pkg/a.py:6: mypy finds no way to this code any more")
    assert [problem.code for problem in result.problems] == ["unreachable"]


def test_an_error_that_the_checker_never_reported_fails(court: Court) -> None:
    (real,) = court.at(A, 4)
    other = Diagnostic(real.path, real.start, real.end, "Something else", real.code, real.source)
    assert told(court.judge({A: FIX}, other)) == ("failed", f"mypy does not report this error: {other}")


def test_a_patch_that_ends_the_checker_early_fails(court: Court) -> None:
    result = court.judge({A: ('"""Some text."""', '"""END_IT"""')})
    assert result.status == "failed"
    assert result.reason.startswith("mypy ended with exit code 0 and left no whole report")
    assert (result.before["complete"], result.after["complete"]) == (True, False)


def test_a_patch_that_stops_the_checker_fails_with_the_place(court: Court) -> None:
    result = court.judge({B: ("length: str", "length: (")})
    assert result.status == "failed"
    assert result.reason.startswith("mypy stopped at pkg/b.py:3:")
    assert {problem.path for problem in result.problems} == {B}


def test_a_checker_that_cannot_judge_the_project_as_it_is_is_lacking(court: Court) -> None:
    async def ask() -> None:
        side = await court.side(court.before.snapshot.with_texts({B: "def f(:\n"}))
        await known(side, court.of_types, Limits())

    with pytest.raises(Lacking, match=r"mypy .* could not check the project as it is: mypy stopped at pkg/b.py:1:"):
        court.run(ask())


def test_a_checker_that_is_killed_before_the_patch_is_lacking(court: Court) -> None:
    async def ask() -> None:
        side = await court.side(court.before.snapshot)
        await known(side, court.of_types, Limits(wall=0.1))

    with pytest.raises(Lacking, match="mypy was ended before it was done: wall limit"):
        court.run(ask())


def test_a_checker_that_the_budget_ends_has_judged_nothing(court: Court) -> None:
    court.left = 0.0
    try:
        result = court.judge({A: ("number: str", "number: int")})
    finally:
        court.left = None
    assert (result.required, result.status, result.reason) == (True, "skipped", "cut by the budget")
