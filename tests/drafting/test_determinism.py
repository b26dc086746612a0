"""The same project gives the same bytes, whatever seed of hashes Assay itself runs under."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MODULE = '''\
from typing import Literal


class Shelf:
    """Books.

    >>> Shelf({"b", "a"}).label("x")
    'x: a, b'
    """

    def __init__(self, books: set[str], *, most: int = 3) -> None:
        self.books, self.most = books, most

    def label(self, name: str, mode: Literal["long", "short"] = "long", *, upper: bool = False) -> str:
        text = f"{name}: {', '.join(sorted(self.books)[: self.most])}" if mode == "long" else name
        return text.upper() if upper else text

    def add(self, *more: str, **notes: int) -> set[str]:
        self.books |= set(more) | set(notes)
        return self.books
'''
SCRIPT = """\
import asyncio, sys
from pathlib import Path

from support.drafting import small


async def ask():
    async with small(Path(sys.argv[1]), {"shelves.py": Path(sys.argv[2]).read_text()}) as project:
        for name in ("label", "add"):
            found = await project.drafted("shelves.py", name)
            print(found if isinstance(found, str) else found.patch.changes[0].after)
            print(found if isinstance(found, str) else found.unverified)


asyncio.run(ask())
"""


def test_any_seed_of_hashes_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "module.txt").write_text(MODULE)
    (tmp_path / "script.py").write_text(SCRIPT)
    tests = Path(__file__).parents[1]
    runs: list[subprocess.Popen[str]] = []
    for seed in ("0", "4242"):
        (tmp_path / seed).mkdir()
        argv = [sys.executable, str(tmp_path / "script.py"), str(tmp_path / seed), str(tmp_path / "module.txt")]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(tests)}
        runs.append(subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True))
    said = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert said[0] == said[1]
    assert 'Shelf({"a", "b"})' in said[0] or 'Shelf({"b", "a"})' in said[0]
    assert "not drafted" not in said[0]
