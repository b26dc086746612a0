"""Drafted tests are written as the project writes its own, and pass the same checks in every form."""

from __future__ import annotations

import ast
import asyncio
import sys
from pathlib import Path

import pytest

from assay.core.action import Proposal
from support.drafting import small

JUDGES, GAINS = 6, 3
MODULE = """\
class Counter:
    def __init__(self, start: int = 0) -> None:
        self.count = start

    def up(self, by: int) -> None:
        if by < 0:
            raise ValueError("by")
        self.count += by
"""
UNITTEST = """\
import unittest

from counting import Counter


class CounterTests(unittest.TestCase):
    def test_starts(self):
        self.assertEqual(Counter(3).count, 3)
"""
CLASSES = """\
from counting import Counter


class TestCounter:
    def test_starts(self) -> None:
        assert Counter(3).count == 3
"""
EXPECTED = {
    UNITTEST: '''

class CounterUpTests(unittest.TestCase):
    def test_counter_up_raises_value_error(self):
        """Records current behaviour."""
        with self.assertRaises(ValueError):
            Counter().up(-1)

    def test_counter_up(self):
        """Records current behaviour."""
        counter = Counter()
        counter.up(1)
        self.assertEqual(counter.count, 1)
''',
    CLASSES: '''

class TestCounterUp:
    def test_counter_up_raises_value_error(self) -> None:
        """Records current behaviour."""
        with pytest.raises(ValueError):
            Counter().up(-1)

    def test_counter_up(self) -> None:
        """Records current behaviour."""
        counter = Counter()
        counter.up(1)
        assert counter.count == 1
''',
}


@pytest.mark.parametrize("own", EXPECTED, ids=["unittest", "classes"])
def test_in_the_form_of_the_tests_that_are_there(tmp_path_factory: pytest.TempPathFactory, own: str) -> None:
    async def ask() -> tuple[Proposal | str, list[str]]:
        files = {"counting.py": MODULE, "tests/test_counting.py": own}
        async with small(tmp_path_factory.mktemp("conventions"), files) as project:
            found = await project.drafted("counting.py", "up")
            return found, await project.verdicts("counting.py", "up", found)

    found, said = asyncio.run(ask())
    assert isinstance(found, Proposal), found
    after = found.patch.changes[0].after or ""
    assert EXPECTED[own].strip() in after
    assert "test_starts" in after
    assert said == ["passed"] * len(said)
    assert len(said) == JUDGES


CLOCK = """\
class Clock:
    def __init__(self, hour: int = 0) -> None:
        self.hour = hour

    async def after(self, hours: int) -> int:
        return (self.hour + hours) % 24

    async def hours(self, count: int):
        for each in range(count):
            yield self.hour + each


def is_noon(hour: int) -> bool:
    return hour == 12
"""
MARKED = """\
import pytest

from clocks import Clock


@pytest.mark.anyio
@pytest.mark.quick
async def test_starts():
    assert await Clock(3).after(0) == 3


@pytest.mark.quick
@pytest.mark.parametrize("hour", [1])
def test_hour(hour):
    assert Clock(hour).hour == hour
"""
BY_FILE = """\
import pytest

from clocks import Clock

pytestmark = [pytest.mark.anyio, pytest.mark.quick]


async def test_starts():
    assert await Clock(3).after(0) == 3


async def test_hour():
    assert Clock(2).hour == 2
"""
PLUGINS = Path(__file__).parent.parent.parent / ".cache" / "plugins" / "bin" / "python"
ISOLATED = """\
import unittest

from clocks import Clock


class TestClock(unittest.IsolatedAsyncioTestCase):
    async def test_starts(self):
        self.assertEqual(await Clock(3).after(0), 3)
"""
BACKEND = "import pytest\n\n\n@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'\n"
STRICT = (
    "[project]\nname = 'clocks'\n[tool.pytest.ini_options]\npythonpath = ['.']\n"
    "addopts = ['--strict-markers']\nmarkers = ['quick: soon done']\n"
)


def drafts(
    folder: Path, function: str, files: dict[str, str], interpreter: Path = Path(sys.executable)
) -> tuple[str, list[str]]:
    """The file with the tests of a function, and what the checks that are required say of them."""

    async def ask() -> tuple[Proposal | str, list[str]]:
        given = {"clocks.py": CLOCK, "pyproject.toml": STRICT, "tests/conftest.py": BACKEND, **files}
        async with small(folder, given, interpreter) as project:
            found = await project.drafted("clocks.py", function)
            return found, await project.verdicts("clocks.py", function, found)

    found, said = asyncio.run(ask())
    assert isinstance(found, Proposal), found
    del said[GAINS]
    return found.patch.changes[0].after or "", said


def heads(text: str, name: str) -> list[tuple[str, list[str], list[str]]]:
    """How tests of this name begin: by which word, with which marks above, in a class with which bases."""
    found: list[tuple[str, list[str], list[str]]] = []
    for node in ast.parse(text).body:
        bases = [ast.unparse(each) for each in node.bases] if isinstance(node, ast.ClassDef) else []
        for each in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)) and each.name.startswith(name):
                marks = [mark for one in each.decorator_list if "parametrize" not in (mark := ast.unparse(one))]
                found.append(("async def" if isinstance(each, ast.AsyncFunctionDef) else "def", marks, bases))
    return found


BOTH = ["pytest.mark.quick", "pytest.mark.anyio"]
AUTO = STRICT.replace("quick: soon done']", "quick: soon done']\nanyio_mode = 'auto'")


