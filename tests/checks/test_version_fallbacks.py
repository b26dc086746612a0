"""A fallback may be written as a condition on the version where the same block runs on each version as before.

Everything here is the proof: it reads the texts before and after, and knows nothing of the recipe.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath

import pytest

from assay.checks.let_go import NEVER, RUNS_ON_2, UNKNOWN_FLOOR, Conditions
from assay.checks.not_gamed import not_gamed
from assay.checks.trees import ChangedFile
from assay.checks.version_fallbacks import OTHER_VERSIONS, OTHERWISE, fallbacks
from assay.core.snapshot import Snapshot
from assay.syntax.tree import parse
from support import conditions
from support.candidates import candidate, judged
from support.conditions import SHOP, passed_over
from support.sandboxes import write_tree

BEFORE = """\
import sys

{first}try:
    {tried}
except {caught}:
    {otherwise}
"""
AFTER = """\
import sys

{first}if {condition}:
    {tried}
else:
    {otherwise}
"""
ON_2 = "sys.version_info < (3,)"
ON_3 = "sys.version_info >= (3,)"
ALWAYS = "sys.version_info >= (2, 7)"
FROM_3_8 = {"pyproject.toml": '[project]\nrequires-python = ">=3.8"\n'}


written = partial(conditions.written, proof=fallbacks)


def of_tried(
    root: Path,
    tried: str,
    condition: str,
    *,
    first: str = "",
    caught: str = "ImportError",
    otherwise: str = "value = 1",
    other: dict[str, str] | None = None,
) -> Conditions:
    """The same for the file above."""
    first = f"{first}\n" if first else ""
    before = BEFORE.format(first=first, tried=tried, caught=caught, otherwise=otherwise)
    after = AFTER.format(first=first, tried=tried, condition=condition, otherwise=otherwise)
    return written(root, before, after, other=other)


@pytest.mark.parametrize(
    ("tried", "caught", "condition"),
    [
        ("import urllib2", "ImportError", ON_2),
        ("import urllib2", "ImportError", "not sys.version_info >= (3, 0)"),
        ("import urllib2", "ImportError", "sys.version_info[0] == 2"),
        ("import urllib2", "(AttributeError, ImportError)", ON_2),
        ("from urllib2 import urlopen", "ImportError", ON_2),
        ("from urllib import quote", "ImportError", ON_2),
        ("from urllib.parse import quote, urlencode", "ImportError", ON_3),
        ("import urllib.request as request", "ImportError", ON_3),
        ("from collections import abc", "ImportError", "sys.version_info >= (3, 3)"),
        ("from unittest import mock", "ImportError", "sys.version_info >= (3, 3)"),
        ("import tomllib", "ImportError", "sys.version_info >= (3, 11)"),
        ("from time import clock", "ImportError", "sys.version_info < (3, 8)"),
        ("import json", "ImportError", ALWAYS),
        ("import json", "Exception", ALWAYS),
        ("text = unicode", "NameError", ON_2),
        ("unicode = unicode", "NameError", ON_2),
        ("unicode", "NameError", ON_2),
        ("texts = (str, unicode)", "NameError", ON_2),
        ("first, second = unicode, long", "NameError", ON_2),
        ("a = b = unicode", "NameError", ON_2),
        ("dict.iteritems", "AttributeError", ON_2),
        ("{}.iteritems", "AttributeError", ON_2),
        ("size = sys.maxint", "AttributeError", ON_2),
        ("size = sys.maxsize", "AttributeError", ALWAYS),
        ("from html import escape; NEW = True", "ImportError", "sys.version_info >= (3, 2)"),
        ("from html import escape; new = lambda text: text.x", "ImportError", "sys.version_info >= (3, 2)"),
        ("from html import escape; new = escape", "ImportError", "sys.version_info >= (3, 2)"),
    ],
)
def test_the_same_block_on_each_version_is_allowed(tried: str, caught: str, condition: str, tmp_path: Path) -> None:
    found = of_tried(tmp_path, tried, condition, caught=caught)
    assert len(found.conditions) == 1


@pytest.mark.parametrize(
    ("tried", "caught", "condition"),
    [
        ("import urllib2", "ImportError", ON_3),
        ("import urllib2", "ImportError", "sys.version_info < (3, 8)"),
        ("import urllib2", "ImportError", "sys.version_info < (2, 7)"),
        ("import urllib2", "ImportError", "sys.platform == 'win32'"),
        ("import urllib2", "ImportError", "len(sys.argv) > 1"),
        ("import urllib2", "ImportError", "True"),
        ("import urllib2", "NameError", ON_2),
        ("import urllib2", "ImportError as error", ON_2),
        ("import urllib2", "Exception", ON_2),
        ("import urllib.parse", "ModuleNotFoundError", ON_3),
        ("from time import clock", "ModuleNotFoundError", "sys.version_info < (3, 8)"),
        ("import tomllib", "ImportError", "sys.version_info >= (3, 10)"),
        ("import tomllib", "ImportError", "sys.version_info >= (3, 12)"),
        ("import tomllib", "ImportError", "sys.version_info < (3, 11)"),
        ("from time import clock", "ImportError", "sys.version_info < (3, 9)"),
        ("import ssl", "ImportError", ALWAYS),
        ("import simplejson", "ImportError", ALWAYS),
        ("from json import unheard_of", "ImportError", ALWAYS),
        ("from . import json", "ImportError", ALWAYS),
        ("from urllib2 import *", "ImportError", ON_2),
        ("from io import StringIO; from urllib import quote", "ImportError", ON_2),
        ("from typing import Any, Protocol", "ImportError", "sys.version_info >= (3, 8)"),
        ("from json import loads; loads(text)", "ImportError", ALWAYS),
        ("from json import loads; class Text(loads): pass", "ImportError", ALWAYS),
        ("text = unicode(1)", "NameError", ON_2),
        ("import urllib2", "OSError", ON_2),
        ("text = unheard_of", "NameError", ON_2),
        ("sys.maxint = unicode", "NameError", ON_2),
        ("text: unicode = unicode", "NameError", ON_2),
        ("b''.encode", "AttributeError", ON_2),
        ("import threading", "ImportError", ALWAYS),
        ("from urllib import quote", "AttributeError", ON_2),
    ],
)
def test_another_one_or_one_that_is_not_known_is_not(tried: str, caught: str, condition: str, tmp_path: Path) -> None:
    assert of_tried(tmp_path, tried, condition, caught=caught) == Conditions()


def test_what_is_behind_what_always_fails_does_not_matter(tmp_path: Path) -> None:
    tried = "import urllib2; engine = urllib2.engine()"
    assert of_tried(tmp_path, tried, ON_2) == Conditions()
    assert of_tried(tmp_path, tried, ON_2, other=FROM_3_8).conditions


def test_before_it_has_given_a_name_it_may_fail_on_versions_that_do_not_count(tmp_path: Path) -> None:
    tried, condition = "from typing import Any, Protocol", "sys.version_info >= (3, 8)"
    assert of_tried(tmp_path, tried, condition, other=FROM_3_8).conditions
    assert of_tried(tmp_path, "import threading", ALWAYS, other=FROM_3_8).conditions


@pytest.mark.parametrize(
    "first",
    [
        "unicode = str",
        "from other import unicode",
        "from other import *",
        "def unicode(text): return text",
        "class unicode: pass",
        "for unicode in (): pass",
        "def f():\n    global unicode\n    unicode = 1",
        "import builtins\nbuiltins.unicode = str",
        "import builtins\nsetattr(builtins, 'unicode', str)",
        "import builtins\nbuiltins.__dict__['unicode'] = str",
        "NameError = ValueError",
    ],
)
def test_a_name_that_may_be_something_else_is_not(first: str, tmp_path: Path) -> None:
    assert of_tried(tmp_path, "text = unicode", ON_2, caught="NameError").conditions
    assert of_tried(tmp_path, "text = unicode", ON_2, caught="NameError", first=first) == Conditions()


@pytest.mark.parametrize(
    "first", ["def f(unicode): pass", "def f():\n    unicode = 1", "class A:\n    unicode = 1", "self.unicode = 1"]
)
def test_one_of_its_own_elsewhere_does_not_matter(first: str, tmp_path: Path) -> None:
    assert of_tried(tmp_path, "text = unicode", ON_2, caught="NameError", first=first).conditions


IN_FUNCTION = """\
import sys

