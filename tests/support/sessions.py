"""Names for what the fixtures of the wire's tests give."""

from __future__ import annotations

from collections.abc import Callable

from support.client import Client
from support.editor import Editor

Serve = Callable[..., Client]
"""Starts `assay serve` with these options; `python` are options of the interpreter."""

Begin = Callable[..., Editor]
"""Starts a server, and an editor on the project with these capabilities."""
