"""A draft that does more than add tests is caught by its text, before any of it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.checks.only_tests import only_tests
from assay.core.policy import Policy
from support.candidates import candidate, judged
from support.sandboxes import write_tree

KNOWN = """\
# of sizes
import pytest
from sizes import larger

WIDE = len('four')


def test_known():
    assert larger(1, 3) == 3
"""
FILES = {
    "sizes.py": "import shapes\n\ndef larger(one, other):\n    return max(one, other)\n",
    "shapes.py": "class Box:\n    pass\n",
    "deploy.py": "print('deployed')\n",
    "tests/test_sizes.py": KNOWN,
    "tests/test_other.py": "def test_other():\n    pass\n",
}
TEST = "def test_new():\n    assert larger(2, 1) == 2\n"
BAD = {
    "a call": (f"print('here')\n\n\n{TEST}", "neither a test nor an import"),
    "a fixture": (
        f"@pytest.fixture(autouse=True)\ndef around():\n    yield\n\n\n{TEST}",
        "neither a test nor an import",
    ),
    "a function": (f"def more():\n    pass\n\n\n{TEST}", "neither a test nor an import"),
    "a decorator of its own": (f"@larger\n{TEST}", "test_new is decorated with larger"),
    "a decorator that calls": (f"@pytest.mark.parametrize('one', [larger(2, 1), print(1)])\n{TEST}", "it calls print"),
    "what is called with each row": (
        f"@pytest.mark.parametrize('one', ['1'], ids=eval)\n{TEST}",
        "it hands eval to a call when the file is imported",
    ),
    "what a function that makes names does": (
        f"import os\n\n\n@pytest.mark.parametrize('one', ['1'], ids=lambda one: os.mkdir(one))\n{TEST}",
        "it calls os.mkdir",
    ),
    "rows that are handed to a fixture": (
        f"@pytest.mark.parametrize('tmp_path', ['1'], True)\n{TEST}",
        "its parameters are handed to a fixture",
    ),
    "rows that are named in between": (
        f"@pytest.mark.parametrize('one', ['1'], False, str)\n{TEST}",
        "its parameters are handed to a fixture",
    ),
    "what something that makes values calls": (
        f"import itertools, os\n\n\n@pytest.mark.parametrize('one', list(itertools.starmap(os.mkdir, 'x')))\n{TEST}",
        "it hands os.mkdir to a call",
    ),
    "what a function within that calls": (
        f"import functools as f\n\n\n@pytest.mark.parametrize('one', [f.reduce(lambda a, b: open(b), 'ab')])\n{TEST}",
        "it calls open",
    ),
    "what the code under test imports": (
        f"import sizes\n\n\n@pytest.mark.parametrize('one', [sizes.os.mkdir('x')])\n{TEST}",
        "it calls sizes.os.mkdir",
    ),
    "what a linter shall not see": (f"{TEST.rstrip()}  # noqa: S101\n", 'adds "noqa"'),
    "what no linter shall see": (f"# ruff: noqa\n{TEST}", 'adds "noqa"'),
    "a path that is made": (
        f"import pathlib\n\n\n@pytest.mark.parametrize('one', [pathlib.Path.touch(pathlib.Path('x'))])\n{TEST}",
        "it calls pathlib.Path.touch",
    ),
    "what a method of a name does": (f"@pytest.mark.parametrize('one', [WIDE.upper()])\n{TEST}", "it calls WIDE.upper"),
    "what a method of a value does": (
        f"@pytest.mark.parametrize('one', ['a'.join('bc')])\n{TEST}",
        "it calls 'a'.join",
    ),
    "a mark that hides": (f"@pytest.mark.xfail\n{TEST}", "test_new is decorated with pytest.mark.xfail"),
    "a mark of a row": (
        f"@pytest.mark.parametrize('one', [pytest.param(1, marks=pytest.mark.skip)])\n{TEST}",
        "it calls pytest.param",
    ),
    "a default that calls": (TEST.replace("()", "(one=print(1))", 1), "it calls print"),
    "an annotation that calls": (TEST.replace("()", "() -> print(1)", 1), "it calls print"),
    "a name that is bound": (
        f"@pytest.mark.parametrize('one', [(WIDE := 2)])\n{TEST}",
        "it binds WIDE when the file is imported",
    ),
    "a test that is there": ("def test_known():\n    assert larger(2, 1) == 2\n", "test_known takes the place of"),
    "a test twice": (f"{TEST}\n\n{TEST}", "test_new takes the place of"),
    "a method twice": (
        "class TestNew:\n    def test_a(self):\n        pass\n\n    def test_a(self):\n        pass\n",
        "TestNew.test_a stands there twice",
    ),
    "an import of another thing": (f"from shapes import Box as larger\n\n\n{TEST}", "larger takes the place of"),
    "an import for a built-in": (f"from shapes import Box as len\n\n\n{TEST}", "len takes the place of what Python"),
    "all names": (f"from shapes import *\n\n\n{TEST}", "imports all names that there are"),
    "a script": (f"import deploy\n\n\n{TEST}", "imports deploy.py, which neither"),
    "a script in a test": ("def test_new():\n    import deploy\n", "imports deploy.py, which neither"),
    "a joke": (f"import antigravity\n\n\n{TEST}", "imports antigravity, which does something"),
    "a test of another file": (f"from test_other import test_other\n\n\n{TEST}", "test_other is taken for a test"),
    "a class with more": (
        "class TestNew:\n    wide = print(1)\n\n    def test_a(self):\n        pass\n",
        "neither a test",
    ),
    "a class of another": ("class TestNew(larger):\n    def test_a(self):\n        pass\n", "neither a test"),
    "a method of a class that calls": (
        "class TestNew:\n    @larger\n    def test_a(self):\n        pass\n",
        "test_a is decorated with larger",
    ),
}
GOOD = {
    "a table of values": (
        "import datetime\nfrom decimal import Decimal\n\nfrom shapes import Box\n\n\n"
        "@pytest.mark.parametrize(('one', 'other'), [(Decimal('1'), -2), (datetime.date(2020, 1, 1), Box()),\n"
        "    (larger(1, 2), frozenset({1})), (pytest.param(1, 2, id='x'), [lambda: print(1)])], ids=['a', 'b', 'c'])\n"
        f"{TEST.replace('()', '(one: int, other: int)', 1)}"
    ),
    "a table of functions": (
        "import functools\nimport operator\nimport os\n\nimport sizes\n\n\n"
        "@pytest.mark.parametrize('one', [operator.add, os.path.join, len, print, functools.partial(sorted, [1]),\n"
        f"    sizes.larger(1, 2), sizes.time.later(1), os.sep], ids=repr)\n{TEST.replace('()', '(one)', 1)}"
    ),
    "a mark": f"@pytest.mark.usefixtures('tmp_path')\n{TEST}",
    "one that is async": f"@pytest.mark.asyncio\nasync {TEST}",
    "a class": "class TestNew:\n    'Of it.'\n\n    def test_a(self):\n        assert larger(2, 1) == 2\n",
    "unittest": (
        "import unittest\n\n\nclass NewTests(unittest.TestCase):\n"
        "    def test_a(self):\n        self.assertEqual(1, 1)\n"
    ),
    "an import that is there": f"import pytest\n\n\n{TEST}",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project."""
    return write_tree(tmp_path_factory.mktemp("only") / "workspace", FILES)


