"""What has to be true where a variable is declared to hold objects, asked of the type checker on both sides.

Wherever it is read, no less is known than before. Something of an unknown type is put into each of its parts that are
objects. And what others may name, or get returned, does not become one of objects by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from assay.checks.asking import expression
from assay.checks.looking import Seen, Spot
from assay.checks.opened import Opening
from assay.syntax.tree import Node
from assay.tools.revealing import class_name, hides, members, mentions_object, mentions_unknown

Pair = tuple[Spot, Spot]
"""The same question before and after."""


@dataclass(frozen=True, slots=True)
class _Put:
    """What is asked of all that is put somewhere, and the class of which it counts; empty where all counts."""

    spots: tuple[Spot, ...]
    head: str

    def is_known(self, seen: Seen) -> bool:
        """Whether of nothing that counts a part is unknown."""
        every = (one for spot in self.spots for one in members(seen.answer(spot).words))
        counting = (one for one in every if not self.head or self.head.lower() == class_name(one).lower())
        return not any(mentions_unknown(one) or mentions_object(one) for one in counting)


@dataclass(frozen=True, slots=True)
class Claim:
    """All that is asked of one declaration. `unclear` says why something cannot be asked, which is as bad as a no."""

    opening: Opening
    reads: tuple[Pair, ...] = ()
    shown: tuple[Pair, ...] = ()
    put: tuple[_Put, ...] = ()
    unclear: str = ""

    @property
    def before(self) -> Iterator[Spot]:
        """What is asked before the patch."""
        return chain((old for old, _ in (*self.reads, *self.shown)), *(each.spots for each in self.put))

    @property
    def after(self) -> Iterator[Spot]:
        """What is asked after the patch."""
        return (new for _, new in (*self.reads, *self.shown))

    def faults(self, before: Seen, after: Seen) -> tuple[str, ...]:
        """What is not as it has to be, in words."""
        return (self.unclear,) if self.unclear else tuple(self._faults(before, after))

    def _faults(self, before: Seen, after: Seen) -> Iterator[str]:
        for old, new in self.reads:
            was, now = before.answer(old).words, after.answer(new).words
            if hides(was, now):
                yield f"{self._line(new)}: it is {now} now, and was {was}"
        for old, new in self.shown:
            was, now = before.answer(old).words, after.answer(new).words
            if mentions_object(now) and not mentions_object(was):
                yield f"{self._line(new)}: others get {now} now, and got {was}"
        if any(part.is_known(before) for part in self.put):
            yield f"{self.opening.path}: what is put into {self.opening.name} is known"

    def _line(self, spot: Spot) -> str:
        return f"{spot.path}:{self.opening.after.lines.position(spot.asked.span.start).line + 1}"


def claim(opening: Opening, *, infers_returns: bool) -> Claim:
    """What one declaration claims; `infers_returns` is whether the checker tells from a body what is returned.

    One of two questions of which the other is a part would get the same answer: what is put in is asked about alone.
    """
    reads, shown, put = opening.reads(), opening.shown(returned=infers_returns), opening.put()
    if reads is None or shown is None:
        return Claim(opening, unclear=f"{opening.path}: more was changed about {opening.name} than its type")
    if put is None:
        return Claim(opening, unclear=f"{opening.path}: not all that is put into {opening.name} can be seen")
    every = tuple(_Put(tuple(_asked_before(opening, part.nodes)), part.head) for part in put)
    asked = [spot.asked.span for part in every for spot in part.spots]
    alone = tuple(pair for pair in _pairs(opening, reads) if not any(map(pair[0].asked.span.overlaps, asked)))
    return Claim(opening, alone, tuple(_pairs(opening, shown)), every)


def _pairs(opening: Opening, nodes: Iterable[tuple[Node, Node]]) -> Iterator[Pair]:
    for old, new in nodes:
        was, now = expression(opening.before, old), expression(opening.after, new)
        if was is not None and now is not None:
            yield Spot(opening.path, was), Spot(opening.path, now)


def _asked_before(opening: Opening, nodes: Iterable[Node]) -> Iterator[Spot]:
    for node in nodes:
        question = expression(opening.before, node)
        if question is not None:
            yield Spot(opening.path, question)
