"""Tell tests that fail for want of a network or a service from tests that fail for what they test."""

from __future__ import annotations

import re

from assay.tools.pytest_journal import Case

_SIGNS = re.compile(
    r"""
    \b(?: gaierror | ConnectionRefusedError | ConnectionError | ConnectError | ConnectTimeout | NewConnectionError
        | MaxRetryError | NameResolutionError | ServerSelectionTimeoutError | EndpointConnectionError
        | ClientConnectorError | NoBrokersAvailable | DockerException | SocketBlockedError )\b
    | Temporary\ failure\ in\ name\ resolution
    | Name\ or\ service\ not\ known
    | nodename\ nor\ servname\ provided
    | Network\ is\ unreachable
    | No\ route\ to\ host
    | Connection\ refused
    | (?: could\ not | can'?t | failed\ to ) \ connect\ to\ (?: \w+\ )* (?: server | host | database | broker | socket )
    | Cannot\ connect\ to\ the\ Docker\ daemon
    """,
    re.VERBOSE | re.IGNORECASE,
)


def needs_service(case: Case) -> bool:
    """Whether the test failed because something that it connects to is not there."""
    return case.outcome in ("failed", "error") and any(map(_SIGNS.search, (case.message, *case.causes)))
