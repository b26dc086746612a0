"""Open the way out for one run: only now is what it needs imported, and it needs a second."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from assay.core.errors import Unreadable
from assay.core.model import Endpoint
from assay.core.snapshot import Snapshot
from assay.model.egress import Egress, Guard, Shared
from assay.model.replies import Replies


def open_egress(
    endpoint: Endpoint,
    snapshot: Snapshot,
    shown: frozenset[PurePosixPath],
    environ: Mapping[str, str],
    shared: Shared,
    *,
    replies: Replies | None = None,
) -> Egress:
    """The way out of a run that may show these files of a snapshot; without `replies` the model answers all itself.

    Blocks: call it in a thread.
    """
    from assay.model.redaction import Redaction  # noqa: PLC0415 - see above

    def text_of(path: PurePosixPath) -> str | None:
        try:
            return snapshot.read(path)
        except Unreadable:
            return None

    return Egress(endpoint, Guard(shown, Redaction(snapshot.root, environ), text_of), environ, shared, replies)
