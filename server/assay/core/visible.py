"""Text from a repository, a tool or a model, made safe to look at: what steers a display is spelled out."""

from __future__ import annotations

import unicodedata

_STEERING = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Control characters, bidirectional and zero-width marks, lone surrogates, line and paragraph separators."""


def visible(text: str, *, keep: str = "") -> str:
    """The text with every character that draws nothing by itself written as `<U+XXXX>`, but those of `keep`.

    A terminal escape cannot act, a bidirectional override cannot turn code around
    (https://trojansource.codes), and one line stays one line.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"<U+{ord(character):04X}>"
        if character not in keep and unicodedata.category(character) in _STEERING
        else character
        for character in text
    )
