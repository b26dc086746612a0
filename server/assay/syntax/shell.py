"""Scripts of a shell: which simple commands they hold, and whether what one prints goes to the script's own output."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from assay.core.text import Span
from assay.syntax.tree import descendants

_LANGUAGE = Language(tree_sitter_bash.language())
_ELSEWHERE = {
    "pipeline": "its output goes into a pipe",
    "command_substitution": "its output is taken as a value",
    "process_substitution": "its output is read by another command",
    "redirected_statement": "its output is redirected",
    "function_definition": "it stands in a function, whose output may go anywhere",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a script: what the grammar calls it, its text, where it stands.

    `elsewhere` says why what it prints may not reach the script's own output; empty where it does. `top` is whether it
    stands in the script itself and in nothing else.
    """

    kind: str
    text: str
    span: Span
    elsewhere: str
    top: bool


def fault(script: str) -> bool:
    """Whether it is no script as far as the grammar knows."""
    return _root(script).has_error


def parts(script: str, *kinds: str) -> Iterator[Part]:
    """The pieces of these kinds, in the order of the text, also those inside others."""
    source = script.encode("utf-8", "surrogatepass")
    for node in descendants(_root(script)):
        if node.type in kinds:
            start = len(source[: node.start_byte].decode("utf-8", "replace"))
            text = source[node.start_byte : node.end_byte].decode("utf-8", "replace")
            yield Part(node.type, text, Span(start, start + len(text)), _elsewhere(node), _is_top(node))


def _root(script: str) -> Node:
    return Parser(_LANGUAGE).parse(script.encode("utf-8", "surrogatepass")).root_node


def _is_top(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "program"


def _elsewhere(node: Node) -> str:
    above = node.parent
    while above is not None:
        if above.type in _ELSEWHERE:
            return _ELSEWHERE[above.type]
        above = above.parent
    return ""
