"""What a model really gets in a run: the code around the error, in a beginning that stays the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assay.core.text import Place, Position
from support.scripted_openai import Recorded, ScriptedOpenAI, calls
from support.shop import MENDS, MODULE, PLACE, finishes, opened, solved, write_shop

TWO = f"{MODULE}\n\ndef named(name: str) -> str:\n    return name.shout()\n"
OTHER = Place(Position(13, 0), Position(13, 0))
MORE = {
    "shop.py": TWO,
    "report.py": "from shop import total\n\n\ndef report() -> str:\n    return str(total([]))\n",
    ".assayignore": "private.py\n",
    "private.py": "from shop import total\n\n\ndef of_the_company() -> float:\n    return total([])\n",
}


def prompt(recorded: Recorded) -> str:
    """What is sent for a reply but for the functions, as one text."""
    return "".join(f"{each['role']}\0{each.get('content')}\0" for each in recorded.body["messages"])


def test_a_turn_begins_with_all_of_the_one_before_and_an_error_with_the_file_of_the_other(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop", MORE)
    steps = (calls(("references", {"name": "total"}), ("symbols", {"name": "Item"})), finishes("I know none."))

    async def run(server: ScriptedOpenAI) -> None:
        async with opened(shop, server) as workspace:
            await solved(workspace, place=PLACE)
            await solved(workspace, place=OTHER)

    with ScriptedOpenAI(*steps, *steps) as server:
        asyncio.run(run(server))
    first, second, other, _ = map(prompt, server.requests)
    assert second.startswith(first)
    shared = first[: next(at for at, (one, two) in enumerate(zip(first, other, strict=False)) if one != two)]
    assert shared.endswith("keep what it does for what is tested.\n\nshop.py:1")
    for shown in ("report.py:\n    def report() -> str:", f"shop.py, whole:\n{TWO.rstrip()}"):
        assert shown in shared
    assert "The errors are in total." in first
    assert "The errors are in named." in other
    references, symbols = server.requests[1].results()
    assert "report.py:5: return str(total([])) (in report)" in references
    assert symbols == "shop.py, lines 4 to 6: class Item:"
    for recorded in server.requests:
        assert "of_the_company" not in recorded.text()
        assert str(tmp_path) not in recorded.text()


def test_the_receipt_lists_the_files_that_were_quoted(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop", MORE)

    async def run(server: ScriptedOpenAI) -> list[str]:
        async with opened(shop, server) as workspace:
            (unit,) = (await solved(workspace, place=PLACE)).units
            assert unit.outcome.verdict == "verified", unit.outcome
            files: list[str] = unit.statement["predicate"]["egress"]["files"]
            return files

    with ScriptedOpenAI(MENDS, finishes()) as server:
        assert asyncio.run(run(server)) == ["report.py", "shop.py", "test_shop.py"]
