"""What a later release might change, and what is said where there is more of it than is tried."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.snapshot import Snapshot
from assay.tools.building import Archive, Edit
from assay.tools.later_release import LaterRelease, later_release
from support.sandboxes import write_tree


def later(root: Path, version: str) -> LaterRelease:
    """The release after the one of this version."""
    wheel = Archive("shop.whl", {}, {}, f"Name: shop\nVersion: {version}\n", "", "", ())
    return later_release(Snapshot(root), PurePosixPath(), frozenset(), wheel)


@pytest.mark.parametrize(
    ("version", "text", "edit"),
    [
        ("1.2", "version = '1.2'\n", ("1.2", "1.9")),
        ("1.2rc3", "version = '1.2rc3'\n", ("1.2rc3", "1.2rc10")),
        ("5", '__version__ = "5"\nlimit = "5"\n', ('version__ = "5"', 'version__ = "12"')),
        ("5", "version = '5'\n", ("version = '5'", "version = '12'")),
    ],
)
def test_a_version_is_raised_where_it_stands(tmp_path: Path, version: str, text: str, edit: tuple[str, str]) -> None:
    root = write_tree(tmp_path, {"shop.py": text})
    assert later(root, version) == LaterRelease((Edit("shop.py", *edit),), "")


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ('__author__ = "Ann"\n', ('__author__ = "Ann"', '__author__ = "laterAnn"')),
        ("author_name = 'Ann'\n", ("author_name = 'Ann'", "author_name = 'laterAnn'")),
        ('A = {\n    "author": "Ann",\n}\n', ('    "author": "Ann"', '    "author": "laterAnn"')),
        ('__mail__ = "ann@shop.example"\n', ('__mail__ = "ann@shop.example"', '__mail__ = "laterann@shop.example"')),
        ('# one\n\n"""A shop."""\n', ('# one\n\n"""A shop."""', '# one\n\n"""laterA shop."""')),
        (
            '__author__ = "Ann <a@a.example>"\n',
            ('__author__ = "Ann <a@a.example>"', '__author__ = "laterAnn <a@a.example>"'),
        ),
        ('limit = "Ann"\n', None),
        ('__author__ = "Bob"\n', None),
        ("name" * 40_000, None),
        ("  # a\n" * 20_000, None),
    ],
)
def test_what_a_module_says_of_itself_is_said_otherwise(
    tmp_path: Path, text: str, edit: tuple[str, str] | None
) -> None:
    root = write_tree(tmp_path, {"shop.py": text})
    told = "Name: shop\nVersion: x\nSummary: A shop.\nAuthor: Ann\nMaintainer-email: Ann <ann@shop.example>\n"
    found = later_release(Snapshot(root), PurePosixPath(), frozenset(), Archive("shop.whl", {}, {}, told, "", "", ()))
    assert found.edits == ((Edit("shop.py", *edit),) if edit else ())


def test_what_is_beyond_the_limit_is_said(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {f"a{number:03}.py": "version = '1.2'\n" for number in range(70)})
    found = later(root, "1.2")
    assert len(found.edits) == 60
    assert found.left == "a later release was tried with 60 changes in the first 60 files; there are more"
