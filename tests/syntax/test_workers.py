"""Outlines made by real workers, and by ones that die, hang or lie."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from assay.syntax.outline import outline
from assay.syntax.workers import outlined
from support.descendants import descendants

TEXTS = [f"def f{number}(a):\n    return g{number}(a)\n" for number in range(12)]
DIES = "import sys\nfor line in sys.stdin:\n    sys.exit(3)\n"
HANGS = "import sys, time\nfor line in sys.stdin:\n    time.sleep(60)\n"
LIES = "import sys\nfor line in sys.stdin:\n    print('{\"uses\": 1}', flush=True)\n"


def test_they_make_what_we_make() -> None:
    assert asyncio.run(outlined(TEXTS)) == [outline(text) for text in TEXTS]


@pytest.mark.parametrize("program", [DIES, HANGS, LIES, None], ids=["dies", "hangs", "lies", "is not there"])
def test_one_that_is_no_good_comes_to_nothing(program: str | None) -> None:
    argv = ("/nowhere/python",) if program is None else (sys.executable, "-c", program)
    assert asyncio.run(outlined(TEXTS, program=argv, seconds=0.5)) == [None] * len(TEXTS)


def test_one_text_that_kills_its_worker_takes_no_other_with_it() -> None:
    program = (
        "import sys, json\nfrom assay.syntax.outline import outline\nfrom assay.syntax.stored import stored\n"
        "for line in sys.stdin:\n    text = json.loads(line)\n    'f5' not in text or sys.exit(1)\n"
        "    print(json.dumps(stored(outline(text))), flush=True)\n"
    )
    found = asyncio.run(outlined(TEXTS, program=(sys.executable, "-c", program)))
    assert [number for number, each in enumerate(found) if each is None] == [5]


def test_no_module_of_the_folder_that_we_are_in_is_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "assay.py", "sitecustomize.py", "tree_sitter.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    assert asyncio.run(outlined(TEXTS[:1])) == [outline(TEXTS[0])]
    assert not (tmp_path / "ran").exists()


def test_a_cancel_leaves_none_alive() -> None:
    async def cancelled() -> None:
        work = asyncio.create_task(outlined(TEXTS, program=(sys.executable, "-c", HANGS)))
        while not descendants("time.sleep(60)"):  # noqa: ASYNC110 - another process tells us nothing
            await asyncio.sleep(0.05)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(asyncio.wait_for(cancelled(), 60))
    assert descendants("time.sleep(60)") == []
