"""Each case of the fixtures: the recipe proposes, a real checker judges, and what comes out is what is written there.

The folder of a case names its recipe.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assay.actions import causes
from assay.core.action import Target
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.core.text import Lines, Place
from assay.recipes.catalogue import RECIPES
from assay.recipes.recipe import Recipe
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning
from support.checked import propose, said, write
from support.fixtures import Fixture, compare, fixtures

FOLDER = Path(__file__).with_name("fixtures")
CASES = [case for source in sorted(FOLDER.glob("*/*.md")) for case in fixtures(source)]
OF_NAME = {recipe.name: recipe for recipe in RECIPES}


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders side by side, whose checks share what mypy remembers of the standard library."""
    return tmp_path_factory.mktemp("recipes")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{_name(case)}, {case.source.stem}: {case.title}")
def test_a_case_comes_out_as_it_is_written(case: Fixture, workspaces: Path) -> None:
    folder = workspaces / str(CASES.index(case))
    write(folder, case.files)
    before = said(folder, case.checker)
    recipe = OF_NAME[_name(case)]
    target = _target(case, recipe, folder, before)
    if target is None:
        compare(case, {"not-offered": ""})
        return
    proposal = propose(recipe, target, folder, before, case.checker).proposal
    if proposal is None:
        compare(case, {"abstains": ""})
        return
    assert proposal.title == recipe.title(next(each for each in target.diagnostics if recipe.recognises(each)))
    actual = {f"{change.path.suffix[1:]} {change.path} after": change.after or "" for change in proposal.patch.changes}
    if "rationale" in case.expected:
        actual["rationale"] = f"{proposal.rationale}\n"
    if proposal.assumed:
        actual["assumed"] = f"{proposal.assumed}\n"
    compare(case, actual)


@pytest.mark.parametrize("name", OF_NAME)
def test_there_is_a_negative_case_for_every_four_positive_ones(name: str) -> None:
    cases = [case for case in CASES if _name(case) == name]
    found = Counter(bool({"not-offered", "abstains"} & case.expected.keys()) for case in cases)
    assert found[False]
    assert found[True] * 4 >= found[False]


def _name(case: Fixture) -> str:
    return case.source.parent.name


def _target(case: Fixture, recipe: Recipe, folder: Path, before: tuple[Diagnostic, ...]) -> Target | None:
    """What the cursor points at, with all of the same cause."""
    known = [each for each in before if recipe.recognises(each)]
    meant = {each for each in known if _is_at(case, each)}
    found = causes.targets(Sources(Snapshot(folder)), known)
    return next((target for target in found if meant & set(target.diagnostics)), None)


def _is_at(case: Fixture, diagnostic: Diagnostic) -> bool:
    """Whether the cursor touches it; of a default, whether it stands between its parameter's name and its end."""
    if diagnostic.path != case.path:
        return False
    lines = Lines(case.files[case.path])
    cursor = Place(lines.position(case.span.start), lines.position(case.span.end))
    found = meaning(diagnostic)
    if found is None or found.kind != "implicit optional":
        return cursor.touches(diagnostic.place)
    begin, end = lines.offset(diagnostic.start), lines.offset(diagnostic.end)
    # some checkers do not name the parameter: it is then the one before the default
    start = lines.text.rfind(found.name, 0, begin) if found.name else max(map(lines.text[:begin].rfind, "(,"))
    return start <= case.span.start and case.span.end <= end
