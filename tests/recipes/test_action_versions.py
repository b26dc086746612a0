"""Old versions of actions: what is listed, and that nothing is ever proposed."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from assay.recipes.migrations import action_versions
from assay.tools.action_versions import KNOWN, old_actions
from support.proposing import declined_by, proposed_by

CI = ".github/workflows/ci.yml"


def workflow(*uses: str) -> str:
    """A workflow whose steps use these, from line 6 on."""
    return "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n" + "".join(
        f"      - uses: {x}\n" for x in uses
    )


def references(*uses: str) -> list[tuple[str, int]]:
    return listed(workflow(*uses))


def listed(text: str) -> list[tuple[str, int]]:
    found = [each for action in old_actions(text) for each in action.references.items()]
    return sorted(((reference, line) for reference, lines in found for line in lines), key=lambda each: each[1])


def test_each_action_is_listed_once_with_its_places_and_what_to_look_at() -> None:
    text = workflow(
        "actions/checkout@v4",
        "actions/checkout@v2",
        "actions/setup-python@v4.1.0  # as the others",
        "actions/checkout@v3",
        "Actions/Checkout@v2",
        "actions/checkout@v2",
    )
    found = action_versions.notes(PurePosixPath(CI), text)
    assert [(each.start.line, each.message) for each in found] == [
        (
            6,
            (
                "actions/checkout@v2 (lines 7, 11), actions/checkout@v3 (line 9), Actions/Checkout@v2 (line 10): "
                "up to v3 from before Node.js 20; "
                "since v2 one commit is fetched alone, and `path` begins at the workspace"
            ),
        ),
        (7, "actions/setup-python@v4.1.0 (line 8): up to v4 from before Node.js 20; see its releases"),
    ]
    assert declined_by(action_versions.RECIPE, {CI: text}, CI) == (
        f"{CI}: to move by hand, as nothing here can run an action to compare it: "
        "actions/checkout, actions/setup-python"
    )


@pytest.mark.parametrize("name", KNOWN)
def test_a_version_is_old_up_to_the_last_one_and_not_beyond(name: str) -> None:
    last, _ = KNOWN[name]
    assert references(
        f"{name}@v1", f"{name}@v{last}", f"{name}@v{last}.9", f"{name}@v{last + 1}", f"{name}@{last}"
    ) == [
        (f"{name}@v1", 6),
        (f"{name}@v{last}", 7),
        (f"{name}@v{last}.9", 8),
        (f"{name}@{last}", 10),
    ]


def test_an_action_in_a_folder_and_one_in_other_case_are_known() -> None:
    assert references("github/codeql-action/init@v2", "Actions/Cache/restore@V3", "Actions/Cache/restore@v3") == [
        ("github/codeql-action/init@v2", 6),
        ("Actions/Cache/restore@v3", 8),
    ]


@pytest.mark.parametrize(
    "uses",
    [
        "actions/checkout@main",
        "actions/checkout@0123456789abcdef0123456789abcdef01234567",
        "actions/checkout@v3-beta",
        "actions/checkout",
        "somebody/checkout@v1",
        "actions/checkout2@v1",
        "./actions/checkout@v1",
        "docker:actions/checkout@v1",
        "[actions/checkout@v1]",
    ],
)
def test_what_cannot_be_told_is_not_listed(uses: str) -> None:
    assert references(uses) == []


def test_a_composite_action_is_read_and_a_name_in_a_script_is_not() -> None:
    steps = "    - uses: actions/cache@v2\n    - run: echo actions/checkout@v1\n      shell: bash\n"
    assert listed(f"name: a\nruns:\n  using: composite\n  steps:\n{steps}") == [("actions/cache@v2", 5)]


def test_a_file_without_one_or_that_is_no_yaml_has_no_entry_in_a_menu() -> None:
    said = [
        action_versions.message(PurePosixPath(CI), text) for text in (workflow("actions/cache@v4"), "{actions/cache")
    ]
    assert said == ["", ""]
    assert (
        action_versions.message(PurePosixPath(CI), workflow("actions/cache@v3"))
        == "the old versions of actions in ci.yml"
    )


def test_a_file_that_is_no_workflow_is_left_alone() -> None:
    assert proposed_by(action_versions.RECIPE, {"ci.yml": workflow("actions/cache@v3")}, "ci.yml") is None


def test_a_whole_project_is_not_asked_for_what_nothing_can_be_applied_of() -> None:
    assert not action_versions.MIGRATION.whole
