"""The command line itself: usage, exit codes, and how little is imported to answer."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import pytest

from assay import __version__
from assay.cli.arguments import BOUNDARIES, parser
from assay.core.check import Boundary


def _assay(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "assay", *arguments], capture_output=True, text=True, check=False)


def test_everything_that_can_be_confirmed_can_be_confirmed_here() -> None:
    assert get_args(Boundary) == BOUNDARIES


def test_help_and_version_answer_on_stdout() -> None:
    assert _assay("--version").stdout == f"assay {__version__}\n"
    shown = _assay("run", "--help")
    assert shown.returncode == 0
    assert "PATH[:LINE[:COL]]" in shown.stdout
    assert shown.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("run",),
        ("run", "fix_types"),
        ("run", "fix_types", "a.py", "--confirm", "everything"),
        ("run", "fix_types", "a.py", "--budget", "soon"),
        ("run", "fix_types", "a.py", "--tests", "none"),
        ("run", "fix_types", "a.py", "--app"),
        ("serve", "--trust", "maybe"),
    ],
)
def test_bad_usage_ends_with_2_and_says_so_on_stderr(arguments: tuple[str, ...]) -> None:
    done = _assay(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "usage: assay" in done.stderr


def test_options_are_read() -> None:
    arguments = parser().parse_args(
        ["run", "fix_types", "a.py:1", "--confirm", "interface", "--confirm", "partial", "--constraint", "only a.py"]
    )
    assert arguments.confirm == ["interface", "partial"]
    assert arguments.constraint == ["only a.py"]
    assert (arguments.trust, arguments.apply, arguments.json, arguments.budget) == (False, False, False, None)


def _imports(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}; import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_help_imports_next_to_nothing() -> None:
    loaded = _imports("from assay.cli.arguments import parser; import assay.cli.main; parser().format_help()")
    assert not loaded & {"asyncio", "sqlite3", "tree_sitter", "pygls", "lsprotocol", "assay.workspace.workspace"}


def test_run_has_no_use_for_the_language_server() -> None:
    loaded = _imports("import assay.cli.run, assay.cli.doctor")
    assert "assay.workspace.workspace" in loaded
    assert not loaded & {"pygls", "lsprotocol", "assay.lsp", "mypy", "pytest"}


def test_an_error_of_our_own_has_a_code_of_its_own() -> None:
    program = (
        "import sys, assay.actions.catalogue as catalogue; catalogue.CATALOGUE = ();"
        "from assay.cli.main import main; sys.exit(main(['actions']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert done.stderr.startswith("assay: an error of Assay's own, please report it:\nTraceback ")
