"""Runs inside the sandbox, on the Python that has the mypy that judges: keeps what mypy knows, and checks again.

Started as a script: `python THIS FOLDERS MYPY-ARGUMENTS...`, where FOLDERS are more places of modules, as JSON. Assay
itself only ever reads its text.

Each line of its input is a question: `{"number": N, "texts": {PATH: TEXT or null}}`. The texts are written from here,
inside the sandbox, for an overlay that is mounted does not show what is written into its layers from outside. Each
question has one line of answer with its number, written when mypy has come to its end and never before. Whatever goes
wrong ends the process, so that there is no answer.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

NEWER = 2
"""Seconds by which a file is newer than the one written before: mypy sees whole seconds, and sizes."""

DEPTH = 1 << 14
"""How deep mypy may recurse: what its own command allows."""


def main() -> None:
    """Answer until the input ends."""
    sys.path += json.loads(sys.argv[1])
    # what plugins print must not be taken for an answer
    wire = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    check = _checking(sys.argv[2:])
    newest = 0.0
    for line in sys.stdin:
        question = json.loads(line)
        newest = _write(question["texts"], newest)
        answer = check()
        told = {"number": question["number"], "out": answer["out"], "err": answer["err"], "status": answer["status"]}
        wire.write(json.dumps(told) + "\n")
        wire.flush()


def _checking(arguments: list[str]) -> Callable[[], dict[str, Any]]:
    from mypy.dmypy_server import Server  # noqa: PLC0415 - found only now
    from mypy.main import process_options  # noqa: PLC0415 - likewise

    sys.setrecursionlimit(DEPTH)
    sources, options = process_options(["-i", *arguments], require_targets=True, server_options=True)
    if options.follow_imports not in ("normal", "skip", "error"):
        sys.exit(f"follow_imports={options.follow_imports}: mypy cannot keep that warm")
    server = Server(options, os.devnull)

    def check() -> dict[str, Any]:
        if server.fine_grained_manager is None:
            return server.check(sources, False, False, 80)  # noqa: FBT003 - positional in mypy
        # not with the names of what changed: that ends the server wherever imports are followed
        return server.cmd_recheck(False, 80, False)  # noqa: FBT003 - likewise

    return check


def _write(texts: Mapping[str, str | None], newest: float) -> float:
    """Write them; gives the time that the newest has now."""
    for name, text in texts.items():
        path = Path(name)
        newest = max(time.time(), newest, path.stat().st_mtime if path.exists() else 0.0) + NEWER
        path.unlink(missing_ok=True)
        if text is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            os.utime(path, (newest, newest))
    return newest


if __name__ == "__main__":
    main()
