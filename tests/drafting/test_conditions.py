"""Values that the conditions of a function ask for lead into its branches."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from assay.core.action import Proposal
from assay.recipes.drafting.conditions import asked_of
from support.drafting import shared

ASKED = {
    "value['a'] > 5 or value.get('b') == 'box'": (
        "{'a': 5, 'b': 'box'}", "{'a': 6, 'b': 'box'}", "{'a': 4, 'b': 'box'}", "{'a': 5}", "{'a': 6}", "{'a': 4}",
        "{'b': 'box'}",
    ),
    "'a' in value and set(value) >= {'a', 'b'}": ("{'a': 'x', 'b': 'x'}", "{'a': 'x'}", "{'b': 'x'}"),
    "value.startswith('x-') and value.endswith(('!', '?'))": ("'x-x!'", "'x-x?'", "'x-x'", "'x!'", "'x?'"),
    "len(value) == 2": ("'xx'", "[1, 2]", "'xxx'", "[1, 2, 3]", "'x'", "[1]"),
}  # fmt: skip


@pytest.mark.parametrize("condition", ASKED)
def test_values_are_as_it_asks(condition: str) -> None:
    assert asked_of(ast.parse(condition), "value") == ASKED[condition]


@pytest.mark.parametrize("condition", ["other['a'] == 1", "value[0] == 1", "len(value) < 10_000", "value.a == 'b'"])
def test_of_another_one_or_of_something_else_nothing_is_told(condition: str) -> None:
    assert asked_of(ast.parse(condition), "value") == ()


SIZED = """\
def sized(data):
    if "name" in data and "size" in data:
        if data["size"] > 1000:
            return "big"
        return "small"
    return "other"
"""


def test_keys_that_are_looked_up_lead_behind_them(tmp_path: Path) -> None:
    with shared(tmp_path, {"sizes.py": SIZED}) as project:
        found = project.drafted("sizes.py", "sized")
    assert isinstance(found, Proposal), found
    text = found.patch.changes[0].after or ""
    assert '"big"' in text, text
    assert '"small"' in text, text
