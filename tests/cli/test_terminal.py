"""With somebody at a terminal: trust is asked for, colours are shown, Ctrl-C works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assay.workspace.trust import is_trusted
from support.commands import SECONDS, Done, Home
from support.scripted_openai import ScriptedOpenAI, calls
from support.shop import LINE as SHOP_LINE
from support.shop import finishes, write_shop

PYTHON = ("--interpreter", sys.executable)
QUESTION = "Trust it? [y] this once, [a] always, [N] no: "


def _at_a_terminal(home: Home, *arguments: str | Path, types: str = "", **environ: str) -> Done:
    """Run a command on a real terminal, where somebody types; all that is on the screen is in `out`."""
    screen, end = os.openpty()
    process = subprocess.Popen(
        home.argv(*arguments),
        env={**home.environ(TERM="xterm"), **environ},
        stdin=end,
        stdout=end,
        stderr=end,
        close_fds=True,
    )
    os.close(end)
    os.write(screen, types.encode())
    shown = b""
    while True:
        try:
            more = os.read(screen, 65536)
        except OSError:  # how Linux says that nobody has the other end any more
            break
        shown += more
    os.close(screen)
    return Done(process.wait(SECONDS), shown.decode().replace("\r\n", "\n"), "")


NOWHERE = ("--interpreter", "/nowhere/python")
"""Ends a run in a trusted folder at once; in one that is not trusted it does as well, with the same code."""


@pytest.mark.parametrize(
    ("answer", "remembered"),
    [("y\n", False), ("a\n", True), ("\n", False), ("whatever\n", False), ("\x04", False)],
    ids=["once", "always", "enter", "something else", "end of input"],
)
def test_trust_is_asked_for_and_remembered_when_that_is_said(
    home: Home, project: Path, answer: str, *, remembered: bool
) -> None:
    done = _at_a_terminal(home, "run", "fix_types", project / "mean.py", *NOWHERE, types=answer)
    assert f"{project} is not trusted." in done.out
    assert QUESTION in done.out
    assert done.code == 3
    assert is_trusted(home.state, project) is remembered


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 3)])
def test_the_answer_decides_whether_the_checker_runs(home: Home, project: Path, answer: str, code: int) -> None:
    # a file in which there is nothing to do: the question is the same, and the run short
    done = _at_a_terminal(home, "run", "fix_types", project / "test_mean.py", *PYTHON, types=answer)
    assert done.code == code, done


def test_a_trusted_folder_is_not_asked_about(home: Home, project: Path) -> None:
    home.assay("trust", project)
    assert QUESTION not in _at_a_terminal(home, "run", "fix_types", project / "mean.py", *NOWHERE).out


@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colours_are_for_terminals_that_want_them(
    home: Home, project: Path, environ: dict[str, str], *, coloured: bool
) -> None:
    done = _at_a_terminal(home, "run", "fix_types", f"{project / 'mean.py'}:4", *PYTHON, types="n\n", **environ)
    assert ("\x1b[33mpartial: " in done.out) is coloured
    assert ("\x1b[3" in done.out) is coloured


@pytest.mark.parametrize(
    ("answer", "result"), [("y\n", "exit code 0\nhello"), ("n\n", "not run: nobody"), ("\n", "not run")]
)
def test_a_command_of_a_model_is_asked_about(home: Home, tmp_path: Path, answer: str, result: str) -> None:
    shop = write_shop(tmp_path / "shop")
    home.assay("trust", shop)
    with ScriptedOpenAI(
        calls(("run", {"argv": ["python", "-c", "print('hello')"]})), finishes("I know no change.")
    ) as server:
        home.configure(f'model_url = "{server.url}"\nmodel = "scripted"\n')
        # typed before it is asked: the terminal keeps it
        done = _at_a_terminal(home, "run", "fix_types", f"{shop / 'shop.py'}:{SHOP_LINE + 1}", *PYTHON, types=answer)
    assert "the model wants to run, in the sandbox: python -c" in done.out
    assert server.requests[1].results()[0].startswith(result)
