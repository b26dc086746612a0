"""All recipes, in the order in which they are asked: the surest first."""

from __future__ import annotations

from assay.recipes import (
    attribute_declaration,
    container_annotation,
    deprecated_alias,
    element_widening,
    implicit_optional,
    missing_import,
    misspelt_attribute,
    mixin_method,
    none_assert,
    none_bind,
    none_guard,
    redundant_cast,
    repeated_annotation,
    return_annotation,
    return_none,
    returned_annotation,
    split_variable,
    type_form,
    unused_ignore,
    version_condition,
    wider_declaration,
)
from assay.recipes.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    version_condition.RECIPE,
    missing_import.RECIPE,
    implicit_optional.RECIPE,
    unused_ignore.RECIPE,
    redundant_cast.RECIPE,
    repeated_annotation.RECIPE,
    type_form.RECIPE,
    deprecated_alias.RECIPE,
    none_guard.RECIPE,
    none_bind.RECIPE,
    none_assert.RECIPE,
    container_annotation.RECIPE,
    returned_annotation.RECIPE,
    element_widening.RECIPE,
    wider_declaration.RECIPE,
    split_variable.RECIPE,
    misspelt_attribute.RECIPE,
    attribute_declaration.RECIPE,
    mixin_method.RECIPE,
    return_none.RECIPE,
    return_annotation.RECIPE,
)
