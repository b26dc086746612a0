"""What the server names when an editor greets it: its commands, and the kinds of its entries in the menu."""

from __future__ import annotations

from typing import Literal, get_args

CommandName = Literal["assay.run", "assay.apply", "assay.discard", "assay.cancel", "assay.end", "assay.evidence"]

COMMANDS: tuple[CommandName, ...] = get_args(CommandName)

KIND = "quickfix"
"""The kind of the server's own entries: the one that every editor's plainest menu asks for."""

KINDS = (
    KIND,
    "refactor.assay.draftTests",
    "refactor.assay.migrateConfig",
    "source.assay.fixTypes",
    "source.assay.migrateConfig",
)
"""All kinds that a menu can hold, but for those below them: editors ask no server for a kind that it does not name."""
