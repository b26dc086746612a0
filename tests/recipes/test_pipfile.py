"""A Pipfile: what comes out, what is declined, and what is caught."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from assay.checks.comments import comments
from assay.checks.references import references
from assay.checks.requirements import requirements
from assay.core.check import CheckResult
from assay.recipes.migrations import pipfile
from assay.tools.pipfile import requirement
from support.candidates import candidate, judged
from support.proposing import declined_by, proposed_by, texts_by
from support.sandboxes import write_tree

USUAL = "https://py" + "pi.org/simple"
SOURCE = f'[[source]]\nurl = "{USUAL}"\nverify_ssl = true\nname = "the usual one"\n\n'
PACKAGES = '[packages]\nrich = ">=13"\n'


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(pipfile.__doc__ or "")
    before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts_by(pipfile.RECIPE, {"Pipfile": before}, "Pipfile") == {"Pipfile": None, "pyproject.toml": after}


def test_source_python_and_comments() -> None:
    text = f"# ours\n{SOURCE}# all of it\n{PACKAGES}\n[dev-packages]\n\n[docs]\nsphinx = '*' # why\n\n[requires]\n"
    files = {"Pipfile": f"{text}python_version = '3.11'\n", "pyproject.toml": "[tool.x]\na = 1\n"}
    assert texts_by(pipfile.RECIPE, files, "Pipfile") == {
        "Pipfile": None,
        "pyproject.toml": "[tool.x]\na = 1\n\n[dependency-groups]\nmain = [\n    # ours\n"
        "    # for python_version 3.11\n"
        '    # all of it\n    "rich>=13",\n]\ndocs = [\n    "sphinx",  # why\n]\n',
    }


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("*", "a"),
        ("==1.2", "a==1.2"),
        ("1.2", "a==1.2"),
        (">=1,<2", "a>=1,<2"),
        ({"version": "~=1.2", "extras": ["x", "y"]}, "a[x,y]~=1.2"),
        ({"version": "*", "sys_platform": "== 'win32'"}, "a ; sys_platform == 'win32'"),
        (
            {"markers": "os_name == 'nt' or os_name == 'posix'", "python_version": "< '3.9'"},
            "a ; (python_version < '3.9') and (os_name == 'nt' or os_name == 'posix')",
        ),
    ],
)
def test_a_package_as_a_requirement(value: object, said: str) -> None:
    assert requirement("a", value) == said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[source]]\nurl = 'https://other.example/simple'\n", "it names an index of its own, which pyproject.toml"),
        (SOURCE + SOURCE, "it names an index of its own, which pyproject.toml cannot say"),
        ("[scripts]\nserve = 'shop'\n", "it has scripts, for which there is no place in pyproject.toml"),
        ("[pipenv]\nallow_prereleases = true\n", "it has settings of Pipenv, for which there is no place"),
        ("[docs]\na = {git = 'https://a.example/a'}\n", "a has git, which pyproject.toml cannot say"),
        ("[docs]\na = {path = '.', editable = true}\n", "a has editable, which pyproject.toml cannot say"),
        ("[docs]\na = {version = '*', index = 'other'}\n", "a has index, which pyproject.toml cannot say"),
        ("[docs]\na = 1\n", "a is not written in a way that is known"),
        ("[docs]\na = '=1'\n", "'a=1' is no requirement"),
        ("[docs]\na = {sys_platform = 'win32'}\n", "'a ; sys_platform win32' is no requirement"),
        (
            "[docs]\na = {os_name = \"== 'a' or os_name == 'b') and (os_name == 'c'\", python_version = \"<'3'\"}\n",
            '"a ; (os_name == ',
        ),
        ("[docs.a]\nversion = '*'\n", "[docs] is not written as a table of its own"),
        ("[main]\na = '*'\n", "two categories would be the group main"),
        ("more = 1\n", "more is no category of packages"),
        ("[docs\n", "it is not TOML"),
    ],
)
def test_what_pyproject_cannot_say_is_declined(text: str, reason: str) -> None:
    before, after = (text, PACKAGES) if text.startswith("more") else (PACKAGES, text)
    assert declined_by(pipfile.RECIPE, {"Pipfile": before + after}, "Pipfile").startswith(f"Pipfile: {reason}")


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ({"setup.py": "open('Pipfile')\n"}, "setup.py reads the Pipfile; change that first"),
        ({"pyproject.toml": "[dependency-groups]\nMain = []\n"}, "pyproject.toml has a group main as well; settle"),
    ],
)
def test_what_stands_beside_it_and_is_declined(others: Mapping[str, str], reason: str) -> None:
    assert declined_by(pipfile.RECIPE, {"Pipfile": PACKAGES, **others}, "Pipfile").startswith(f"Pipfile: {reason}")


def test_one_that_asks_for_nothing_is_no_target() -> None:
    assert proposed_by(pipfile.RECIPE, {"Pipfile": "[[source]]\nname = 'a'\n"}, "Pipfile") is None


BEFORE = """\
[packages]
httpx = {version = "~=0.27", extras = ["http2"]}
rich = "13.1"

