"""Trees: the same whether parsed whole or piece by piece, and spans that count characters."""

from __future__ import annotations

import random

import pytest

from assay.core.text import Span
from assay.syntax.tree import Tree, captured, descendants, errors, parse, window

EMOJI = "# 😀 é\ndef grüße(x='😀'):\n    return x  # ß\n"


def shape(tree: Tree) -> list[tuple[str, int, int, bool]]:
    return [(node.type, node.start_byte, node.end_byte, node.is_missing) for node in descendants(tree.root)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\n", "x = 12\n"),
        ("x = 1\n", ""),
        ("", "x = 1\n"),
        ("aaaa", "aaa"),
        ("x = 'é'\n", "x = 'è'\n"),
        ("x = '😀'\n", "x = '😁'\n"),
        ("x = '😀😀'\n", "x = '😀'\n"),
        ("def f():\n    pass\n", "def f(:\n    pass\n"),
        ("x = 1\ny = 2\n", "x = 1\n'''\ny = 2\n"),
        ("a\r\nb\r\n", "a\nb\n"),
        (EMOJI, EMOJI.replace("return", "yield")),
    ],
)
def test_an_edited_text_has_the_tree_that_it_has_when_parsed_whole(before: str, after: str) -> None:
    updated = parse(before).updated(after)
    assert (updated.text, shape(updated)) == (after, shape(parse(after)))


def test_a_thousand_edits_leave_the_tree_that_a_whole_parse_gives() -> None:
    draw = random.Random(11)  # noqa: S311 - the edits have to be the same every time
    pieces = ["(", ")", "[", '"""', "'", "\n", "    ", "# é😀", "def f():\n", "x", "\t", "\\\n", ""]
    tree = parse(EMOJI * 4)
    for _ in range(1000):
        start = draw.randrange(len(tree.text) + 1)
        end = min(len(tree.text), start + draw.choice([0, 0, 1, 3, 20]))
        text = tree.text[:start] + draw.choice(pieces) + tree.text[end:]
        tree = tree.updated(text if len(text) < 800 else EMOJI * 4)
        assert shape(tree) == shape(parse(tree.text))


def test_the_same_text_keeps_the_tree() -> None:
    tree = parse(EMOJI)
    assert tree.updated(EMOJI) is tree


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"", b"", (0, 0, 0)),
        (b"abc", b"abc", (3, 3, 3)),
        (b"abc", b"abXc", (2, 2, 3)),
        (b"aaa", b"aa", (2, 3, 2)),
        (b"abc", b"", (0, 3, 0)),
        ("aéb".encode(), "aèb".encode(), (1, 3, 3)),
        ("😀".encode(), "😁".encode(), (0, 4, 4)),
        # the last byte is shared, the character is not
        ("ĉ".encode(), "ȉ".encode(), (0, 2, 2)),
    ],
)
def test_the_window_holds_whole_characters(old: bytes, new: bytes, expected: tuple[int, int, int]) -> None:
    assert window(old, new) == expected


@pytest.mark.parametrize(
    "text", ["plain ascii", "é" * 1500 + "x", "😀a" * 700, "a" * 511 + "é" + "b" * 600, "\ud800 x", ""]
)
def test_offsets_and_bytes_are_each_others_inverse(text: str) -> None:
    tree = parse(text)
    for offset in range(len(text) + 1):
        byte = len(text[:offset].encode("utf-8", "surrogatepass"))
        assert (tree.byte(offset), tree.offset(byte)) == (byte, offset)


def test_spans_count_characters() -> None:
    tree = parse(EMOJI)
    (name,) = [node for node in captured(tree.root, "(identifier) @name") if tree.code(node) == "grüße"]
    start = EMOJI.index("grüße")
    assert (tree.span(name), tree.at(Span(start, start + 5))) == (Span(start, start + 5), name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n", ()),
        ("", ()),
        ("def f(:\n    pass\n", ("",)),
        ("é = 1\né = (\n", ("é = (",)),
        ("x = 1 +\n", ("x = 1 +",)),
    ],
)
def test_errors_are_spans_of_what_is_not_python(text: str, expected: tuple[str, ...]) -> None:
    assert tuple(text[span.start : span.end] for span in errors(parse(text))) == expected


def test_deep_nesting_is_walked_without_recursion() -> None:
    depth = 20_000
    tree = parse("(" * depth + ")" * depth)
    assert sum(1 for _ in descendants(tree.root)) > depth


def test_a_text_that_is_one_error_in_thousands_of_pieces_holds_nothing() -> None:
    assert captured(parse("f(x)\n" + "(" * 8000).root, "(call) @call") == []
    assert len(captured(parse("f(x)\n" * 8000).root, "(call) @call")) == 8000


def test_a_long_text_parsed_in_pieces_has_the_same_tree() -> None:
    text = EMOJI * 3000
    grown = parse(text[: len(text) // 30]).updated(text)
    assert shape(parse(text)) == shape(grown)
    assert parse(text).root.text == text.encode()
