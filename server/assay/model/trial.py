"""Try an endpoint: whether a reply comes, and how functions have to be put to it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from assay.core.model import HERE, Message, ModelFailed, Prompt
from assay.model.dialects import Dialect
from assay.model.egress import Egress
from assay.model.toolbox import FINISH, FUNCTIONS

WORDS = f"This is a trial of the connection. Call the function `{FINISH}` with any rationale, and nothing else."

LONGEST = 1024
"""Tokens of the reply: enough for a model that thinks first, and an end for one that talks on."""

_PUT: dict[Dialect, str] = {
    "functions": "it calls functions",
    "schema": "it calls no functions, so it is asked for JSON that the server holds to a schema",
    "words": "it calls no functions and knows no schema, so it is asked for JSON in words",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `fault` says what to mend; empty where nothing is. `notes` are worth knowing."""

    fault: str
    notes: tuple[str, ...]


async def attempt(egress: Egress) -> Trial:
    """Ask for one small reply. Nothing of any file is sent."""
    began = time.monotonic()
    functions = tuple(each for each in FUNCTIONS if each.name == FINISH)
    prompt = Prompt((Message("system", WORDS), Message("user", WORDS)), functions, LONGEST)
    try:
        reply = await egress.ask(prompt, remaining=None)
    except ModelFailed as error:
        if error.kind != "too long":
            return Trial(str(error), _open(egress))
        longest = min(LONGEST, egress.endpoint.reply)
        words = f"it answers, but talks on: it was cut after {longest:,} tokens; choose another model"
        return Trial(f"the model at {egress.endpoint.place}: {words}", _open(egress))
    answered = f"it answers after {time.monotonic() - began:.1f} s"
    if not reply.message.calls:
        return Trial(f"the model at {egress.endpoint.place}: {answered}, but does not do what it is asked", ())
    return Trial("", (answered, _PUT[egress.dialect], *_open(egress)))


def _open(egress: Egress) -> tuple[str, ...]:
    parts = urlsplit(egress.endpoint.url)
    if parts.scheme == "http" and parts.hostname not in HERE:
        return ("what is sent there is not encrypted on its way",)
    return ()
