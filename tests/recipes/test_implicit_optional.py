"""What the recipe recognises, where it looks, and that it leaves alone what it need not touch."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.action import Failure, Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Position, Span
from assay.recipes.implicit_optional import NAME, RECIPE, recognises, sites, title
from assay.syntax.tree import parse
from support.asking import answer

PATH = PurePosixPath("shop.py")
WORDS = 'Incompatible default for parameter "name" (default has type "None", parameter has type "str")'


def said(message: str, *, code: str = "assignment", line: int = 0, column: int = 0) -> Diagnostic:
    place = Position(line, column)
    return Diagnostic(PATH, place, place, message, code, "mypy")


def proposed(text: str, *diagnostics: Diagnostic, failures: tuple[Failure, ...] = ()) -> str | None:
    """The text of the one file after the proposal."""
    snapshot = Snapshot(Path("/nowhere")).with_texts({PATH: text})
    found = diagnostics or sites(PATH, parse(text), Span(0, len(text)))
    proposal = answer(RECIPE, snapshot, Target(PATH, "", found), failures)
    return None if proposal is None else proposal.patch.changes[0].after


@pytest.mark.parametrize(
    "message",
    [
        WORDS,
        WORDS.replace("parameter", "argument"),
        WORDS.replace('"str"', '"dict[str, list[int]]"'),
        WORDS.replace('"str"', "\"Literal['(a)']\""),
        f"{WORDS}  [assignment]",
    ],
)
def test_both_wordings_of_mypy_are_recognised(message: str) -> None:
    assert recognises(said(message))
    assert title(said(message)) == 'Let parameter "name" be None, as its default is'


@pytest.mark.parametrize(
    "diagnostic",
    [
        said(WORDS.replace('"None"', '"int"')),
        said('Incompatible types in assignment (expression has type "None", variable has type "str")'),
        said('Incompatible return value type (got "None", expected "str")'),
        said(f"About: {WORDS}"),
        said(WORDS, code="misc"),
        said(""),
    ],
)
def test_other_errors_are_not(diagnostic: Diagnostic) -> None:
    assert not recognises(diagnostic)


TEXT = """\
def one(a: int = None, b: str = None, c: "str | None" = None) -> None: ...


class Till:
    def two(
        self,
        d: int = None,
        e=None,
    ) -> None: ...
"""


@pytest.mark.parametrize(
    ("at", "until", "expected"),
    [
        ("a: int", "a: int", ["a"]),
        ("b: str", "b: str", ["b"]),
        ("def one", "def one", ["a", "b"]),
        ("c: ", "c: ", ["a", "b"]),
        ("a: int", "b: str", ["a", "b"]),
        ("d: int", "d: int", ["d"]),
        ("e=None", "e=None", []),
        ("class", "class", []),
        ("def one", "e=None", ["a", "b", "d"]),
    ],
)
def test_sites_are_those_at_the_place_else_those_on_its_lines(at: str, until: str, expected: list[str]) -> None:
    span = Span(TEXT.index(at), TEXT.index(until) + len(until))
    assert [each.message.split('"')[1] for each in sites(PATH, parse(TEXT), span)] == expected


def test_a_site_is_what_mypy_would_say() -> None:
    (found,) = sites(PATH, parse('x = "😀"\ndef f(name: str = None): ...\n'), Span(13, 13))
    assert found == Diagnostic(PATH, Position(1, 18), Position(1, 22), WORDS, "assignment", "assay")
    assert recognises(found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "def f(a: int = None): ...\r\n",
            "from typing import Optional\r\n\r\n\r\ndef f(a: Optional[int] = None): ...\r\n",
        ),
        (
            "import typing\r\ndef f(\n\ta: typing.Union[\r\n\t\tA,\r\n\t\tB,\r\n\t] = None,\r\n): ...\r\n",
            "import typing\r\ndef f(\n\ta: typing.Union[\r\n\t\tA,\r\n\t\tB,\r\n\t\tNone,\r\n\t] = None,\r\n): ...\r\n",
        ),
        (
            "from typing import (\r\n\tDict,\r\n)\r\ndef f(a: Dict[str, int]=None): ...",
            "from typing import (\r\n\tDict,\r\n\tOptional,\r\n)\r\ndef f(a: Optional[Dict[str, int]]=None): ...",
        ),
        (
            "\x0cx: int | None\n\x0c\ndef f(a: int = None): ...\n",
            "\x0cx: int | None\n\x0c\ndef f(a: int | None = None): ...\n",
        ),
        (
            "\ufeffdef f(a: int = None): ...\n",
            "\ufefffrom typing import Optional\n\n\ndef f(a: Optional[int] = None): ...\n",
        ),
        ('"""Doc."""', None),
        (
            '"""😀 Doc."""\ndef f(s="😀", a: "Größe"=None): ...',
            '"""😀 Doc."""\n\nfrom typing import Optional\ndef f(s="😀", a: "Optional[Größe]"=None): ...',
        ),
        (
            "def f(a: int = None, b: str = None): ...\nx: int | None\n",
            "def f(a: int | None = None, b: str | None = None): ...\nx: int | None\n",
        ),
        ("def f(a: int if x else str = None): ...\n", None),
        ("def f(a: [int] = None): ...\n", None),
        ("def f(a: f'{x}' = None): ...\n", None),
        ("def f(a: int - str = None): ...\n", None),
    ],
)
def test_everything_else_stays_byte_for_byte(before: str, after: str | None) -> None:
    assert proposed(before) == after


@pytest.mark.parametrize("line", [0, 1, 7])
def test_the_parameter_is_found_on_its_line_and_nowhere_else(line: int) -> None:
    text = "x: int | None\ndef f(name: str = None): ...\n"
    after = proposed(text, said(WORDS, line=line))
    assert (after is None) is (line != 1)


def test_what_is_not_certain_is_left_alone() -> None:
    twice = "x: int | None\ndef f(name: str = None): return lambda name: name\n"
    assert proposed(twice, said(WORDS, line=1)) is not None
    both = (
        "x: int | None\ndef f(name: str = None): ...; g = [h(name=1)]\nclass A:\n  def f(self, name: str = None): ...\n"
    )
    assert proposed(both, said(WORDS, line=1)) is not None
    assert proposed("def f(other: str = None): ...\n", said(WORDS)) is None
    assert proposed("", said(WORDS)) is None


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 10])
def test_a_file_that_is_no_text_or_not_there_gets_no_proposal(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_bytes(content)
    for path in (PATH, PurePosixPath("gone.py")):
        target = Target(path, "", (said(WORDS),))
        assert answer(RECIPE, Snapshot(tmp_path), target) is None


def test_what_another_proposer_tried_is_neither_repaired_nor_a_hindrance() -> None:
    text = "x: int | None\ndef f(name: str = None): ...\n"
    other = Proposal(Patch((FileChange(PATH, text, "x = 1\n"),)), "model", "", "")
    after = "x: int | None\ndef f(name: str | None = None): ...\n"
    assert proposed(text, said(WORDS, line=1), failures=(Failure(other, ()),)) == after


def test_nothing_new_is_known_without_an_error_to_answer() -> None:
    text = "x: int | None\ndef f(name: str = None): ...\n"
    own = Proposal(Patch((FileChange(PATH, text, text.replace("name: str", "name: str | None")),)), NAME, "", "")
    assert proposed(text, said(WORDS, line=1), failures=(Failure(own, ()),)) is None
