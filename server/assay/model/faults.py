"""What the client or the server reports, as one typed error that says what to do next."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import cast

import openai

from assay.core.model import Endpoint, Fault, ModelFailed
from assay.model.gathering import Ending

SAID = 200
"""Characters of a server's own words that are passed on."""

_NEXT: dict[Fault, str] = {
    "key": "the key was not accepted; see `model_key_variable` and `model_key_file`",
    "quota": "the account has no credit or quota left; see your account there",
    "rate": "it takes no more requests for now; wait, or ask for a higher limit there",
    "timeout": "it did not answer in time; try again, or raise `model_seconds`",
    "unreachable": "it cannot be reached; see that it runs, and that `model_url` is right",
    "not found": "it does not know this address or model; see `model_url`, which mostly ends in /v1, and `model`",
    "redirected": "it sends us elsewhere, which is not followed; set `model_url` to where it really is",
    "bad request": "it refuses the request",
    "context": "what was sent is longer than the model takes; choose a model with a longer context",
    "server": "it failed by itself; try again later",
    "malformed": "what came back is not the protocol of a model; see that `model_url` is right",
    "truncated": "the reply broke off before it was complete; try again",
    "too long": "the reply was cut where it became too long; raise `model_reply`, or choose another model",
    "filtered": "a filter of the server held the reply back",
    "refused": "the model refuses",
}

_OF_STATUS: dict[int, Fault] = {
    401: "key",
    402: "quota",
    403: "key",
    404: "not found",
    405: "not found",
    408: "timeout",
    413: "context",
    429: "rate",
}

_CONTEXT = ("context_length_exceeded", "exceed_context_size_error", "context length", "context size", "context window")
_ENDINGS: dict[Ending, Fault] = {"": "truncated", "cut": "too long", "filtered": "filtered", "refused": "refused"}


class BrokenOff(ModelFailed):
    """A reply had begun and did not come to its end; it may when it is asked for again."""


def failed(endpoint: Endpoint, kind: Fault, said: str = "", *, begun: bool = False) -> ModelFailed:
    """The error of a kind, with what the other side said; `begun` is whether a reply broke off."""
    words = " ".join(said.split())[:SAID]
    message = f"the model at {endpoint.place}: {_NEXT[kind]}{f' (it says: {words})' if words else ''}"
    return (BrokenOff if begun else ModelFailed)(kind, message, said)


def ended(endpoint: Endpoint, ending: Ending, said: str) -> ModelFailed | None:
    """The error of a reply that ended like this; None where it is whole."""
    kind = _ENDINGS.get(ending)
    return None if kind is None else failed(endpoint, kind, said, begun=not ending)


def of_error(endpoint: Endpoint, error: Exception, *, begun: bool) -> ModelFailed:
    """The error of what was raised while a reply was asked for, or after one had begun."""
    match error:
        case openai.APITimeoutError():
            return failed(endpoint, "timeout")
        case openai.APIConnectionError():
            return failed(endpoint, "unreachable", _cause(error), begun=begun)
        case openai.APIStatusError():
            return failed(endpoint, _of_status(error), _said(error))
        case openai.APIError():  # in the middle of a stream, where there is no status any more
            return failed(endpoint, _told(error) or "server", _said(error))
        case _:
            return failed(endpoint, "malformed", str(error) if isinstance(error, ValueError) else "")


def _of_status(error: openai.APIStatusError) -> Fault:
    if 300 <= error.status_code < 400:
        return "redirected"
    if error.status_code >= 500:
        return "server"
    return _told(error) or _OF_STATUS.get(error.status_code, "bad request")


def _told(error: openai.APIError) -> Fault | None:
    """What the server's own code says, where it says more than the status."""
    if error.code == "insufficient_quota":
        return "quota"
    if any(mark in f"{error.code} {_said(error)}".lower() for mark in _CONTEXT):
        return "context"
    return None


def _said(error: openai.APIError) -> str:
    """The server's own sentence, where it sent one as the protocol has it; else what there is."""
    body = error.body
    message = cast("dict[str, object]", body).get("message") if isinstance(body, dict) else None
    return message if isinstance(message, str) else error.message


def _cause(error: BaseException) -> str:
    """Why a connection failed, in the words of whoever knows."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        own = "if your network has a certificate of its own, put it into the system's store or into SSL_CERT_FILE"
        return f"{own}: {causes[-1]}"
    return str(causes[-1]) if len(causes) > 1 else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    here: BaseException | None = error
    while here is not None:
        yield here
        here = here.__cause__ or here.__context__
