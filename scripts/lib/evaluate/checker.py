"""Runs mypy over a whole unpacked package, and compares two of its answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from evaluate.sources import ENVIRONMENT, PYTHON

_PLACES = re.compile(r"\b(?:on )?lines? \d+|:\d+(?::\d+)?")
_QUOTED = re.compile(r"[\"`']([^\"`']*)[\"`']")
_ABOUT = re.compile(r'(?:Item "[^"]*" of )?"[^"]*"|; (?:maybe|did you mean) .*')
"""What an error is about: it may change with the types around it, and the same is wrong in the same place."""
_ATTRIBUTES = ("union-attr", "attr-defined")
_STOPPED = 2


class CheckerFailed(Exception):
    """mypy came to no answer; the text is its own."""


@dataclass(frozen=True, slots=True)
class Error:
    """One error. Lines count from 1, columns too, in characters or what mypy takes for them."""

    path: str
    line: int
    column: int
    code: str
    message: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when lines move."""
        return self.path, self.code, _PLACES.sub("", self.message)

    @property
    def receiver(self) -> str:
        """The first thing that the message names: mostly what is wrong."""
        return receiver(self.message)

    @property
    def of_environment(self) -> bool:
        """Whether no edit of the code is the answer."""
        return of_environment(self.code)


def receiver(message: str) -> str:
    """The first thing in quotes."""
    match = _QUOTED.search(message)
    return match[1] if match else ""


def of_environment(code: str) -> bool:
    """Missing stubs and packages, and syntax of another Python than the one that is checked for."""
    return code == "syntax" or code.startswith("import")


def check(folder: Path, *arguments: str) -> tuple[Error, ...]:
    """All errors of a package by its own configuration. Raises `CheckerFailed` where mypy did not come to its end."""
    cache = ENVIRONMENT / "mypy" / folder.name
    argv = [sys.executable, "-m", "mypy", "-O", "json", "--cache-dir", str(cache), "--python-executable", str(PYTHON)]
    argv += ["--hide-error-context", "--no-error-summary", *arguments]
    done = subprocess.run(argv, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    found = tuple(errors(done.stdout))
    if done.returncode >= _STOPPED or (found and not done.returncode) or ("{" not in done.stdout and done.returncode):
        raise CheckerFailed(f"{folder.name}: mypy ended with {done.returncode}: {(done.stdout + done.stderr)[-600:]}")
    return found


def errors(output: str) -> Iterator[Error]:
    """The errors in what mypy printed as JSON lines; notes are left out."""
    for line in output.splitlines():
        if not line.startswith("{"):
            continue
        value: dict[str, Any] = json.loads(line)
        if value["severity"] == "error":
            yield Error(value["file"], value["line"], value["column"] + 1, value["code"] or "", value["message"])


def beyond(before: Iterable[Error], after: Iterable[Error]) -> tuple[Error, ...]:
    """The errors of `after` that `before` has not, compared as multisets of what stays when lines move."""
    left = Counter(error.key for error in before)
    new: list[Error] = []
    for error in after:
        if left[error.key]:
            left[error.key] -= 1
        else:
            new.append(error)
    return tuple(new)


def appeared(
    before: Iterable[Error], after: Iterable[Error], old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[Error, ...]:
    """The errors of `after` that `before` has not, not counting those that only name other types now.

    Such an error has the code and the words, but for what is in quotes, of one that is gone from the very same line.
    `old` and `new` are the texts of the files by path.
    """
    listed = list(before), list(after)
    lines = {path: _followed(text, new[path]) for path, text in old.items() if path in new}
    gone = Counter(_place(error, lines.get(error.path, {})) for error in beyond(listed[1], listed[0]))
    found: list[Error] = []
    for error in beyond(*listed):
        place = _place(error, None)
        if gone[place]:
            gone[place] -= 1
        else:
            found.append(error)
    return tuple(found)


def _place(error: Error, lines: Mapping[int, int] | None) -> tuple[str, int, str, str]:
    """Where an error stands afterwards, 0 where its line is gone, and what it says apart from what it is about."""
    line = error.line if lines is None else lines.get(error.line, 0)
    code = _ATTRIBUTES[1] if error.code in _ATTRIBUTES else error.code
    return error.path, line, code, _ABOUT.sub("", error.message)


def _followed(old: str, new: str) -> dict[int, int]:
    """The lines of a text that are in another one, from 1: where they are there."""
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    blocks = matcher.get_matching_blocks()
    return {each.a + at + 1: each.b + at + 1 for each in blocks for at in range(each.size)}
