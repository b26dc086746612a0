"""Make unreadable what must not leave the machine, in a way that can be undone in what comes back.

A secret becomes `<secret-1>`, the workspace's folder `<workspace>`, the home folder `<home>`, the user's name `<user>`:
the same mark for the same thing through a whole run. An edit that holds a mark gets the thing itself again, here, and
only here. A text that holds such a mark by itself cannot pass for one: the mark is marked too.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from assay.model.secrets import key_lines, secrets

_MARK = re.compile(r"<(?:secret|workspace|home|user|mark)(?:-\d+)?>")
_HOMES = re.compile(r"(?:/home|/Users)/[A-Za-z0-9._-]+|[A-Za-z]:\\Users\\[A-Za-z0-9._-]+")
_NOBODY = frozenset(
    ("root", "user", "admin", "test", "runner", "ubuntu", "debian", "vscode", "python", "code", "build")
)
"""Names that say nothing about anybody, and stand in code for other things."""

_SHORTEST_NAME = 4
_SHORTEST_KEY = 8
"""Servers without a key are given words such as `none` or `ollama` for one."""


class Redaction:
    """What one run made unreadable so far. Its methods block: they look at every line. Threads may share it."""

    def __init__(self, workspace: Path, environ: Mapping[str, str]) -> None:
        self._lock = threading.RLock()
        self._marks: dict[str, str] = {}
        self._given: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._users: list[str] = []
        self._know(str(workspace), "workspace")
        for name in ("HOME", "USERPROFILE"):
            if len(Path(environ.get(name, "")).parts) > 1:
                self._know(environ[name].rstrip("/\\"), "home")
        for name in ("USER", "LOGNAME", "USERNAME"):
            user = environ.get(name, "")
            if len(user) >= _SHORTEST_NAME and user.lower() not in _NOBODY:
                self._users.append(user)
                self._know(user, "user")

    def keep_back(self, secret: str) -> None:
        """Make a secret unreadable wherever it stands, whatever it looks like; a short word is none."""
        if len(secret) >= _SHORTEST_KEY:
            self._know(secret, "secret")

    def look_over(self, text: str) -> None:
        """Know the secrets of more than one line of a whole text, before a part of it is covered."""
        for line in key_lines(text):
            self._know(line, "secret")

    def cover(self, text: str) -> tuple[str, int]:
        """The text as it may leave, and how many places of it were made unreadable."""
        found = list(self._found(text))
        with self._lock:
            for kind, thing in found:
                self._know(thing, kind)
            if not any(thing in text for thing in self._marks):
                return text, 0
            return re.subn(self._pattern(), self._mark, text)

    def know_marks(self, text: str) -> None:
        """Take the marks in a text that was covered before for what they are: no other thing gets one of them."""
        for mark in _MARK.findall(text):
            kind, _, number = mark[1:-1].partition("-")
            with self._lock:
                self._numbers[kind] = max(self._numbers.get(kind, 0), int(number or 1))

    def cover_again(self, text: str) -> tuple[str, int]:
        """As `cover`, for a text that was covered before: its marks stay."""
        covered = [self.cover(each) for each in _MARK.split(text)]
        marks = [*_MARK.findall(text), ""]
        pieces = (piece + mark for (piece, _), mark in zip(covered, marks, strict=True))
        return "".join(pieces), sum(places for _, places in covered)

    def uncover(self, text: str) -> str:
        """A text that came back, with the things themselves in the place of their marks."""
        return _MARK.sub(lambda match: self._given.get(match[0], match[0]), text)

    def _mark(self, match: re.Match[str]) -> str:
        mark = self._marks[match[0]]
        self._given[mark] = match[0]
        return mark

    def _found(self, text: str) -> Iterator[tuple[str, str]]:
        yield from (("mark", match) for match in dict.fromkeys(_MARK.findall(text)))
        yield from (("home", match) for match in dict.fromkeys(_HOMES.findall(text)))
        # in the order of the text: the same text gets the same marks
        yield from (("secret", each) for each in sorted(secrets(text), key=lambda each: (text.find(each), each)))

    def _know(self, thing: str, kind: str) -> None:
        with self._lock:
            if not thing or thing in self._marks:
                return
            number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
            mark = f"<{kind}>" if number == 1 and kind != "secret" else f"<{kind}-{number}>"
            self._marks[thing] = mark

    def _pattern(self) -> str:
        """All that is made unreadable, the longest first; a user's name only as a word, a folder only as a whole."""
        return "|".join(self._as_pattern(thing) for thing in sorted(self._marks, key=lambda each: (-len(each), each)))

    def _as_pattern(self, thing: str) -> str:
        if thing in self._users:
            return rf"\b{re.escape(thing)}\b"
        return (
            rf"{re.escape(thing)}(?![\w-])"
            if self._marks[thing].startswith(("<home", "<workspace"))
            else re.escape(thing)
        )
