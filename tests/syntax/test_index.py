"""An index after edits is the one that is built from scratch, and says where names are defined and used."""

from __future__ import annotations

import random
from pathlib import Path, PurePosixPath

import assay.syntax
from assay.syntax.index import LARGEST, Index

ROOT = Path(assay.syntax.__file__).parent
FILES = {PurePosixPath(file.name): file.read_text("utf-8") for file in sorted(ROOT.glob("*.py"))}
PIECES = (
    "\n",
    "def f(a):\n    return a\n",
    "    ",
    "(",
    '"',
    "#",
    "class X(Y):\n",
    "é",
    "\r\n",
    "from . import tree\n",
)


def test_random_edits_lead_to_the_index_that_is_built_from_scratch() -> None:
    chance = random.Random(7)  # noqa: S311 - the same edits every time
    texts: dict[PurePosixPath, str | None] = dict(FILES)
    index = Index().with_texts(texts)
    for step in range(120):
        path = chance.choice([*FILES, PurePosixPath(f"new{step % 3}.py")])
        text = texts.get(path) or ""
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice((0, 1, 30)))
        edited = None if chance.random() < 0.1 else text[:start] + chance.choice(PIECES) + text[end:]
        texts[path] = edited
        index = index.with_texts({path: edited})
        if step % 10 == 9:
            assert index == Index().with_texts(texts)
            assert list(index.outlines) == sorted(index.outlines)
    assert index != Index().with_texts(FILES)


def test_names_are_found_by_any_part_of_their_qualified_name() -> None:
    index = Index().with_texts(FILES)
    tree = PurePosixPath("tree.py")
    assert [path for path, _ in index.definitions("Tree.updated")] == [tree]
    assert [each.qualified for path, each in index.definitions("updated") if path == tree] == ["Tree.updated"]
    assert list(index.definitions("pdated")) == []
    users = {path.name for path, _ in index.references("captured")}
    assert {"scopes.py", "outline.py"} <= users


def test_a_file_that_nobody_wrote_is_passed_over_and_counted() -> None:
    path = PurePosixPath("data.py")
    index = Index().with_texts({path: "x = 1\n" * (LARGEST // 6 + 1)})
    assert dict(index.skipped) == {path: f"longer than {LARGEST:,} characters"}
    assert not index.outlines
    assert not index.with_texts({path: "x = 1\n"}).skipped
