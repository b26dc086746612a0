"""Functions and classes as the text shows them."""

from __future__ import annotations

import pytest

from assay.core.text import Span
from assay.syntax.scopes import definitions, enclosing, parameters, scopes
from assay.syntax.tree import parse

TEXT = '''\
import os

@decorate("😀")
class Outer(Base):
    """Doc."""

    @staticmethod
    async def method(a, /, b: int = 3, *rest: str, c, d: "Foo" = None, **options) -> None:
        def inner(x=1): return x
        return lambda q, *r: q

def after(): pass
'''


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("import", None),
        ("@decorate", "Outer"),
        ("😀", "Outer"),
        ("Base", "Outer"),
        ('"""Doc', "Outer"),
        ("@static", "Outer.method"),
        ("Foo", "Outer.method"),
        ("inner", "Outer.method.inner"),
        ("lambda", "Outer.method"),
        ("after", "after"),
    ],
)
def test_the_innermost_function_or_class_holds_a_place(at: str, expected: str | None) -> None:
    start = TEXT.index(at)
    found = enclosing(parse(TEXT), Span(start, start + len(at)))
    assert (found and found.qualified) == expected


def test_scopes_stand_in_order_with_their_headers() -> None:
    tree = parse(TEXT)
    assert [(scope.kind, scope.qualified, TEXT[scope.header.start : scope.header.end]) for scope in scopes(tree)] == [
        ("class", "Outer", '@decorate("😀")\nclass Outer(Base):'),
        (
            "function",
            "Outer.method",
            '@staticmethod\n    async def method(a, /, b: int = 3, *rest: str, c, d: "Foo" = None, **options) -> None:',
        ),
        ("function", "Outer.method.inner", "def inner(x=1):"),
        ("function", "after", "def after():"),
    ]


def test_parameters_say_how_they_are_given() -> None:
    tree = parse(TEXT)
    method = scopes(tree)[1]
    found = [
        (
            each.name,
            each.kind,
            each.annotation and tree.code(each.annotation),
            each.default and tree.code(each.default),
            TEXT[each.span.start : each.span.end],
        )
        for each in parameters(tree, method.node)
    ]
    assert found == [
        ("a", "positional only", None, None, "a"),
        ("b", "positional or keyword", "int", "3", "b: int = 3"),
        ("rest", "variadic", "str", None, "*rest: str"),
        ("c", "keyword only", None, None, "c"),
        ("d", "keyword only", '"Foo"', "None", 'd: "Foo" = None'),
        ("options", "keywords", None, None, "**options"),
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("def f(): pass", []),
        ("def f(a, (b, c)): pass", [("a", "positional or keyword")]),
        ("def f(*, a): pass", [("a", "keyword only")]),
        ("def f(a, # comment\n  b=1): pass", [("a", "positional or keyword"), ("b", "positional or keyword")]),
        ("def f[T](a: T = None): pass", [("a", "positional or keyword")]),
        ("def f(", []),
    ],
)
def test_parameters_of_every_form(header: str, expected: list[tuple[str, str]]) -> None:
    tree = parse(header)
    found = [each for node in definitions(tree) for each in parameters(tree, node)]
    assert [(each.name, each.kind) for each in found] == expected


def test_only_what_touches_a_span_is_looked_at() -> None:
    tree = parse(TEXT)
    start = TEXT.index("def after")
    assert definitions(tree, Span(start, start + 3)) == [scopes(tree)[-1].node]
