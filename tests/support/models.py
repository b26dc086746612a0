"""A model's work on a small workspace, with no sandbox: what it is shown, what it may do, what leaves for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from assay.core.check import Side
from assay.core.command import TOP
from assay.core.model import Endpoint
from assay.core.policy import Policy
from assay.core.project import Interpreter, Project
from assay.core.rules import nobody
from assay.core.snapshot import Snapshot
from assay.model.drafting import Draft
from assay.model.egress import Egress, Shared
from assay.model.lookup import Lookup, Sight
from assay.model.opening import open_egress
from assay.model.replies import Replies
from assay.model.running import Desk
from assay.model.toolbox import Toolbox
from assay.syntax.index import Index
from assay.tools.checker import CheckerReport
from support.sandboxes import write_tree

ENVIRON = {"HOME": "/home/marta.k", "USER": "marta.k", "MODEL_KEY": "sk-of-marta"}


def desk(folder: Path, said: CheckerReport | None = None, *, remaining: float | None = None) -> Desk:
    """A desk without a sandbox, where the checker says this; nothing that would need a sandbox is run on it."""
    python = Interpreter(Path("/usr/bin/python3"), "test", (3, 11), Path("/usr"), Path("/usr"), (), {})

    async def open_side(snapshot: Snapshot) -> Side:
        return Side(snapshot, None)

    async def check(_: Snapshot) -> CheckerReport:
        if said is None:
            await asyncio.sleep(60)
        assert said is not None, "nobody waits that long"
        return said

    return Desk(Project(folder, TOP, None, python), open_side, "mypy", check, nobody, lambda: remaining)


def shown(files: Mapping[str, str], *hidden: str) -> frozenset[PurePosixPath]:
    """The files but for those that are hidden."""
    return frozenset(PurePosixPath(name) for name in files if name not in hidden)


def toolbox(folder: Path, files: Mapping[str, str], *hidden: str, policy: Policy | None = None) -> Toolbox:
    """A toolbox on a workspace with these files, some of which no model may see."""
    draft = Draft(Snapshot(write_tree(folder, files)))
    visible = shown(files, *hidden)
    return Toolbox(
        draft,
        desk(folder),
        policy or Policy(),
        Sight(visible, indexed(visible)),
        egress("http://127.0.0.1:9", folder, visible),
    )


def indexed(visible: frozenset[PurePosixPath]) -> Lookup:
    """The index of the Python files that a model may see, with what a draft holds above the disk."""

    async def index(snapshot: Snapshot) -> Index:
        texts = {path: snapshot.read(path) for path in {*visible, *snapshot.above} if path.suffix == ".py"}
        return Index().with_texts(texts)

    return index


def egress(
    url: str,
    folder: Path,
    may_show: frozenset[PurePosixPath],
    *,
    shared: Shared | None = None,
    replies: Replies | None = None,
    environ: Mapping[str, str] = ENVIRON,
    **more: Any,
) -> Egress:
    """The way out to a scripted model."""
    endpoint = Endpoint(url, "scripted", **more)
    return open_egress(endpoint, Snapshot(folder), may_show, environ, shared or Shared(), replies=replies)
