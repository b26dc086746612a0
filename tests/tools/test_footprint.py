"""What a workspace ignores, as far as a look at its folders tells."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.tools import footprint
from assay.tools.footprint import of_ignored
from support.sandboxes import write_tree

COUNTED = {PurePosixPath(".gitignore"), PurePosixPath("a.py")}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    files = {".gitignore": "*.ini\n/data\n", "a.py": "", "local.ini": "1", "data/x.csv": "1", "env/pyvenv.cfg": ""}
    return write_tree(tmp_path, files)


@pytest.mark.parametrize("name", ["local.ini", "data/x.csv", "data/new.csv"])
def test_what_it_ignores_counts(shop: Path, name: str) -> None:
    before = of_ignored(shop, COUNTED)
    assert before == of_ignored(shop, COUNTED)
    (shop / name).write_text("2")
    assert of_ignored(shop, COUNTED) != before


@pytest.mark.parametrize("name", ["a.py", "env/x.py", "__pycache__/a.pyc", ".mypy_cache/a.json"])
def test_what_is_counted_otherwise_caches_and_environments_do_not(shop: Path, name: str) -> None:
    before = of_ignored(shop, COUNTED)
    write_tree(shop, {name: "2"})
    assert of_ignored(shop, COUNTED) == before


def test_of_too_many_nothing_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footprint, "MOST", 2)
    assert of_ignored(shop, COUNTED) is not None
    write_tree(shop, {"data/y.csv": ""})
    assert of_ignored(shop, COUNTED) is None
