"""When two lists of what linters found are the same, and when complexity is only counted otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.tools.versus_ruff import complexity_in
from assay.tools.versus_ruff_payload import apart, is_count

TEXT = (
    "def a():\n    pass\n\n\ndef b(\n):  # noqa: E501\n    pass\n\n"
    "def assay_at(a):\n    pass\n\n\ndef assay_above(a):\n    pass\n"
)


@pytest.mark.parametrize("code", ["C901", "E501", "F401"])
def test_as_many_problems_at_other_places_are_not_the_same(code: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = 1\nb = 2\n")
    assert apart(tmp_path / "a.py", code, [1], [2]) == "line 1 by flake8 alone, line 2 by ruff alone"
    assert apart(tmp_path / "a.py", code, [1, 2], [2, 1]) == ""


@pytest.mark.parametrize(
    ("probe", "old", "new", "counted"),
    [
        (9, [1, 13], [13], True),
        (9, [13], [1, 13], True),
        (None, [1, 13], [13], False),
        (9, [1], [], False),
        (9, [1, 13], [9, 13], False),
        (9, [1, 13], [], False),
        (9, [5, 13], [13], False),
    ],
    ids=["by one alone", "by the other alone", "no probe", "not looked at", "from less on", "from more on", "silenced"],
)
def test_whether_complexity_is_only_counted_otherwise(
    probe: int | None, old: list[int], new: list[int], *, counted: bool, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(TEXT)
    assert is_count(tmp_path / "a.py", probe, old, new) is counted


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("[pylint]\nmax-complexity = 3\n[flake8]\nmax_complexity: 9\n", 9),
        ("[flake8]\nmax-complexity = 0\n", 0),
        ("[flake8]\nmax-complexity = -1\n", None),
        ("[flake8]\nmax-complexity = 9999\n", None),
        ("[pylint]\nmax-complexity = 3\n", None),
        ("max-complexity = 3\n", None),
    ],
)
def test_how_complex_a_function_may_be(text: str, most: int | None) -> None:
    assert complexity_in(text) == most
