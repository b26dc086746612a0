"""The loop: ask the model, have done what it calls for, tell it what came of that, until it says that it is done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable

from assay.core.model import Call, Message, Prompt, Reply
from assay.model.toolbox import FINISH, FUNCTIONS, Toolbox

Ask = Callable[[Prompt], Awaitable[Reply]]
"""Gives the reply to a prompt. It may raise `ModelFailed`."""

TURNS = 40
SAME = 3
"""So often the same call on the same draft is a loop."""

SILENT = 2
"""So many replies in a row that call nothing end it."""

NUDGE = f"Call a function. When the draft is what you propose, call `{FINISH}`; if you know no change, call it too."

_RATIONALE = 500


class GaveUp(Exception):
    """The model came to no end; the text says how, for the user."""


async def work(opening: tuple[Message, ...], box: Toolbox, ask: Ask, tell: Callable[[str], None]) -> str:
    """Let the model work on the box's draft; its own words on what it did. Raises `GaveUp` and `ModelFailed`."""
    messages = list(opening)
    calls: Counter[tuple[str, str, str]] = Counter()
    silent = 0
    for _ in range(TURNS):
        message = (await ask(Prompt(tuple(messages), FUNCTIONS))).message
        messages.append(message)
        silent = 0 if message.calls else silent + 1
        if silent > SILENT:
            raise GaveUp("it calls no function; it may be too small for this")
        if not message.calls:
            messages.append(Message("user", NUDGE))
        for call in message.calls:
            if call.name == FINISH:
                return _rationale(call)
            seen = (call.name, call.arguments, box.draft.patch.digest)
            calls[seen] += 1
            if calls[seen] > SAME:
                raise GaveUp(f"it repeats itself: {call.name} with the same arguments for the {SAME + 1}th time")
            tell(f"the model calls {call.name}")
            done = await box.carry_out(call)
            messages.append(Message("tool", done.text, answers=call.id, files=done.files))
    raise GaveUp(f"it came to no end in {TURNS} turns")


def _rationale(call: Call) -> str:
    """Why it proposes this, in its own words: on one line, and not many."""
    try:
        said = json.loads(call.arguments or "{}")["rationale"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return " ".join(said.split())[:_RATIONALE] if isinstance(said, str) else ""
