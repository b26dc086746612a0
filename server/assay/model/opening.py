"""Open the way out for one run: only now is what it needs imported, and it needs a second."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assay.core.model import Endpoint
from assay.model.dialects import Abilities
from assay.model.egress import Egress, Guard


def open_egress(
    endpoint: Endpoint,
    workspace: Path,
    shown: frozenset[PurePosixPath],
    environ: Mapping[str, str],
    learned: dict[Endpoint, Abilities],
) -> Egress:
    """The way out of a run that may show these files. Blocks: call it in a thread."""
    from assay.model.redaction import Redaction  # noqa: PLC0415 - see above

    return Egress(endpoint, Guard(shown, Redaction(workspace, environ)), environ, learned)
