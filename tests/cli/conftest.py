"""What the tests of the command line start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.averages import write_averages


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project with a mistake inside and one in its interface, at a path that needs care."""
    return write_averages(tmp_path / 'it\'s a: "place"' / "averages")
