"""What the user keeps from every model."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.model.view import ignored
from assay.tools.listing import is_ignored, listed
from support.sandboxes import write_tree

FILES = {"a.py": "", "private/b.py": "", "private/open.py": "", "src/c.sql": "", "src/d.py": "", "src/e.py": ""}


def named(*names: str) -> frozenset[PurePosixPath]:
    return frozenset(map(PurePosixPath, names))


def test_without_an_ignore_file_nothing_is_kept_back(tmp_path: Path) -> None:
    assert ignored(Snapshot(write_tree(tmp_path, FILES)), named(*FILES)) == frozenset()


def test_folders_and_patterns_are_kept_back(tmp_path: Path) -> None:
    write_tree(tmp_path, {".assayignore": "private/\n*.sql\n", "src/.assayignore": "/d.py\n"})
    files = named(*FILES, "src/.assayignore")
    assert ignored(Snapshot(write_tree(tmp_path, FILES)), files) == named(
        "private/b.py", "private/open.py", "src/c.sql", "src/d.py"
    )


def test_an_ignore_file_that_is_open_and_not_saved_counts(tmp_path: Path) -> None:
    snapshot = Snapshot(write_tree(tmp_path, FILES), {PurePosixPath(".assayignore"): "*.py\n!a.py\n"})
    assert ignored(snapshot, named("a.py", "src/d.py")) == named("src/d.py")


def test_an_ignore_file_that_cannot_be_read_is_no_reason_to_show_all(tmp_path: Path) -> None:
    write_tree(tmp_path, FILES)
    (tmp_path / ".assayignore").write_bytes(b"priv\xe9\n")
    with pytest.raises(Unreadable, match=r"\.assayignore: not UTF-8"):
        ignored(Snapshot(tmp_path), named("a.py"))


def test_a_file_is_ignored_just_where_it_is_not_listed(tmp_path: Path) -> None:
    write_tree(tmp_path, {**FILES, ".gitignore": "private/*\n!private/open.py\n*.sql\n", "src/.gitignore": "e.py\n"})
    found = {path for path, _ in listed(tmp_path)}
    assert found == named("a.py", "private/open.py", "src/d.py", ".gitignore", "src/.gitignore")
    assert {path for path in named(*FILES) if not is_ignored(tmp_path, path)} == found - named(
        ".gitignore", "src/.gitignore"
    )
    assert is_ignored(tmp_path, PurePosixPath("node_modules/x.py"))
