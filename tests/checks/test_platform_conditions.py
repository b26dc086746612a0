"""A condition on the platform may be written out where it says the same on every platform there is."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.checks import interpreter_conditions
from assay.checks.interpreter_conditions import ELSEWHERE, OTHER_PLATFORMS, written_out
from assay.checks.let_go import NEVER, UNKNOWN_FLOOR, Conditions
from assay.checks.not_gamed import not_gamed
from assay.checks.trees import ChangedFile
from assay.core.snapshot import Snapshot
from assay.syntax.tree import parse
from support.candidates import candidate, judged
from support.conditions import BEFORE, of_flag, passed_over, written
from support.sandboxes import write_tree

WINDOWS = 'sys.platform == "win32"'
OTHER = 'sys.platform != "win32"'
FLAG = "import os\nWIN = os.name == 'nt'"


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the checker looks, whichever machine the tests run on."""
    monkeypatch.setattr(interpreter_conditions, "CHECKED", "linux")


@pytest.mark.parametrize(
    ("flag", "test", "new"),
    [
        ("import os", "os.name == 'nt'", WINDOWS),
        ("import os", "os.name != 'nt'", OTHER),
        ("import os", "os.name == 'posix'", OTHER),
        ("import os", "not os.name == 'posix'", f"not {OTHER}"),
        ("import os", "os.name in ('nt',)", WINDOWS),
        ("import os", "os.name in ['nt', 'os2']", WINDOWS),
        ("import os", "os.name not in {'posix', 'java'}", WINDOWS),
        ("import os", "'nt' == os.name", WINDOWS),
        ("import os", "os.name == 'nt' and text", f"{WINDOWS} and text"),
        ("import os.path", "os.name == 'nt'", WINDOWS),
        (FLAG, "WIN", WINDOWS),
        (FLAG, "not WIN", OTHER),
        (FLAG, "WIN or text", f"{WINDOWS} or text"),
        ("WIN = (sys.platform == 'win32')", "WIN", WINDOWS),
        ("WIN: bool = sys.platform.startswith('win')", "WIN", 'sys.platform.startswith("win")'),
        ("WIN = sys.platform.startswith('win')", "WIN", WINDOWS),
        ("WIN = sys.platform.lower().startswith('win')", "WIN", WINDOWS),
        ("from sys import platform\nWIN = platform == 'win32'", "WIN", WINDOWS),
        ("here = sys.platform\nMAC = here == 'darwin'", "MAC", 'sys.platform == "darwin"'),
        ("import platform\nWIN = platform.system() == 'Windows'", "WIN", WINDOWS),
        ("import platform", "platform.system().lower() == 'windows'", WINDOWS),
        ("import platform", "platform.system() == 'Darwin'", 'sys.platform == "darwin"'),
        ("import platform", "platform.system() == 'Linux'", 'sys.platform.startswith("linux")'),
        ("pass", "sys.platform[:3] == 'win'", 'sys.platform.startswith("win")'),
        ("pass", "sys.platform[:3] == 'win'", WINDOWS),
        ("pass", "sys.platform[:5] == 'linux'", 'sys.platform.startswith("linux")'),
        ("pass", "sys.platform in ('win32', 'cygwin')", f'({WINDOWS} or sys.platform == "cygwin")'),
        ("pass", "sys.platform not in ('win32', 'cygwin')", f'({OTHER} and sys.platform != "cygwin")'),
        ("pass", "sys.platform.startswith(('win', 'cyg'))", f'({WINDOWS} or sys.platform == "cygwin")'),
        ("pass", "'gwin' in sys.platform and text", 'sys.platform == "cygwin" and text'),
        ("pass", "'win' in sys.platform", f'{WINDOWS} or sys.platform == "darwin" or sys.platform == "cygwin"'),
    ],
)
def test_the_same_in_other_words_is_allowed(flag: str, test: str, new: str, tmp_path: Path) -> None:
    found = of_flag(tmp_path, flag, test, new)
    assert len(found.conditions) == 1
    assert found.assumed == OTHER_PLATFORMS


