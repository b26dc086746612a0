"""Methods that Python itself calls are tested by what calls them: operators, built-in functions, copies and pickles."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from assay.core.action import Proposal
from support.drafting import Shared, shared

MODULE = """\
class Size:
    __slots__ = ("_height", "_key", "_width")

    def __init__(self, width: int, height: int = 1) -> None:
        if width < 0:
            raise ValueError("width")
        self._width, self._height = width, height
        self._key: int | None = None

    @property
    def width(self) -> int:
        return self._width

    @property
    def height(self) -> int:
        return self._height

    def _area(self) -> int:
        if self._key is None:
            self._key = self._width * self._height
        return self._key

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Size):
            return NotImplemented
        return self._area() == other._area()

    def __lt__(self, other: "Size") -> bool:
        if not isinstance(other, Size):
            return NotImplemented
        return self._area() < other._area()

    def __hash__(self) -> int:
        return hash(("size", self._area()))

    def __getstate__(self) -> tuple[int, int]:
        return (self._width, self._height)

    def __setstate__(self, state: object) -> None:
        self._key = None
        if isinstance(state, tuple):
            self._width, self._height = state
        else:
            raise ValueError("state")

    def __replace__(self, *, width: int | None = None) -> "Size":
        return Size(self._width if width is None else width, self._height)

    def __format__(self, spec: str) -> str:
        return f"{self._width}{spec}{self._height}"

    def __rshift__(self, by: int) -> "Size":
        return Size(self._width + by, self._height)


class Rank:
    def __init__(self, name: str) -> None:
        self._name = name
        self._key: str | None = None

    def __hash__(self) -> int:
        if self._key is None:
            self._key = self._name.lower()
        return hash(self._key)

    def __le__(self, other: "Rank") -> bool:
        if self._key is None:
            self._key = self._name.lower()
        if other._key is None:
            other._key = other._name.lower()
        return self._key <= other._key
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The class, with no test."""
    with shared(tmp_path_factory.mktemp("sizes"), {"sizes.py": MODULE}) as found:
        yield found


def drafted(project: Shared, name: str) -> str:
    """The tests of a method, which pass all checks."""
    found = project.drafted("sizes.py", name)
    assert isinstance(found, Proposal), found
    verdicts = project.runner.run(project.project.verdicts("sizes.py", name, found))
    assert set(verdicts) <= {"passed", "skipped"}
    return found.patch.changes[0].after or ""


def test_an_operator_that_declines_is_given_a_stranger(project: Shared) -> None:
    text = drafted(project, "__lt__")
    assert "with pytest.raises(TypeError):\n        _ = Size(1) < 1" in text
    assert "(Size(width) < Size(" in text or "(Size(1) < Size(" in text


def test_a_table_holds_plain_values_alone(project: Shared) -> None:
    for each in ast.walk(ast.parse(drafted(project, "__lt__"))):
        if isinstance(each, ast.FunctionDef):
            assert "Size" not in "".join(map(ast.unparse, each.decorator_list))


def test_a_hash_is_compared_with_another(project: Shared) -> None:
    text = drafted(project, "__hash__")
    assert "hash(Size(" in text
    assert ") == hash(Size(" in text


def test_a_state_is_that_of_another_object(project: Shared) -> None:
    text = drafted(project, "__setstate__")
    assert ".__setstate__(Size(" in text
    assert ".__getstate__())" in text
    assert "with pytest.raises(ValueError):" in text


def test_what_replaces_and_what_formats(project: Shared) -> None:
    assert ".__replace__(" in drafted(project, "__replace__")
    assert "format(Size(" in drafted(project, "__format__")
    assert ") >> " in drafted(project, "__rshift__")


def test_what_both_objects_keep_they_have_already(project: Shared) -> None:
    text = drafted(project, "__le__")
    assert "    hash(rank)\n    hash(other)\n    assert (rank <= other) is " in text, text
