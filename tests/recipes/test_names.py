"""Where a name gets a value: in each form of the language that gives one, and in none that only reads it."""

from __future__ import annotations

import pytest

from assay.recipes.names import defines, names, rebinds
from assay.syntax.tree import parse

GIVING = (
    "it = 1",
    "it: int = 1",
    "(it) = 1",
    "(a, it) = b",
    "a, *it = b",
    "[a, it] = b",
    "it += 1",
    "for it in a: pass",
    "for a, (b, it) in c: pass",
    "[a for it in b]",
    "print(it := 3)",
    "with a as it: pass",
    "with a as (b, it): pass",
    "with a as [b, it]: pass",
    "try: pass\nexcept A as it: pass",
    "match a:\n    case it: pass",
    "match a:\n    case [b, *it]: pass",
    "match a:\n    case {1: b, **it}: pass",
    "match a:\n    case 3 as it: pass",
    "match a:\n    case A(b=it): pass",
    "match a:\n    case it | 3: pass",
    "import it",
    "import it.a",
    "import a as it",
    "from a import it",
    "from a import b as it",
    "del it",
    "del (it), a",
    "def f():\n    global it",
    "def f():\n    nonlocal it",
    "def it(): pass",
    "class it: pass",
    "type it = int",
)
PARAMETERS = (
    "def f(it): pass",
    "def f(it: int): pass",
    "def f(it=3): pass",
    "def f(it: int = 3): pass",
    "def f(*it): pass",
    "def f(*it: int): pass",
    "def f(**it): pass",
    "lambda it: 3",
)
READING = (
    "a = it",
    "it.a = 1",
    "it[0] = 1",
    "a[it] = 1",
    "a.it = 1",
    "f(it=1)",
    "f(it)",
    "a = (it, 1)",
    "for a in (it, b): pass",
    "for a in it: pass",
    "del it.a",
    "with it as a: pass",
    "with it(): pass",
    "try: pass\nexcept it as a: pass",
    "match it:\n    case 3: pass",
    "match a:\n    case it(): pass",
    "match a:\n    case A(it=3): pass",
    "from it import a",
    "import it as a",
    "print(a := it)",
    "def f(a=it): pass",
    "type a = it",
    "return it, 1",
    "it + 1",
    "it and a",
)


@pytest.mark.parametrize("text", GIVING)
def test_what_gives_a_name_a_value(text: str) -> None:
    tree = parse(f"{text}\n")
    assert any(rebinds(each) for each in names(tree, tree.root, "it"))
    assert defines(tree, "it")


@pytest.mark.parametrize("text", PARAMETERS)
def test_a_parameter_is_called_so_in_its_function(text: str) -> None:
    assert defines(parse(f"{text}\n"), "it")


@pytest.mark.parametrize("text", READING)
def test_what_only_reads_a_name(text: str) -> None:
    assert not defines(parse(f"{text}\n"), "it")


@pytest.mark.parametrize("text", ["it.a = 1", "it.a += 1", "del it.a", "with b as it.a: pass", "for it.a in b: pass"])
def test_what_gives_an_attribute_a_value(text: str) -> None:
    tree = parse(f"{text}\n")
    (name,) = names(tree, tree.root, "it")
    assert name.parent is not None
    assert rebinds(name.parent)
    assert not rebinds(name)
