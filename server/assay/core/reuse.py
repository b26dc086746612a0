"""What a verdict rests on, part by part, and whether an earlier one was used again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assay.core.digest import canonical, digest


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Digests of all that a verdict rests on, by name: where all are equal, the checks would be told the same.

    `barred` says why no verdict may be used again here, whatever is equal; empty where one may.
    """

    parts: Mapping[str, str]
    barred: str = ""

    @property
    def digest(self) -> str:
        """One digest of all of it."""
        return digest(canonical(dict(self.parts)))


@dataclass(frozen=True, slots=True)
class Reuse:
    """The circumstances of a run, and the earlier run whose verdict a unit has; empty where its own checks ran."""

    circumstances: Circumstances
    verdict_of: str = ""
