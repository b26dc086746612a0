"""What Python itself reports of what our code does: folders that are listed, programs that are started."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One audit event: its name, its first argument, the thread it happened on."""

    name: str
    subject: str
    thread: int


_recorded: list[Event] = []
_wanted: frozenset[str] = frozenset()


@contextmanager
def recorded(*names: str) -> Generator[list[Event]]:
    """The events of these names that happen meanwhile, on any thread. A hook cannot be taken away, only rest."""
    global _wanted  # noqa: PLW0603  # the hook is the interpreter's, not an object's
    _recorded.clear()
    _wanted = frozenset(names)
    try:
        yield _recorded
    finally:
        _wanted = frozenset()


def _hook(name: str, arguments: tuple[object, ...]) -> None:
    if name in _wanted:
        _recorded.append(Event(name, str(arguments[0]), threading.get_ident()))


sys.addaudithook(_hook)
