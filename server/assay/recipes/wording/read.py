"""The meaning of a diagnostic, told from its source, its code and its words alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assay.core.diagnostics import Diagnostic
from assay.recipes.wording import mypy, pyrefly, pyright, ty
from assay.recipes.wording.meaning import Kind, Meaning, Wording, is_of_none
from assay.tools.checkers import named

_OF: Mapping[str, tuple[Wording, ...]] = {
    "mypy": mypy.WORDINGS,
    "pyright": pyright.WORDINGS,
    "basedpyright": pyright.WORDINGS,
    "ty": ty.WORDINGS,
    "pyrefly": pyrefly.WORDINGS,
}

_NONE = re.compile(r"\bNone(Type)?\b|\bOptional\[")

_UNTOLD = frozenset(("no-matching-overload",))
"""Codes of errors in a call of which the checker does not say what is handed over."""

GUESSED = "assay"
"""The source of a diagnostic that we made ourselves, in mypy's words."""


def meaning(diagnostic: Diagnostic) -> Meaning | None:
    """What the diagnostic says; None where no recipe could know it."""
    return _meaning(diagnostic.source.casefold(), diagnostic.code, diagnostic.message)


def means(diagnostic: Diagnostic, *kinds: Kind) -> bool:
    """Whether the diagnostic says one of these."""
    found = meaning(diagnostic)
    return found is not None and found.kind in kinds


def is_about_none(diagnostic: Diagnostic) -> bool:
    """Whether the diagnostic says, or may mean, that something may be None; also in words that have no meaning."""
    found = meaning(diagnostic)
    told = (found is not None and is_of_none(found.kind)) or _NONE.search(diagnostic.message) is not None
    return told or diagnostic.code in _UNTOLD


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
