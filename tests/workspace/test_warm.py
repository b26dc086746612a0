"""A checker that goes on running: what it sorts out, what it never decides, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from assay.checks.sifted import sifted
from assay.checks.types import known, types
from assay.core.action import Proposal, Request, Target
from assay.core.check import Candidate, Check, CheckResult, Side
from assay.core.command import Limits
from assay.core.diagnostics import added
from assay.core.patch import FileChange, Patch
from assay.core.policy import Policy
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import Sandbox
from assay.tools.checker import Checker, Judge, Warm
from assay.tools.mypy import CHECKER
from assay.workspace.files import Files
from assay.workspace.warm import PAYS, WarmChecker
from support.descendants import descendants
from support.judging import OF_NAME, judge_of, project_at
from support.sandboxes import sandbox_on, write_tree

A = PurePosixPath("pkg/a.py")
B = PurePosixPath("pkg/b.py")

FILES = {
    "mypy.ini": "[mypy]\nfiles = pkg\nwarn_unused_ignores = True\n",
    "pkg/__init__.py": "",
    "pkg/a.py": "def size(text: str = None) -> int:\n    return len(text)\n",
    "pkg/b.py": "from pkg.a import size\n\nname: int = size('abc')\n",
}
IGNORES = "from pkg.a import size\n\nname: int = size('abc')  # type: ignore\n"
GOOD = "def size(text: str = '') -> int:\n    return len(text)\n"
STAYS = "def size(text: str = None) -> int:\n    return len(text) + 0\n"
MOVES = "def size(text: str = '') -> int:\n    return text\n"
ELSEWHERE = "def size(text: bytes = b'') -> int:\n    return len(text)\n"

LYING = "import sys, json\nfor line in sys.stdin:\n    n = json.loads(line)['number']\n    {body}\n"
WELL = "print(json.dumps({'number': n, 'out': '', 'err': '', 'status': 0}), flush=True)"
DRIVER = "mypy_driver.py"


@dataclass
class Court:
    """One workspace in one sandbox, with a mypy that may go on running; `ran` counts fresh runs after a patch."""

    workspace: Path
    sandbox: Sandbox
    judge: Judge
    warm: WarmChecker
    before: Side
    check: Check
    fresh: list[CheckResult]

    async def result(self, *texts: str, path: PurePosixPath = A) -> CheckResult:
        """What comes of the last of these texts, when all have been put to the test."""
        return [await self.check(await self.candidate(text, path)) for text in texts][-1]

    async def candidate(self, text: str, path: PurePosixPath = A) -> Candidate:
        before = self.before.snapshot
        proposal = Proposal(Patch((FileChange(path, before.read(path), text),)), "a test", "", "")
        after = before.with_patch(proposal.patch)
        reports = await known(self.before, self.judge, Limits())
        target = Target(A, "a target", reports.errors)
        return Candidate(Request("fix_types", before, A), target, proposal, self.before, Side(after, None))


@asynccontextmanager
async def court(top: Path, *, lying: str = "", idle: float = 60.0, checker: Checker = CHECKER) -> AsyncGenerator[Court]:
    workspace = write_tree(top / "workspace", FILES)
    (top / "state").mkdir()
    judge = judge_of(project_at(workspace, str(A)), checker=checker)
    if lying:
        judge = replace(judge, checker=replace(judge.checker, warm=partial(_lying, judge, lying)))
    warm = WarmChecker(Files(workspace), idle=idle)
    async with sandbox_on(workspace, top / "state") as sandbox, sandbox.branch(Snapshot(workspace)) as branch:
        before, fresh = Side(Snapshot(workspace), branch), list[CheckResult]()
        sift = warm.sift(judge, sandbox, Policy(), remaining=lambda: None)
        assert sift is not None
        judged = types(judge, Limits(), remaining=lambda: None)

        async def counted(candidate: Candidate) -> CheckResult:
            async with sandbox.branch(candidate.after.snapshot) as after:
                fresh.append(await judged(replace(candidate, after=Side(candidate.after.snapshot, after))))
            return fresh[-1]

        check = sifted(judge.tool, sift, counted)
        try:
            yield Court(workspace, sandbox, judge, warm, before, check, fresh)
        finally:
            await warm.close()
            assert descendants(DRIVER) == []


def _lying(judge: Judge, code: str, _project: Project, _tool: Tool) -> Warm:
    """The warm mypy with other code in its driver's place."""
    warm = judge.warm
    assert warm is not None
    return replace(warm, command=replace(warm.command, inputs={DRIVER: code}))


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 150))


