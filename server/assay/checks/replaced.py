"""What was replaced in a file that is otherwise the same tree as before; `import sys` may have been added."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assay.syntax.tree import Node, Tree


def replaced(before: Tree, after: Tree, *, by: Callable[[Node, Node], bool]) -> list[tuple[Node, Node]] | None:
    """What was replaced, in order; None where anything else differs. `by` tells of two whether that is it."""
    old, new = before.root, after.root
    added = [index for index, each in enumerate(new.children) if each.text == b"import sys"]
    same = len(old.children) == len(new.children)
    for index in (None,) if same else added:
        children = [each for number, each in enumerate(new.children) if number != index]
        found = _pairs(old.children, children, by)
        if found is not None:
            return found
    return None


def _pairs(
    old: Sequence[Node], new: Sequence[Node], by: Callable[[Node, Node], bool]
) -> list[tuple[Node, Node]] | None:
    """The same of nodes beside each other."""
    if len(old) != len(new):
        return None
    found: list[tuple[Node, Node]] = []
    for was, now in zip(old, new, strict=True):
        if was.text == now.text:
            continue
        if by(was, now):
            found.append((was, now))
            continue
        inner = _pairs(was.children, now.children, by) if was.type == now.type and was.children else None
        if inner is None or _between(was) != _between(now):
            return None
        found += inner
    return found


def _between(node: Node) -> list[bytes]:
    """The text of a node that is in none of its parts: what strings say, and the layout, which says nothing."""
    text, start, found = node.text or b"", node.start_byte, list[bytes]()
    last = start
    for each in node.children:
        found.append(text[last - start : each.start_byte - start])
        last = each.end_byte
    return [each if each.strip() else b"" for each in found]
