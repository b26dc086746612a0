"""The one request that a prompt becomes for a server of known abilities, and the key under which its reply is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from assay.core.digest import canonical, digest
from assay.core.model import Endpoint, Prompt, Reply
from assay.model import dialects
from assay.model.dialects import Abilities

_HOSTED = ("api.openai.com", ".openai.azure.com")

_FORM = 2
"""Counts up when the same request would be read into something else, or a reply is kept in another form."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, the abilities of the server by which it was asked for, and whether it ended in the protocol's words."""

    reply: Reply
    abilities: Abilities
    whole: bool


def at_first(endpoint: Endpoint) -> Abilities:
    """What is taken for granted of a server of which nothing is known yet."""
    hosted = (urlsplit(endpoint.url).hostname or "").endswith(_HOSTED)
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_completion_tokens" if hosted else "max_tokens"
    return Abilities(limit=limit)


def request_of(endpoint: Endpoint, prompt: Prompt, abilities: Abilities) -> dict[str, Any]:
    """The body of a request, but for how the reply is to be sent."""
    longest = endpoint.reply if prompt.longest is None else min(endpoint.reply, prompt.longest)
    return {
        "model": endpoint.name,
        **dialects.body(prompt, abilities.dialect),
        **({abilities.limit: longest} if abilities.limit else {}),
        **({"temperature": 0} if abilities.steady else {}),
    }


def key_of(endpoint: Endpoint, prompt: Prompt, abilities: Abilities) -> str:
    """Equal where the very same would be sent to the same interface. No key of the endpoint, time or folder is in it.

    The prompt is one that is fit to leave. Its template needs no version here, for all of its words are in it.
    """
    return digest(canonical([_FORM, "reply", endpoint.address, request_of(endpoint, prompt, abilities)]))
