"""A trace for tests, of a run that never was."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

from assay.core.action import Request
from assay.core.fingerprint import Fingerprint
from assay.core.model import Function, Message, Prompt, Reply, Usage
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.model.exchange import Exchange
from assay.workspace.trace import Head, written

TOLD = "Here is a file."
SHOP = PurePosixPath("shop.py")


def trace_values() -> list[dict[str, Any]]:
    """Its lines, as they are read from a file."""
    prompt = Prompt(
        (Message("system", "You work."), Message("user", TOLD, files=(SHOP,))), (Function("finish", "End.", {}),)
    )
    head = Head(
        run="run1",
        started=1_760_000_000.25,
        assay="0.1.0",
        request=Request("fix_types", Snapshot(Path()), SHOP, Place(Position(9, 0), Position(9, 0))),
        accept=("interface",),
        seconds=60.0,
        settings={"tests": "related", "model_url": "http://127.0.0.1:9/v1", "model": "coder"},
        pairs=False,
        fingerprint=Fingerprint("a", "b", "c", {"mypy": "2.4.1"}, "d"),
        files={SHOP: "e" * 64, PurePosixPath("private.py"): "f" * 64},
        recalled={},
    )
    exchange = Exchange(prompt, Reply(Message("assistant", "I am done."), Usage(100, 10)), None, 812)
    found: list[dict[str, Any]] = json.loads(json.dumps(list(written(head, (({"unit": 1}, exchange),)))))
    return found
