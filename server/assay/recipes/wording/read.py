"""The meaning of a diagnostic, told from its source, its code and its words alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assay.core.diagnostics import Diagnostic
from assay.recipes.wording import mypy
from assay.recipes.wording.meaning import Kind, Meaning, Wording
from assay.tools.checkers import named

_OF: Mapping[str, tuple[Wording, ...]] = {"mypy": mypy.WORDINGS}

GUESSED = "assay"
"""The source of a diagnostic that we made ourselves, in mypy's words."""


def meaning(diagnostic: Diagnostic) -> Meaning | None:
    """What the diagnostic says; None where no recipe could know it."""
    return _meaning(diagnostic.source.casefold(), diagnostic.code, diagnostic.message)


def means(diagnostic: Diagnostic, *kinds: Kind) -> bool:
    """Whether the diagnostic says one of these."""
    found = meaning(diagnostic)
    return found is not None and found.kind in kinds


@lru_cache(maxsize=4096)
def _meaning(source: str, code: str, message: str) -> Meaning | None:
    for wording in _wordings(source):
        if (found := wording.read(code, message)) is not None:
            return found
    return None


def _wordings(source: str) -> tuple[Wording, ...]:
    if source in ("", GUESSED):
        return mypy.WORDINGS
    return next((_OF[checker.name] for checker in named(source) if checker.name in _OF), ())