HEADS: list[tuple[dict[str, str], str, tuple[str, list[str], list[str]]]] = [
    ({"tests/test_clocks.py": MARKED}, "after", ("async def", BOTH, [])),
    ({"tests/test_clocks.py": MARKED}, "is_noon", ("def", ["pytest.mark.quick"], [])),
    ({"tests/test_clocks.py": BY_FILE}, "after", ("async def", [], [])),
    ({"tests/test_other.py": BY_FILE}, "after", ("async def", BOTH, [])),
    ({"tests/test_clocks.py": ISOLATED}, "after", ("async def", [], ["unittest.IsolatedAsyncioTestCase"])),
    ({"pyproject.toml": AUTO}, "after", ("async def", [], [])),
    ({}, "after", ("def", [], [])),
]


@pytest.mark.parametrize(
    ("files", "function", "expected"),
    HEADS,
    ids=["marks", "not async", "by the file", "a new file", "unittest", "configured", "none"],
)
def test_with_what_all_tests_of_the_project_have_in_common(
    tmp_path: Path, files: dict[str, str], function: str, expected: tuple[str, list[str], list[str]]
) -> None:
    text, said = drafts(tmp_path, function, files)
    found = heads(text, "test_is_noon" if function == "is_noon" else "test_clock_after")
    assert found, text
    assert all(each == expected for each in found), text
    assert said == ["passed"] * (JUDGES - 1), text


@pytest.mark.parametrize(("mode", "marks"), [("strict", ["pytest.mark.asyncio"]), ("auto", [])])
def test_with_the_plugin_for_coroutines_that_the_project_has(tmp_path: Path, mode: str, marks: list[str]) -> None:
    if not PLUGINS.exists():
        pytest.skip("missing: pytest-asyncio (scripts/setup plugins brings it)")
    marked = "".join(f"@{mark}\n" for mark in marks)
    files = {
        "pyproject.toml": f"[tool.pytest.ini_options]\npythonpath = ['.']\nasyncio_mode = {mode!r}\n",
        "tests/conftest.py": "",
        "tests/test_clocks.py": "import pytest\n\nfrom clocks import Clock\n\n\n"
        f"{marked}async def test_starts():\n    assert await Clock(3).after(0) == 3\n",
    }
    text, said = drafts(tmp_path, "after", files, PLUGINS)
    assert heads(text, "test_clock_after") == [("async def", marks, [])], text
    assert said == ["passed"] * (JUDGES - 1), text


def test_an_async_test_awaits(tmp_path: Path) -> None:
    text, said = drafts(tmp_path, "hours", {"tests/test_clocks.py": MARKED})
    assert "    assert [each async for each in Clock(" in text, text
    assert "asyncio.run" not in text
    assert said == ["passed"] * (JUDGES - 1), text


def test_a_mark_of_some_tests_is_none_of_all(tmp_path: Path) -> None:
    text, _ = drafts(tmp_path, "is_noon", {"tests/test_clocks.py": MARKED.replace("@pytest.mark.quick\n", "", 1)})
    assert [marks for _, marks, _ in heads(text, "test_is_noon")] == [[]], text


STOCK = """\
class Shelf:
    def __init__(self, owner: "Owner", places: int = 3) -> None:
        self.owner = owner
        self.places = places
        self.items: list[str] = []

    def put(self, item: str) -> None:
        if len(self.items) >= self.places:
            raise OverflowError("full")
        self.items.append(item)

    def label(self, word: str) -> str:
        return f"{word} of {self.owner.name}"
"""
OWNER = "class Owner:\n    def __init__(self, *names):\n        self.name = ' '.join(names)\n"
SHARED = """\
import pytest

from owners import Owner
from stock import Shelf


@pytest.fixture
def shelf():
    return Shelf(Owner("Ada", "L."), places=2)
"""
OWN = "def test_places(shelf) -> None:\n    assert shelf.places == 2\n"


def stock(folder: Path, function: str, files: dict[str, str]) -> tuple[str, list[str]]:
    given = {"stock.py": STOCK, "owners.py": OWNER, "tests/conftest.py": SHARED, "tests/test_stock.py": OWN, **files}

    async def ask() -> tuple[Proposal | str, list[str]]:
        async with small(folder, given) as project:
            found = await project.drafted("stock.py", function)
            return found, await project.verdicts("stock.py", function, found)

    found, said = asyncio.run(ask())
    return found if isinstance(found, str) else found.patch.changes[0].after or "", said


def test_what_a_fixture_makes_is_taken_from_it(tmp_path: Path) -> None:
    text, said = stock(tmp_path, "put", {})
    assert "def test_shelf_put(shelf: Shelf) -> None:\n" in text, text
    assert "    shelf.put(" in text
    assert "Owner" not in text
    assert text.startswith("import pytest\n\nfrom stock import Shelf\n\n\ndef test_places"), text
    assert said == ["passed"] * JUDGES, text


def test_so_is_it_within_a_call(tmp_path: Path) -> None:
    text, said = stock(tmp_path, "label", {})
    assert '    assert shelf.label("") == " of Ada L."\n' in text, text
    assert said == ["passed"] * JUDGES, text


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_stock.py": "import stock\n\n\ndef test_it():\n    assert stock.Shelf\n"},
        {"tests/conftest.py": SHARED.replace("@pytest.fixture", "@pytest.fixture(scope='session')")},
    ],
    ids=["no test takes it", "one object for all tests"],
)
def test_one_that_the_tests_do_not_take_anew_is_written_out(tmp_path: Path, files: dict[str, str]) -> None:
    text, said = stock(tmp_path, "put", files)
    assert "def test_shelf_put()" in text, text
    assert said == ["passed"] * JUDGES, text