def test_what_fails_is_sorted_out_once_it_pays_and_what_holds_is_judged_by_a_fresh_process(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path) as it:
            for _ in range(PAYS):
                assert (await it.result(STAYS)).name == "types"
                assert descendants(DRIVER) == []
            stays = await it.result(STAYS)
            assert (stays.name, stays.status, stays.required) == ("sifted", "failed", True)
            assert stays.reason.startswith("the error is still there: pkg/a.py:1:")
            assert [(ran.side, ran.exit_code, ran.killed) for ran in stays.commands] == [
                ("before", None, None),
                ("after", None, None),
            ]
            moved = await it.result(MOVES)
            assert (moved.name, moved.reason[:25]) == ("sifted", "1 new error: pkg/a.py:2:1")
            assert len(it.fresh) == PAYS
            good = await it.result(GOOD)
            assert (good.name, good.status) == ("types", "passed")
            assert it.fresh[PAYS:] == [good]

    run(go())


@pytest.mark.parametrize(("name", "word"), [("ty", " server"), ("basedpyright", "langserver.index.js")])
def test_language_servers_sort_out_too(tmp_path: Path, name: str, word: str) -> None:
    async def go() -> None:
        async with court(tmp_path, checker=OF_NAME[name]) as it:
            results = [await it.result(text) for text in (*[STAYS] * PAYS, STAYS, MOVES, GOOD, STAYS)]
            assert descendants(word)
            assert [(each.name, each.status) for each in results] == [
                *[("types", "failed")] * PAYS,
                ("sifted", "failed"),
                ("sifted", "failed"),
                ("types", "passed"),
                ("sifted", "failed"),
            ]
        assert descendants(word) == []

    run(go())


def test_what_is_said_of_other_files_is_left_to_a_fresh_process(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path) as it:
            elsewhere = await it.result(*[STAYS] * PAYS, ELSEWHERE)
            assert (elsewhere.name, elsewhere.status, len(it.fresh)) == ("types", "failed", PAYS + 1)
            assert descendants(DRIVER)

    run(go())


def test_one_that_says_that_all_is_well_makes_nothing_verified(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path, lying=LYING.format(body=WELL)) as it:
            result = await it.result(*[STAYS] * PAYS, STAYS)
            assert (result.name, result.status) == ("types", "failed")
            assert descendants(DRIVER)

    run(go())


DEAD = {
    "at once": "",
    "when it is asked the second time": f"import os\n{LYING.format(body=f'os._exit(0) if n > 1 else {WELL}')}",
    "after half an answer": LYING.format(body="print('{', end='', flush=True); sys.exit()"),
}


@pytest.mark.parametrize("code", DEAD.values(), ids=DEAD)
def test_one_that_dies_decides_nothing_and_is_not_started_again(tmp_path: Path, code: str) -> None:
    async def go() -> None:
        async with court(tmp_path, lying=code or "pass") as it:
            for text, status in ((STAYS, "failed"), (GOOD, "passed"), (STAYS, "failed")):
                result = await it.result(*[STAYS] * PAYS, text)
                assert (result.name, result.status) == ("types", status)
                assert descendants(DRIVER) == []

    run(go())