def f({parameter}):
    try:
        text = unicode
    except NameError:
        text = str
    return text{more}
"""


@pytest.mark.parametrize(
    ("parameter", "more", "allowed"),
    [
        ("", "", True),
        ("", "\n\ndef g(unicode):\n    return unicode", True),
        ("unicode", "", False),
        ("", "\n\nunicode = str", False),
        ("", "\n\nfrom other import unicode", False),
    ],
)
def test_in_a_function_the_module_may_have_come_to_its_end(
    parameter: str,
    more: str,
    allowed: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    before = IN_FUNCTION.format(parameter=parameter, more=more)
    after = before.replace("try:", f"if {ON_2}:").replace("except NameError:", "else:")
    assert bool(written(tmp_path, before, after).conditions) is allowed


@pytest.mark.parametrize("around", ["class A:", "for each in (1, 2):", "while True:"])
def test_in_a_class_and_in_a_loop_a_name_may_be_another_one(around: str, tmp_path: Path) -> None:
    before = f"import sys\n\n{around}\n    try:\n        text = unicode\n    except NameError:\n        unicode = str\n"
    after = before.replace("try:", f"if {ON_2}:").replace("except NameError:", "else:")
    assert written(tmp_path, before, after) == Conditions()
    plain = (each.replace(around, "if 1:") for each in (before, after))
    assert written(tmp_path, *plain).conditions


@pytest.mark.parametrize(
    ("tried", "condition", "other"),
    [
        ("import queue", ON_3, {"queue.py": ""}),
        ("import queue", ON_3, {"queue/__init__.py": ""}),
        ("import queue", ON_3, {"src/queue.py": ""}),
        ("import urllib2", ON_2, {"urllib2.py": ""}),
        ("from urllib.parse import quote", ON_3, {"urllib/old.py": ""}),
        ("import urllib2", ON_2, {"tests.py": "import sys\nsys.modules['urllib2'] = None\n"}),
        ("from urllib import quote", ON_2, {"tests.py": "import urllib\nurllib.quote = None\n"}),
        ("from urllib import quote", ON_2, {"tests.py": "from unittest.mock import patch\npatch('urllib.quote')\n"}),
        ("import queue", ON_3, {"big.py": "#" * 3_000_000}),
    ],
)
def test_a_module_that_may_be_another_one_is_not(
    tried: str, condition: str, other: dict[str, str], tmp_path: Path
) -> None:
    assert of_tried(tmp_path, tried, condition).conditions
    assert of_tried(tmp_path, tried, condition, other=other) == Conditions()


def test_one_beside_it_in_a_package_is_no_other_where_python_2_does_not_count(tmp_path: Path) -> None:
    before = BEFORE.format(first="", tried="import queue", caught="ImportError", otherwise="import Queue as queue")
    after = AFTER.format(first="", tried="import queue", condition=ON_3, otherwise="import Queue as queue")
    path = PurePosixPath("shop/counter.py")
    package = {"shop/__init__.py": "", "shop/queue.py": ""}
    assert written(tmp_path, before, after, path=path, other=package) == Conditions()
    assert written(tmp_path, before, after, path=path, other={**package, **FROM_3_8}).conditions
    assert written(tmp_path, before, after, path=path, other={**FROM_3_8, "queue.py": ""}) == Conditions()


def test_a_module_whose_name_is_asked_for_has_to_be_imported(tmp_path: Path) -> None:
    asked = ("kind = types.ClassType", ON_2)
    assert of_tried(tmp_path, *asked, caught="AttributeError") == Conditions()
    assert of_tried(tmp_path, *asked, caught="AttributeError", first="import types").conditions
    assert of_tried(tmp_path, *asked, caught="AttributeError", first="import shop as types") == Conditions()


@pytest.mark.parametrize(
    "otherwise",
    [
        "raise",
        "raise ValueError",
        "print(sys.exc_info())",
        "import traceback; traceback.print_exc()",
        "import logging; logging.exception('')",
    ],
)
def test_a_handler_that_asks_what_was_raised_is_not(otherwise: str, tmp_path: Path) -> None:
    assert of_tried(tmp_path, "import urllib2", ON_2, otherwise=otherwise) == Conditions()
    later = f"def f(): {otherwise}"
    assert bool(of_tried(tmp_path, "import urllib2", ON_2, otherwise=later).conditions) is ("raise" in otherwise)


WHOLE = """\
import sys

