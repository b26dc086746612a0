"""What a request points at: which errors become targets, and which of them stand together."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from assay.actions.fix_types import offers, targets
from assay.core.action import Request
from assay.core.diagnostics import Diagnostic, Severity
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.syntax.tree import parse

A, B = PurePosixPath("pkg/a.py"), PurePosixPath("pkg/b.py")
SNAPSHOT = Snapshot(Path("/nowhere"), {A: "x\n" * 9, B: "y\n"})
OPTIONAL = 'Incompatible default for parameter "name" (default has type "None", parameter has type "str")'


def said(
    line: int, message: str, code: str, *, path: PurePosixPath = A, column: int = 0, severity: Severity = "error"
) -> Diagnostic:
    return Diagnostic(path, Position(line, column), Position(line, column + 3), message, code, "mypy", severity)


KNOWN = said(2, OPTIONAL, "assignment")
UNKNOWN = said(2, 'Argument 1 to "f" has incompatible type "int"; expected "str"', "arg-type", column=10)
ELSEWHERE = said(0, OPTIONAL, "assignment", path=B)
NOTE = said(2, "See the manual", "", severity="note")
ALL = (KNOWN, UNKNOWN, NOTE, ELSEWHERE)


def pointed(path: PurePosixPath, place: Place | None = None, *shown: Diagnostic) -> list[tuple[Diagnostic, ...]]:
    request = Request("fix_types", SNAPSHOT, path, place, shown)
    return [target.diagnostics for target in targets(request, ALL)]


def line(number: int) -> Place:
    return Place(Position(number, 0), Position(number, 20))


def test_a_file_has_its_errors_known_or_not_as_targets_and_no_notes() -> None:
    assert pointed(A) == [(KNOWN,), (UNKNOWN,)]


def test_a_folder_has_those_of_all_its_files() -> None:
    assert pointed(PurePosixPath("pkg")) == [(KNOWN,), (UNKNOWN,), (ELSEWHERE,)]
    assert pointed(PurePosixPath()) == [(KNOWN,), (UNKNOWN,), (ELSEWHERE,)]
    assert pointed(PurePosixPath("pk")) == []


def test_a_place_has_those_that_touch_it_else_those_on_its_lines() -> None:
    assert pointed(A, Place(Position(2, 11), Position(2, 11))) == [(UNKNOWN,)]
    assert pointed(A, Place(Position(2, 6), Position(2, 6))) == [(KNOWN,), (UNKNOWN,)]
    assert pointed(A, line(4)) == []


def test_what_the_user_chose_is_all_that_is_meant() -> None:
    assert pointed(A, line(2), KNOWN) == [(KNOWN,)]


def test_another_checkers_words_for_it_are_no_choice() -> None:
    pylance = Diagnostic(A, KNOWN.start, KNOWN.end, 'Expression of type "None" cannot ...', "reportX", "Pylance")
    assert pointed(A, line(2), pylance) == [(KNOWN,), (UNKNOWN,)]


def test_what_no_recipe_knows_stands_together_by_what_it_is_about() -> None:
    first, second, other = (
        said(number, f'"{owner}" gets multiple values for keyword argument "{name}"', "misc")
        for number, owner, name in ((1, "Box", "lid"), (5, "Box", "key"), (6, "Bag", "lid"))
    )
    request = Request("fix_types", SNAPSHOT, A)
    found = targets(request, (first, second, other))
    assert [target.diagnostics for target in found] == [(first, second), (other,)]
    assert found[0].title == 'Solve: "Box" gets multiple values for keyword argument "lid"'


def test_a_declaration_is_offered_only_where_the_file_gives_something_of_that_name() -> None:
    lacks = said(1, '"Box" has no attribute "lid"', "attr-defined")

    def titles(text: str) -> list[str]:
        request = Request("fix_types", SNAPSHOT, A, line(1), (lacks,))
        return [each.title for each in offers(request, lambda: parse(text))]

    assert titles("class Box: ...\nbox.lid\n") == []
    assert titles("class Box: ...\nbox.lid == 1\n") == []
    assert titles("class Box: ...\nbox.lid\nbox.lid = 1\n") == ["Declare the attribute lid in its class"]
