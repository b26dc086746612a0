"""Part four: what else there is, on the same copies and measured the same way."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evaluate import checker, suite
from evaluate.quick_fixes import Editor
from evaluate.real import texts
from evaluate.sources import PYTHON, unpack
from evaluate.subjects import ROOT, Subject
from language_client import ServerFailed

BIN = ROOT / ".cache" / "bench" / "bin"
SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one package: errors of mypy before, those gone and those new, tests that came out worse, seconds.

    `edits` is what the tool says or shows that it did; `failure` why it did not end.
    """

    errors: int
    removed: int
    new: int
    worse: int
    edits: int
    seconds: float
    failure: str = ""


Tool = Callable[[Path, Subject], tuple[int, str]]
"""Edits an unpacked package; gives how many edits it made and why it did not end well."""


def measure(subject: Subject, tool: Tool) -> dict[str, Any]:
    """One package in the hands of one tool, as a JSON value."""
    folder = unpack(subject)
    before = checker.check(folder)
    code = texts(folder, subject)
    # these tools pass over what lies in a hidden folder or is ignored by git, and both hold of where the packages are
    with tempfile.TemporaryDirectory(prefix="evaluate-") as elsewhere:
        copy = Path(shutil.copytree(folder, Path(elsewhere, folder.name)))
        began = time.monotonic()
        edits, failure = tool(copy, subject)
        seconds = time.monotonic() - began
        edited = texts(copy, subject)
    tests = suite.run(folder, subject.judges) if edited != code else suite.Suite({})
    for path, text in edited.items():
        (folder / path).write_text(text, encoding="utf-8")
    try:
        after = checker.check(folder)
    except checker.CheckerFailed as error:
        # code that mypy cannot read any more: nothing is removed, and every test that passed is judged below
        after, failure = before, failure or f"mypy stops at what it left: {error}"
    worse = suite.regressions(folder, tests)
    wanted = tuple(error for error in before if not error.of_environment)
    left = tuple(error for error in after if not error.of_environment)
    return asdict(
        Result(
            errors=len(wanted),
            removed=len(checker.beyond(left, wanted)),
            new=len(checker.appeared(wanted, left, code, texts(folder, subject))),
            worse=len(worse),
            edits=edits,
            seconds=seconds,
            failure=failure,
        )
    )


def of_json(value: Mapping[str, Any]) -> Result:
    """What `measure` gave, after its way through JSON."""
    return Result(**value)


def versions() -> dict[str, str]:
    """The tools' versions, as they say them."""
    names = ("ty", "pyrefly", "basedpyright")
    said = {name: _said((str(BIN / name), "--version"), ROOT)[0].split() for name in names}
    return {name: words[1] if len(words) > 1 else "?" for name, words in said.items()}


def _nothing(_folder: Path, _subject: Subject) -> tuple[int, str]:
    return 0, ""


def _ty_fix(folder: Path, subject: Subject) -> tuple[int, str]:
    before = texts(folder, subject)
    argv = (str(BIN / "ty"), "check", "--fix", "--exit-zero", "--python", str(PYTHON), "--project", ".", subject.code)
    said, failure = _said(argv, folder)
    return _changed_lines(before, texts(folder, subject)), failure and f"{failure}: {said[-200:]}"


def _pyrefly_infer(folder: Path, subject: Subject) -> tuple[int, str]:
    before = texts(folder, subject)
    argv = (str(BIN / "pyrefly"), "infer", "--containers", "--python-interpreter-path", str(PYTHON), subject.code)
    said, failure = _said(argv, folder)
    return _changed_lines(before, texts(folder, subject)), failure and f"{failure}: {said[-200:]}"


def _server(*argv: str) -> Tool:
    def tool(folder: Path, subject: Subject) -> tuple[int, str]:
        files = [folder / path for path in texts(folder, subject)]
        try:
            done = Editor((str(BIN / argv[0]), *argv[1:]), folder, PYTHON).run(files)
        except ServerFailed as error:
            return 0, str(error)
        return done.applied, ""

    return tool


TOOLS: Mapping[str, Tool] = {
    "doing nothing": _nothing,
    "ty check --fix": _ty_fix,
    "quick fixes of ty": _server("ty", "server"),
    "quick fixes of pyrefly": _server("pyrefly", "lsp"),
    "quick fixes of basedpyright": _server("basedpyright-langserver", "--stdio"),
    "pyrefly infer --containers": _pyrefly_infer,
}


def _changed_lines(before: Mapping[str, str], after: Mapping[str, str]) -> int:
    """How many lines stand in one of the two alone."""
    changed = 0
    for path in before:
        old, new = before[path].splitlines(), after.get(path, "").splitlines()
        changed += len(set(new) - set(old))
    return changed


def _said(argv: tuple[str, ...], folder: Path) -> tuple[str, str]:
    try:
        done = subprocess.run(
            argv,
            cwd=folder,
            env={**os.environ, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"not at its end after {SECONDS:.0f} s"
    said = done.stdout + done.stderr
    return said, f"it ended with {done.returncode}" if done.returncode not in {0, 1} else ""
