"""A model's work on a small workspace, with no sandbox: what it is shown, what it may do, what leaves for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from assay.core.check import Side
from assay.core.command import TOP, Limits
from assay.core.diagnostics import Diagnostic
from assay.core.model import Endpoint
from assay.core.policy import Policy
from assay.core.project import Interpreter, Project
from assay.core.snapshot import Snapshot
from assay.model.drafting import Draft
from assay.model.egress import Egress
from assay.model.opening import open_egress
from assay.model.running import Desk
from assay.model.toolbox import Toolbox
from support.sandboxes import write_tree

ENVIRON = {"HOME": "/home/marta.k", "USER": "marta.k", "MODEL_KEY": "sk-of-marta"}


def desk(folder: Path, *, permits: bool = False) -> Desk:
    """A desk without a sandbox: nothing that would need one is run on it."""
    python = Interpreter(Path("/usr/bin/python3"), "test", (3, 11), Path("/usr"), Path("/usr"), (), {})

    async def open_side(snapshot: Snapshot) -> Side:
        return Side(snapshot, None)

    async def check(_: Snapshot) -> tuple[Diagnostic, ...]:
        return ()

    async def permit(_: Sequence[str]) -> bool:
        return permits

    return Desk(Project(folder, TOP, None, python), open_side, check, permit, Limits())


def shown(files: Mapping[str, str], *hidden: str) -> frozenset[PurePosixPath]:
    """The files but for those that are hidden."""
    return frozenset(PurePosixPath(name) for name in files if name not in hidden)


def toolbox(folder: Path, files: Mapping[str, str], *hidden: str, policy: Policy | None = None) -> Toolbox:
    """A toolbox on a workspace with these files, some of which no model may see."""
    draft = Draft(Snapshot(write_tree(folder, files)))
    return Toolbox(draft, desk(folder), policy or Policy(), shown(files, *hidden), lambda text: text)


def egress(url: str, folder: Path, may_show: frozenset[PurePosixPath], **more: object) -> Egress:
    """The way out to a scripted model."""
    endpoint = Endpoint(url, "scripted", **more)  # type: ignore[arg-type] # what a test sets, it sets rightly
    return open_egress(endpoint, folder, may_show, ENVIRON, {})