[dev-packages]
tox = {version = ">=4", python_version = "< '3.13'"}
pytest = "*"
"""
RIGHT = """\
[dependency-groups]
main = ["httpx[http2]>=0.27,==0.*", "rich==13.1"]
dev = ["tox>=4.0; python_full_version < '3.13'", "pytest"]
"""
FAULTS = (
    ("[http2]", ""),
    (",==0.*", ""),
    ("==13.1", ">=13.1"),
    (', "rich==13.1"', ""),
    ("'3.13'", "'3.12'"),
    ("; python_full_version < '3.13'", ""),
    (', "pytest"', ""),
    ('"pytest"', '"pytest", "more"'),
    ('"pytest"', '"pytest-cov"'),
    ("main =", "packages ="),
    ("dev =", "development ="),
    ("[dependency-groups]\n", "[dependency-groups]\ndocs = []\n"),
    ("[dependency-groups]\n", "[tool.mypy]\nstrict = true\n[dependency-groups]\n"),
)


def test_what_is_asked_for_is_compared_by_sense_and_each_seeded_fault_is_caught() -> None:
    def said(text: str) -> CheckResult:
        changes = {"Pipfile": (BEFORE, None), "pyproject.toml": ("", text)}
        return judged(requirements, candidate(changes, target="Pipfile"))

    right = said(RIGHT)
    assert (right.status, right.incomplete) == ("passed", "")
    assert right.summary == "4 requirements are the same in every environment"
    assert all(RIGHT.count(old) == 1 for old, _ in FAULTS)
    assert [fault for fault in FAULTS if said(RIGHT.replace(*fault)).status != "failed"] == []


def test_one_that_stays_with_less_in_it_is_caught() -> None:
    changed = candidate({"Pipfile": (BEFORE, PACKAGES)}, target="Pipfile")
    assert judged(requirements, changed).reason == "Pipfile stays, and nobody compares what it says now"


def test_a_lock_that_nothing_reads_any_more_is_no_pass(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {"Pipfile.lock": "{}\n", "Pipfile": BEFORE})
    changed = candidate({"Pipfile": (BEFORE, None), "pyproject.toml": (None, RIGHT)}, target="Pipfile", root=root)
    result = judged(requirements, changed)
    assert result.status == "passed"
    assert (
        result.incomplete == "Pipfile.lock holds versions that nothing reads any more; lock anew, and then take it away"
    )


def test_who_still_calls_pipenv_is_shown_and_is_no_pass(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {"Makefile": "all:\n\tpipenv sync\n", "Pipfile": BEFORE})
    changed = candidate({"Pipfile": (BEFORE, None), "pyproject.toml": (None, RIGHT)}, target="Pipfile", root=root)
    assert judged(references, changed).incomplete == (
        "Makefile:2 still calls pipenv, which finds no Pipfile; change it by hand"
    )


def test_a_comment_that_is_lost_is_shown() -> None:
    lost = {"Pipfile": ("[packages]\na = '*'  # why\n", None), "pyproject.toml": (None, RIGHT)}
    assert judged(comments, candidate(lost, target="Pipfile")).incomplete == "lost: why"
