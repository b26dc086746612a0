"""A section of a TOML file in its entries: what each holds, and what is too much."""

from __future__ import annotations

import pytest

from assay.recipes.migrations.toml_entries import entries, toml_sections


def test_entries_with_their_comments() -> None:
    text = '[a]\n# why\nb = [\n  1,  # one,\n  2,\n]  # both,\nc = "x # y" # z,\nd = 1\n'
    found, below = entries(toml_sections(text)[1])
    assert [(each.above, each.key, each.value, each.behind) for each in found] == [
        (("# why\n",), "b", [1, 2], "# both,"),
        ((), "c", "x # y", "# z,"),
        ((), "d", 1, ""),
    ]
    assert below == ()


def test_a_list_of_very_many_lines_is_taken_apart() -> None:
    lines = "  1,\n" * 20_000
    found, _ = entries(toml_sections(f"[a]\nb = [\n{lines}]\n")[1])
    assert [(each.key, len(each.value)) for each in found] == [("b", 20_000)]


def test_a_value_that_would_be_read_again_and_again_is_refused() -> None:
    lines = "  1,  # x\n" * 5_000
    with pytest.raises(ValueError, match=r"\[a\] has a value of too many lines to be taken apart"):
        entries(toml_sections(f"[a]\nb = [\n{lines}]\n")[1])
