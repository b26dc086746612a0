"""One more or one less element in a list that stands in the code: names of an import, members of a `Union`.

Where the others have a line each, the new one gets its own, and comments stay with what they stand behind.
"""

from __future__ import annotations

import re

from assay.core.text import Span, TextEdit, line_ending
from assay.syntax.tree import Node, Tree

_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_LINE_ENDS = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))+")
_REST = re.compile(r"(?P<comma>[ \t]*,)?[^\r\n]*")


def placed_before(tree: Tree, element: Node, text: str) -> tuple[TextEdit, ...]:
    """The new element before another one."""
    start = tree.span(element).start
    indent = _own_line(tree, element)
    separator = " " if indent is None else f"{line_ending(tree.text)}{indent}"
    return (TextEdit(Span(start, start), f"{text},{separator}"),)


def placed_last(tree: Tree, last: Node, text: str) -> tuple[TextEdit, ...]:
    """The new element behind the last one."""
    end = tree.span(last).end
    indent = _own_line(tree, last)
    if indent is None:
        return (TextEdit(Span(end, end), f", {text}"),)
    separator = f"{line_ending(tree.text)}{indent}"
    rest = _REST.match(tree.text, end)
    assert rest is not None, "the expression matches the empty text"
    if rest["comma"] is not None:
        return (TextEdit(Span(rest.end(), rest.end()), f"{separator}{text},"),)
    if rest.end() == end or _closing(last) == last.end_point[0]:
        return (TextEdit(Span(end, end), f",{separator}{text}"),)
    return TextEdit(Span(end, end), ","), TextEdit(Span(rest.end(), rest.end()), f"{separator}{text}")


def _own_line(tree: Tree, element: Node) -> str | None:
    """The indentation of an element that is inside brackets and the first on its line."""
    start = tree.span(element).start
    line = max(tree.text.rfind("\n", 0, start), tree.text.rfind("\r", 0, start)) + 1
    lead = tree.text[line:start]
    return None if lead.strip() or _closing(element) is None else lead


def _closing(element: Node) -> int | None:
    """The row of the bracket that closes the list; None where there is none."""
    after = element.next_sibling
    while after is not None and after.type not in (")", "]"):
        after = after.next_sibling
    return None if after is None else after.start_point[0]


def without(tree: Tree, name: Node) -> tuple[TextEdit, ...]:
    """A `from` import without one of its names; without the whole line where it is the only one."""
    statement = name.parent
    assert statement is not None, "a name of an import stands in it"
    names = statement.children_by_field_name("name")
    place = tree.span(name)
    if len(names) == 1:
        start, end = tree.span(statement).start, tree.span(statement).end
        ends = _LINE_ENDS if start == 0 else _LINE_END
        rest = ends.match(tree.text, end)
        return (TextEdit(Span(start, end if rest is None else rest.end()), ""),)
    index = names.index(name)
    if index + 1 < len(names):
        return (TextEdit(Span(place.start, tree.span(names[index + 1]).start), ""),)
    return (TextEdit(Span(tree.span(names[index - 1]).end, place.end), ""),)
