"""All recipes, in the order in which they are asked: the surest first."""

from __future__ import annotations

from assay.recipes import implicit_optional
from assay.recipes.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (implicit_optional.RECIPE,)
