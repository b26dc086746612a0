"""Errors with one cause, which one edit should answer: together they are what can be judged alone."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from functools import partial

from assay.actions.action import Parsed
from assay.core.action import Target
from assay.core.diagnostics import Diagnostic
from assay.recipes.catalogue import RECIPES
from assay.recipes.recipe import Recipe
from assay.recipes.sources import Sources

_QUOTED = re.compile(r"[\"`']([^\"`']*)[\"`']")


def targets(sources: Sources, diagnostics: Iterable[Diagnostic]) -> tuple[Target, ...]:
    """The errors of each cause, in the order in which the first of each stands."""
    together: dict[Hashable, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        together.setdefault((diagnostic.path, _cause(sources, diagnostic)), []).append(diagnostic)
    return tuple(
        Target(found[0].path, title(found[0], partial(sources.tree, found[0].path)), tuple(found))
        for found in together.values()
    )


def recipe_of(diagnostic: Diagnostic) -> Recipe | None:
    """The first recipe that recognises an error; None where none does."""
    return next((recipe for recipe in RECIPES if recipe.recognises(diagnostic)), None)


def likely(diagnostic: Diagnostic, parsed: Parsed) -> Recipe | None:
    """The recipe that recognises an error, where in its file, too, it looks as if there were an answer."""
    recipe = recipe_of(diagnostic)
    if recipe is None or recipe.fits is None:
        return recipe
    tree = parsed()
    return recipe if tree is not None and recipe.fits(tree, diagnostic) else None


def title(diagnostic: Diagnostic, parsed: Parsed) -> str:
    """What is to be done about an error, as a line of a menu."""
    recipe = likely(diagnostic, parsed)
    return recipe.title(diagnostic) if recipe is not None else f"Solve: {diagnostic.message.partition(chr(10))[0]}"


def _cause(sources: Sources, diagnostic: Diagnostic) -> Hashable:
    recipe = recipe_of(diagnostic)
    if recipe is None:
        # what nobody knows is told by what it is about: one receiver is mostly one cause
        receiver = _QUOTED.search(diagnostic.message)
        return diagnostic.code, _QUOTED.sub("", diagnostic.key[2]), receiver and receiver[1]
    cause = recipe.cause(sources, diagnostic)
    return (recipe.name, cause) if cause is not None else (recipe.name, diagnostic.place, diagnostic.message)
