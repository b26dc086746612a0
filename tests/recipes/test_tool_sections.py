"""Tools' sections on their way to `pyproject.toml`: what comes out, and what is declined with a reason."""

from __future__ import annotations

import asyncio
import inspect
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from assay.actions.migrate_config import targets
from assay.core.action import Declined, Proposal, Request
from assay.core.snapshot import Snapshot
from assay.recipes.migrations import tool_sections
from support.proposing import nothing, unseen

NOWHERE = Path("/nowhere")


def proposed(files: Mapping[str, str], path: str) -> Proposal | Declined | None:
    """What the recipe makes of a file among others; None where there is nothing to do."""
    snapshot = Snapshot(NOWHERE, {PurePosixPath(name): text for name, text in files.items()})
    found = targets(Request("migrate_config", snapshot, PurePosixPath(path)), ())
    if not found:
        return None

    async def run() -> Proposal | Declined | None:
        return await tool_sections.RECIPE.proposer(nothing, unseen)(snapshot, found[0], ())

    return asyncio.run(run())


def texts(files: Mapping[str, str], path: str) -> dict[str, str | None]:
    """The files as they are after the proposal, those that it touches."""
    proposal = proposed(files, path)
    assert isinstance(proposal, Proposal), proposal
    return {str(change.path): change.after for change in proposal.patch.changes}


def declined(files: Mapping[str, str], path: str) -> str:
    """Why there is no proposal."""
    found = proposed(files, path)
    assert isinstance(found, Declined), found
    return found.reason


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(tool_sections.__doc__ or "")
    before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts({"pytest.ini": before}, "pytest.ini") == {"pytest.ini": None, "pyproject.toml": after}


def test_a_shared_file_keeps_all_else_as_it_was_written() -> None:
    text = "# ours\n[metadata]\nname = a  # b\n\n[isort]\nprofile=black\n\n[flake8]\nmax-line-length=100\n"
    assert texts({"setup.cfg": text}, "setup.cfg") == {
        "setup.cfg": text.replace("[isort]\nprofile=black\n\n", ""),
        "pyproject.toml": '[tool.isort]\nprofile = "black"\n',
    }


def test_what_stands_at_the_end_leaves_no_empty_lines() -> None:
    after = texts({"tox.ini": "[tox]\nenvlist = py\n\n[pytest]\naddopts = -q\n"}, "tox.ini")
    assert after["tox.ini"] == "[tox]\nenvlist = py\n"


def test_pyproject_keeps_its_text_and_its_line_ends() -> None:
    pyproject = "[tool.black]\r\nline-length = 9 # é\r\n"
    after = texts({"pyproject.toml": pyproject, ".coveragerc": "[run]\r\nbranch = True\r\n"}, ".coveragerc")
    assert after == {
        ".coveragerc": None,
        "pyproject.toml": f"{pyproject}\r\n[tool.coverage.run]\r\nbranch = true\r\n",
    }


def test_non_ascii() -> None:
    after = texts({"pytest.ini": "; für alle\n[pytest]\nmarkers =\n    größe: 大きい\n"}, "pytest.ini")
    assert after["pyproject.toml"] == '# für alle\n[tool.pytest.ini_options]\nmarkers = ["größe: 大きい"]\n'


def test_sections_of_modules_become_overrides() -> None:
    text = "[mypy]\nstrict = True\n[mypy-a.*,b]\nignore_missing_imports = True\n"
    after = texts({"mypy.ini": text}, "mypy.ini")["pyproject.toml"]
    assert tomllib.loads(after or "") == {
        "tool": {"mypy": {"strict": True, "overrides": [{"module": ["a.*", "b"], "ignore_missing_imports": True}]}}
    }


def test_a_manifest_no_longer_includes_what_is_gone() -> None:
    manifest = "include README pytest.ini\r\ninclude pytest.ini\nrecursive-include a pytest.ini\nexclude pytest.ini\n"
    after = texts({"pytest.ini": "[pytest]\na = 1\n", "MANIFEST.in": manifest}, "pytest.ini")
    assert after["MANIFEST.in"] == "include README\r\nrecursive-include a pytest.ini\nexclude pytest.ini\n"


def test_what_coverage_takes_for_a_list_becomes_one() -> None:
    text = "[report]\nexclude_also =\n    ^ *@mark\\.skip\n"
    after = texts({".coveragerc": text}, ".coveragerc")["pyproject.toml"]
    assert tomllib.loads(after or "")["tool"]["coverage"]["report"] == {"exclude_also": ["^ *@mark\\.skip"]}


