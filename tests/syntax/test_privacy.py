"""Which variables nobody outside names."""

from __future__ import annotations

import pytest

from assay.syntax.privacy import is_private
from assay.syntax.tree import captured, parse

TEXT = """\
public = 1
_hidden = 1
__all__ = []


def f():
    global public, _hidden
    public = 2
    _hidden = 2
    local = 2

    def g():
        nonlocal local
        local = 3
        public = 3


class Box:
    width = 4
    _height = 4

    def __init__(self):
        self.depth = 5
        self._weight = 5
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("public = 1", False),
        ("_hidden = 1", True),
        ("__all__ = []", False),
        ("public = 2", False),
        ("_hidden = 2", True),
        ("local = 2", True),
        ("local = 3", False),
        ("public = 3", True),
        ("width = 4", False),
        ("_height = 4", True),
        ("self.depth = 5", False),
        ("self._weight = 5", True),
    ],
)
def test_a_variable_is_private_or_not(words: str, *, expected: bool) -> None:
    tree = parse(TEXT)
    (target,) = (
        each.child_by_field_name("left") for each in captured(tree.root, "(assignment) @a") if tree.code(each) == words
    )
    assert target is not None
    assert is_private(tree, target) is expected
