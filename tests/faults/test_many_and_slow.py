"""Errors by the thousand, checkers that need minutes, and diagnostics that are no longer true."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.client import Client, Message
from support.commands import Home
from support.editor import Buffer, Editor
from support.project import FIXED, LINE, MODULE, write_project
from support.receipts import against_schema

PUBLISH = "textDocument/publishDiagnostics"
MANY = 3000
MEASURES = """
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs a command and writes down the most memory of any process of it: from a process that is small itself."""

OLD = {
    "range": {"start": {"line": LINE, "character": 41}, "end": {"line": LINE, "character": 45}},
    "message": 'Incompatible default for argument "digits" (default has type "None", argument has type "int")',
    "code": "assignment",
    "source": "mypy",
    "severity": 1,
}


@pytest.fixture
def editor(home: Home) -> Iterator[Editor]:
    """An editor that trusts what it opens, whose session has not begun."""
    with ExitStack() as clients:
        argv = [sys.executable, "-m", "assay", "serve", "--trust", "yes"]
        yield Editor(clients.enter_context(Client(argv, cwd=home.folder, environ=home.environ())))


def write_many(folder: Path) -> Path:
    """A project of one module with thousands of errors, each with a cause of its own."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "many"\nversion = "1"\n\n[tool.mypy]\nfiles = ["."]\n')
    classes = (
        f"\n\nclass C{number}:\n    pass\n\n\ndef f{number}(value: C{number}) -> int:\n    return value.nothing\n"
        for number in range(MANY)
    )
    (folder / "many.py").write_text(f'"""Many."""\n{"".join(classes)}')
    return folder


def slow(folder: Path) -> Path:
    """A project whose checker needs minutes before it says anything."""
    write_project(folder)
    (folder / "plugin.py").write_text("import time\n\ntime.sleep(600)\n")
    declaration = (folder / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(declaration.replace("[tool.mypy]", '[tool.mypy]\nplugins = ["plugin.py"]'))
    return folder


def published(editor: Editor, buffer: Buffer, count: int, *, seconds: float = 60) -> list[Any]:
    """What is shown of the buffer, once it is so many."""

    def wanted(message: Message) -> bool:
        params = message.get("params", {})
        return message.get("method") == PUBLISH and params["uri"] == buffer.uri and len(params["diagnostics"]) == count

    found: list[Any] = editor.client.wait(wanted, seconds=seconds)["params"]["diagnostics"]
    return found


def test_3000_errors_at_once_in_a_run(home: Home, tmp_path: Path) -> None:
    project, most = write_many(tmp_path / "many"), tmp_path / "most"
    measured = (sys.executable, "-c", MEASURES, str(most))
    arguments = ("run", "fix_types", project, "--root", project, "--trust", "--json", "--budget", "120")
    done = home.assay(*arguments, within=measured)
    assert done.code == 1, done.err
    *units, summary = done.statements
    assert summary["predicate"]["kind"] == "run"
    assert sum(len(each["predicate"]["target"]["diagnostics"]) for each in units) == MANY
    assert "verified" not in Counter(each["predicate"]["verdict"] for each in units)
    assert [against_schema(each) for each in (units[0], units[-1], summary)] == [[], [], []]
    assert 0 < int(most.read_text()) < 1 << 20, "a gigabyte, in KiB, of any process"


def test_3000_errors_at_once_are_summed_up_for_a_person(home: Home, tmp_path: Path) -> None:
    project = write_many(tmp_path / "many")
    done = home.assay("run", "fix_types", project, "--root", project, "--trust", "--budget", "120")
    assert done.code == 1, done.err
    assert len(done.out.splitlines()) < 100, "and not a line for each"
    assert f"{MANY} attr-defined, the first at many.py:9:12" in done.out
    assert f"{MANY} causes: {MANY} unsolved; 0 errors solved and verified" in done.out


def test_3000_errors_at_once_in_the_menu(editor: Editor, tmp_path: Path) -> None:
    project = write_many(tmp_path / "many")
    editor.begin(project)
    buffer = editor.open(project / "many.py")
    published(editor, buffer, MANY, seconds=120)
    editor.replace(buffer, '"""Many."""\n', '"""Many."""\n# typed above\n')
    asked = time.monotonic()
    editor.actions(buffer, 9)
    assert time.monotonic() - asked < 2, "also the first menu after an edit"
    asked = time.monotonic()
    editor.actions(buffer, 9, trigger=2)
    assert time.monotonic() - asked < 0.5


def test_a_checker_that_needs_minutes(editor: Editor, tmp_path: Path) -> None:
    project = slow(tmp_path / "project")
    editor.begin(project, options={"budget": 4})
    buffer = editor.open(project / "mean.py")
    said = editor.said("was not done with the project after 4 s, so errors are not shown")
    assert said.startswith("mypy ")
    after = len(editor.client.received)
    editor.client.notify("textDocument/didSave", {"textDocument": {"uri": buffer.uri}})
    editor.choose(buffer, LINE, "tested first")
    editor.said("the budget of 4 s was spent before the type checker had seen the project")
    assert editor.titles(buffer, LINE), "the menu waits for none of it"
    editor.choose(buffer, LINE, "tested first")
    editor.client.wait(lambda message: "looking at the project as it is" in str(message.get("params")), after=after)
    editor.choose(buffer, LINE, "^Cancel: ")
    editor.said("^cancelled: ")
    assert buffer.text == MODULE
    told = [each for each in editor.client.all("window/showMessage") if "not shown" in each["params"]["message"]]
    assert len(told) == 1, "it is not started again and again"


def test_a_diagnostic_that_no_longer_exists(editor: Editor, tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    editor.begin(project)
    buffer = editor.open(project / "mean.py", FIXED)
    (stale,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[OLD])
    editor.execute(stale)
    assert "nothing to do: mypy " in editor.said("nothing to do")
    assert buffer.text == FIXED


def test_a_diagnostic_whose_text_moved(editor: Editor, tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    editor.begin(project)
    buffer = editor.open(project / "mean.py")
    (shown,) = published(editor, buffer, 1)
    editor.replace(buffer, '"""Averages."""\n', '"""Averages."""\n\n# typed above\n')
    there = [each["title"] for each in editor.actions(buffer, LINE, only=["quickfix"])]
    assert there == [], "where it was there is something else now"
    (offer,) = editor.actions(buffer, LINE + 2, only=["quickfix"])
    (moved,) = offer["diagnostics"]
    assert moved["range"]["start"]["line"] == shown["range"]["start"]["line"] + 2
    editor.execute(offer)
    editor.said("verified: .*applied to mean.py")
    assert buffer.text == FIXED.replace('"""Averages."""\n', '"""Averages."""\n\n# typed above\n')
