"""What the tests of what goes wrong start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.averages import write_averages


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project with a mistake inside and one in its interface."""
    return write_averages(tmp_path / "averages")
