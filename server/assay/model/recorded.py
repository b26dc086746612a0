"""The replies of a recorded run, given again to whoever asks the very same; to any other request there is no reply."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from assay.core.errors import BadInput
from assay.core.model import Message, Prompt
from assay.model.exchange import Exchange, key_of, lasting

_SHOWN = 120
"""Characters of either side of a difference that are shown."""


class Recorded:
    """What a recorded run was told. All of it is used from one event loop."""

    def __init__(self, run: str, exchanges: Iterable[Exchange]) -> None:
        self._run = run
        self._left: dict[str, deque[Exchange]] = {}
        for each in exchanges:
            self._left.setdefault(key_of(each.prompt), deque()).append(each)

    @property
    def left(self) -> tuple[Exchange, ...]:
        """What nobody has asked for again so far."""
        return tuple(each for waiting in self._left.values() for each in waiting)

    def take(self, prompt: Prompt) -> Exchange:
        """What came of this request, in the order in which it was asked more than once.

        Raises `BadInput` where the recorded run did not ask this, or not once more.
        """
        waiting = self._left.get(key_of(prompt))
        if not waiting:
            raise BadInput(f"the replay asks what run {self._run} did not ask: {_difference(prompt, self.left)}")
        return waiting.popleft()


def _difference(prompt: Prompt, left: tuple[Exchange, ...]) -> str:
    """Where the request differs from the one that is most like it."""
    if not left:
        return "it asked nothing more; something answers otherwise now: Assay, a tool, or a command"
    nearest = max((each.prompt for each in left), key=lambda each: _same(each.messages, prompt.messages))
    number = _same(nearest.messages, prompt.messages)
    if number == len(prompt.messages) == len(nearest.messages):
        return "the functions that a model may call are not those of then; replay it with the version that recorded it"
    then, now = (_at(each.messages, number) for each in (nearest, prompt))
    return f"message {number + 1} ({now.role or then.role}){_where(then.text, now.text)}"


def _same(one: tuple[Message, ...], other: tuple[Message, ...]) -> int:
    """How many messages are the same from the first on."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if not _alike(a, b)), min(len(one), len(other)))


def _alike(one: Message, other: Message) -> bool:
    return key_of(Prompt((one,), ())) == key_of(Prompt((other,), ()))


def _at(messages: tuple[Message, ...], number: int) -> Message:
    return messages[number] if number < len(messages) else Message("user", "")


def _where(then: str, now: str) -> str:
    before, after = lasting(then).split("\n"), lasting(now).split("\n")
    pairs = enumerate(zip(before, after, strict=False), 1)
    line = next((number for number, (a, b) in pairs if a != b), min(len(before), len(after)) + 1)
    return f", line {line}: then {_cut(before, line)}, now {_cut(after, line)}"


def _cut(lines: list[str], line: int) -> str:
    return repr(lines[line - 1][:_SHOWN]) if line <= len(lines) else "nothing"
