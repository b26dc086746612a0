"""Where `reveal_type` is put, and where a place of a text is after a change."""

from __future__ import annotations

import pytest

from assay.checks.asking import Query, asked, carried_parameter, probe
from assay.checks.carrying import carried
from assay.core.text import Span
from assay.syntax.tree import errors, parse


def on_one_line(text: str) -> str:
    return text.replace("reveal_type(\n", "reveal_type(").replace("reveal_type((\n", "reveal_type((")


def probed(text: str) -> str | None:
    """The text with the question about what stands between two carets; None where there is nothing to ask.

    What is asked about stands on a line of its own there, which is left out here.
    """
    start, end = text.index("«"), text.index("»") - 1
    tree = parse(text.replace("«", "").replace("»", ""))
    question = asked(tree, Span(start, end))
    if question is None:
        return None
    found = probe(tree, [question])
    ((_, place),) = found.places
    assert found.text[place.start : place.end].strip("; \n\r\t").startswith("reveal_type(")
    assert errors(parse(found.text)) == ()
    return on_one_line(found.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(«a.b».c)\n", "f(reveal_type(a.b).c)\n"),
        ("a.«b»()\n", "reveal_type(a.b)()\n"),
        ("«a.b»()\n", "reveal_type(a.b)()\n"),
        ("f(«x=a»)\n", "f(x=reveal_type(a))\n"),
        ("f(«x»=a)\n", "f(x=reveal_type(a))\n"),
        ("f(*«a»)\n", "f(*reveal_type(a))\n"),
        ("f(«*a»)\n", "f(*reveal_type(a))\n"),
        ("«return a + b»\n", "return reveal_type(a + b)\n"),
        ("x = «yield a»\n", "x = yield a; reveal_type(x)\n"),
        ("f((«yield a»))\n", "f((reveal_type((yield a))))\n"),
        ("for a in «b»: pass\n", "for a in reveal_type(b): pass\n"),
        ("with «a» as b: pass\n", "with reveal_type(a) as b: pass\n"),
        ("x: int = «''»  # why\n", "x: int = ''; reveal_type(x)  # why\n"),
        ("«x» = []; y = 1\n", "x = []; reveal_type(x); y = 1\n"),
        ("x: «any» = 1\n", "x: any = 1; reveal_type(x)\n"),
        ("«self.x» = [\n  1,\n]\n", "self.x = [\n  1,\n]; reveal_type(self.x)\n"),
        ("self.«x» = 1\n", "self.x = 1; reveal_type(self.x)\n"),
        ("class A:\n\tx = «1»  # why\n", "class A:\n\tx = 1\n\treveal_type(x)  # why\n"),
        ("class A:\r\n  a = 1; «x» = 1; y = 1\r\n", "class A:\r\n  a = 1; x = 1\r\n  reveal_type(x); y = 1\r\n"),
        (
            "class A:\n  if b:\n    a = 1; x = «''»\n    y = 1\n",
            "class A:\n  if b:\n    a = 1; x = ''\n    reveal_type(x)\n    y = 1\n",
        ),
        ("class A: x = «1»\n", "class A: x = 1; reveal_type(x)\n"),
        ("class A:\n  def f(self):\n    x = «1»\n", "class A:\n  def f(self):\n    x = 1; reveal_type(x)\n"),
        ("«x += 1»\n", "x += 1; reveal_type(x)\n"),
        ("a[0] = «b»\n", "a[0] = reveal_type(b)\n"),
        ("def f(a: int = «None»): ...\n", "def f(a: int = None): reveal_type(a); ...\n"),
        ("def f(«a: int = None»):\n\t'''Why.'''\n", "def f(a: int = None):\n\treveal_type(a); '''Why.'''\n"),
        (
            "def f(a: «any»):\r\n  # why\r\n  if a:\r\n    pass\r\n",
            "def f(a: any):\r\n  # why\r\n  reveal_type(a)\r\n  if a:\r\n    pass\r\n",
        ),
        ("def f(a: «any»):\n  @g\n  def h(): ...\n", "def f(a: any):\n  reveal_type(a)\n  @g\n  def h(): ...\n"),
        ("f'😀{«a.b»}'\n", "f'😀{reveal_type(a.b)}'\n"),
        ("[«a» for b in c]\n", "[reveal_type(a) for b in c]\n"),
        ("@«a.b»\ndef f(): ...\n", "@reveal_type(a.b)\ndef f(): ...\n"),
    ],
)
def test_it_is_put_where_it_changes_nothing_else(text: str, expected: str) -> None:
    assert probed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "import «a.b»\n",
        "from a import «b»\n",
        "«import a»\n",
        "x = 1  «# type: ignore»\n",
        "«def f(): ...»\n",
        "def «f»(): ...\n",
        "class «A»: ...\n",
        "class A(«B»): ...\n",
        "def f() -> «int»: ...\n",
        "del «a.b»\n",
        "global «a»\n",
        "for «a» in b: pass\n",
        "with a as «b»: pass\n",
        "def f(«*a»: int): ...\n",
        "f = lambda «a»: a\n",
        "«»\n",
        "«\n\n»\n",
        "match a:\n  case «B»(): pass\n",
    ],
)
def test_where_there_is_nothing_with_a_type_nothing_is_asked(text: str) -> None:
    assert probed(text) is None