def test_a_comment_inside_of_a_value_is_kept_and_no_part_of_it() -> None:
    text = "[report]\nexclude_also =\n    # typing\n    if TYPE_CHECKING:\n[paths]\n_a =\n    src\n    */src\n"
    after = texts({".coveragerc": text}, ".coveragerc")["pyproject.toml"] or ""
    assert "    # typing\n" in after
    assert tomllib.loads(after)["tool"]["coverage"] == {
        "report": {"exclude_also": ["if TYPE_CHECKING:"]},
        "paths": {"_a": ["src", "*/src"]},
    }
    text = "[pytest]\naddopts =\n    # many\n    -n 2\n    ; few\n    # -q\n    -q\n"
    after = texts({"pytest.ini": text}, "pytest.ini")["pyproject.toml"] or ""
    assert after.startswith("# many\n# few\n# -q\n[tool.pytest.ini_options]\n")
    assert tomllib.loads(after)["tool"]["pytest"]["ini_options"]["addopts"].split() == ["-n", "2", "-q"]


def test_an_option_that_names_a_file_that_goes_names_the_new_one() -> None:
    files = {"pytest.ini": "[pytest]\naddopts = -q\n", "tox.ini": "[testenv]\ncommands = pytest -c pytest.ini\n"}
    after = texts(files, "pytest.ini")
    assert after["tox.ini"] == "[testenv]\ncommands = pytest -c pyproject.toml\n"


def test_invalid_toml() -> None:
    files = {"pytest.ini": "[pytest]\naddopts = -q\n", "pyproject.toml": "[tool.black\n"}
    assert declined(files, "pytest.ini").startswith("pytest.ini: pytest: pyproject.toml is not TOML (")


def test_invalid_ini() -> None:
    reason = declined({"pytest.ini": "[pytest]\nno value, and no equals sign\n"}, "pytest.ini")
    assert reason.startswith("pytest.ini: not an INI file that every tool reads alike (")


def test_duplicate_sections() -> None:
    reason = declined({"setup.cfg": "[isort]\nprofile = black\n[isort]\nline_length = 9\n"}, "setup.cfg")
    assert "section 'isort' already exists" in reason


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("[tool.pytest.ini_options]\naddopts = '-v'\n", "tool.pytest.ini_options"),
        ("[tool.pytest]\nx = 1\n", "tool.pytest"),
    ],
)
def test_both_old_and_new_present_and_contradicting_each_other(table: str, name: str) -> None:
    files = {"pytest.ini": "[pytest]\naddopts = -q\n", "pyproject.toml": table}
    assert declined(files, "pytest.ini") == (
        f"pytest.ini: pytest: pyproject.toml has [{name}] as well; settle first which of the two holds"
    )


def test_two_old_files_that_contradict_each_other() -> None:
    files = {"mypy.ini": "[mypy]\nstrict = True\n", "setup.cfg": "[mypy]\nstrict = False\n"}
    for path, other in (("mypy.ini", "setup.cfg"), ("setup.cfg", "mypy.ini")):
        assert declined(files, path).endswith(f"{other} configures it as well; settle first which of the two holds")


def test_interpolation() -> None:
    reason = declined({".isort.cfg": "[settings]\nskip = %(here)s/a\n"}, ".isort.cfg")
    assert reason == ".isort.cfg: isort: a value has %, which isort interpolates in an INI file and not in TOML"


def test_a_section_that_is_none_of_the_tools() -> None:
    reason = declined({"pytest.ini": "[pytest]\naddopts = -q\n[other]\na = 1\n"}, "pytest.ini")
    assert reason == "pytest.ini: [other] is no section of it"


def test_what_cannot_be_moved_stays_and_is_named() -> None:
    files = {"setup.cfg": "[isort]\nskip = %(a)s\n[mypy]\nstrict = True\n"}
    found = proposed(files, "setup.cfg")
    assert isinstance(found, Proposal)
    assert "left where it is, isort: a value has %" in found.unverified
    assert texts(files, "setup.cfg")["setup.cfg"] == "[isort]\nskip = %(a)s\n"


@pytest.mark.parametrize(
    "text", ["", "[metadata]\nname = a\n", "[flake8]\nmax-line-length = 9\n", "# [isort]\n", "  [isort]\n"]
)
def test_a_file_without_such_a_section_is_no_target(text: str) -> None:
    assert proposed({"setup.cfg": text}, "setup.cfg") is None