@pytest.mark.parametrize(
    ("flag", "test", "new"),
    [
        ("import os", "os.name == 'nt'", 'sys.platform == "linux"'),
        ("import os", "os.name == 'nt'", OTHER),
        ("import os", "os.name == 'nt'", 'sys.platform == "cygwin"'),
        ("import os", "os.name == 'nt'", f'({WINDOWS} or sys.platform == "cygwin")'),
        ("import os", "os.name == 'nt'", 'sys.platform != "linux"'),
        ("import os", "os.name == 'posix'", 'sys.platform == "linux"'),
        ("import os", "os.name == 'posix'", 'sys.platform.startswith("linux")'),
        ("import os", "os.name == 'posix' and text", OTHER),
        ("import os", "os.name == text", WINDOWS),
        ("import os", "os.name in text", WINDOWS),
        ("import os", "os.name < 'o'", 'sys.platform.startswith("w") and text'),
        ("import os", "os.name == 'nt' and sys.version_info >= (3,)", WINDOWS),
        ("import os", "os.name == 'nt' or sys.version_info < (3,)", WINDOWS),
        ("import os", "os.name == 'nt'", "sys.version_info < (3,)"),
        ("import os as system", "system.name == 'nt'", 'sys.platform == "linux"'),
        ("os = text", "os.name == 'nt'", WINDOWS),
        ("import os\nos = os.path", "os.name == 'nt'", WINDOWS),
        ("import os\ndef f(os):\n    return os", "os.name == 'nt'", WINDOWS),
        ("pass", "os.name == 'nt'", WINDOWS),
        (FLAG, "WIN", 'sys.platform == "linux"'),
        (FLAG, "not WIN", WINDOWS),
        (FLAG, "WIN", f"{WINDOWS} and text"),
        (FLAG + "\nWIN = False", "WIN", WINDOWS),
        (FLAG + "\ndef f():\n    global WIN\n    WIN = True", "WIN", WINDOWS),
        (FLAG + "\nos.name = 'nt'", "WIN", WINDOWS),
        (FLAG + "\nsys.platform = 'win32'", "WIN", WINDOWS),
        ("import os\nWIN = bool(os.name == 'nt')", "WIN", WINDOWS),
        ("import os\nWIN = os.name == 'nt' and 'X' in os.environ", "WIN", WINDOWS),
        ("pass", "sys.platform.startswith('linux')", 'sys.platform == "linux"'),
        ("pass", "sys.platform[:3] == 'win32'", WINDOWS),
        ("pass", "'win' in sys.platform", WINDOWS),
        ("pass", "'32' in sys.platform", 'sys.platform.endswith("32")'),
        ("pass", "sys.platform[:3].major == 'win'", WINDOWS),
        ("pass", "sys.platform.startswith(['win'])", WINDOWS),
        ("pass", "sys.platform == b'win32'", WINDOWS),
        ("pass", "sys.platform == f'win32'", WINDOWS),
        ("pass", "sys.platform == r'win\\x33'", WINDOWS),
        ("pass", "sys.platform.upper() == 'WIN32'", WINDOWS),
        ("import platform", "platform.system() == 'Linux'", 'sys.platform == "linux"'),
        ("import platform", "platform.system() == 'windows'", WINDOWS),
        ("import platform", "platform.system(1) == 'Windows'", WINDOWS),
        ("import platform", "platform.machine() == 'Windows'", WINDOWS),
    ],
)
def test_what_may_mean_something_else_is_not(flag: str, test: str, new: str, tmp_path: Path) -> None:
    assert of_flag(tmp_path, flag, test, new) == Conditions()


