"""Talk with a mypy that goes on running (`mypy_driver.py`): one line of JSON asks, one line of JSON answers.

Fail closed: what is no whole answer to the question that was just asked is none, and a process that died has said
nothing, which is not "no errors".
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from assay.core.command import Completed, Conversation
from assay.core.errors import SandboxFailed
from assay.core.project import Tool
from assay.core.snapshot import Snapshot
from assay.tools.checker import Ask, CheckerReport
from assay.tools.mypy_report import Dialect, read_lines


def begin(tool: Tool, dialect: Dialect, conversation: Conversation) -> Ask:
    """How this mypy is asked."""
    numbers = itertools.count(1)

    async def ask(texts: Mapping[PurePosixPath, str | None], snapshot: Snapshot) -> CheckerReport:
        number, began = next(numbers), time.monotonic()
        try:
            await conversation.send(_question(number, texts, tool.folder))
            line = await _line(conversation)
        except SandboxFailed as error:
            line = str(error).encode()
        completed = _completed(line, number, time.monotonic() - began)
        report = await asyncio.to_thread(read_lines, completed, dialect, tool=tool, snapshot=snapshot)
        return replace(report, exit_code=None)  # it goes on running

    return ask


def _question(number: int, texts: Mapping[PurePosixPath, str | None], folder: PurePosixPath) -> bytes:
    written = {os.path.relpath(path, folder): text for path, text in texts.items()}
    return json.dumps({"number": number, "texts": written}).encode() + b"\n"


async def _line(conversation: Conversation) -> bytes:
    """What it says, up to the end of a line or to its own end."""
    said = b""
    while not said.endswith(b"\n") and (more := await conversation.receive()):
        said += more
    return said


def _completed(line: bytes, number: int, seconds: float) -> Completed:
    """The answer as if it were a run of its own; one that was killed where there is none."""
    try:
        answer: object = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        answer = None
    match answer:
        case {"number": int(answered), "out": str(out), "err": str(err), "status": int(status)} if (
            answered == number and not isinstance(status, bool)
        ):
            return Completed(status, out.encode("utf-8", "replace"), err.encode("utf-8", "replace"), seconds)
        case _:
            return Completed(None, line, b"", seconds, killed="it gave no whole answer")
