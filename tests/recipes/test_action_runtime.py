"""The Node.js of an action: what comes out, and what is left."""

from __future__ import annotations

import inspect
import re

import pytest

from assay.recipes.migrations import action_runtime
from support.proposing import declined_by, proposed_by, texts_by

ACTION = "action.yml"


def action(using: str) -> str:
    """An action that is run by this."""
    return f"name: a\nruns:\n  using: {using}\n  main: dist/index.js\n"


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(action_runtime.__doc__ or "")
    before, new = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts_by(action_runtime.RECIPE, {ACTION: before}, ACTION) == {ACTION: new}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("node12", "node24"),
        ('"node16"  # why', '"node24"  # why'),
        ("'node20'", "'node24'"),
        ("Node16", "node24"),
        ("node16\r", "node24\r"),
    ],
)
def test_a_runtime_is_replaced_where_it_stands(old: str, new: str) -> None:
    path = "tools/greet/action.yaml"
    assert texts_by(action_runtime.RECIPE, {path: action(old)}, path) == {path: action(new)}


@pytest.mark.parametrize("using", ["node24", "docker", "composite", "node99", "[node16]", "{{ runtime }}", "*a"])
def test_what_is_not_old_or_cannot_be_read_is_left(using: str) -> None:
    assert proposed_by(action_runtime.RECIPE, {ACTION: action(using)}, ACTION) is None


def test_one_that_cannot_be_changed_in_place_is_declined() -> None:
    assert declined_by(action_runtime.RECIPE, {ACTION: action(">-\n    node16")}, ACTION) == (
        "action.yml: it is written in a way that cannot be changed in place"
    )


def test_a_workflow_is_not_read_for_it() -> None:
    path = ".github/workflows/ci.yml"
    assert proposed_by(action_runtime.RECIPE, {path: action("node16")}, path) is None
