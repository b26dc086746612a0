"""Whether a class may read its own annotations: what it reads of objects that were handed to it is not its own."""

from __future__ import annotations

import pytest

from assay.recipes.annotation_readers import may_read_its_annotations
from assay.syntax.tree import captured, parse


def reads(body: str) -> bool:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    tree = parse(f"class Order:\n{lines}\n")
    (node,) = captured(tree.root, "(class_definition) @class")
    return may_read_its_annotations(tree, node)


@pytest.mark.parametrize(
    "body",
    [
        "def fields(self):\n    return self.__annotations__",
        "def fields(self):\n    return type(self).__annotations__",
        "def fields(self, other):\n    return type(self).__annotations__ == other.__annotations__",
        "def fields(self):\n    return getattr(self, '__annotations__', {})",
        "def fields(self):\n    return Order.__annotations__",
        "def fields(self):\n    kind = type(self)\n    return kind.__annotations__",
        "def fields(self, kind):\n    kind = kind or type(self)\n    return kind.__annotations__",
        "def fields(self):\n    for kind in type(self).__mro__:\n        print(kind.__annotations__)",
        "def fields(self, kind):\n    kind, depth = type(self), 1\n    return kind.__annotations__",
        "def fields(self, kind):\n    with self.own() as kind:\n        return kind.__annotations__",
        "@staticmethod\ndef fields(kind):\n    return kind.__annotations__",
        "def fields(self):\n    return [kind.__annotations__ for kind in type(self).__mro__]",
        "def fields(self):\n    return (lambda self: self.__annotations__)(self)",
        "def fields(self, given):\n    return eval('type(self).__annotations__')",
        "def fields(self, given):\n    return getattr(given, f'__annotations__')",
        "def fields(self, given):\n    return vars(given)['__annotations__']",
        "def fields(self):\n    return get_type_hints(self)",
        "def fields(self):\n    return typing.get_type_hints(type(self))",
        "def fields(self, given):\n    return map(get_type_hints, given)",
        "def fields(self):\n    self.__annotations__['a'] = int",
        "def __init_subclass__(cls, given):\n    print(given)",
        "fields = __annotations__",
    ],
)
def test_may_be_its_own(body: str) -> None:
    assert reads(body)


@pytest.mark.parametrize(
    "body",
    [
        "count = 0",
        '"""Keeps the __annotations__ of what it wraps."""',
        "# __annotations__",
        "def wrap(self, function):\n    return function.__annotations__",
        "def wrap(self, function):\n    return function.func.__annotations__",
        "@classmethod\ndef wrap(cls, function):\n    return cls(getattr(function, '__annotations__', {}))",
        "def wrap(self, function):\n    return hasattr(function, '__annotations__')",
        "def wrap(self, function):\n    return typing.get_type_hints(function)",
        "def wrap(self):\n    made = self.make()\n    made.__annotations__ = {}\n    return made",
        "def wrap(self):\n    def inner(function):\n        return function.__annotations__\n    return inner",
    ],
)
def test_are_somebody_elses(body: str) -> None:
    assert not reads(body)
