"""Edits carried over to texts that were typed in since: right, or not at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from assay.core.text import with_line_ending
from assay.syntax.anchor import reanchor

BASE = '''\
"""Notes."""
import os

LIMIT = 3


def shout(text: str = None, times: int = 1) -> str:
    loud = text.upper()
    return loud * times


class Notes:
    def __init__(self, path: str = None) -> None:
        self.path = path
        self.lines = []

    def add(self, line: str = None) -> None:
        self.lines.append(line)
        print(line)


def last() -> int:
    return LIMIT
'''

WIDER = BASE.replace("shout(text: str = None", "shout(text: Optional[str] = None")
GUARDED = WIDER.replace("    loud = ", "    if text is None:\n        raise AttributeError\n    loud = ")
IMPORTED = BASE.replace("import os\n", "import os\nfrom typing import Optional\n")
FULL = GUARDED.replace("import os\n", "import os\nfrom typing import Optional\n")
METHOD = BASE.replace("add(self, line: str = None", "add(self, line: str | None = None")
TWO = METHOD.replace("path: str = None", "path: str | None = None")


def typed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.mark.parametrize("patched", [WIDER, GUARDED, IMPORTED, FULL, METHOD, TWO], ids=range(6))
@pytest.mark.parametrize(
    ("old", "new"),
    [
        # the texts that were typed while an edit was under way, and that editors then mixed up with it
        ('"""Notes."""\n', "# RACE\n" + '"""Notes."""\n'),
        ('"""Notes."""\n', "# noannot\n# RACE\n" + '"""Notes."""\n'),
        ("LIMIT = 3\n", "LIMIT = 4\n"),
        ("LIMIT = 3\n", "LIMIT = 3\nOTHER = '😀'\n"),
        ("\n\nclass Notes:", "\n\ndef new() -> None:\n    pass\n\n\nclass Notes:"),
        ("    return LIMIT\n", "    return LIMIT + 1\n"),
        ("    return LIMIT\n", "    return LIMIT\n\n\ndef newest() -> None: ...\n"),
        ("    return LIMIT\n", "    return LIMIT"),
        ("        self.lines = []\n", "        self.lines: list[str] = []\n"),
    ],
    ids=[
        "above",
        "twice above",
        "a constant",
        "below a constant",
        "between",
        "below",
        "at the end",
        "no newline",
        "inside",
    ],
)
def test_typing_elsewhere_and_the_edit_come_together(patched: str, old: str, new: str) -> None:
    assert reanchor(BASE, patched, typed(BASE, old, new)) == typed(patched, old, new)


@pytest.mark.parametrize(
    ("patched", "old", "new"),
    [
        (WIDER, "    return loud * times\n", "    return loud * times * 2\n"),
        (WIDER, "    loud = text.upper()\n", "    loud = text.lower()\n"),
        (GUARDED, "    return loud * times\n", "    print(times)\n    return loud * times\n"),
        (METHOD, "        print(line)\n", "        print(line, flush=True)\n"),
        (METHOD, "class Notes:", "class Notes(Base):"),
    ],
)
def test_typing_inside_the_function_away_from_the_edit(patched: str, old: str, new: str) -> None:
    assert reanchor(BASE, patched, typed(BASE, old, new)) == typed(patched, old, new)


@pytest.mark.parametrize(
    ("patched", "old", "new"),
    [
        (WIDER, "shout(text: str = None", "shout(text: str = ''"),
        (WIDER, "shout(text: str = None, times: int = 1)", "shout(text: str = None, times: int = 2)"),
        (WIDER, "def shout(", "def cry("),
        (WIDER, "def shout(", "@cache\ndef shout("),
        (WIDER, ") -> str:\n", ") -> object:\n"),
        (GUARDED, "    loud = text.upper()\n", "    loud = text.lower()\n"),
        (GUARDED, "    loud = text.upper()\n", "    assert text\n    loud = text.upper()\n"),
        (IMPORTED, "import os\n", "import os\nimport sys\n"),
        (IMPORTED, "import os\n", ""),
        (METHOD, "class Notes:", "class Records:"),
        (METHOD, "    def add(self, line: str = None) -> None:\n", ""),
        (METHOD, "    def add(", "    def _add("),
    ],
)
def test_what_the_edit_touches_has_changed(patched: str, old: str, new: str) -> None:
    assert reanchor(BASE, patched, typed(BASE, old, new)) is None


SHOUT = BASE[BASE.index("def shout") : BASE.index("class Notes")]


@pytest.mark.parametrize("patched", [WIDER, GUARDED, FULL], ids=range(3))
@pytest.mark.parametrize(
    "current",
    [
        BASE.replace(SHOUT, ""),
        BASE.replace(SHOUT, SHOUT + SHOUT),
        BASE.replace(SHOUT, SHOUT + SHOUT.replace("times: int = 1", "times: int = 2")),
        BASE.replace(SHOUT, f"'''\n{SHOUT}'''\n"),
        BASE.replace(SHOUT, "if LIMIT:\n" + "".join(f"    {line}" for line in SHOUT.splitlines(keepends=True))),
        BASE.replace(SHOUT, "class Inner:\n" + "".join(f"    {line}" for line in SHOUT.splitlines(keepends=True))),
        "",
        "x = (\n",
        BASE.replace("import os\n", "import os\nx = (\n"),
        BASE.replace("LIMIT = 3\n", "LIMIT = '''\n"),
    ],
    ids=[
        "deleted",
        "doubled",
        "overloaded",
        "quoted",
        "indented",
        "moved in",
        "emptied",
        "broken",
        "open",
        "open string",
    ],
)
def test_the_function_is_gone_or_there_twice_or_the_text_is_broken(patched: str, current: str) -> None:
    assert reanchor(BASE, patched, current) is None


def test_a_function_that_moved_takes_its_edit_along() -> None:
    current = BASE.replace(SHOUT, "") + "\n\n" + SHOUT.rstrip("\n") + "\n"
    expected = BASE.replace(SHOUT, "") + "\n\n" + SHOUT.replace("text: str", "text: Optional[str]").rstrip("\n") + "\n"
    assert reanchor(BASE, WIDER, current) == expected


OVERLOADS = """\
@overload
def f(a: int = None) -> int: ...
@overload
def f(a: str = None) -> str: ...
def f(a=None):
    return a
