"""A patch after which a file is not Python does not pass, nor one to a file that never was."""

from __future__ import annotations

import pytest

from assay.checks.parses import parses
from support.candidates import candidate, judged

GOOD = "def f(x):\n    return x\n"


@pytest.mark.parametrize(
    ("version", "before", "after"),
    [
        (None, GOOD, GOOD),
        ((3, 11), GOOD, "def f(x: int | None = None):\n    return x\n"),
        ((3, 9), None, GOOD),
        ((3, 9), GOOD, None),
        ((3, 9), "\ufeff" + GOOD, "\ufeff" + GOOD + "x = 1\n"),
        ((3, 9), GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\r\n") + "x = 1\r\n"),
        ((3, 9), "# -*- coding: latin-1 -*-\nx = 'é'\n", "# -*- coding: latin-1 -*-\nx = 'è'\n"),
        (None, 'x = "\\d"\n', 'y = "\\d"\n'),
        # syntax that is newer than this interpreter: the grammar's word stands
        ((3, 14), GOOD, "type X = int\ndef f[T](x: T): pass\n"),
        (None, "type X = int\n", "type X = str\n"),
    ],
)
def test_python_passes(version: tuple[int, int] | None, before: str | None, after: str | None) -> None:
    result = judged(parses(version), candidate({"shop.py": (before, after)}))
    assert (result.name, result.required, result.status) == ("parses", True, "passed")


@pytest.mark.parametrize(
    ("version", "before", "after", "reason"),
    [
        (None, GOOD, "def f(x:\n    return x\n", "shop.py:1: the file would not parse any more"),
        (None, GOOD, GOOD + "\n\nx = (\n", "shop.py:5: the file would not parse any more"),
        (None, None, "x = \n", "shop.py:1: the file would not parse any more"),
        (None, GOOD, GOOD + "return 1 +\n", "shop.py:3: the file would not parse any more"),
        (None, GOOD, "x = '\x00'\n", "shop.py:1: the file would not parse any more"),
        (None, GOOD, "print 'x'\n", "shop.py:1: the file would not parse any more"),
        (None, GOOD, "def f(a=1, b): pass\n", "shop.py:1: the file would not parse any more"),
        (None, GOOD, " x = 1\n", "shop.py:1: the file would not parse any more"),
        ((3, 7), GOOD, "if (x := 1): pass\n", "shop.py:1: the file would not parse any more"),
        ((3, 14), GOOD, "def f(:\n", "shop.py:1: the file would not parse any more"),
        (None, GOOD, "(" * 300 + ")" * 300, "shop.py:1: the file would not parse any more"),
        # broken before: it can never be judged
        ((3, 11), f"{GOOD}\nprint 'x'\n", f"{GOOD}\nprint 'x'\ny = 1\n", "shop.py:4: the file does not parse"),
        (None, f"{GOOD}\nx = (\n", f"y = 1\n{GOOD}\nx = (\n", "shop.py:4: the file does not parse"),
    ],
)
def test_what_is_not_python_fails_with_its_line(
    version: tuple[int, int] | None, before: str | None, after: str, reason: str
) -> None:
    result = judged(parses(version), candidate({"shop.py": (before, after)}))
    assert (result.required, result.status) == (True, "failed")
    assert result.reason.startswith(reason)


def test_a_file_that_never_parsed_is_the_users_to_mend() -> None:
    result = judged(parses((3, 11)), candidate({"shop.py": ("x = (\n", "x = (\ny\n")}))
    assert result.reason.endswith("mend that first")


def test_a_file_too_large_to_be_read_while_somebody_waits_is_said() -> None:
    large = "x = 1\n" * 400_000
    result = judged(parses(None), candidate({"shop.py": (large, large + "y = 1\n")}))
    assert result.reason == "shop.py: it is longer than 2,097,152 characters; such a file is not judged"


def test_nesting_beyond_all_bounds_is_said() -> None:
    after = "x = " + "-" * 200_000 + "1\n"
    result = judged(parses(None), candidate({"shop.py": (GOOD, after)}))
    assert result.status == "failed"


def test_other_files_are_not_judged() -> None:
    result = judged(parses(None), candidate({"notes.md": ("x = (", "x = ((")}))
    assert (result.status, result.summary) == ("passed", "no Python file changed")
