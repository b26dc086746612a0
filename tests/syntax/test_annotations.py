"""Which annotations admit None, and what they are unions of."""

from __future__ import annotations

import pytest

from assay.syntax.annotations import admits_none, members
from assay.syntax.tree import captured, parse


@pytest.mark.parametrize(
    "annotation",
    [
        "None",
        "Any",
        "typing.Any",
        "object",
        "Optional[int]",
        "t.Optional[int]",
        "int | None",
        "None | int",
        "Union[int, None]",
        "Union[int, Optional[str]]",
        "typing.Union[None, int]",
        "(int | None)",
        '"Optional[Foo]"',
        "'Foo | None'",
        "Annotated[int | None, 'doc']",
        "Literal['a', None]",
        "Union[\n    int,\n    None,\n]",
    ],
)
def test_these_say_that_none_is_a_value(annotation: str) -> None:
    assert _admits(annotation)


@pytest.mark.parametrize(
    "annotation",
    [
        "int",
        "List[Optional[int]]",
        "list[int | None]",
        "Callable[[None], None]",
        "Dict[str, Any]",
        "Alias",
        '"Foo"',
        "Union[int, str]",
        "int | str",
        "Annotated[int, None]",
        "Literal['None']",
        "NoneLike",
    ],
)
def test_these_do_not(annotation: str) -> None:
    assert not _admits(annotation)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int", {"int"}),
        ("int | None", {"int", "None"}),
        ("Optional [ int ]", {"int", "None"}),
        ("Union[int, Optional[str]]", {"int", "str", "None"}),
        ("typing.Optional['Foo']", {"Foo", "None"}),
        ('"Foo | None"', {"Foo", "None"}),
        ("List[Optional[int]]", {"List[Optional[int]]"}),
        ("(a.B | C)", {"a.B", "C"}),
        ("not ( python", {"not ( python"}),
    ],
)
def test_a_union_is_the_set_of_its_members(annotation: str, expected: set[str]) -> None:
    assert members(annotation) == expected


def _admits(annotation: str) -> bool:
    tree = parse(f"def f(x: {annotation} = None): pass\n")
    return admits_none(tree, captured(tree.root, "(typed_default_parameter type: (_) @type)")[0])
