"""Where values are from: what a value is called in a test, how a parameter is used, what the manual shows."""

from __future__ import annotations

import ast
import time
from pathlib import Path, PurePosixPath

import pytest

from assay.core.snapshot import Snapshot
from assay.recipes.drafting.documented import documented
from assay.recipes.drafting.draft import as_imported
from assay.recipes.drafting.literals import literals
from assay.recipes.drafting.manuals import manuals, shown_calls
from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.uses import callees_of, kinds_by_use
from assay.recipes.drafting.values import NAMES, in_words_of
from assay.tools.described import Described
from assay.tools.observing import Seen
from support.sandboxes import write_tree

USES = """\
def outer(found, moment, text, plain):
    if plain == 3:
        return inner(found, later=moment)
    return Box(text)

def inner(match, later):
    return match.groups(), later.strftime("%Y"), later.hour

class Box:
    def __init__(self, name: str):
        self.name = name

    def method(self, other):
        return self.helper(other)

    def helper(self, key):
        return key.items()
"""


@pytest.mark.parametrize(
    ("source", "names", "wanted"),
    [
        ("datetime(1999, 12, 31)", NAMES, "datetime(1999, 12, 31)"),
        ("datetime(1999, 12, 31)", {**NAMES, "datetime": ""}, "datetime.datetime(1999, 12, 31)"),
        ("timedelta(0)", {**NAMES, "datetime": ""}, "datetime.timedelta(0)"),
        ("time(0, 0)", {**NAMES, "datetime": "", "time": ""}, "datetime.time(0, 0)"),
        ("time(0, 0)", {**NAMES, "time": ""}, ""),
        ("'date'", {**NAMES, "date": "elsewhere"}, "'date'"),
    ],
)
def test_a_value_is_called_as_the_module_calls_it(source: str, names: dict[str, str], wanted: str) -> None:
    assert in_words_of(source, names) == wanted


def test_what_comes_is_called_as_what_goes_in() -> None:
    seen = Seen("value", "[datetime.datetime(1, 2, 3), datetime.timezone.utc]", names={"datetime": "", "math": ""})
    shorter = as_imported(seen, NAMES)
    assert shorter.text == "[datetime(1, 2, 3), timezone.utc]"
    assert shorter.names == {"datetime": "datetime", "timezone": "datetime", "math": ""}
    assert as_imported(seen, {"datetime": ""}) is seen


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("found", ("Match",)), ("moment", ("datetime", "date")), ("text", ("str",)), ("plain", ("int",))],
)
def test_how_a_value_is_used_where_it_is_handed_on_to_tells_its_kind(name: str, kinds: tuple[str, ...]) -> None:
    module = ast.parse(USES)
    assert kinds_by_use(module.body[0], name, callees_of(module, None)) == kinds


def test_a_method_hands_on_to_others_of_its_object() -> None:
    module = ast.parse(USES)
    owner = module.body[2]
    assert isinstance(owner, ast.ClassDef)
    assert kinds_by_use(owner.body[1], "other", callees_of(module, owner)) == ("dict",)
    assert kinds_by_use(owner.body[1], "other", callees_of(module, None)) == ()


def test_how_an_object_uses_what_it_keeps_tells_its_kind() -> None:
    code = (
        "class Box:\n    def __init__(self, key, size):\n        self.key, self.size = 1, 2\n        self._key = key\n"
    )
    module = ast.parse(f"{code}\n    def method(self):\n        return self._key.strip() + self.size.items()\n")
    owner = module.body[0]
    assert isinstance(owner, ast.ClassDef)
    assert kinds_by_use(owner.body[0], "key", callees_of(module, owner)) == ("str",)
    assert kinds_by_use(owner.body[0], "size", callees_of(module, owner)) == ()


def test_functions_that_call_each_other_come_to_an_end() -> None:
    module = ast.parse("def one(a):\n    return two(a)\n\ndef two(a):\n    return one(a)\n")
    assert kinds_by_use(module.body[0], "a", callees_of(module, None)) == ()


@pytest.mark.parametrize("code", ['return text in "bB"', 'return [each for each in "bB" if each in text]'])
def test_the_characters_of_a_short_text_are_values(code: str) -> None:
    module = ast.parse(f"def f(text):\n    {code}\n")
    definition = module.body[0]
    assert isinstance(definition, ast.FunctionDef)
    found = literals(Matter("f", module, definition, None, Described(), {}, ()))["str"]
    assert {"'b'", "'B'"} <= set(found)


def test_the_manual_is_read_where_it_usually_is(tmp_path: Path) -> None:
    files = {
        "README.md": "one",
        "docs/shapes.rst": "two",
        "docs/other.rst": "three",
        "docs/usage.txt": "\xff" * 200_001,
    }
    snapshot = Snapshot(write_tree(tmp_path / "workspace", files))
    assert manuals(snapshot, PurePosixPath(), "forms.shapes") == ("one", "two")


@pytest.mark.parametrize(
    "text",
    [
        "Text\n\n```python\nside = 3\nfound = area(side)\nside = 4\narea(side)\n```\n",
        "Text::\n\n    side = 3\n    found = area(side)\n    side = 4\n    area(side)\n",
        ".. code-block:: python\n\n    side = 3\n    found = area(side)\n\n    side = 4\n    area(side)",
    ],
)
def test_code_in_a_manual_is_read_with_what_its_names_are_bound_to(text: str) -> None:
    (block,) = shown_calls(text)
    assert [ast.unparse(each) for each in block.body] == ["side = 3", "found = area(3)", "side = 4", "area(4)"]


@pytest.mark.parametrize(
    "text", ["```python\n>>> area(3)\n9\n```\n", "```\nnot Python at all\n```\n", "```sh\narea(3)\n```\n"]
)
def test_what_is_no_code_or_a_session_is_left_out(text: str) -> None:
    assert list(shown_calls(text)) == []


def test_a_long_manual_without_an_end_is_read_once() -> None:
    module = ast.parse("def f(): ...\n")
    definition = module.body[0]
    assert isinstance(definition, ast.FunctionDef)
    begun = time.process_time()
    for text in (" ```\n" * 40_000, "\n" * 200_000, "::\n" * 60_000, ">>> " * 50_000, "f() -> " * 25_000):
        matter = Matter("f", module, definition, None, Described(), {}, (), (text,))
        assert (list(shown_calls(text)), list(documented(matter))) == ([], [])
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(("name", "wanted"), [("Scale", "scale"), ("scale", "scale_"), ("Date", "date_")])
def test_an_object_is_not_called_like_what_a_test_may_need(name: str, wanted: str) -> None:
    module = ast.parse(f"class {name}:\n    def weigh(self): ...\n")
    owner = module.body[0]
    assert isinstance(owner, ast.ClassDef)
    assert isinstance(owner.body[0], ast.FunctionDef)
    matter = Matter("weigh", module, owner.body[0], owner, Described(), {**NAMES, name: "scales"}, ())
    assert matter.receiver == wanted
