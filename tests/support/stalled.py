"""Serve with a disk below one folder, and a sandbox, that never answer: `stalled.py FOLDER`, as the server's program.

The menu and a cancel have to work all the same. Only calls on that folder stall, so that the program itself can load.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from assay.core.trust import Trust
from assay.lsp.server import serve
from assay.settings import EDITOR
from assay.workspace.workspace import Workspace


def main(folder: Path, state: Path) -> int:
    """Open the folder, then let its disk stall."""

    def open_workspace(given: Path) -> Workspace:
        workspace = Workspace(
            given,
            settings=EDITOR,
            trust=Trust(trusted=True, source="test"),
            state=state,
            environ={"PATH": str(state / "stalling")},
        )
        stall(folder)
        return workspace

    return serve(open_workspace, tcp=None, ask_trust=False)


def stall(folder: Path) -> None:
    """From now on no call on the folder comes back."""
    for owner, name in (
        (os, "open"),
        (os, "stat"),
        (os, "lstat"),
        (os, "scandir"),
        (os, "listdir"),
        (os, "readlink"),
        (os, "access"),
        (builtins, "open"),
        (io, "open"),
    ):
        setattr(owner, name, _stalling(getattr(owner, name), str(folder)))


def _stalling(call: Callable[..., Any], folder: str) -> Callable[..., Any]:
    def stalled(path: Any = ".", *arguments: Any, **more: Any) -> Any:
        if isinstance(path, str | bytes | Path) and os.fsdecode(path).startswith(folder):
            _never()
        return call(path, *arguments, **more)

    return stalled


def _never() -> NoReturn:
    while True:
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
