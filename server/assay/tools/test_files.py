"""Which files of a project are its tests, told from their names."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_TEST_FOLDERS = {"test", "tests", "testing"}
_TEST_NAME = re.compile(r"tests?(_.*)?|.*_tests?")


def is_test_module(path: PurePosixPath) -> bool:
    """Whether a file itself is named as one of tests is."""
    return _TEST_NAME.fullmatch(path.stem) is not None


def is_test(path: PurePosixPath) -> bool:
    """Whether a file is part of a test suite, by the names that test runners look for."""
    stem = path.stem
    named = stem.startswith("test_") or stem.endswith("_test") or path.name == "conftest.py"
    return named or not _TEST_FOLDERS.isdisjoint(path.parts[:-1])
