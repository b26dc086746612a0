"""What a model is shown of a project, apart from what it is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and the files whose texts it shows."""

    text: str = ""
    files: tuple[PurePosixPath, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """`stable` is the same whatever is asked about one file, so that servers can keep it; `place` is of the target."""

    stable: Passage = Passage()
    place: Passage = Passage()
