"""Lines that belong together: those of a simple statement, or of the head of a compound one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assay.syntax.tree import Node, Tree, descendants, parse

_HOLDERS = ("module", "block")


def widened(text: str, touched: Iterable[range]) -> tuple[range, ...]:
    """Ranges of lines, from 0, each widened to the whole of the statements and heads that it has a line of."""
    together = tuple(_statements(parse(text)))
    return tuple(_widened(lines, together) for lines in touched)


def _widened(lines: range, together: tuple[range, ...]) -> range:
    met = [each for each in together if each.start < lines.stop and lines.start < each.stop]
    return range(min(each.start for each in (lines, *met)), max(each.stop for each in (lines, *met)))


def _statements(tree: Tree) -> Iterator[range]:
    lines = tree.lines
    for node in descendants(tree.root):
        if node.type.endswith("_clause") or (node.parent is not None and node.parent.type in _HOLDERS):
            first, last = tree.offset(node.start_byte), tree.offset(_head(node).end_byte)
            yield range(lines.position(first).line, lines.position(last).line + 1)


def _head(node: Node) -> Node:
    """The last node before the block of a compound statement; a simple one itself."""
    definition = node.child_by_field_name("definition") or node
    block = next((child for child in definition.children if child.type == "block"), None)
    return node if block is None else block.prev_sibling or node
