"""What a verdict depends on, as digests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assay.core.digest import canonical, digest


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Digests of all that a verdict depends on; equal fingerprints mean equal circumstances.

    `files` covers every file of the workspace that is not ignored, open documents included.
    """

    files: str
    interpreter: str
    distributions: str
    tools: Mapping[str, str]
    policy: str

    @property
    def digest(self) -> str:
        """One digest of all of it."""
        return digest(canonical([self.files, self.interpreter, self.distributions, dict(self.tools), self.policy]))
