"""Runs with a model behind them, as a whole: how they are stopped, what they keep back, what they use up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assay.ledger import ledger
from assay.workspace.run import Run
from support.receipts import against_schema
from support.scripted_openai import (
    Recorded,
    ScriptedOpenAI,
    Step,
    acts,
    calls,
    depending,
    hangs,
    piece,
    refuses,
    stream,
)
from support.shop import MENDED, MENDS, MODULE, finishes, opened, run_on, solved, write_shop

WORKS = stream([piece({"role": "assistant", "content": "I am think"})], ending="hang")


@pytest.mark.parametrize("step", [WORKS, hangs()], ids=["in the middle of a reply", "before a reply"])
def test_a_cancel_ends_the_stream_and_the_receipt_says_what_left(tmp_path: Path, step: Step) -> None:
    async def cancelled(server: ScriptedOpenAI) -> Path:
        async with opened(write_shop(tmp_path / "shop"), server) as workspace:
            run = asyncio.create_task(solved(workspace))
            assert await asyncio.to_thread(server.asked.wait, 60)
            await asyncio.sleep(0.2)
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            assert await asyncio.to_thread(server.requests[0].gone.wait, 5)
            return workspace.folder / "ledger.db"

    with ScriptedOpenAI(step) as server:
        file = asyncio.run(cancelled(server))
    unit, _ = (row.value() for row in ledger.of_run(file, "r"))
    assert against_schema(unit) == []
    predicate = unit["predicate"]
    assert predicate["verdict"] == "cancelled"
    assert predicate["model"]["name"] == "scripted-1"
    assert predicate["tokens"] is None
    assert predicate["egress"] == {
        "files": ["shop.py", "test_shop.py"],
        "bytes": server.requests[0].size,
        "redactions": 0,
    }


def test_secrets_come_back_where_they_belong_and_are_never_sent(tmp_path: Path) -> None:
    secret = "sk-" + "a1B2" * 8
    module = MODULE.replace('"""A shop."""\n', f'"""A shop."""\n\nKEY = "{secret}"', 1)
    assert len(module.splitlines()) == len(MODULE.splitlines()) + 1
    module = module.replace("\n\n\n", "\n\n", 1)
    shop = write_shop(tmp_path / "shop", {"shop.py": module})

    def edits(recorded: Recorded) -> Step:
        whole = recorded.results()[0].partition(":\n")[2]
        assert 'KEY = "<secret-1>"' in whole
        return calls(("replace_text", {"path": "shop.py", "old": whole, "new": whole.replace(".cost", ".price")}))

    with ScriptedOpenAI(
        calls(("read_file", {"path": "shop.py", "first_line": 1})), depending(edits), finishes()
    ) as server:
        (unit,) = run_on(shop, server).units
    assert all(secret not in each.text() for each in server.requests)
    assert unit.outcome.verdict == "verified"
    assert unit.outcome.winner is not None
    assert [change.after for change in unit.outcome.winner.proposal.patch.changes] == [
        module.replace("item.cost", "item.price")
    ]
    # the text around the error, and the file
    assert unit.statement["predicate"]["egress"]["redactions"] == 2


def test_what_is_ignored_is_not_shown_by_any_function(tmp_path: Path) -> None:
    more = {
        ".gitignore": "local.py\n",
        ".assayignore": "private/\n",
        "local.py": "WORD = 'of-the-machine'\n",
        "private/plan.py": "WORD = 'of-the-company'\n",
        "test_print.py": "from pathlib import Path\n\n\ndef test_print() -> None:\n"
        "    print(Path('private/plan.py').read_text())\n",
    }
    shop = write_shop(tmp_path / "shop", more)
    with ScriptedOpenAI(
        calls(("search", {"text": "WORD"}), ("read_file", {"path": "private/plan.py", "first_line": 1})),
        calls(("run", {"argv": ["pytest", "-s", "test_print.py"]})),
        finishes("I know no change."),
    ) as server:
        run_on(shop, server)
    found, read, ran = server.requests[-1].results()
    assert found.splitlines()[0].startswith("test_print.py") or found == "nothing is found"
    assert "not to be seen" in read
    assert "FileNotFoundError" in ran
    assert all("of-the-" not in each.text() for each in server.requests)


def test_an_error_in_a_file_that_no_model_may_see_is_not_its_business(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop", {".assayignore": "shop.py\n"})
    with ScriptedOpenAI() as server:
        (unit,) = run_on(shop, server).units
    assert unit.outcome.verdict == "unsolved"
    assert unit.outcome.reason == "shop.py: no model may see it: it is ignored, or kept secret"
    assert unit.statement["predicate"]["model"] is None


def test_one_that_cannot_be_reached_is_named_and_asked_once(tmp_path: Path) -> None:
    second = "\n\ndef count(items: list[Item]) -> str:\n    return len(items)\n"

    async def whole(server: ScriptedOpenAI) -> Run:
        async with opened(write_shop(tmp_path / "shop", {"shop.py": MODULE + second}), server) as workspace:
            return await solved(workspace, place=None)

    with ScriptedOpenAI(refuses(401)) as server:
        found = asyncio.run(whole(server))
    assert [unit.outcome.verdict for unit in found.units] == ["unsolved", "unsolved"]
    assert all("the key was not accepted" in unit.outcome.reason for unit in found.units)
    first, other = (unit.statement["predicate"] for unit in found.units)
    assert first["egress"]["bytes"] == server.requests[0].size
    assert (other["model"], other["egress"]["bytes"]) == (None, 0)


def test_pytest_and_the_checker_run_on_the_draft(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(
        calls(("run", {"argv": ["mypy", "shop.py"]})),
        MENDS,
        calls(("run", {"argv": ["python", "-m", "mypy"]}), ("run", {"argv": ["pytest", "-q"]})),
        finishes(),
    ) as server:
        (unit,) = run_on(shop, server).units
    before, _, after, tests = server.requests[-1].results()
    assert before.startswith("mypy: 1 error in the whole project\nshop.py:10:")
    assert after == "mypy: no error in the whole project"
    assert tests.startswith("exit code 0\n")
    assert "1 passed" in tests
    assert unit.outcome.winner is not None
    assert unit.outcome.winner.proposal.patch.changes[0].after == MENDED


def test_what_a_server_does_not_understand_is_not_tried_in_the_next_run(tmp_path: Path) -> None:
    async def twice(server: ScriptedOpenAI) -> None:
        async with opened(write_shop(tmp_path / "shop"), server) as workspace:
            for _ in range(2):
                await solved(workspace)

    nothing = acts("finish", {"rationale": "I know no change."})
    with ScriptedOpenAI(refuses(400, "no tools here"), nothing, nothing) as server:
        asyncio.run(twice(server))
    assert ["tools" in each.body for each in server.requests] == [True, False, False]
