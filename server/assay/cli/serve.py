"""`assay serve`: the language server, with what the editor's extension or its user hands to the process."""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assay.lsp.server import serve

if TYPE_CHECKING:
    from assay.model.egress import Shared
    from assay.workspace.workspace import Workspace


def main(arguments: argparse.Namespace) -> int:
    """Serve one client until it ends."""

    @cache
    def shared() -> Shared:
        """One for all folders of this process."""
        from assay.model.egress import Shared  # noqa: PLC0415 - see below

        return Shared()

    def open_workspace(folder: Path) -> Workspace:
        # half of all that Assay imports, and needed only now: the editor has its answer to `initialize` already
        from assay.cli import opening  # noqa: PLC0415 - see above

        return opening.open_workspace(
            folder, trust=arguments.trust, interpreters=arguments.interpreter, shared=shared()
        )

    return serve(open_workspace, tcp=arguments.tcp, ask_trust=arguments.trust is None)
