"""Runs mypy over a whole unpacked package, and compares two of its answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluate.sources import ENVIRONMENT, PYTHON

_PLACES = re.compile(r"\b(?:on )?lines? \d+|:\d+(?::\d+)?")
_QUOTED = re.compile(r"[\"`']([^\"`']*)[\"`']")
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
