"""A Python text with its syntax tree. A text that was edited is reparsed only where it changed.

Spans and offsets count code points, as everywhere; the parser's own bytes stay in this package's `Tree`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Query, QueryCursor
from tree_sitter import Tree as Parsed

from assay.core.text import Lines, Span

__all__ = ["Node", "Tree", "captured", "descendants", "errors", "parse", "window"]

LANGUAGE = Language(tree_sitter_python.language())
_STEP = 512
_CHUNK = 1 << 16
_HOPELESS = 4000
"""A query takes quadratic time in the pieces of an error. A text with so many is not Python in any part."""


class Tree:
    """A text, its bytes and what the parser made of them. It does not change."""

    def __init__(self, text: str, source: bytes, parsed: Parsed) -> None:
        self.text = text
        self.source = source
        self._parsed = parsed

    @property
    def root(self) -> Node:
        """The module."""
        return self._parsed.root_node

    @cached_property
    def lines(self) -> Lines:
        """Its lines, found once: thousands of positions may be asked for."""
        return Lines(self.text)

    def updated(self, text: str) -> Tree:
        """The tree of another text, most likely this one after an edit."""
        source = _encode(text)
        start, old_end, new_end = window(self.source, source)
        if start == old_end == new_end:
            return self
        parsed = self._parsed.copy()
        parsed.edit(
            start, old_end, new_end, _point(self.source, start), _point(self.source, old_end), _point(source, new_end)
        )
        return Tree(text, source, Parser(LANGUAGE).parse(source, parsed))

    def byte(self, offset: int) -> int:
        """The byte at which the character at this offset starts."""
        if self._ascii:
            return min(offset, len(self.source))
        step = min(offset // _STEP, len(self._steps) - 1)
        return self._steps[step] + len(_encode(self.text[step * _STEP : offset]))

    def offset(self, byte: int) -> int:
        """The offset of the character that starts at this byte."""
        if self._ascii:
            return byte
        step = bisect_right(self._steps, byte) - 1
        return step * _STEP + len(self.source[self._steps[step] : byte].decode("utf-8", "surrogatepass"))

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        return Span(self.offset(node.start_byte), self.offset(node.end_byte))

    def code(self, node: Node) -> str:
        """The text of a node."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "surrogatepass")

    def at(self, span: Span) -> Node:
        """The smallest named node that holds the whole span."""
        found = self.root.named_descendant_for_byte_range(self.byte(span.start), self.byte(span.end))
        return found or self.root

    @cached_property
    def _ascii(self) -> bool:
        return len(self.text) == len(self.source)

    @cached_property
    def _steps(self) -> list[int]:
        """The byte at which every 512th character starts."""
        steps = [0]
        for end in range(_STEP, len(self.text), _STEP):
            steps.append(steps[-1] + len(_encode(self.text[end - _STEP : end])))
        return steps


def parse(text: str) -> Tree:
    """The tree of a text. Never fails: what is not Python becomes errors in the tree."""
    source = _encode(text)
    parser = Parser(LANGUAGE)
    if len(source) <= _CHUNK:
        return Tree(text, source, parser.parse(source))
    return Tree(text, source, parser.parse(source, _in_pieces(parser, source)))


def _in_pieces(parser: Parser, source: bytes) -> Parsed:
    """What the parser makes of a text: it stops all threads while it works, but for when it asks for a piece."""
    views: list[memoryview] = []

    def read(byte: int, _: object) -> memoryview:
        views.append(memoryview(source)[byte : byte + _CHUNK])
        return views[-1]

    parsed = parser.parse(read)
    for view in views:
        view.release()  # it never gives back what it was handed, so that has to hold nothing
    return parsed


def errors(tree: Tree) -> tuple[Span, ...]:
    """Where the text is not Python as far as the grammar knows; an empty span is a place where a token is missing."""
    broken = descendants(tree.root, into=lambda node: node.has_error and not node.is_error)
    return tuple(tree.span(node) for node in broken if node.is_error or node.is_missing)


def descendants(node: Node, *, into: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
    """The node and all below it, in the order of the text; below those alone for which `into` holds."""
    cursor = node.walk()
    depth = 0
    while True:
        here = cursor.node
        assert here is not None
        yield here
        if into(here) and cursor.goto_first_child():
            depth += 1
            continue
        while depth and not cursor.goto_next_sibling():
            cursor.goto_parent()
            depth -= 1
        if not depth:
            return


def captured(node: Node, pattern: str, *, touching: tuple[int, int] | None = None) -> list[Node]:
    """All that a pattern of the parser's query language captures below a node, in the order of the text.

    A capture whose name begins with an underscore is there for predicates alone. `touching` narrows it to what has a
    byte between the two. A node's parent is found by going down from the root, so patterns are the way to look at many.
    """
    found = _captures(node, pattern, touching)
    return _in_order(each for name, nodes in found.items() if name[0] != "_" for each in nodes)


def captured_by_name(node: Node, pattern: str) -> Mapping[str, list[Node]]:
    """What each capture of a pattern is below a node, in the order of the text: one walk for many questions."""
    return {name: _in_order(nodes) for name, nodes in _captures(node, pattern, None).items()}


def _captures(node: Node, pattern: str, touching: tuple[int, int] | None) -> Mapping[str, list[Node]]:
    if node.type == "ERROR" and node.child_count > _HOPELESS:
        return {}
    cursor = QueryCursor(_query(pattern))
    if touching is not None:
        cursor.set_byte_range(*touching)
    return cursor.captures(node)


def _in_order(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=lambda each: (each.start_byte, -each.end_byte))


def window(old: bytes, new: bytes) -> tuple[int, int, int]:
    """What differs between two texts: where it starts, where it ends in the old one, where in the new one.

    Only whole characters of UTF-8 lie inside.
    """
    limit = min(len(old), len(new))
    start = _shared_start(old, new, limit)
    while start and (_inside(old, start) or _inside(new, start)):
        start -= 1
    back = _shared_end(old, new, limit - start)
    while back and (_inside(old, len(old) - back) or _inside(new, len(new) - back)):
        back -= 1
    return start, len(old) - back, len(new) - back


@lru_cache(maxsize=256)
def _query(pattern: str) -> Query:
    return Query(LANGUAGE, pattern)


def _shared_start(old: bytes, new: bytes, limit: int) -> int:
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _shared_end(old: bytes, new: bytes, limit: int) -> int:
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _inside(source: bytes, index: int) -> bool:
    """Whether the byte continues a character."""
    return index < len(source) and source[index] & 0xC0 == 0x80


def _point(source: bytes, index: int) -> tuple[int, int]:
    return source.count(b"\n", 0, index), index - source.rfind(b"\n", 0, index) - 1


def _encode(text: str) -> bytes:
    # an editor can send half of a surrogate pair; it has to reach the parser, which calls it an error
    return text.encode("utf-8", "surrogatepass")
