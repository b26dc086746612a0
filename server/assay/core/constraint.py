"""What the user asks a result to keep to, in words and, where the words are known, as something to check."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from assay.core.parsing import parse_expression

ON_THE_PATCH = "constraints"
"""The name of the check that judges all constraints on the patch itself."""

_ONLY = re.compile(r"only (?P<paths>\S.*)", re.IGNORECASE)
_LINES = re.compile(r"at most (?P<lines>\d+) lines?", re.IGNORECASE)
_INTERFACE = re.compile(r"keep (the )?(public )?(interface|signatures?)", re.IGNORECASE)
_DEPENDENCIES = re.compile(r"(add )?no (new )?dependenc(y|ies)", re.IGNORECASE)
_MUST_PASS = re.compile(r"must pass (?P<what>\S.*)", re.IGNORECASE)
_WORDS = re.compile(r" (returns|raises) ")

Kind = Literal["only", "lines", "interface", "dependencies", "command", "test", "example"]


@dataclass(frozen=True, slots=True)
class Example:
    """A call, as Python source, and what comes of it: an expression whose value it returns, or what it raises."""

    call: str
    ends: Literal["returns", "raises"]
    expected: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint. `kind` None means that nothing can check it: it is recorded as not checked.

    `test` is a test file, or what is in one (`FILE::NAME`), or a name alone.
    """

    text: str
    kind: Kind | None
    paths: tuple[PurePosixPath, ...] = ()
    lines: int = 0
    argv: tuple[str, ...] = ()
    test: str = ""
    example: Example | None = None

    @property
    def runs(self) -> bool:
        """Whether something of the project has to run for it."""
        return self.kind in ("command", "test", "example")

    @property
    def check(self) -> str:
        """The name of the check that judges it; where something has to run, it is one of its own."""
        return self.text if self.runs else ON_THE_PATCH


def constraint(text: str) -> Constraint:
    """Read a constraint. `docs/steering.md` lists the words that are known."""
    text = " ".join(text.split())
    if match := _MUST_PASS.fullmatch(text):
        return _must_pass(text, match["what"])
    if (example := next(_examples(text), None)) is not None:
        return Constraint(text, "example", example=example)
    return _on_the_patch(text)


def _on_the_patch(text: str) -> Constraint:
    if match := _ONLY.fullmatch(text):
        paths = tuple(PurePosixPath(path) for path in re.split(r"\s*,\s*|\s+and\s+", match["paths"]))
        return Constraint(text, "only", paths=paths)
    if match := _LINES.fullmatch(text):
        return Constraint(text, "lines", lines=int(match["lines"]))
    if _INTERFACE.fullmatch(text):
        return Constraint(text, "interface")
    return Constraint(text, "dependencies" if _DEPENDENCIES.fullmatch(text) else None)


def _must_pass(text: str, what: str) -> Constraint:
    try:
        argv = tuple(shlex.split(what))
    except ValueError:  # a quotation without an end
        return Constraint(text, None)
    if len(argv) == 1 and _is_test(argv[0]):
        return Constraint(text, "test", test=argv[0])
    return Constraint(text, "command", argv=argv) if argv else Constraint(text, None)


def _is_test(word: str) -> bool:
    file, _, name = word.partition("::")
    return file.endswith(".py") or bool(name) or (file.startswith("test_") and file.isidentifier())


def _examples(text: str) -> Iterator[Example]:
    """The readings in which a call comes first, and then an expression or the name of an exception."""
    for match in _WORDS.finditer(text):
        call, expected = text[: match.start()], text[match.end() :]
        if not isinstance(_parsed(call), ast.Call):
            continue
        value = _parsed(expected)
        if match[1] == "returns" and value is not None:
            yield Example(call, "returns", expected)
        if match[1] == "raises" and isinstance(value, ast.Name | ast.Attribute):
            yield Example(call, "raises", expected)


def _parsed(source: str) -> ast.expr | None:
    try:
        return parse_expression(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