def said(workspace: Path, path: str, before: str | None, after: str) -> str:
    """What the check says of one file; empty where it passes."""
    return judged(only_tests(Policy()), candidate({path: (before, after)}, target="sizes.py", root=workspace)).reason


@pytest.mark.parametrize("name", BAD)
def test_what_is_more_than_tests(workspace: Path, name: str) -> None:
    added, reason = BAD[name]
    assert reason in said(workspace, "tests/test_sizes.py", KNOWN, f"{KNOWN}\n\n{added}")


@pytest.mark.parametrize("name", GOOD)
def test_what_is_no_more(workspace: Path, name: str) -> None:
    assert said(workspace, "tests/test_sizes.py", KNOWN, f"{KNOWN}\n\n{GOOD[name]}") == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sizes.py", TEST),
        ("tests/conftest.py", TEST),
        ("tests/__init__.py", TEST),
        ("tests/random.py", TEST),
        ("../test_a.py", TEST),
    ],
)
def test_another_file(workspace: Path, path: str, text: str) -> None:
    assert said(workspace, path, None, text) == f"{path}: no file of tests"


def test_a_call_where_a_docstring_would_stand(workspace: Path) -> None:
    assert "neither a test" in said(workspace, "tests/test_new.py", None, f"print(1)\n\n\n{TEST}")
    assert said(workspace, "tests/test_new.py", None, f"'Of sizes.'\n\nfrom sizes import larger\n\n\n{TEST}") == ""


def test_what_stood_there_and_goes(workspace: Path) -> None:
    after = KNOWN.replace("== 3", "== larger(1, 3)") + f"\n\n{TEST}"
    assert "neither a test" in said(workspace, "tests/test_sizes.py", KNOWN, KNOWN.replace("WIDE", "HIGH"))
    assert "test_known" not in said(workspace, "tests/test_sizes.py", KNOWN, f"{KNOWN}\n\n{TEST}")
    assert said(workspace, "tests/test_sizes.py", KNOWN, after) == "tests/test_sizes.py: what stood there was changed"


def test_a_comment_that_stood_there_and_goes(workspace: Path) -> None:
    after = f"{KNOWN.replace('# of sizes', '')}\n\n{TEST}"
    assert said(workspace, "tests/test_sizes.py", KNOWN, after) == "tests/test_sizes.py: a comment is gone: # of sizes"