def test_each_stands_on_a_line_of_its_own_but_in_a_string_that_would_break() -> None:
    tree = parse("g(a.b, f'{a.b}')\n")
    spans = (Span(start, start + 3) for start in (2, 10))
    found = probe(tree, [question for span in spans if (question := asked(tree, span)) is not None])
    assert found.text == "g(reveal_type(\na.b), f'{reveal_type(a.b)}')\n"


def test_several_questions_stand_side_by_side_and_one_inside_another_goes_with_it() -> None:
    text = "def f(a: int = None):\n    x = a.b; g(a.b.c, a.d)\n"
    tree = parse(text)
    places = ["None", "a.b;", "a.b.c", "a.b.", "a.d"]
    spans = [Span(text.index(each), text.index(each) + len(each.rstrip(";."))) for each in places]
    spans[3] = Span(text.index("a.b.c"), text.index("a.b.c") + 3)
    found = probe(tree, [question for span in spans if (question := asked(tree, span)) is not None])
    assert on_one_line(found.text) == (
        "def f(a: int = None):\n    reveal_type(a); x = a.b; reveal_type(x); g(reveal_type(a.b.c), reveal_type(a.d))\n"
    )
    shown = {on_one_line(found.text[place.start : place.end]).strip("; ") for _, place in found.places}
    assert shown == {"reveal_type(a)", "reveal_type(x)", "reveal_type(a.b.c)", "reveal_type(a.d)"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("a = «b.c»\n", "x = 1\na = b.c\n", "b.c"),
        ("a = «b.c»\nx\n", "a = b.c\n", "b.c"),
        ("x\ny\n    a = «b.c»\n", "x\nnew\n    a = b.c\nmore\n", "b.c"),
        ("f(b.c, «b.c»)\n", "f(b.d, b.c)\n", "b.c"),
        ("x\nreturn «b.c».d()\ny\n", "x\nif b is None:\n    raise\nreturn b.c.d() or 1\ny\n", "b.c"),
        ("«f(\n  a,\n)»\nx\n", "y\nf(\n  a,\n)\n", "f(\n  a,\n)"),
        ("return «b.c»\n", "return d.c\n", None),
        ("return «b.c»\n", "", None),
        ("x = «b.c»\n", "x = b.\\\n  d\n", None),
    ],
)
def test_the_same_words_are_found_after_a_change(before: str, after: str, words: str | None) -> None:
    span = Span(before.index("«"), before.index("»") - 1)
    found = carried(before.replace("«", "").replace("»", ""), after, span)
    assert (None if found is None else after[found.start : found.end]) == words


def test_of_two_equal_words_the_same_one_is_found() -> None:
    before, after = "g(b.c)\nf(b.c)\n", "h()\ng(b.c) + 1\nf(b.c)\n"
    second = before.rindex("b.c")
    assert carried(before, after, Span(second, second + 3)) == Span(after.rindex("b.c"), after.rindex("b.c") + 3)


def test_a_parameter_is_found_by_its_names() -> None:
    before = parse("def f(a: int): ...\nclass A:\n  def f(self, b: str = None): ...\n  def f(self, b: int): ...\n")
    after = parse("def f(c, *, a: int): ...\nclass A:\n  def f(self, b: Any = None): ...\n  def f(self, b: T): ...\n")
    question = asked(before, Span(before.text.index("b: int"), before.text.index("b: int")))
    assert question is not None
    found = carried_parameter(before, after, question)
    assert found is not None
    assert found.span.start == after.text.index("b: T")
    assert carried_parameter(before, parse("class A: ...\n"), question) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if a:\n    «b»\n", "if a:\n    reveal_type(0); b\n"),
        ("if a: «b»\n", "if a: reveal_type(0); b\n"),
        ("if a:\n    «import b»\n", "if a:\n    reveal_type(0); import b\n"),
        ("if a:\n    «if b»:\n        c\n", "if a:\n    reveal_type(0)\n    if b:\n        c\n"),
        ("if a:\n    «def f»(): pass\n", "if a:\n    reveal_type(0)\n    def f(): pass\n"),
    ],
)
def test_whether_a_statement_is_reached_is_asked_before_it(text: str, expected: str) -> None:
    start = text.index("«")
    tree = parse(text.replace("«", "").replace("»", ""))
    question = Query("statement", Span(start, start))
    found = probe(tree, [question])
    assert found.text == expected
    ((_, place),) = found.places
    assert found.text[place.start : place.end].startswith("reveal_type(0)")
