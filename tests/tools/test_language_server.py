"""Checkers that go on running as language servers, in the real sandbox.

Of the files that they were given they say what a cold run says, and their death is never "no errors".
"""

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
from support.judging import OF_NAME, judge, judge_of, project_at
from support.sandboxes import sandbox_on, write_tree

A = PurePosixPath("pkg/a.py")
B = PurePosixPath("pkg/b.py")

FILES = {
    "pyproject.toml": """\
[tool.ty.rules]
possibly-missing-attribute = "error"
redundant-cast = "error"

[tool.basedpyright]
include = ["pkg"]
typeCheckingMode = "strict"
""",
    "pkg/__init__.py": "",
    "pkg/a.py": "def size(text: str = None) -> int:\n    return len(text)\n",
    "pkg/b.py": "from pkg.a import size\nimport re\n\nname: str = size('abc')\n\nre.match('a', 'b').group()\n",
}
RIGHT = "def size(text: str = '') -> str:\n    return text\n"
SAME_SIZE = RIGHT.replace("-> str", "-> int")

STATES: tuple[Mapping[PurePosixPath, str], ...] = (
    {A: FILES["pkg/a.py"], B: FILES["pkg/b.py"]},
    {A: RIGHT},
    {A: SAME_SIZE},
    {A: 'def size(text: "😀 str" = 1) -> int:\n    x = "é😀"; return "é"\n'},
    {A: "def size(\n"},
    {A: RIGHT, B: FILES["pkg/b.py"] + "\nother: int = size('é') + ''\n"},
    {A: FILES["pkg/a.py"], B: FILES["pkg/b.py"]},
)


@pytest.fixture(params=["ty", "basedpyright"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def begin(stack: AsyncExitStack, top: Path, name: str, command: Command | None = None) -> Ask:
    workspace = write_tree(top / "workspace", FILES)
    (top / "state").mkdir()
    warm = judge_of(project_at(workspace, str(A)), checker=OF_NAME[name]).warm
    assert warm is not None
    sandbox = await stack.enter_async_context(sandbox_on(workspace, top / "state"))
    branch = await stack.enter_async_context(sandbox.branch(Snapshot(workspace)))
    conversation = await stack.enter_async_context(branch.converse(command or warm.command, Limits(wall=None)))
    return warm.begin(conversation)


def said(report: CheckerReport) -> list[str]:
    assert report.complete, report.failure
    return sorted(map(str, report.errors))


def test_of_what_it_was_given_it_says_what_a_cold_one_says(tmp_path: Path, name: str) -> None:
    async def run() -> list[CheckerReport]:
        async with AsyncExitStack() as stack:
            ask, held = await begin(stack, tmp_path, name), dict[PurePosixPath, str | None]()
            reports = list[CheckerReport]()
            for state in STATES:
                held |= state
                snapshot = Snapshot(tmp_path / "workspace", dict(held))
                reports.append(await asyncio.wait_for(ask(state, snapshot), 60))
            return reports

    reports = asyncio.run(run())
    project, held = project_at(tmp_path / "workspace", str(A)), dict[PurePosixPath, str | None]()
    for state, report in zip(STATES, reports, strict=True):
        held |= state
        assert said(report) == said(judge(project, tmp_path / "state", above=held, checker=OF_NAME[name]))
    assert all(len(report.errors) for report in reports)
    assert (tmp_path / "workspace" / A).read_text() == FILES["pkg/a.py"]


FRAME = """
import json, sys

def read():
    length = 0
    while line := sys.stdin.buffer.readline().strip():
        length = int(line.split(b":")[1])
    return json.loads(sys.stdin.buffer.read(length))

def write(message):
    content = json.dumps(message).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(content) + content)
    sys.stdout.flush()

while True:
    message = read()
    if message["method"] == "initialize":
        write({{"id": message["id"], "result": {{}}}})
    elif message["method"] == "textDocument/diagnostic":
        {body}
"""

BAD = {
    "ends": "sys.exit()",
    "another form": 'write({"id": message["id"], "result": {"kind": "unchanged"}})',
    "no form at all": 'write({"id": message["id"], "result": [1]})',
    "items of another form": 'write({"id": message["id"], "result": {"kind": "full", "items": [1]}})',
    "an error": 'write({"id": message["id"], "error": {"code": -32603, "message": "broken"}})',
    "neither": 'write({"id": message["id"]})',
    "always again": 'write({"id": message["id"], "error": {"code": -32802, "message": ""}})',
    "no length": 'sys.stdout.write("Length: x\\r\\n\\r\\n{}"); sys.exit()',
    "no JSON": 'sys.stdout.write("Content-Length: 2\\r\\n\\r\\n??"); sys.exit()',
    "half a message": 'sys.stdout.write("Content-Length: 20\\r\\n\\r\\n{"); sys.exit()',
    "another answer": 'write({"id": 999, "result": {"kind": "full", "items": []}}); sys.exit()',
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_whatever_is_no_whole_answer_is_none(tmp_path: Path, body: str) -> None:
    async def run() -> CheckerReport:
        async with AsyncExitStack() as stack:
            workspace = write_tree(tmp_path / "workspace", FILES)
            mypy = judge_of(project_at(workspace, str(A))).command()
            command = replace(mypy, argv=(mypy.argv[0], "-c", FRAME.format(body=body)))
            ask = await begin(stack, tmp_path, "ty", command)
            return await asyncio.wait_for(ask({A: RIGHT}, Snapshot(workspace, {A: RIGHT})), 60)

    report = asyncio.run(run())
    assert (report.complete, report.errors) == (False, ())
    assert report.failure.startswith("ty gave no whole answer: ")


def test_a_file_that_is_gone_is_no_question(tmp_path: Path, name: str) -> None:
    async def run() -> CheckerReport:
        async with AsyncExitStack() as stack:
            ask = await begin(stack, tmp_path, name)
            return await asyncio.wait_for(ask({A: None}, Snapshot(tmp_path / "workspace", {A: None})), 60)

    assert "gone" in asyncio.run(run()).failure
