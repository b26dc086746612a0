"""A method is tried after others that change its object, with the very value that it is given, too."""

from __future__ import annotations

import ast

import pytest

from assay.recipes.drafting import writing
from assay.recipes.drafting.draft import Draft
from assay.recipes.drafting.forms import case
from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.pools import pools
from assay.recipes.drafting.receivers import Made, nearly_alike, receivers, sequences
from assay.tools.described import Described, Parameter, Taken
from assay.tools.observing import Seen

MODULE = """\
class Base:
    def __setitem__(self, key, value, more=None):
        self.items[key] = value

    def put(self, key):
        self.items[key] = "never"


class Shelf(Base):
    def __init__(self, size):
        self.items = {}
        self.size = size

    def get(self, key):
        return self.items[key.strip()]

    def put(self, key, value=1):
        self.items[key] = value

    def __hash__(self):
        self.kept = 1
        return self.kept

    def _hide(self, key):
        self.items[key] = None

    @property
    def first(self):
        self.items = {}
"""


ANYTHING = Taken("any")


def matter_of(taken: Taken) -> Matter:
    module = ast.parse(MODULE)
    owner = module.body[1]
    assert isinstance(owner, ast.ClassDef)
    definition = next(each for each in owner.body if isinstance(each, ast.FunctionDef) and each.name == "get")
    key, size = (
        Parameter(name, "POSITIONAL_OR_KEYWORD", required=True, default="", taken=each)
        for name, each in (("key", taken), ("size", ANYTHING))
    )
    described = Described(form="method", parameters=(key,), receiver=Taken("object", "Shelf", parameters=(size,)))
    return Matter("get", module, definition, owner, described, {"Shelf": "shelves"}, ())


def written(taken: Taken = ANYTHING) -> list[str]:
    matter = matter_of(taken)
    found = list(sequences(matter, pools(matter, {}, ()), receivers(matter, [])))
    setting = next(each for each in found if "] = " in each.written)
    (group,) = writing.tests("shelf_get", [Draft(setting, Seen("value", "1"))], writing.Style())
    assert group.name == "test_shelf_get_after_setting"
    hashed = next(each for each in found if "hash(" in each.written)
    (group,) = writing.tests("shelf_get", [Draft(hashed, Seen("value", "1"))], writing.Style())
    assert group.name == "test_shelf_get_after_hash"
    return [each.written for each in found]


def test_what_is_put_in_is_what_is_asked_for() -> None:
    found = written()
    assert found[0] == "shelf = Shelf(1); shelf.put('hello'); shelf.get('hello')"
    assert "shelf = Shelf(1); shelf['hello'] = 1; shelf.get('hello')" in found
    assert "shelf = Shelf(1); shelf.put(1); shelf.get('hello')" in found
    assert "shelf = Shelf(1); hash(shelf); shelf.get('hello')" in found
    assert "shelf = Shelf(1); shelf.put('hello'); shelf['hello'] = 1; shelf.get('hello')" in found


def test_one_other_call_goes_before_two_and_none_is_private() -> None:
    counts = [each.count("; ") for each in written()]
    assert counts == sorted(counts)
    assert set(counts) == {2, 3}
    assert not any("_hide" in each or "first" in each for each in written())


SIZE = Parameter("size", "POSITIONAL_OR_KEYWORD", required=True, default="", taken=ANYTHING)
SHELF = Taken("object", "Shelf", parameters=(SIZE,))


def test_another_object_is_brought_into_the_same_state() -> None:
    found = written(SHELF)
    assert "shelf = Shelf(1); key = Shelf(1); hash(shelf); hash(key); shelf.get(key)" in found


@pytest.mark.parametrize(
    ("made", "near"),
    [
        ("Shelf('1.0a5')", "Shelf('1.0a6')"),
        ("Shelf('v9 ')", "Shelf('v8 ')"),
        ("Shelf(['a', 3])", "Shelf(['a', 4])"),
        ("Shelf(None)", ""),
        ("Shelf.of(1)", "Shelf.of(2)"),
        ("empty()", ""),
    ],
)
def test_another_object_is_nearly_alike(made: str, near: str) -> None:
    for taken in (SHELF, Taken("union", of=(Taken("str"), SHELF))):
        found = [each.written for each in nearly_alike(matter_of(taken), [Made((made, ()))])]
        both = [f"shelf = {made}; shelf.get({near})", f"shelf = {near}; shelf.get({made})"]
        assert found == (both if near else [])


def test_what_is_no_object_of_the_class_is_not_nearly_alike() -> None:
    assert list(nearly_alike(matter_of(ANYTHING), [Made(("Shelf(1)", ()))])) == []


@pytest.mark.parametrize(
    ("made", "maker", "given"),
    [
        ("Shelf(3)", "Shelf(size)", {"size": "3"}),
        ("Shelf(size=3)", "Shelf(size)", {"size": "3"}),
        ("Shelf(f(3))", "Shelf(f(3))", {}),
        ("Shelf.of(3)", "Shelf.of(3)", {}),
        ("empty()", "empty()", {}),
        ("Shelf(1).copy()", "Shelf(1).copy()", {}),
    ],
)
def test_what_an_object_is_made_of_is_in_columns(made: str, maker: str, given: dict[str, str]) -> None:
    found = case(matter_of(ANYTHING), {"key": "1"}, (made, ()), 1)
    assert (found.lines, dict(found.given)) == ((f"shelf = {maker}",), {**given, "key": "1"})
