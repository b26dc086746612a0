"""The change that a model works on: texts above a snapshot, and the edits that it can make of them.

A model sees lines that end in LF. What it writes gets the line ending and the kind of indentation of its file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import TextEdit, apply_edits, line_ending, split_lines, with_line_ending
from assay.syntax.limits import too_much
from assay.syntax.scopes import scopes
from assay.syntax.tree import parse

_SPACES = 4
_NEAREST = 3
_LIKE = 0.5
_LOOKED_AT = 3000
"""Lines of a file that are compared with a passage that does not stand there."""

_INDENTATION = re.compile(r"[ \t]*")


class Refused(Exception):
    """A call cannot be carried out as it stands; the text is for the model."""


class Draft:
    """What the files would be."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base
        self._before: dict[PurePosixPath, str | None] = {}
        self.snapshot = base

    @property
    def patch(self) -> Patch:
        """What is different by now. It takes no look at the disk."""
        now = {path: self.snapshot.above[path] for path in sorted(self._before)}
        changes = (FileChange(path, self._before[path], text) for path, text in now.items())
        return Patch(tuple(change for change in changes if change.before != change.after))

    def text(self, path: PurePosixPath) -> str:
        """A file's text as a model sees it."""
        if (text := self.snapshot.read(path)) is None:
            raise Refused(f"{path}: there is no such file")
        return with_line_ending(text, "\n")

    def put(self, path: PurePosixPath, text: str | None) -> None:
        """Set a file's text; None deletes it."""
        if path not in self._before:
            self._before[path] = self._base.read(path)
        if text is not None:
            text = with_line_ending(text, line_ending(self.snapshot.read(path) or "\n"))
        self.snapshot = self.snapshot.with_texts({path: text})

    def create(self, path: PurePosixPath, text: str) -> None:
        """Make a file that is not there."""
        if self.snapshot.read(path) is not None:
            raise Refused(f"{path}: it is there already; change it with `replace_text` or `replace_symbol`")
        self.put(path, text)

    def delete(self, path: PurePosixPath) -> None:
        """Delete a file that is there."""
        self.text(path)
        self.put(path, None)


def replaced(text: str, old: str, new: str) -> str:
    """The text with one passage replaced. Where its indentation alone is another, the new one is indented likewise."""
    if not old.strip():
        raise Refused("the old text is empty; give the lines that are to be replaced")
    count = text.count(old)
    if count == 1:
        return text.replace(old, new)
    if count > 1:
        where = ", ".join(str(text.count("\n", 0, match.start()) + 1) for match in re.finditer(re.escape(old), text))
        raise Refused(f"it stands there {count} times (lines {where}); give more lines around it, so that one is meant")
    places = list(_indented_otherwise(text, old))
    if len(places) != 1:
        raise Refused(f"the old text does not stand there; the nearest is:\n{_nearest(text, old)}")
    lines = split_lines(text)
    first, last = places[0]
    moved = reindented(new, _own(lines[first:last]), text)
    ending = "\n" if lines[last - 1].endswith("\n") else ""
    return "".join([*lines[:first], moved.rstrip("\n") + ending if moved.strip() else "", *lines[last:]])


def with_symbol(text: str, name: str, new: str) -> str:
    """The text with a function or class replaced whole, decorators included."""
    if why := too_much(text):
        raise Refused(f"the file is {why}; use `replace_text`")
    tree = parse(text)
    every = scopes(tree)
    named = [scope for scope in every if scope.qualified == name]
    if not named:
        known = ", ".join(scope.qualified for scope in every[:50])
        raise Refused(f"no function or class is called {name!r} there; there are: {known or 'none'}")
    if len(named) > 1:
        raise Refused(f"{len(named)} are called {name!r} there; use `replace_text`")
    if not new.strip():
        raise Refused("the new text is empty; to take something away use `replace_text`")
    span = named[0].span
    first = tree.lines.line(tree.lines.position(span.start).line)
    moved = reindented(new.strip("\n"), _own([first]), text)
    return apply_edits(text, [TextEdit(span, moved.lstrip(" \t").rstrip())])


def reindented(new: str, indentation: str, text: str) -> str:
    """Lines moved so that they begin at an indentation, with tabs where their file has them and nowhere else."""
    lines = split_lines(new)
    own = _own(lines)
    tabs = _uses_tabs(text)
    unit = min((len(found) - len(own) for line in lines if (found := _indent(line)) != own and line.strip()), default=4)
    moved: list[str] = []
    for line in lines:
        if not line.strip():
            moved.append(line)
            continue
        inner = line.removeprefix(own)
        if tabs and " " in _indent(inner) and unit > 0:
            width = len(_indent(inner))
            inner = "\t" * (width // unit) + " " * (width % unit) + inner.lstrip(" \t")
        elif not tabs and "\t" in _indent(inner):
            inner = _indent(inner).expandtabs(_SPACES) + inner.lstrip(" \t")
        moved.append(indentation + inner)
    return "".join(moved)


def _own(lines: list[str]) -> str:
    """The indentation that all lines share."""
    found = [_indent(line) for line in lines if line.strip()]
    shared = found[0] if found else ""
    for each in found[1:]:
        while not each.startswith(shared):
            shared = shared[:-1]
    return shared


def _indent(line: str) -> str:
    found = _INDENTATION.match(line)
    return found[0] if found else ""


def _uses_tabs(text: str) -> bool:
    return sum(line.startswith("\t") for line in split_lines(text)) > text.count("\n ")


def _indented_otherwise(text: str, old: str) -> Iterator[tuple[int, int]]:
    """Where lines stand that are the same but for what stands before and behind each."""
    lines = [line.strip() for line in split_lines(text)]
    wanted = [line.strip() for line in split_lines(old.strip("\n"))]
    for first in range(len(lines) - len(wanted) + 1):
        if lines[first : first + len(wanted)] == wanted:
            yield first, first + len(wanted)


def _nearest(text: str, old: str) -> str:
    """The passages that are most like it, with their line numbers."""
    lines, size = split_lines(text)[:_LOOKED_AT], max(1, len(split_lines(old)))
    windows = {"".join(lines[first : first + size]): first for first in range(max(1, len(lines) - size + 1))}
    near = difflib.get_close_matches(old, list(windows), _NEAREST, _LIKE)
    return "\n".join(f"line {windows[each] + 1}:\n{each.rstrip()}" for each in near) or "(nothing like it)"
