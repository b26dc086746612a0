"""Open the real sandbox on a small workspace."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from assay.core.policy import Policy
from assay.core.trust import NoSandbox
from assay.sandbox.sandbox import Sandbox, open_sandbox


@asynccontextmanager
async def sandbox_on(workspace: Path, state: Path, *, policy: Policy | None = None) -> AsyncGenerator[Sandbox]:
    """The strongest sandbox that holds here, closed afterwards. Having none is a failure, not a reason to skip."""
    sandbox = await open_sandbox(workspace, state=state, policy=policy or Policy(), environ=os.environ)
    assert not isinstance(sandbox, NoSandbox), sandbox
    try:
        yield sandbox
    finally:
        await sandbox.close()


def write_tree(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files by their paths relative to `folder`; gives the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """What the files below `folder` hold, by their paths relative to it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
