"""Drafted tests of functions that take what is made elsewhere: by a manual's examples, by `datetime`, by a pattern."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from support.drafting import Shared, shared

README = """\
Fares
=====

    >>> import fares
    >>> fares.fare("ab-17", 3)
    'ab: 51'

```python
code = "zz-900"
fares.fare(code, 2)
```
"""
FARES = """\
import datetime


def fare(code, count):
    zone, _, price = code.partition("-")
    if int(price) > 800:
        return f"{zone}: free"
    return f"{zone}: {int(price) * count}"


def due(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=7)


def before(day: datetime.date) -> datetime.date:
    '''
    >>> noon = datetime.datetime(2024, 1, 9, 12)
    >>> day = noon.date()
    >>> day
    datetime.date(2024, 1, 9)
    >>> before(day)
    datetime.date(2024, 1, 2)
    '''
    return day - datetime.timedelta(days=7)


def first(found):
    return found.group(1).upper()


class Ticket:
    def __init__(self, code, count=1):
        self.code = code.strip()
        self.count = count
"""


@pytest.fixture(scope="module")
def fares(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shared]:
    folder: Path = tmp_path_factory.mktemp("fares")
    with shared(folder, {"README.md": README, "fares.py": FARES}) as found:
        yield found


def drafted(fares: Shared, function: str) -> str:
    return fares.text("fares.py", function)


def test_what_the_manual_shows_is_asserted_and_its_calls_are_tried(fares: Shared) -> None:
    text = drafted(fares, "fare")
    assert '"""As its documentation says."""\n    assert fare("ab-17", 3) == "ab: 51"' in text
    assert '-900", 2) == "z' in text


def test_where_the_module_is_named_its_classes_are_found_in_it(fares: Shared) -> None:
    text = drafted(fares, "due")
    assert text.startswith("import datetime\n\nfrom fares import due\n")
    assert "due(datetime.date(" in text


def test_a_match_is_made_where_one_is_taken(fares: Shared) -> None:
    assert "first(re.match(" in drafted(fares, "first")


def test_what_an_object_is_given_is_a_test_of_its_constructor(fares: Shared) -> None:
    text = drafted(fares, "__init__")
    assert ".code, result.count) ==" in text or ".count == " in text


def test_a_line_that_just_shows_a_name_is_left_out(fares: Shared) -> None:
    text = drafted(fares, "before")
    assert "    day = " in text
    assert "\n    day\n" not in text, text
