"""A fault in a function as a small diff of its lines."""

from __future__ import annotations

from assay.syntax.tree import parse
from assay.tools.mutants import mutants
from assay.tools.subject import functions

MODULE = """\
def larger(one, other):
    if one > other:
        return one
    show(
        one,
        other,
        1,
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    )
"""


def _diffs() -> list[str]:
    tree = parse(MODULE)
    (function,) = functions(tree)
    return [each.diff(MODULE) for each in mutants(tree, function.node)]


def test_a_fault_is_shown_as_the_lines_that_it_changes() -> None:
    assert "@@ line 2 @@\n-    if one > other:\n+    if one >= other:" in _diffs()


def test_of_many_lines_the_first_are_shown_and_of_a_long_one_its_beginning() -> None:
    assert "@@ line 4 @@\n-    show(\n-        one,\n-        other,\n-        1,\n-...\n+    pass" in _diffs()
    assert max(len(line) for each in _diffs() for line in each.split("\n")) <= 121


def test_an_iterator_loses_its_items() -> None:
    text = "def f(one):\n    yield one\n    yield from g(one)\n    return h()\n"
    tree = parse(text)
    (function,) = functions(tree)
    every = mutants(tree, function.node)
    found = [(each.old, each.new, each.of_iterator) for each in every]
    assert found[:2] == [("one", "None", False), ("g(one)", "()", False)]
    assert ("h()", "iter(())", True) in found


def test_what_is_handed_on_is_left_out() -> None:
    text = "def f(one, two):\n    return g(one, 1, *two, key=two, other=None)\n"
    tree = parse(text)
    (function,) = functions(tree)
    changed = [each.put_into(text).splitlines()[1].strip() for each in mutants(tree, function.node)]
    assert [each for each in changed if "None, 1" in each or "key=None" in each] == [
        "return g(None, 1, *two, key=two, other=None)",
        "return g(one, 1, *two, key=None, other=None)",
    ]


def _changed(text: str) -> list[str]:
    tree = parse(text)
    (function,) = functions(tree)
    return [each.put_into(text).splitlines()[1].strip() for each in mutants(tree, function.node)]


def test_what_an_object_is_given_is_lost() -> None:
    assert "self.one = None" in _changed("def f(self, one):\n    self.one = one\n")
    assert "found[1] = None" in _changed("def f(found):\n    found[1] = found\n")


def test_an_argument_that_may_be_left_out_is_forgotten() -> None:
    changed = _changed("def f(one):\n    return one.split(',', 1) + g(one, 2, key=one, other=None)\n")
    assert [
        each for each in changed if "one.split(',')" in each or "g(one, key" in each or "g(one, 2, other" in each
    ] == [
        "return one.split(',') + g(one, 2, key=one, other=None)",
        "return one.split(',', 1) + g(one, key=one, other=None)",
        "return one.split(',', 1) + g(one, 2, other=None)",
    ]
    assert not any("key=one)" in each for each in changed)
    assert not any("return g()" in each for each in _changed("def f(one):\n    return g(one, *one)\n"))


def test_nothing_is_raised() -> None:
    text = "def f(one):\n    if one < 0:\n        raise ValueError(f'{one} < 0')\n    return one\n"
    tree = parse(text)
    (function,) = functions(tree)
    raised = [each for each in mutants(tree, function.node) if each.line == 3]
    assert [(each.old, each.new) for each in raised] == [("raise ValueError(f'{one} < 0')", "pass")]


def test_a_condition_is_always_true_or_false_and_not_turned_round_beside() -> None:
    assert _changed("def f(one):\n    if one is None: return 0\n    return 1\n")[:2] == [
        "if True: return 0",
        "if False: return 0",
    ]
    assert "if one is not None: return 0" not in _changed("def f(one):\n    if one is None: return 0\n")
    assert {"return 1 if True else 2", "return 1 if False else 2"} <= {*_changed("def f(a):\n    return 1 if a else 2")}
    assert {"while False: g()"} <= {*_changed("def f(a):\n    while a: g()")}


def test_an_operator_that_does_more_than_turn_a_condition_round_is_swapped() -> None:
    assert "if one >= 2: return 0" in _changed("def f(one):\n    if one > 2: return 0\n")
    assert "if one == 2 or g: return 0" in _changed("def f(one):\n    if one == 2 and g: return 0\n")
    assert "if one != 2 and g: return 0" in _changed("def f(one):\n    if one == 2 and g: return 0\n")
    assert "if 1 != one == 2: return 0" in _changed("def f(one):\n    if 1 == one == 2: return 0\n")
    assert "return one is not None" in _changed("def f(one):\n    return one is None\n")
