"""Characters that make a text read otherwise than it runs (Boucher and Anderson, Trojan Source, 2021).

Direction controls, invisible characters, line ends that only some programs see, and letters that look like others.
"""

from __future__ import annotations

import builtins
import re
import unicodedata
from collections.abc import Iterator

from assay.checks.weakening import Weakening
from assay.core.text import Span
from assay.syntax.tree import Tree, captured

_CONTROLS = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # direction
    "|[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0]"  # unseen
    "|[\U000e0000-\U000e007f]"  # tags
    "|[\u0085\u2028\u2029]|\r(?!\n)"  # line ends
    "|[\x00-\x08\x0b\x0e-\x1f\x7f]"
)
_CYRILLIC = {
    "aeopcyx": (0x430, 0x435, 0x43E, 0x440, 0x441, 0x443, 0x445),
    "ijshdqwl": (0x456, 0x458, 0x455, 0x4BB, 0x501, 0x51B, 0x51D, 0x4CF),
    "ABEIJKMHOPCTYXSGQW": (
        *(0x410, 0x412, 0x415, 0x406, 0x408, 0x41A, 0x41C, 0x41D, 0x41E),
        *(0x420, 0x421, 0x422, 0x423, 0x425, 0x405, 0x50C, 0x51A, 0x51C),
    ),
}
_GREEK = {
    "o": (0x3BF,),
    "ABEZHIKMNOPTYX": (
        0x391,
        0x392,
        0x395,
        0x396,
        0x397,
        0x399,
        0x39A,
        0x39C,
        0x39D,
        0x39F,
        0x3A1,
        0x3A4,
        0x3A5,
        0x3A7,
    ),
}
_ARMENIAN = {"onughqpLSO": (0x585, 0x578, 0x57D, 0x581, 0x570, 0x566, 0x584, 0x53C, 0x54F, 0x555)}
_LOOKS_LIKE = {
    code: letter
    for table in (_CYRILLIC, _GREEK, _ARMENIAN)
    for letters, codes in table.items()
    for letter, code in zip(letters, codes, strict=True)
}
_ASCII_LETTERS = re.compile(r"[A-Za-z]")
_CYRILLIC_WORD = re.compile(r"\w*[\u0400-\u052f]\w*")
_EMOJI = ("So", "Sk", "Mn", "Cf")


def look_alikes(tree: Tree) -> Iterator[Weakening]:
    """All of them, wherever they stand."""
    if tree.text.isascii() and _CONTROLS.search(tree.text) is None:
        return
    yield from _controls(tree.text)
    yield from _words(tree.text)
    yield from _identifiers(tree)


def _controls(text: str) -> Iterator[Weakening]:
    for match in _CONTROLS.finditer(text):
        if _is_honest(text, match.start()):
            continue
        name = unicodedata.name(match[0][0], "control character").lower()
        yield Weakening(f"an invisible character, U+{ord(match[0][0]):04X} {name}", Span(*match.span()))


def _is_honest(text: str, index: int) -> bool:
    """A byte order mark at the start, a joiner inside an emoji, the line ends of a text that knows no other."""
    match text[index]:
        case "\ufeff":
            return index == 0
        case "\u200d":
            return _joins_emoji(text, index)
        case "\r":
            return "\n" not in text
        case _:
            return False


def _joins_emoji(text: str, index: int) -> bool:
    return 0 < index < len(text) - 1 and all(unicodedata.category(text[at]) in _EMOJI for at in (index - 1, index + 1))


def _words(text: str) -> Iterator[Weakening]:
    """Words that mix Latin letters with Cyrillic ones that look the same, in strings and comments too."""
    for match in _CYRILLIC_WORD.finditer(text):
        if _ASCII_LETTERS.search(match[0]) and match[0].translate(_LOOKS_LIKE).isascii():
            yield _alike(match[0], Span(*match.span()))


def _identifiers(tree: Tree) -> Iterator[Weakening]:
    """Names that are another name once letters that look the same are the same."""
    identifiers = captured(tree.root, "(identifier) @name")
    known = {name for node in identifiers if (name := tree.code(node)).isascii()} | set(dir(builtins))
    for node in identifiers:
        name = tree.code(node)
        if name.isascii():
            continue
        normal = unicodedata.normalize("NFKC", name)
        looks = normal.translate(_LOOKS_LIKE)
        mixed = looks.isascii() and _ASCII_LETTERS.search(name) is not None
        if normal != name or looks in known or mixed:
            yield _alike(name, tree.span(node))


def _alike(word: str, span: Span) -> Weakening:
    strange = next(character for character in word if not character.isascii())
    name = unicodedata.name(strange, "a letter").lower()
    return Weakening(f'"{word.translate(_LOOKS_LIKE)}" written with U+{ord(strange):04X} {name}', span)
