"""Each case of the fixtures: the recipe proposes, the real mypy judges, and what comes out is what is written there."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.core.action import Target
from assay.core.diagnostics import Diagnostic
from assay.core.text import Lines
from assay.recipes import implicit_optional
from support.checked import mypy, propose, write
from support.fixtures import Fixture, compare, fixtures

FOLDER = Path(__file__).with_name("fixtures")
CASES = [case for source in sorted(FOLDER.glob("*.md")) for case in fixtures(source)]


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders side by side, whose checks share what mypy remembers of the standard library."""
    return tmp_path_factory.mktemp("recipes")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source.stem}: {case.title}")
def test_a_case_comes_out_as_it_is_written(case: Fixture, workspaces: Path) -> None:
    folder = workspaces / str(CASES.index(case))
    write(folder, case.files)
    before = mypy(folder)
    meant = [each for each in before if implicit_optional.recognises(each) and _is_at(case, each)]
    if not meant:
        compare(case, {"not-offered": ""})
        return
    target = Target(case.path, "", tuple(meant))
    proposal = propose(implicit_optional.propose, target, folder, before).proposal
    if proposal is None:
        compare(case, {"abstains": ""})
        return
    actual = {f"{change.path.suffix[1:]} {change.path} after": change.after or "" for change in proposal.patch.changes}
    if "rationale" in case.expected:
        actual["rationale"] = f"{proposal.rationale}\n"
    compare(case, actual)


def test_there_is_a_negative_case_for_every_four_positive_ones() -> None:
    negative = sum(bool({"not-offered", "abstains"} & case.expected.keys()) for case in CASES)
    assert negative * 4 >= len(CASES) - negative


def _is_at(case: Fixture, diagnostic: Diagnostic) -> bool:
    """Whether the cursor stands at the parameter: between the start of its name and the end of its default."""
    if diagnostic.path != case.path:
        return False
    lines = Lines(case.files[case.path])
    name = diagnostic.message.split('"')[1]
    start = lines.text.rfind(name, 0, lines.offset(diagnostic.start))
    return start <= case.span.start and case.span.end <= lines.offset(diagnostic.end)
