"""What one run of a type checker came to, whichever checker it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assay.core.check import Ran
from assay.core.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class CheckerReport:
    """What a checker said of one side.

    `complete` is true only where the checker itself told that it came to its end; else `failure` says why not, in the
    checker's own words where it had any. `unreachable` are the places that it found no way to; they are among the
    `diagnostics` only where the project asks for them.
    """

    diagnostics: tuple[Diagnostic, ...]
    complete: bool
    failure: str
    argv: tuple[str, ...]
    exit_code: int | None
    seconds: float
    killed: str | None
    unreachable: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that are errors."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.severity == "error")

    def ran(self, side: Literal["before", "after"]) -> Ran:
        """The run as the receipt lists it."""
        return Ran(side, self.argv, self.exit_code, self.seconds, self.killed)