def test_one_that_is_killed_while_it_is_asked_decides_nothing(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path, lying=LYING.format(body=f"{WELL} if n == 1 else sys.stdin.readline()")) as it:
            await it.result(*[STAYS] * PAYS)
            asked = asyncio.ensure_future(it.result(GOOD))
            await until(lambda: descendants(DRIVER) != [])
            await asyncio.sleep(0.5)
            os.kill(descendants(DRIVER)[-1], signal.SIGKILL)
            result = await asked
            assert (result.name, result.status) == ("types", "passed")

    run(go())


def test_what_it_says_when_a_file_moved_is_thrown_away(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path) as it:
            assert (await it.result(*[STAYS] * (PAYS + 1))).name == "sifted"
            (it.workspace / B).write_text("from pkg.a import size\n\nother: int = size('abc')\n")
            assert (await it.result(STAYS)).name == "types"
            assert descendants(DRIVER) == []
            assert (await it.result(STAYS)).name == "sifted"

    run(go())


def test_it_holds_what_is_open_and_not_saved(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path) as it:
            await it.result(*[STAYS] * (PAYS + 1))
            it.before = Side(it.before.snapshot.with_texts({B: "name: int = 'a'\n"}), None)
            sift = it.warm.sift(it.judge, it.sandbox, Policy(), remaining=lambda: None)
            assert sift is not None
            sides = await sift(it.before.snapshot, it.before.snapshot.with_texts({A: GOOD}), 0)
            assert sides is not None
            assert [[str(each.path) for each in side.errors] for side in sides] == [
                ["pkg/a.py", "pkg/b.py"],
                ["pkg/b.py"],
            ]
            sides = await sift(Snapshot(it.workspace), Snapshot(it.workspace, {A: GOOD}), 0)
            assert sides is not None
            assert [len(side.errors) for side in sides] == [1, 0]

    run(go())


def test_what_it_says_only_of_what_it_checked_again_is_nothing_new(tmp_path: Path) -> None:
    """The trap: mypy no longer reports ignores that silence nothing, but in files that it was given again."""

    async def go() -> None:
        async with court(tmp_path) as it:
            before = Snapshot(it.workspace, {B: IGNORES})
            sift = it.warm.sift(it.judge, it.sandbox, Policy(), remaining=lambda: None)
            assert sift is not None
            codes = list[list[str]]()
            for after in (before.with_texts({A: GOOD}), before.with_texts({B: f"{IGNORES}\n"})):
                sides = await sift(before, after, PAYS)
                assert sides is not None
                assert added(sides[0].errors, sides[1].errors) == ()
                codes.append([each.code for each in sides[1].errors])
            assert codes == [[], ["unused-ignore", "assignment"]]

    run(go())


def test_another_configuration_is_left_to_a_fresh_process(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path) as it:
            await it.result(*[STAYS] * (PAYS + 1))
            sift = it.warm.sift(it.judge, it.sandbox, Policy(), remaining=lambda: None)
            assert sift is not None
            before = Snapshot(it.workspace)
            assert await sift(before, before.with_texts({PurePosixPath("mypy.ini"): "[mypy]\n"}), 0) is None

    run(go())


def test_one_that_is_idle_is_ended(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path, idle=0.3) as it:
            assert (await it.result(*[STAYS] * (PAYS + 1))).name == "sifted"
            assert descendants(DRIVER)
            await until(lambda: descendants(DRIVER) == [])
            assert (await it.result(STAYS)).name == "sifted"

    run(go())


def test_a_cancel_while_it_is_asked_leaves_nothing_alive(tmp_path: Path) -> None:
    async def go() -> None:
        async with court(tmp_path, lying=LYING.format(body="sys.stdin.readline()")) as it:
            await it.result(*[STAYS] * PAYS)
            asked = asyncio.ensure_future(it.result(STAYS))
            await until(lambda: descendants(DRIVER) != [])
            asked.cancel()
            await asyncio.wait({asked})
            assert asked.cancelled()
            assert descendants(DRIVER) == []

    run(go())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  # another process changes
        await asyncio.sleep(0.01)
