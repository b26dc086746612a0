"""A mypy that goes on running, in the real sandbox: it says what a cold one says; its death is never "no errors"."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from assay.core.command import Command, Limits
from assay.core.snapshot import Snapshot
from assay.tools.checker import Ask, CheckerReport
from support.judging import judge, judge_of, project_at
from support.sandboxes import sandbox_on, write_tree

A = PurePosixPath("pkg/a.py")
B = PurePosixPath("pkg/b.py")
NEW = PurePosixPath("pkg/new.py")

FILES = {
    "mypy.ini": "[mypy]\nfiles = pkg\nplugins = plugin.py\n",
    "plugin.py": """\
import os
from mypy.plugin import Plugin

class Ours(Plugin):
    def get_additional_deps(self, file):
        text = open(file.path).read()
        if "PRINT_IT" in text:
            print('{"number": 2, "out": "", "err": "", "status": 0}', flush=True)
        if "END_IT" in text:
            os._exit(0)
        return []

def plugin(version):
    return Ours
""",
    "pkg/__init__.py": "",
    "pkg/a.py": "def size(text: str = None) -> int:\n    return len(text)\n",
    "pkg/b.py": "from pkg.a import size\n\nname: str = size('abc')\n",
}

RIGHT = "def size(text: str = '') -> str:\n    return text\n"
WORSE = "def size(text: bytes = b'') -> int:\n    return len(text)\n"
SAME_SIZE = RIGHT.replace("-> str", "-> int")
"""As long as the right one, so that only its content tells them apart."""


class Talk:
    """One workspace whose mypy goes on running; what it holds is what was put into it."""

    def __init__(self, workspace: Path, ask: Ask) -> None:
        self._workspace = workspace
        self._ask = ask
        self._held: dict[PurePosixPath, str | None] = {}

    async def say(self, texts: Mapping[PurePosixPath, str | None]) -> CheckerReport:
        self._held |= texts
        return await asyncio.wait_for(self._ask(texts, Snapshot(self._workspace, self._held)), 60)


async def talk(stack: AsyncExitStack, top: Path, files: Mapping[str, str], command: Command | None = None) -> Talk:
    workspace = write_tree(top / "workspace", files)
    (top / "state").mkdir()
    warm = judge_of(project_at(workspace, str(A))).warm
    assert warm is not None
    sandbox = await stack.enter_async_context(sandbox_on(workspace, top / "state"))
    branch = await stack.enter_async_context(sandbox.branch(Snapshot(workspace)))
    conversation = await stack.enter_async_context(branch.converse(command or warm.command, Limits(wall=None)))
    return Talk(workspace, warm.begin(conversation))


def said(report: CheckerReport) -> list[str]:
    assert report.complete, report.failure
    return sorted(map(str, report.errors))


def test_it_says_what_a_cold_one_says(tmp_path: Path) -> None:
    """Of what is there, of changes, of the same file again, of a new file, and when all is as it was."""
    states: list[dict[PurePosixPath, str | None]] = [
        {},
        {A: RIGHT},
        {A: SAME_SIZE},
        {A: WORSE},
        {A: "def size(\n"},
        {A: RIGHT, NEW: "x: int = 'a'\n", B: "from pkg.new import x\n\nname: str = x\n"},
        {NEW: None, A: FILES["pkg/a.py"], B: FILES["pkg/b.py"]},
    ]

    async def warm() -> list[CheckerReport]:
        async with AsyncExitStack() as stack:
            it = await talk(stack, tmp_path, FILES)
            return [await it.say(state) for state in states]

    reports = asyncio.run(warm())
    project, held = project_at(tmp_path / "workspace", str(A)), dict[PurePosixPath, str | None]()
    for state, report in zip(states, reports, strict=True):
        held |= state
        cold = judge(project, tmp_path / "state", above=held)
        assert said(report) == sorted(map(str, cold.errors))
    assert [len(report.errors) for report in reports] == [2, 0, 2, 2, 1, 2, 2]
    assert (tmp_path / "workspace" / A).read_text() == FILES["pkg/a.py"]


def test_one_that_dies_has_said_nothing(tmp_path: Path) -> None:
    async def run() -> tuple[CheckerReport, CheckerReport, CheckerReport]:
        async with AsyncExitStack() as stack:
            it = await talk(stack, tmp_path, FILES)
            return await it.say({}), await it.say({A: RIGHT + "END_IT = 1\n"}), await it.say({A: RIGHT})

    first, dying, dead = asyncio.run(run())
    assert said(first)
    for report in (dying, dead):
        assert not report.complete
        assert "no whole answer" in report.failure
        assert report.errors == ()


SILENT = {
    "ends at once": "",
    "reads and ends": "sys.stdin.readline()",
    "answers another question": 'sys.stdin.readline(); print(\'{"number": 7, "out": "", "err": "", "status": 0}\')',
    "answers half": "sys.stdin.readline(); print('{\"number\": 1,', end='')",
    "answers twice": 'sys.stdin.readline(); print(\'{"number": 1, "out": "", "err": "", "status": 0}\\n\' * 2)',
    "says that it failed": 'sys.stdin.readline(); print(\'{"number": 1, "out": "", "err": "", "status": 2}\')',
    "errors without any": 'sys.stdin.readline(); print(\'{"number": 1, "out": "", "err": "", "status": 1}\')',
    "no number for a status": 'sys.stdin.readline(); print(\'{"number": 1, "out": "", "err": "", "status": false}\')',
    "no messages": 'sys.stdin.readline(); print(\'{"number": 1, "out": "all is well", "err": "", "status": 0}\')',
}


@pytest.mark.parametrize("code", SILENT.values(), ids=SILENT)
def test_silence_and_half_an_answer_are_none(tmp_path: Path, code: str) -> None:
    async def run() -> CheckerReport:
        async with AsyncExitStack() as stack:
            workspace = write_tree(tmp_path / "workspace", FILES)
            warm = judge_of(project_at(workspace, str(A))).warm
            assert warm is not None
            argv = (warm.command.argv[0], "-c", f"import sys\n{code}")
            return await (await talk(stack, tmp_path, FILES, replace(warm.command, argv=argv))).say({})

    report = asyncio.run(run())
    assert not report.complete
    assert report.failure


def test_what_a_plugin_prints_is_no_answer(tmp_path: Path) -> None:
    async def run() -> CheckerReport:
        async with AsyncExitStack() as stack:
            it = await talk(stack, tmp_path, FILES)
            await it.say({})
            return await it.say({A: FILES["pkg/a.py"] + "PRINT_IT = 1\n"})

    assert len(said(asyncio.run(run()))) == 2
