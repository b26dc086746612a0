"""What a small project declares: its name, and what mypy and pytest look at."""

from __future__ import annotations

import json


def declaration(name: str, *checked: str) -> str:
    """The `pyproject.toml` of a project of which mypy checks these files and folders."""
    return f"""\
[project]
name = "{name}"
version = "1"
requires-python = ">=3.11"

[tool.mypy]
files = {json.dumps(checked)}

[tool.pytest.ini_options]
testpaths = ["."]
"""
