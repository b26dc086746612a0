"""A condition on the version of Python may be written out where it says the same; what then never runs is let go.

Everything here is the proof: it reads the texts before and after, and knows nothing of the recipe.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.checks.interpreter_conditions import written_out
from assay.checks.let_go import RUNS_ON_2, UNKNOWN_FLOOR, Conditions
from assay.checks.not_gamed import not_gamed
from assay.checks.trees import ChangedFile
from assay.core.snapshot import Snapshot
from assay.syntax.tree import parse
from support.candidates import candidate, judged
from support.conditions import BEFORE, SHOP, of_flag, passed_over, written
from support.sandboxes import write_tree

FLAG = "py3k = sys.version_info[0] > 2"
NEW = "sys.version_info >= (3,)"


@pytest.mark.parametrize(
    ("flag", "test", "new"),
    [
        (FLAG, "py3k", NEW),
        (FLAG, "py3k", "sys.version_info >= (3, 0)"),
        (FLAG, "py3k", "sys.version_info[0] > 2"),
        (FLAG, "py3k", "sys.version_info > (3,)"),
        (FLAG, "py3k and text", f"{NEW} and text"),
        (FLAG, "(py3k)", f"({NEW})"),
        ("py = sys.version_info\npy3k = py.major > 2", "py3k", NEW),
        ("py = sys.version_info\npy3k = py >= (3,)", "py3k", NEW),
        ("py = sys.version_info[:2]", "py > (2, 20)", "sys.version_info[:2] > (2, 20)"),
        ("IS_PY2 = sys.version_info < (3,)", "not IS_PY2", NEW),
        ("IS_PY2 = sys.version_info < (3,)", "not IS_PY2", "not sys.version_info < (3,)"),
        ("PY2 = sys.version_info < (3,)\nPY3 = not PY2", "PY3", NEW),
        ("PY3 = sys.version_info[0] == 3", "PY3", "sys.version_info[0] == 3"),
        ("PY3: bool = sys.version_info[0] == 3", "PY3", "sys.version_info[0] == 3"),
        ("from sys import version_info\npy3k = version_info >= (3,)", "py3k", NEW),
        ("pass", "sys.version_info.major >= 3", NEW),
        ("__all__ = ['py3k']\n" + FLAG, "py3k", NEW),
        ("BOTH = sys.version_info >= (2, 7) and sys.version_info >= (3,)", "BOTH", NEW),
    ],
)
def test_the_same_in_other_words_is_allowed(flag: str, test: str, new: str, tmp_path: Path) -> None:
    found = of_flag(tmp_path, flag, test, new)
    assert len(found.conditions) == 1
    assert found.assumed == UNKNOWN_FLOOR


@pytest.mark.parametrize(
    ("flag", "test", "new"),
    [
        (FLAG, "py3k", "sys.version_info > (3, 1)"),
        (FLAG, "py3k", "sys.version_info >= (3, 1)"),
        (FLAG, "py3k", "sys.version_info < (3,)"),
        (FLAG, "py3k", "sys.version_info[0] == 3"),
        (FLAG, "py3k", "sys.version_info[:2] > (3, 0)"),
        (FLAG, "py3k", "sys.version_info >= (2,)"),
        (FLAG, "not py3k", NEW),
        (FLAG, "py3k or text", NEW),
        (FLAG, "py3k and text", NEW),
        (FLAG, "text", NEW),
        ("py3k = sys.version_info > (3, 12)", "py3k", "sys.version_info >= (3, 12, 1)"),
        ("py3k = sys.version_info[:2] > (3, 12)", "py3k", "sys.version_info >= (3, 12)"),
        ("PY3 = sys.version_info[0] == 3", "PY3", NEW),
        ("import os\npy3k = bool(os.environ.get('PY3'))", "py3k", NEW),
        ("import os\npy3k = sys.version_info[0] > 2 and 'X' not in os.environ", "py3k", NEW),
        ("py3k = sys.version_info[0] > 2\npy3k = False", "py3k", NEW),
        ("py3k = other = sys.version_info[0] > 2", "py3k", NEW),
        ("py3k, other = sys.version_info[0] > 2, 1", "py3k", NEW),
        ("if True:\n    py3k = sys.version_info[0] > 2", "py3k", NEW),
        ("try:\n    py3k = sys.version_info[0] > 2\nexcept Exception:\n    pass", "py3k", NEW),
        ("def f():\n    global py3k\n    py3k = False\n" + FLAG, "py3k", NEW),
        (FLAG + "\nfor py3k in (1, 2):\n    pass", "py3k", NEW),
        (FLAG + "\ndel py3k", "py3k", NEW),
        (FLAG + "\nfrom other import *", "py3k", NEW),
        (FLAG + "\nimport other as py3k", "py3k", NEW),
        (FLAG + "\ndef g(py3k):\n    pass", "py3k", NEW),
        (FLAG + "\nsetattr(sys.modules[__name__], 'py3k', False)", "py3k", NEW),
        (FLAG + "\nsys.modules[__name__].py3k = False", "py3k", NEW),
        (FLAG + "\nsys.version_info = (2, 7)", "py3k", NEW),
        (FLAG + "\nsys = None", "py3k", NEW),
        ("py3k = sys.platform > 'a'", "py3k", NEW),
        ("py3k = sys.version > '3'", "py3k", NEW),
        ("from nowhere import py3k", "py3k", NEW),
        ("py3k = sys.version_info[3] == 'final'", "py3k", NEW),
        ("py3k = sys.version_info[:2].major > 2", "py3k", NEW),
        ("py3k = py3k", "py3k", NEW),
    ],
)
def test_what_may_mean_something_else_is_not(flag: str, test: str, new: str, tmp_path: Path) -> None:
    assert of_flag(tmp_path, flag, test, new) == Conditions()


def test_a_name_that_is_given_its_value_below_is_not(tmp_path: Path) -> None:
    before = f"import sys\n\nif py3k:\n    text = 1\n\n{FLAG}\n"
    assert written(tmp_path, before, before.replace("if py3k", f"if {NEW}")) == Conditions()


@pytest.mark.parametrize(
    ("imported", "test"),
    [
        ("from compat import py3k", "py3k"),
        ("from compat import py3k as new", "new"),
        ("import compat", "compat.py3k"),
        ("import compat as c", "c.py3k"),
        ("import again", "again.py3k"),
        ("import again", "again.compat.py3k"),
    ],
)
def test_a_name_of_another_module_is_followed(imported: str, test: str, tmp_path: Path) -> None:
    others = {"compat__py": f"import sys\n{FLAG}\n", "again__py": "import compat\nfrom compat import py3k\n"}
    assert of_flag(tmp_path, imported, test, NEW, **others).conditions


@pytest.mark.parametrize(
    "others",
    [
        {"compat__py": "py3k = True\n"},
        {"compat__py": f"import sys\n{FLAG}\n", "tests__py": "import compat\ncompat.py3k = False\n"},
        {"compat__py": f"import sys\n{FLAG}\n", "tests__py": "from unittest.mock import patch\npatch('compat.py3k')\n"},
        {"compat__py": f"import sys\n{FLAG}\n", "tests__py": "import sys\nsys.version_info = (2, 7)\n"},
        {"compat__py": f"import sys\n{FLAG}\n", "tests__py": "def f(m):\n    m.setattr('sys.version_info', (2, 7))\n"},
        {"compat__py": f"import sys\nfrom where import *\n{FLAG}\n"},
        {"compat__py": f"import sys\n{FLAG}\n", "broken__py": "py3k = (\n"},
    ],
)
def test_one_that_another_text_may_change_is_not(others: dict[str, str], tmp_path: Path) -> None:
    assert of_flag(tmp_path, "import compat", "compat.py3k", NEW, **others) == Conditions()


def test_an_import_of_sys_may_be_added_and_nothing_else(tmp_path: Path) -> None:
    compat = {"compat.py": f"import sys\n{FLAG}\n"}
    before = "import compat\n\nif compat.py3k:\n    text = 1\n"
    changed = before.replace("if compat.py3k", f"if {NEW}")
    assert written(tmp_path, before, f"import sys\n{changed}", other=compat).conditions
    assert written(tmp_path, before, changed, other=compat) == Conditions()
    assert written(tmp_path, before, f"{changed}import sys\n", other=compat) == Conditions()
    assert written(tmp_path, before, f"import sys\nimport os\n{changed}", other=compat) == Conditions()
    assert written(tmp_path, before, f"import shop as sys\n{changed}", other=compat) == Conditions()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dead = text.size()", "dead = text.size(); live = None"),
        ("dead = text.size()", "dead = text.size"),
        ("        live = len(text)\n    else:\n", "        pass\n    else:\n        live = len(text)\n"),
        ("    return live\n", ""),
        ("    return live", "    return  None"),
        ("    else:\n        dead", "        dead"),
        ('"""Words."""', '"""Other words."""'),
        ("def size(text):", "def size(text):  # type: ignore"),
    ],
)
def test_where_anything_else_is_changed_nothing_is_allowed(old: str, new: str, tmp_path: Path) -> None:
    before = '"""Words."""\n' + BEFORE.format(flag=FLAG, test="py3k")
    after = before.replace("if py3k", f"if {NEW}")
    assert written(tmp_path, before, after).conditions
    assert old in after
    assert written(tmp_path, before, after.replace(old, new)) == Conditions()


def test_nor_where_another_file_is(tmp_path: Path) -> None:
    before, after = BEFORE.format(flag=FLAG, test="py3k"), BEFORE.format(flag=FLAG, test=NEW)
    write_tree(tmp_path, {"shop.py": before, "other.py": "number = 1\n"})
    shop = ChangedFile(SHOP, parse(before), parse(after))
    other = ChangedFile(PurePosixPath("other.py"), parse("number = 1\n"), parse("number = 2\n"))
    assert written_out(Snapshot(tmp_path), [shop]).conditions
    assert written_out(Snapshot(tmp_path), [shop, other]) == Conditions()


PARTS = """\
import sys

