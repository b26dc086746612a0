"""Values that the conditions of a function ask for lead into its branches."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from assay.core.action import Proposal
from assay.recipes.drafting.conditions import asked_of, refuses_kinds
from support.drafting import shared

ASKED = {
    "value['a'] > 5 or value.get('b') == 'box'": (
        "{'a': 5, 'b': 'box'}", "{'a': 6, 'b': 'box'}", "{'a': 4, 'b': 'box'}", "{'a': 5}", "{'a': 6}", "{'a': 4}",
        "{'b': 'box'}",
    ),
    "'a' in value and set(value) >= {'a', 'b'}": ("{'a': 'x', 'b': 'x'}", "{'a': 'x'}", "{'b': 'x'}"),
    "value.startswith('x-') and value.endswith(('!', '?'))": ("'x-x!'", "'x-x?'", "'x-x'", "'x!'", "'x?'"),
    "isinstance(value, (str, tuple)) and len(value) == 2": ("(1, 2)", "(1, 2, 3)", "(1,)"),
    "_, inner = value; inner['a'] == 3": ("(None, {'a': 3},)",),
    "one, two = value; one == two": (),
    "len(value) == 2": ("'xx'", "[1, 2]", "'xxx'", "[1, 2, 3]", "'x'", "[1]"),
}  # fmt: skip


@pytest.mark.parametrize("condition", ASKED)
def test_values_are_as_it_asks(condition: str) -> None:
    assert asked_of(ast.parse(condition), "value") == ASKED[condition]


@pytest.mark.parametrize("condition", ["other['a'] == 1", "value[0] == 1", "len(value) < 10_000", "value.a == 'b'"])
def test_of_another_one_or_of_something_else_nothing_is_told(condition: str) -> None:
    assert asked_of(ast.parse(condition), "value") == ()


REFUSING = {
    "if not isinstance(value, str):\n    raise ValueError": True,
    "if isinstance(value, str):\n    pass\nelse:\n    raise ValueError": True,
    "try:\n    value.split()\nexcept (OSError, AttributeError):\n    raise ValueError from None": True,
    "try:\n    value.split()\nexcept OSError:\n    raise ValueError from None": False,
    "try:\n    other.split()\nexcept TypeError:\n    raise ValueError from None": False,
    "try:\n    value.split()\nexcept TypeError:\n    pass": False,
    "if not isinstance(other, str):\n    raise ValueError": False,
    "if value > 3:\n    raise ValueError": False,
}


@pytest.mark.parametrize("code", REFUSING)
def test_what_looks_for_other_kinds_to_refuse_them(code: str) -> None:
    assert refuses_kinds(ast.parse(code), "value") is REFUSING[code]


NAMED = """\
class Unnamed(ValueError):
    pass


def named(text: str) -> str:
    if not isinstance(text, str):
        raise Unnamed(text)
    return f"<{text}>"
"""


def test_a_value_of_another_kind_is_refused(tmp_path: Path) -> None:
    with shared(tmp_path, {"names.py": NAMED}) as project:
        found = project.drafted("names.py", "named")
    assert isinstance(found, Proposal), found
    assert "with pytest.raises(Unnamed):\n        named(" in (found.patch.changes[0].after or "")


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
