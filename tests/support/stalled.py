"""The server's program with something that never answers: `stalled.py WHAT FOLDER STATE`.

WHAT is `disk`: no call on the folder comes back, though the program itself can load; or `sandbox`: every bwrap that is
started runs for ever. The menu and a cancel have to work all the same.
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
from assay.sandbox import programs
from assay.settings import EDITOR
from assay.workspace.workspace import Workspace

BWRAP = """\
#!/bin/sh
[ "$1" = --version ] && echo "bubblewrap 0.11.0" && exit
while :; do /bin/sleep 3600; done
"""


def main(what: str, folder: Path, state: Path) -> int:
    """Open the folder, then let what is to stall do so."""

    def open_workspace(given: Path) -> Workspace:
        trust = Trust(trusted=True, source="test")
        workspace = Workspace(given, settings=EDITOR, trust=trust, state=state, environ={})
        if what == "disk":
            stall(folder)
        else:
            (state / "bwrap").write_text(BWRAP)
            (state / "bwrap").chmod(0o755)
            programs.SYSTEM = (str(state), *programs.SYSTEM)
        return workspace

    state.mkdir()
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
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
