"""What is hidden from commands, kept current: looked for once before anything runs and again in the background.

Branches must not wait for a walk through the workspace, so a secret file that comes into a lower folder during a
session is hidden from the first branch that is made after the next look has ended; one in the top folder, or beside
a file of the branch's own, is hidden at once.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from assay.core.policy import Policy
from assay.sandbox.layer import Layer
from assay.sandbox.masks import Masks, find_masks

PERIOD = 15.0
"""Seconds after a look before a new branch starts another."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was found, and the layer that hides it from an overlay; None where nothing is hidden."""

    masks: Masks
    layer: Path | None


class Masking:
    """Holds what is hidden now. `folder` takes the layers; they are there until it is removed."""

    def __init__(self, workspace: Path, policy: Policy, folder: Path) -> None:
        self._workspace = workspace
        self._policy = policy
        self._folder = folder
        self._hidden: Hidden | None = None
        self._looking: asyncio.Task[Hidden] | None = None
        self._looked = 0.0

    async def first_look(self) -> Hidden:
        """Look, and wait for what is found."""
        return await self._look()

    def current(self) -> Hidden:
        """What is hidden now; starts another look where the last is old. There was a first look."""
        assert self._hidden
        idle = self._looking is None or self._looking.done()
        if idle and time.monotonic() - self._looked > PERIOD:
            self._looking = asyncio.ensure_future(self._look())
        return self._hidden

    async def close(self) -> None:
        """Wait for the look that is under way."""
        if self._looking:
            await asyncio.wait({self._looking})

    async def _look(self) -> Hidden:
        masks = await asyncio.to_thread(find_masks, self._workspace, self._policy)
        self._looked = time.monotonic()
        if self._hidden is None or self._hidden.masks.secrets != masks.secrets:
            layer = await asyncio.to_thread(hiding_layer, self._workspace, masks, self._folder)
            self._hidden = Hidden(masks, layer)
        else:
            self._hidden = Hidden(masks, self._hidden.layer)
        return self._hidden


def hiding_layer(workspace: Path, masks: Masks, folder: Path) -> Path | None:
    """A layer that hides the secret files, in a folder of its own below `folder`."""
    if not masks.secrets:
        return None
    layer = Layer(Path(tempfile.mkdtemp(prefix="masks-", dir=folder)) / "layer", workspace)
    for path in masks.secrets:
        layer.remove(path)
    layer.seal(whiteouts=True)
    return layer.folder