@pytest.mark.parametrize(
    "patched",
    [
        "import os\n\n\ndef test(monkeypatch):\n    monkeypatch.setattr(os, 'name', 'nt')\n",
        "import os\n\n\ndef test(monkeypatch):\n    monkeypatch.setattr(os, attribute, 'nt')\n",
        "def test(monkeypatch):\n    monkeypatch.setattr('os.name', 'nt')\n",
        "from unittest import mock\n\n\n@mock.patch('os.name', 'nt')\ndef test():\n    pass\n",
        "from unittest import mock\n\n\n@mock.patch('shop.os.name', 'nt')\ndef test():\n    pass\n",
        "from unittest import mock\n\n\n@mock.patch('shop.os')\ndef test(os):\n    pass\n",
        "import os\nfrom unittest import mock\n\nmock.patch.object(os, 'name', 'nt')\n",
        "import os\nfrom unittest import mock\n\nmock.patch.multiple(os, name='nt')\n",
        "from unittest import mock\n\nmock.patch.multiple('os', name='nt')\n",
        "import shop\n\n\ndef test(monkeypatch):\n    monkeypatch.setattr(shop.os, 'name', 'nt')\n",
        "import shop\n\n\ndef test(monkeypatch):\n    monkeypatch.setattr(shop, 'os', None)\n",
        "import shop\n\nshop.os = None\n",
        "import shop\n\nshop.os.name = 'nt'\n",
        "import os\n\nos.name, other = 'nt', 1\n",
        "import os\n\ndel os.name\n",
        "import os\n\nfor os.name in ('nt', 'posix'):\n    pass\n",
        "import os\n\nos.__dict__['name'] = 'nt'\n",
        "import os\n\nvars(os)['name'] = 'nt'\n",
        "import os\n\nother = os\nother.name = 'nt'\n",
        "import os\n\n\ndef other():\n    return os\n",
        "import sys\n\n\nclass A:\n    def f(self):\n        self.sys = sys\n        self.sys.platform = 1\n",
        "import os\n\n\nclass Thread:\n    def __init__(self):\n        self.os = os\n        other(self.os)\n",
        "import os\nimport sys\n\nfor module in (os, sys):\n    module.name = 'nt'\n",
        "import os as system\n\nsystem.name = 'nt'\n",
        "import sys\n\nsys.modules['os'].name = 'nt'\n",
        "import importlib\n\nimportlib.import_module('os').name = 'nt'\n",
        "import sys\n\nsys.platform = 'win32'\n",
        "import sys\n\n\ndef test(monkeypatch):\n    monkeypatch.setattr(sys, 'platform', 'win32')\n",
        "import os\n\nos.name = (\n",
    ],
)
def test_nothing_is_known_of_what_a_text_of_the_project_may_patch(patched: str, tmp_path: Path) -> None:
    assert of_flag(tmp_path, FLAG, "WIN", WINDOWS, test_shop__py=patched) == Conditions()


@pytest.mark.parametrize(
    "other",
    [
        "import os\n\n\ndef test(monkeypatch):\n    monkeypatch.setattr(os, 'getcwd', str)\n",
        "import os\nfrom unittest import mock\n\nmock.patch.dict(os.environ, {'name': 'nt'})\n",
        "import os\nimport sys\n\nprint(os.name, sys.platform, hasattr(os, 'fork'))\n",
        "import sys\n\nreload(sys)\n",
        "import sys\n\n\nclass Thread:\n    def __init__(self):\n        self.sys = sys\n",
        "class Agent:\n    def __init__(self, os, name):\n        self.os = os.lower()\n        self.name = name\n",
        "FIELDS = {'os': 'name', 'name': 'platform'}\n",
        "name = (\n",
    ],
)
def test_what_patches_something_else_is_no_obstacle(other: str, tmp_path: Path) -> None:
    assert of_flag(tmp_path, FLAG, "WIN", WINDOWS, test_shop__py=other).conditions


def test_a_module_of_the_project_is_not_the_one_of_that_name(tmp_path: Path) -> None:
    flag = "import platform\nWIN = platform.system() == 'Windows'"
    assert of_flag(tmp_path / "one", flag, "WIN", WINDOWS).conditions
    assert of_flag(tmp_path / "two", flag, "WIN", WINDOWS, platform__py="def system(): ...\n") == Conditions()


PARTS = """\
import os
import sys

WIN = os.name == "nt"


def one(text):
    if WIN:
        return "other 1"
    elif text:
        return 1
    number = "other 2" if WIN else 3
    assert not WIN or "other 3"
    return WIN and "other 4" or number


def two(text):
    if not WIN:
        return 1
    return "other 5"


def three(text):
    if WIN and text:
        return "other 6"
    if WIN or text:
        return 3
    return 4
"""


