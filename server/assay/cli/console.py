"""What people see on a terminal: plain text, little colour, and nothing from a repository that could steer it."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Literal, TextIO

from assay.core.errors import Lacking
from assay.core.visible import visible

Colour = Literal["red", "green", "yellow", "bold", "dim"]

_CODES: dict[Colour, str] = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}


def shown(text: str) -> str:
    """Text from outside, fit for one line of a terminal."""
    return visible(text)


def coloured(text: str, colour: Colour, stream: TextIO) -> str:
    """The text in a colour where the stream is a terminal and the user has not said NO_COLOR (no-color.org)."""
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m"


def out(text: str) -> None:
    """One or more lines of output. Raises `Lacking` where they cannot be written; a gone reader is for `main`."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up_output()
        raise Lacking(f"the output cannot be written: {error.strerror}") from error


def give_up_output() -> None:
    """Let what is left of the output go nowhere, so that Python does not fail once more when it ends."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def say(text: str) -> None:
    """A message to the person, on stderr, where it is not in the way of the output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def ask(question: str) -> str:
    """What the person answers, on one line."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()
