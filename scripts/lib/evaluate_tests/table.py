"""Prints what was measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from evaluate_tests.drafters import PYNGUIN
from evaluate_tests.subjects import ENVIRONMENT, Subject

PREFACE = """\
# Evaluation of `draft_tests`
"""


def report(rows: list[dict[str, Any]], subjects: list[Subject], parts: list[str]) -> Iterator[str]:
    """The tables, line by line."""
    yield "| module | by | tests | collect | fail | line | branch | mutmut | own | no assertion | flaky | CPU s |"
    yield "|---|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for row in rows:
        yield str(row)[:1500]


def versions() -> str:
    """The tools as they are installed; what two environments hold in the version of the one that judges."""
    found = {match[1]: match[2] for folder in (PYNGUIN, ENVIRONMENT) for match in _installed(folder)}
    return ", ".join(f"{name} {found[name]}" for name in ("pynguin", "hypothesis", "mutmut", "pytest", "coverage"))


def _installed(folder: Path) -> list[re.Match[str]]:
    infos = (
        re.fullmatch(r"(.+)-([^-]+)\.dist-info", each.name) for each in folder.glob("lib/python3*/site-packages/*")
    )
    return [each for each in infos if each is not None]
