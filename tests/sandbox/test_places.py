"""Paths that stand for others where nothing can be mounted: whole paths, never parts of longer names."""

from __future__ import annotations

import pytest

from assay.sandbox.places import Places

PLACES = Places({"/work/app": "/base/copy", "/assay/in": "/base/in", "/work/app/.venv": "/work/app/.venv"})


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("/work/app", "/base/copy"),
        ("/work/app/a.py", "/base/copy/a.py"),
        ("--path=/work/app:/work/app/src", "--path=/base/copy:/base/copy/src"),
        ('{"file": "/work/app/a.py"}', '{"file": "/base/copy/a.py"}'),
        ("/assay/in/x /assay/in", "/base/in/x /base/in"),
        ("/work/app/.venv/bin/python", "/work/app/.venv/bin/python"),
        ("/work/application /work/app-2 /work/app.bak", "/work/application /work/app-2 /work/app.bak"),
        ("/home/work/app ../work/app", "/home/work/app ../work/app"),
        ("file:///work/app/a.py", "file:///base/copy/a.py"),
    ],
)
def test_whole_paths_are_replaced(text: str, there: str) -> None:
    assert PLACES.there(text) == there


def test_what_is_said_is_put_back() -> None:
    said = "/base/copy/a.py:1: error\n/base/in/x\n/work/app/.venv/lib\n\udcff".encode("utf-8", "surrogateescape")
    assert PLACES.back(said) == b"/work/app/a.py:1: error\n/assay/in/x\n/work/app/.venv/lib\n\xff"


def test_what_is_not_text_stays_as_it_is() -> None:
    assert PLACES.back(b"SQLite\0/base/copy/a.py") == b"SQLite\0/base/copy/a.py"
