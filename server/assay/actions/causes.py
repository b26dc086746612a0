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
    together: dict[Hashable, tuple[Recipe | None, list[Diagnostic]]] = {}
    for diagnostic in diagnostics:
        recipe, cause = _there(sources, diagnostic) or (None, _cause(sources, diagnostic))
        key = diagnostic.path, recipe and recipe.name, cause
        together.setdefault(key, (recipe, []))[1].append(diagnostic)
    return tuple(_target(sources, recipe, tuple(found)) for recipe, found in together.values())


def recipe_of(diagnostic: Diagnostic) -> Recipe | None:
    """The first recipe that recognises an error by what it says; None where none does."""
    return next((recipe for recipe in RECIPES if not recipe.by_place and recipe.recognises(diagnostic)), None)


def likely(diagnostic: Diagnostic, parsed: Parsed) -> Recipe | None:
    """The recipe that recognises an error, where in its file, too, it looks as if there were an answer."""
    tree = parsed()
    for each in RECIPES:
        if each.by_place and each.fits is not None and tree is not None and each.fits(tree, diagnostic):
            return each
    recipe = recipe_of(diagnostic)
    if recipe is None or recipe.fits is None:
        return recipe
    return recipe if tree is not None and recipe.fits(tree, diagnostic) else None


def title(diagnostic: Diagnostic, parsed: Parsed) -> str:
    """What is to be done about an error, as a line of a menu."""
    recipe = likely(diagnostic, parsed)
    return recipe.title(diagnostic) if recipe is not None else f"Solve: {diagnostic.message.partition(chr(10))[0]}"


def _target(sources: Sources, recipe: Recipe | None, found: tuple[Diagnostic, ...]) -> Target:
    """The target of errors that a recipe knows by their place, or of others."""
    first = found[0]
    said = title(first, partial(sources.tree, first.path)) if recipe is None else recipe.title(first)
    return Target(first.path, said, found, by_place="" if recipe is None else recipe.name)


def _there(sources: Sources, diagnostic: Diagnostic) -> tuple[Recipe, Hashable] | None:
    """The recipe that knows an error by its place, and the cause."""
    for recipe in RECIPES:
        cause = recipe.cause(sources, diagnostic) if recipe.by_place else None
        if cause is not None:
            return recipe, cause
    return None


def _cause(sources: Sources, diagnostic: Diagnostic) -> Hashable:
    """The cause of an error that no recipe knows by its place."""
    recipe = recipe_of(diagnostic)
    if recipe is None:
        # what nobody knows is told by what it is about: one receiver is mostly one cause
        receiver = _QUOTED.search(diagnostic.message)
        return diagnostic.code, _QUOTED.sub("", diagnostic.key[2]), receiver and receiver[1]
    cause = recipe.cause(sources, diagnostic)
    return (recipe.name, cause) if cause is not None else (recipe.name, diagnostic.place, diagnostic.message)