"""


@pytest.mark.parametrize("header", ["a: int = None", "a: str = None"])
def test_overloads_are_told_apart_by_their_headers(header: str) -> None:
    kind = header.removeprefix("a: ").removesuffix(" = None")
    patched = OVERLOADS.replace(header, f"a: Optional[{kind}] = None")
    assert reanchor(OVERLOADS, patched, f"import os\n{OVERLOADS}") == f"import os\n{patched}"


def test_lines_that_stand_there_more_than_once_are_not_certain() -> None:
    base = "def f(a):\n    b = 1\n    g()\n    c = 2\n    b = 1\n    g()\n    c = 2\n    return a\n"
    patched = "def f(a):\n    b = 1\n    h()\n    c = 2\n    b = 1\n    g()\n    c = 2\n    return a\n"
    assert reanchor(base, patched, base.replace("return a", "return b")) is not None
    assert reanchor(base, patched, base.replace("def f(a):\n", "def f(a):\n    a = 2\n")) is None


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("current", [BASE, typed(BASE, "LIMIT = 3", "LIMIT = 4")], ids=["same", "typed"])
def test_new_lines_take_the_line_ending_of_the_text_that_is_there(ending: str, current: str) -> None:
    there = with_line_ending(current, ending)
    expected = with_line_ending(FULL.replace("LIMIT = 3", current[current.index("LIMIT") :][:9]), ending)
    assert reanchor(BASE, FULL, there) == expected
    assert reanchor(with_line_ending(BASE, "\r\n"), with_line_ending(FULL, "\r\n"), there) == expected


def test_lines_that_end_in_cr_alone_are_not_understood() -> None:
    assert reanchor(BASE, FULL, with_line_ending(BASE, "\r")) is None


def test_other_lines_keep_the_ending_that_they_have() -> None:
    assert reanchor("a = 1\nb = 2\nc = 3\n", "a = 1\nb = 20\nc = 3\n", "a = 1\r\nb = 2\nc = 3\r\n") == (
        "a = 1\r\nb = 20\r\nc = 3\r\n"
    )


@pytest.mark.parametrize(
    ("base", "patched", "current", "expected"),
    [
        (BASE, FULL, BASE, FULL),
        (BASE, BASE, BASE + "x = 1\n", BASE + "x = 1\n"),
        ("x = 1", "x = 2", "x = 1\n", "x = 2\n"),
        ("x = 1\n", "x = 2\n", "x = 1", "x = 2"),
        ("x = 1\n", "x = 1\ny = 2\n", "x = 1", "x = 1\ny = 2"),
        ("", "x = 1\n", "", "x = 1\n"),
        ("", "x = 1\n", "y = 1\n", None),
    ],
)
def test_ends_and_empty_texts(base: str, patched: str, current: str, expected: str | None) -> None:
    assert reanchor(base, patched, current) == expected


def test_typing_at_random_never_puts_an_edit_in_another_place() -> None:
    draw = random.Random(5)  # noqa: S311 - the edits have to be the same every time
    base, patched = BASE.splitlines(), FULL.splitlines()
    carried = 0
    for _ in range(300):
        typed_in = [(draw.randrange(len(base) + 1), f"# typed {number}") for number in range(draw.randrange(1, 4))]
        current = _with(base, sorted(typed_in, reverse=True))
        after = reanchor(BASE, FULL, current)
        if after is None:
            continue
        carried += 1
        # without what was typed, the result is the patched text: nothing else moved
        assert [line for line in after.splitlines() if not line.startswith("# typed")] == patched
        assert [line for line in after.splitlines() if line not in patched] == [
            line for line in current.splitlines() if line not in base
        ]
    assert carried > 100


def _with(lines: Sequence[str], typed_in: Sequence[tuple[int, str]]) -> str:
    current = list(lines)
    for index, line in typed_in:
        current.insert(index, line)
    return "\n".join(current) + "\n"
