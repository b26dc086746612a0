"""How much may be shown. Tokens are estimated on the high side, so that what is said to fit does fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assay.core.context import Passage

CHARACTERS_PER_TOKEN = 3
"""Of code. Tokenizers of today make a token of three to four; the smaller number promises less."""

TOKENS = 8000
"""What a model is shown at first, where nothing else is said."""

JOINT = "\n\n"


@dataclass(frozen=True, slots=True)
class Shares:
    """The characters of each part. They are fixed, so that what one part holds never moves another."""

    project: int
    file: int
    place: int


def tokens(text: str) -> int:
    """About so many tokens a text has, rounded up."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def shares(budget: int) -> Shares:
    """A budget of tokens, divided: a quarter for the project, three eighths each for the file and for the place."""
    characters = max(0, budget * CHARACTERS_PER_TOKEN - 2 * len(JOINT))
    return Shares(characters // 4, characters * 3 // 8, characters * 3 // 8)


def fitted(passages: Iterable[Passage], characters: int, *, joint: str = JOINT) -> Passage:
    """As many of the passages, the first ones first, as fit; one that does not is left out whole."""
    taken: list[Passage] = []
    left = characters
    for passage in passages:
        size = len(passage.text) + (len(joint) if taken else 0)
        if passage.text and size <= left:
            taken.append(passage)
            left -= size
    files = dict.fromkeys(path for passage in taken for path in passage.files)
    return Passage(joint.join(passage.text for passage in taken), tuple(files))
