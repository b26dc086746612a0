"""The page of the manual that each recipe has: its parts are there, and its example is what comes out."""

from __future__ import annotations

import inspect
import re
from pathlib import Path, PurePosixPath

import pytest

from assay.actions import causes
from assay.core.snapshot import Snapshot
from assay.recipes.catalogue import RECIPES
from assay.recipes.recipe import Recipe
from assay.recipes.sources import Sources
from support.checked import propose, said, write

PARTS = ("What it does: ", "When it is offered: ", "For example", "What is verified: ", "What is not verified: ")
CONFIGURATION = "[mypy]\ncheck_untyped_defs = true\nwarn_unused_ignores = true\nwarn_redundant_casts = true\n"
BY_NAME = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)


@BY_NAME
def test_the_page_has_its_parts_in_order(recipe: Recipe) -> None:
    page = page_of(recipe)
    places = [page.find(f"\n{part}") for part in PARTS]
    assert -1 not in places, dict(zip(PARTS, places, strict=True))
    assert places == sorted(places)


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders side by side, whose checks share what mypy remembers of the standard library."""
    return tmp_path_factory.mktemp("pages")


@BY_NAME
def test_the_example_is_what_comes_out(recipe: Recipe, workspaces: Path) -> None:
    page = page_of(recipe)
    *beside, before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    other = re.search(r"For example, where `([\w/.]+)` has", page)
    others = {} if other is None else {PurePosixPath(other[1]): beside.pop()}
    assert not beside
    named = re.search(r"For example, in `([\w/.]+)`", page)
    path = PurePosixPath(named[1] if named else "shop.py")
    under = re.search(r"For example, under (\w+),", page)
    checker = under[1] if under else "mypy"
    folder = workspaces / recipe.name
    write(folder, {path: before, **others, PurePosixPath("mypy.ini"): CONFIGURATION})
    before_it = said(folder, checker)
    (target,) = causes.targets(Sources(Snapshot(folder)), (each for each in before_it if recipe.recognises(each)))
    proposal = propose(recipe, target, folder, before_it, checker).proposal
    assert proposal is not None
    (change,) = proposal.patch.changes
    # a page has no room for the two empty lines that a file has
    assert (change.after or "").replace("\n\n\n", "\n\n") == after.replace("\n\n\n", "\n\n")


def page_of(recipe: Recipe) -> str:
    """The docstring of the file that defines the recipe."""
    module = inspect.getmodule(recipe.propose)
    assert module is not None
    return inspect.cleandoc(module.__doc__ or "")