OLD = sys.version_info < (3,)
NEWER = sys.version_info >= (3, 8)


def one(text):
    if text:
        return 1
    elif OLD:
        return "dead 1"
    elif text is None:
        return 2
    while OLD:
        text = "dead 2"
    number = "dead 3" if OLD else 3
    assert not OLD or "dead 4"
    return OLD and "dead 5" or number


def two(text):
    if not OLD:
        return 1
    # behind
    return "dead 6"


def three(text):
    if NEWER:
        return 1
    return 2


def four(text):
    for each in text:
        if OLD:
            pass
        elif text:
            continue
        else:
            continue
        return 3
"""


def test_just_what_never_runs_on_python_3_is_dead(tmp_path: Path) -> None:
    after = PARTS.replace("OLD", "sys.version_info < (3,)").replace("NEWER", "sys.version_info >= (3, 8)")
    after = after.replace("sys.version_info < (3,) =", "OLD =").replace("sys.version_info >= (3, 8) =", "NEWER =")
    found = written(tmp_path, PARTS, after)
    assert passed_over(found, after) == [
        'return "dead 1"',
        'text = "dead 2"',
        '"dead 4"',
        '"dead 5"',
        "pass",
        "# behind",
        'return "dead 6"',
        '"dead 3"',
    ]
    assert [after[live.after :].partition("\n")[0] for live in found.live] == ["return 1"]
    assert [PARTS[live.before :].partition("\n")[0] for live in found.live] == ["return 1"]


@pytest.mark.parametrize(
    ("declared", "assumed", "behind"),
    [
        ("", UNKNOWN_FLOOR, False),
        ('[project]\nrequires-python = ">=2.7"\n', RUNS_ON_2, False),
        ('[project]\nrequires-python = ">=3.7"\n', "", False),
        ('[project]\nrequires-python = ">=3.8"\n', "", True),
        ('[tool.ruff]\ntarget-version = "py38"\n', UNKNOWN_FLOOR, False),
    ],
)
def test_what_the_project_requires_decides(declared: str, assumed: str, behind: bool, tmp_path: Path) -> None:  # noqa: FBT001
    before = "import sys\n\nNEWER = sys.version_info >= (3, 8)\n\nif NEWER:\n    a = 1\nelse:\n    a = 2\n"
    after = before.replace("if NEWER", "if sys.version_info >= (3, 8)")
    found = written(tmp_path, before, after, other={"pyproject.toml": declared})
    assert found.assumed == assumed
    assert passed_over(found, after) == (["a = 2"] if behind else [])


def test_a_patch_that_only_writes_it_out_is_not_gamed(tmp_path: Path) -> None:
    before, after = BEFORE.format(flag=FLAG, test="py3k"), BEFORE.format(flag=FLAG, test=NEW)
    result = judged(not_gamed(()), candidate({"shop.py": (before, after)}, root=tmp_path))
    assert (result.status, result.incomplete) == ("passed", UNKNOWN_FLOOR)
    write_tree(tmp_path, {"pyproject.toml": '[project]\nrequires-python = ">=3.9"\n'})
    result = judged(not_gamed(()), candidate({"shop.py": (before, after)}, root=tmp_path))
    assert (result.status, result.incomplete) == ("passed", "")


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.format(flag=FLAG, test="sys.version_info >= (3, 20)"),
        BEFORE.format(flag=FLAG, test=NEW).replace("dead = text.size()", "dead = text.size(); live = 3"),
        BEFORE.format(flag="py3k = False", test=NEW),
    ],
)
def test_one_that_does_more_is(after: str, tmp_path: Path) -> None:
    before = BEFORE.format(flag=FLAG, test="py3k")
    result = judged(not_gamed(()), candidate({"shop.py": (before, after)}, root=tmp_path))
    assert result.status == "failed"
    assert 'adds code under "if sys.version_info' in result.reason