def test_just_what_other_platforms_run_is_passed_over(tmp_path: Path) -> None:
    after = PARTS.replace("WIN", WINDOWS).replace(f"{WINDOWS} =", "WIN =", 1).replace(f"not {WINDOWS}", OTHER)
    found = written(tmp_path, PARTS, after)
    assert sorted(passed_over(found, after)) == sorted(
        [
            *('return "other 1"', '"other 2"', '"other 3"', '"other 4"', 'return "other 5"', 'return "other 6"'),
            "text",
        ]
    )
    assert {each.why for each in found.passed_over} == {ELSEWHERE}
    assert [after[live.after :].partition("\n")[0] for live in found.live] == ["return 1"]


def test_on_another_platform_it_is_the_other_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = BEFORE.format(flag=FLAG, test="WIN")
    after = BEFORE.format(flag=FLAG, test=WINDOWS)
    assert passed_over(written(tmp_path, before, after), after) == ["live = len(text)"]
    monkeypatch.setattr(interpreter_conditions, "CHECKED", "win32")
    assert passed_over(written(tmp_path, before, after), after) == ["dead = text.size()"]
    monkeypatch.setattr(interpreter_conditions, "CHECKED", "one that nobody knows")
    assert passed_over(written(tmp_path, before, after), after) == []


def test_both_the_version_and_the_platform(tmp_path: Path) -> None:
    before = "import os\nimport sys\n\nif os.name == 'nt':\n    a = 1\nif sys.version_info[0] < 3:\n    a = 2\n"
    before += "if sys.version_info.major < 3 and os.name == 'nt':\n    a = 3\n"
    after = before.replace("os.name == 'nt'", WINDOWS).replace("sys.version_info.major", "sys.version_info[0]")
    found = written(tmp_path, before, after)
    assert found.assumed == f"{UNKNOWN_FLOOR}; {OTHER_PLATFORMS}"
    why = {after[each.span.start : each.span.end]: each.why for each in found.passed_over}
    assert why == {"a = 1": ELSEWHERE, "a = 3": NEVER}


@pytest.mark.parametrize(
    ("old", "new"), [("dead = text.size()", "dead = text.size(); live = None"), ("    return live", "    return None")]
)
def test_where_anything_else_is_changed_nothing_is_allowed(old: str, new: str, tmp_path: Path) -> None:
    before = BEFORE.format(flag=FLAG, test="WIN")
    after = BEFORE.format(flag=FLAG, test=WINDOWS)
    assert written(tmp_path, before, after).conditions
    assert old in after
    assert written(tmp_path, before, after.replace(old, new)) == Conditions()


def test_a_patch_that_only_writes_it_out_is_not_gamed_and_passes_in_part(tmp_path: Path) -> None:
    before, after = BEFORE.format(flag=FLAG, test="WIN"), BEFORE.format(flag=FLAG, test=WINDOWS)
    result = judged(not_gamed(()), candidate({"shop.py": (before, after)}, root=tmp_path))
    assert (result.status, result.incomplete) == ("passed", OTHER_PLATFORMS)


def test_one_that_means_something_else_is_gamed(tmp_path: Path) -> None:
    before, after = BEFORE.format(flag=FLAG, test="WIN"), BEFORE.format(flag=FLAG, test='sys.platform == "linux"')
    result = judged(not_gamed(()), candidate({"shop.py": (before, after)}, root=tmp_path))
    assert result.status == "failed"
    assert 'adds code under "if sys.platform' in result.reason


def test_a_flag_of_another_module(tmp_path: Path) -> None:
    compat = "import os\n\nWIN = os.name == 'nt'\n"
    before = "import sys\n\nfrom shop.compat import WIN\n\nif WIN:\n    a = 1\n"
    after = before.replace("if WIN", f"if {WINDOWS}")
    path = PurePosixPath("shop/main.py")
    files = {"shop/__init__.py": "", "shop/compat.py": compat, "shop/main.py": before}
    write_tree(tmp_path, files)
    changed = [ChangedFile(path, parse(before), parse(after))]
    assert written_out(Snapshot(tmp_path), changed).conditions
    write_tree(tmp_path, {"tests/test_it.py": "from unittest.mock import patch\n\npatch('shop.compat.WIN', True)\n"})
    assert written_out(Snapshot(tmp_path), changed) == Conditions()