try:  # why
    # old
    import urllib2
    number = 1
except ImportError:  # new
    number = 2
print(number)
"""
WRITTEN = WHOLE.replace("try:", f"if {ON_2}:").replace("except ImportError:", "else:")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("number = 1", "number = 3"),
        ("number = 2", "number = 3"),
        ("    # old\n", ""),
        ("  # new", ""),
        ("  # why", "  # type: ignore"),
        ("print(number)", "print()"),
        ("else:  # new\n    number = 2", f"elif {ON_3}:  # new\n    number = 2"),
        ("else:  # new\n    number = 2\n", ""),
        ("print(number)", "else:\n    pass\nprint(number)"),
        ("import sys\n", "import sys\nimport os\n"),
        ("    import urllib2\n    number = 1", "    number = 1\n    import urllib2"),
    ],
)
def test_where_anything_else_is_changed_nothing_is_allowed(old: str, new: str, tmp_path: Path) -> None:
    assert written(tmp_path, WHOLE, WRITTEN).conditions
    assert old in WRITTEN
    assert written(tmp_path, WHOLE, WRITTEN.replace(old, new)) == Conditions()


def test_nor_where_the_blocks_change_their_places(tmp_path: Path) -> None:
    swapped = WHOLE.replace("try:", f"if {ON_3}:").replace("except ImportError:", "else:")
    first, second = "    # old\n    import urllib2\n    number = 1\n", "    number = 2\n"
    swapped = swapped.replace(first, "@").replace(second, first).replace("@", second)
    assert written(tmp_path, WHOLE, swapped) == Conditions()


@pytest.mark.parametrize("more", ["else:\n    number = 3\n", "finally:\n    number = 3\n", "except NameError: pass\n"])
def test_nor_where_there_is_more_than_one_handler(more: str, tmp_path: Path) -> None:
    before, after = (each.replace("print(number)\n", more) for each in (WHOLE, WRITTEN))
    assert written(tmp_path, before, after) == Conditions()


def test_an_import_of_sys_may_be_added_above_and_nothing_else(tmp_path: Path) -> None:
    before, after = (each.replace("import sys\n\n", "") for each in (WHOLE, WRITTEN))
    assert written(tmp_path, before, f"import sys\n{after}").conditions
    assert written(tmp_path, before, after) == Conditions()
    assert written(tmp_path, before, f"{after}import sys\n") == Conditions()
    assert written(tmp_path, before, f"import shop as sys\n{after}") == Conditions()
    assert written(tmp_path, before, f"import sys\nimport os\n{after}") == Conditions()


def test_nor_where_another_file_is(tmp_path: Path) -> None:
    write_tree(tmp_path, {"shop.py": WHOLE, "other.py": "number = 1\n"})
    shop = ChangedFile(SHOP, parse(WHOLE), parse(WRITTEN))
    other = ChangedFile(PurePosixPath("other.py"), parse("number = 1\n"), parse("number = 2\n"))
    assert fallbacks(Snapshot(tmp_path), [shop]).conditions
    assert fallbacks(Snapshot(tmp_path), [shop, other]) == Conditions()


@pytest.mark.parametrize(
    ("tried", "condition", "declared", "assumed", "over", "live"),
    [
        ("import urllib2", ON_2, "", UNKNOWN_FLOOR, ["import urllib2"], "value = 1"),
        ("import urllib2", ON_2, ">=2.7", RUNS_ON_2, ["import urllib2"], "value = 1"),
        ("import urllib2", ON_2, ">=3.8", "", ["import urllib2"], "value = 1"),
        ("import json", ALWAYS, "", "", ["value = 1"], "import json"),
        ("import tomllib", "sys.version_info >= (3, 11)", "", OTHER_VERSIONS, ["import tomllib", "value = 1"], ""),
        ("import tomllib", "sys.version_info >= (3, 11)", ">=3.8", OTHER_VERSIONS, ["import tomllib", "value = 1"], ""),
        ("import tomllib", "sys.version_info >= (3, 11)", ">=3.11", "", ["value = 1"], "import tomllib"),
        ("import tomllib", "sys.version_info >= (3, 9)", ">=3.11", "", ["value = 1"], "import tomllib"),
    ],
)
def test_what_the_project_requires_decides(  # noqa: PLR0917 - a row of a table
    tried: str, condition: str, declared: str, assumed: str, over: list[str], live: str, tmp_path: Path
) -> None:
    other = {"pyproject.toml": f'[project]\nrequires-python = "{declared}"\n'} if declared else {}
    found = of_tried(tmp_path, tried, condition, other=other)
    after = AFTER.format(first="", tried=tried, condition=condition, otherwise="value = 1")
    before = BEFORE.format(first="", tried=tried, caught="ImportError", otherwise="value = 1")
    assert found.assumed == assumed
    assert passed_over(found, after) == over
    assert {each.why for each in found.passed_over} == {NEVER if live else OTHERWISE}
    assert [after[each.after :].partition("\n")[0] for each in found.live] == ([live] if live else [])
    assert [before[each.before :].partition("\n")[0] for each in found.live] == ([live] if live else [])


def test_what_stands_behind_a_block_that_leaves_never_runs_either(tmp_path: Path) -> None:
    before = IN_FUNCTION.format(parameter="", more="").replace("text = str", "return str")
    after = before.replace("try:", f"if {ON_2}:").replace("except NameError:", "else:")
    assert passed_over(written(tmp_path, before, after), after) == ["text = unicode", "return text"]


def test_a_patch_that_only_writes_it_out_is_not_gamed(tmp_path: Path) -> None:
    result = judged(not_gamed(()), candidate({"shop.py": (WHOLE, WRITTEN)}, root=tmp_path))
    assert (result.status, result.incomplete) == ("passed", UNKNOWN_FLOOR)
    write_tree(tmp_path, FROM_3_8)
    result = judged(not_gamed(()), candidate({"shop.py": (WHOLE, WRITTEN)}, root=tmp_path))
    assert (result.status, result.incomplete) == ("passed", "")


@pytest.mark.parametrize(
    "after",
    [
        WRITTEN.replace(ON_2, "sys.version_info < (3, 9)"),
        WRITTEN.replace(ON_2, ON_3),
        WRITTEN.replace("number = 2", "number = 3"),
    ],
)
def test_one_that_does_more_is(after: str, tmp_path: Path) -> None:
    result = judged(not_gamed(()), candidate({"shop.py": (WHOLE, after)}, root=tmp_path))
    assert result.status == "failed"
    assert 'adds code under "if sys.version_info' in result.reason


@pytest.mark.parametrize("name", ["urllib2.py", "urllib2/__init__.py", "urllib2.cpython-311-x86_64-linux-gnu.so"])
def test_one_that_rests_on_a_module_which_a_package_brings_along_is(name: str, tmp_path: Path) -> None:
    change = candidate({"shop.py": (WHOLE, WRITTEN)}, root=tmp_path / "project")
    packages = tmp_path / "site-packages"
    write_tree(packages, {"other.py": ""})
    assert judged(not_gamed([packages]), change).status == "passed"
    write_tree(packages, {name: ""})
    result = judged(not_gamed([packages]), change)
    assert result.status == "failed"
    assert "urllib2 is installed" in result.reason
