"""What checkers answer to `reveal_type` is read, and what they do not know is told from what they know."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from assay.core.diagnostics import Diagnostic, Severity
from assay.core.text import Position
from assay.tools.revealing import Knowledge, hides, knowledge, members, parts, revealed


def said(message: str, severity: Severity = "note") -> Diagnostic:
    return Diagnostic(PurePosixPath("a.py"), Position(0, 0), Position(0, 1), message, "", "", severity)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('Revealed type is "int | None"', "int | None"),
        ("Revealed type is 'builtins.int'", "builtins.int"),
        ('Type of "f("a")" is "str"', "str"),
        ("Revealed type: `Literal[1]`", "Literal[1]"),
        ("revealed type: list[int]", "list[int]"),
        ("'reveal_type' always outputs 'Any' in unchecked functions", None),
        ("`reveal_type` used without importing it", None),
    ],
)
def test_an_answer_of_every_checker_is_read(message: str, expected: str | None) -> None:
    assert revealed(said(message)) == expected
    assert revealed(said(message, "error")) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("int", "known"),
        ("list[Any]", "known"),
        ("dict[str, Any | None]", "known"),
        ("def (x: Any) -> int", "known"),
        ("AnyStr", "known"),
        ("Literal['Any | Unknown']", "known"),
        ("None", "known"),
        ("Any", "unknown"),
        ("Unknown", "unknown"),
        ("@Todo", "unknown"),
        ("int | Any", "unknown"),
        ("Unknown | Literal[1]", "unknown"),
        ("Union[builtins.int, Any]", "unknown"),
        ("typing.Optional[Any]", "unknown"),
        ("Never", "unreached"),
        ("NoReturn", "unreached"),
        ("<nothing>", "unreached"),
    ],
)
def test_what_is_known(words: str, expected: Knowledge) -> None:
    assert knowledge(words) == expected


def test_members_of_unions_are_split_outside_brackets() -> None:
    assert members("Union[int, dict[str, int], Callable[[int], str]]") == (
        "int",
        "dict[str, int]",
        "Callable[[int], str]",
    )
    assert members("(x: int | str) -> None") == ("(x: int | str) -> None",)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("int", ("int", ())),
        ("dict[str, list[int]]", ("dict", ("str", "list[int]"))),
        ("list[int] | None", ("list[int] | None", ())),
        ("tuple[int, ...]", ("tuple", ("int", "..."))),
    ],
)
def test_a_type_is_told_from_its_arguments(words: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert parts(words) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("str", "object", True),
        ("str", "builtins.object", True),
        ("Any", "builtins.object", False),
        ("builtins.object", "object", False),
        ("set[str]", "set[object]", True),
        ("set[Any]", "set[builtins.object]", False),
        ("set[str]", "set[str]", False),
        ("dict[Any, int]", "dict[object, int]", False),
        ("dict[Any, int]", "dict[object, object]", True),
        ("dict[Any, Any]", "dict[object, int]", False),
        ("list[tuple[Any, int]]", "list[tuple[object, int]]", False),
        ("list[tuple[str, int]]", "list[tuple[object, int]]", True),
        ("tuple[Any, float]", "tuple[object, ...]", False),
        ("tuple[str, float]", "tuple[object, ...]", True),
        ("tuple[()]", "tuple[object, ...]", False),
        ("list[str] | None", "list[object] | None", True),
        ("list[Any] | None", "list[object] | None", False),
        ("str | Any", "object", False),
        ("list[str]", "set[object]", True),
        ("list[str]", "list[str] | set[object]", False),
        ("list[str]", "list[object] | set[str]", True),
        ("", "object", True),
    ],
)
def test_an_object_hides_what_was_known(before: str, after: str, *, expected: bool) -> None:
    assert hides(before, after) is expected
