"""A JSON text is changed where it stands."""

from __future__ import annotations

import pytest

from assay.tools.json_in_place import with_texts, without_key

LINES = '{\n    "name": "a",\n    "devDependencies": {\n        "b": "1",\n        "d": "2"\n    },\n    "c": []\n}\n'


@pytest.mark.parametrize(
    ("text", "values", "after"),
    [
        (LINES, {"c": "3"}, LINES.replace('"d"', '"c": "3",\n        "d"')),
        (LINES, {"a": "3"}, LINES.replace('"b"', '"a": "3",\n        "b"')),
        (LINES, {"e": "3"}, LINES.replace('"2"', '"2",\n        "e": "3"')),
        (LINES, {"d": "^9", "a": "1"}, LINES.replace('"2"', '"^9"').replace('"b"', '"a": "1",\n        "b"')),
        (LINES.replace("\n", "\r\n"), {"e": "3"}, LINES.replace('"2"', '"2",\n        "e": "3"').replace("\n", "\r\n")),
        (
            '{"devDependencies": {"z": "1", "b": "1"}}',
            {"c": "2"},
            '{"devDependencies": {"z": "1", "b": "1", "c": "2"}}',
        ),
        ('{"devDependencies": {}}', {"c": "2", "b": "1"}, '{"devDependencies": {"b": "1", "c": "2"}}'),
        ('{"name": "a"}', {"c": "2", "b": "1"}, '{"name": "a", "devDependencies": {"b": "1", "c": "2"}}'),
        ("{}", {"b": "1"}, '{"devDependencies": {"b": "1"}}'),
        (
            '\ufeff{\n\t"name": "ä"\n}',
            {"c": "2", "b": "1"},
            '\ufeff{\n\t"name": "ä",\n\t"devDependencies": {\n\t\t"b": "1",\n\t\t"c": "2"\n\t}\n}',
        ),
    ],
)
def test_texts_are_set_and_all_else_stays(text: str, values: dict[str, str], after: str) -> None:
    assert with_texts(text, ("devDependencies",), values) == after


def test_an_object_deep_below() -> None:
    text = '{\n  "packages": {\n    "": {\n      "name": "a"\n    }\n  }\n}\n'
    assert with_texts(text, ("packages", "", "devDependencies"), {"b": "1"}) == text.replace(
        '"a"', '"a",\n      "devDependencies": {\n        "b": "1"\n      }'
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ("a",)),
        ("[]", ("a",)),
        ('{"a": [', ("a",)),
        ('{"a": "text"}', ("a",)),
        ('{"a": null}', ("a",)),
        ('{"a": {}}', ("b", "c")),
        ('{"a": {"b": "1"}, "a": {}}', ("a",)),
    ],
)
def test_what_cannot_be_changed_in_place(text: str, path: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_texts(text, path, {"x": "1"})


def test_of_a_key_that_stands_twice_none_goes() -> None:
    with pytest.raises(ValueError, match="a cannot be taken out in place"):
        without_key('{"a": 1, "b": 2, "a": 3}', "a")
