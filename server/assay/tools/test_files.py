"""Which files of a project are its tests, told from their names."""

from __future__ import annotations

from pathlib import PurePosixPath

_TEST_FOLDERS = {"test", "tests", "testing"}


def is_test(path: PurePosixPath) -> bool:
    """Whether a file is part of a test suite, by the names that test runners look for."""
    stem = path.stem
    named = stem.startswith("test_") or stem.endswith("_test") or path.name == "conftest.py"
    return named or not _TEST_FOLDERS.isdisjoint(path.parts[:-1])
