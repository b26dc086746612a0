"""The real server as a process of its own, with a home of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.client import Client
from support.editor import EVERYTHING, Editor
from support.project import write_project
from support.sessions import Begin, Serve


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    """An environment whose user has no configuration yet."""
    homes = {name: str(tmp_path / name.lower()) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8", **homes}


@pytest.fixture
def serve(tmp_path: Path, environ: Mapping[str, str]) -> Iterator[Serve]:
    """Starts servers and ends them with the test."""
    with ExitStack() as servers:

        def start(*options: str, python: tuple[str, ...] = ()) -> Client:
            argv = [sys.executable, *python, "-m", "assay", "serve", *options]
            return servers.enter_context(Client(argv, cwd=tmp_path, environ=environ))

        yield start


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project on disk."""
    return write_project(tmp_path / "project")


@pytest.fixture
def begin(serve: Serve, project: Path) -> Begin:
    """Starts a trusting server with an editor on the project."""

    def start(capabilities: Mapping[str, Any] = EVERYTHING, **more: Any) -> Editor:
        editor = Editor(serve("--trust", "yes"), capabilities)
        editor.begin(project, **more)
        return editor

    return start


@pytest.fixture
def untrusted(serve: Serve, project: Path) -> Begin:
    """Starts a server that trusts nothing, so that runs make static checks alone, with an editor on the project."""

    def start(capabilities: Mapping[str, Any] = EVERYTHING, **more: Any) -> Editor:
        editor = Editor(serve("--trust", "no"), capabilities)
        editor.begin(project, **more)
        return editor

    return start
