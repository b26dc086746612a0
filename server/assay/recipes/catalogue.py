"""All recipes, in the order in which they are asked: the surest first."""

from __future__ import annotations

from assay.recipes import implicit_optional, none_assert, none_bind, none_guard
from assay.recipes.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (implicit_optional.RECIPE, none_guard.RECIPE, none_bind.RECIPE, none_assert.RECIPE)
