from __future__ import annotations

import pytest

from assay.checks.services import needs_service
from assay.tools.pytest_journal import Case, Outcome


@pytest.mark.parametrize(
    "message",
    [
        "gaierror: [Errno -3] Temporary failure in name resolution",
        "ConnectionRefusedError: [Errno 111] Connection refused",
        "OSError: [Errno 101] Network is unreachable",
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='a', port=443): Max retries exceeded",
        'OperationalError: could not connect to server: No such file or directory\n Is the server running on "/tmp"?',
        "OperationalError: (2003, \"Can't connect to MySQL server on 'localhost'\")",
        "redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.",
        "docker.errors.DockerException: Error while fetching server API version",
        "ServerSelectionTimeoutError: localhost:27017",
    ],
)
def test_a_missing_network_or_service_is_known_by_what_is_said(message: str) -> None:
    assert needs_service(Case("t", outcome="failed", message=message))
    assert needs_service(Case("t", outcome="error", message="SetupError: no fixture", causes=("x", message)))


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ("failed", "AssertionError: assert 1 == 2"),
        ("failed", "ModuleNotFoundError: No module named 'requests'"),
        ("failed", "KeyError: 'connection'"),
        ("passed", "ConnectionRefusedError"),
        (None, "ConnectionRefusedError"),
    ],
)
def test_other_failures_are_the_codes_own(outcome: Outcome | None, message: str) -> None:
    assert not needs_service(Case("t", outcome=outcome, message=message))
