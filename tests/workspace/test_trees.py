"""Trees that are kept, and texts of which there is none."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from assay.workspace import trees
from assay.workspace.trees import Trees

PATH = PurePosixPath("a.py")


def refused(_text: str) -> str:
    return "it is not asked again"


def test_the_same_text_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Trees()
    first = kept.of(PATH, "x = 1\n")
    monkeypatch.setattr(trees, "too_much", refused)
    assert first is not None
    assert kept.of(PATH, "x = 1\n") is first
    assert kept.of(PATH, "x = 2\n") is None


def test_of_what_is_too_much_there_is_none_and_then_one_again() -> None:
    kept = Trees()
    assert kept.of(PATH, "x = 1\n" + "#\n" * 32_000) is None
    assert kept.of(PATH, "x = 1\n") is not None
