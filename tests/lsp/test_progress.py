"""Progress in the editor: at most four reports a second, never one after the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from assay.core.event import Event
from assay.lsp.progress import Progress, run_of
from assay.lsp.session import Session
from support.recording import Message, answer, record


async def begun(session: Session, sent: list[Message]) -> Progress:
    session.client = replace(session.client, progress=True)
    progress = Progress(session, "r1", "Fix it")
    progress.start()
    await asyncio.sleep(0)
    return progress


def values(sent: list[Message]) -> list[Any]:
    return [message["params"]["value"] for message in sent if message.get("method") == "$/progress"]


async def test_of_many_reports_the_last_one_is_shown() -> None:
    session, sent = record()
    progress = await begun(session, sent)
    answer(session, sent[0], result=None)
    await asyncio.sleep(0)
    for number in range(60):
        progress.report(Event("r1", "tests", f"step {number}", number / 60))
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.6)
    progress.report(Event("r1", "tests", "done\nand\u202eover"))
    progress.end("verified")
    progress.report(Event("r1", "tests", "late"))
    await asyncio.sleep(0.3)
    begin, *reports, end = values(sent)
    assert begin == {"kind": "begin", "title": "Fix it", "cancellable": True}
    assert end == {"kind": "end", "message": "verified"}
    assert reports[0] == {"kind": "report", "message": "step 0", "percentage": 0}
    shown = [report["message"] for report in reports]
    assert "step 59" in shown
    assert "done and<U+202E>over" in shown
    assert len(shown) <= 6


async def test_a_client_that_refuses_the_token_sees_none() -> None:
    session, sent = record()
    progress = await begun(session, sent)
    answer(session, sent[0], error={"code": -32601, "message": "Method not found"})
    await asyncio.sleep(0)
    progress.report(Event("r1", "tests", "step"))
    progress.end("verified")
    assert values(sent) == []


async def test_a_token_that_comes_after_the_end_is_not_used() -> None:
    session, sent = record()
    progress = await begun(session, sent)
    progress.end("cancelled")
    answer(session, sent[0], result=None)
    await asyncio.sleep(0)
    assert values(sent) == []


def test_a_token_names_its_run() -> None:
    assert [run_of("assay/r1"), run_of("theirs"), run_of(7)] == ["r1", "theirs", ""]
