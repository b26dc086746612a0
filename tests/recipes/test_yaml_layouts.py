"""Old layouts of compose files and of pre-commit's configuration: what comes out, what is declined, what is caught."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from assay.checks.same_sense import same_sense
from assay.core.action import Proposal, Request, Target
from assay.core.check import Candidate, CheckResult, Side
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.recipes.migrations import compose_version, precommit_layout
from assay.recipes.recipe import Recipe
from support.proposing import declined_by, proposed_by, texts_by
from support.sandboxes import write_tree

HOOKS = ".pre-commit-config.yaml"
SERVICES = "services:\n  web:\n    image: web\n"


def judged(root: Path, path: str, before: str, after: str | None, others: Mapping[str, str]) -> CheckResult:
    """What the check says of a change of a file among others."""
    base = Snapshot(write_tree(root, {path: before, **others}))
    patch = Patch((FileChange(PurePosixPath(path), before, after),))
    side, new = Side(base, None), Side(base.with_patch(patch), None)
    target = Target(PurePosixPath(path), "", ())
    request = Request("migrate_config", base, PurePosixPath(path))
    return asyncio.run(same_sense(Candidate(request, target, Proposal(patch, "test", "", ""), side, new)))


@pytest.mark.parametrize(
    ("recipe", "doc", "path"),
    [
        (compose_version.RECIPE, compose_version.__doc__, "compose.yml"),
        (precommit_layout.RECIPE, precommit_layout.__doc__, HOOKS),
    ],
)
def test_the_example_of_its_page_is_what_comes_out(recipe: Recipe, doc: str, path: str) -> None:
    page = inspect.cleandoc(doc)
    before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts_by(recipe, {path: before}, path) == {path: after}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"version: '3'\n\n{SERVICES}", SERVICES),
        (f"{SERVICES}version: '3'\n", SERVICES),
        (f"{SERVICES}version: '3'", SERVICES),
        (f"# é\r\nversion: 3\r\n{SERVICES}", f"# é\r\n{SERVICES}"),
        (f"name: x\nversion: 2.4 # old\n{SERVICES}", f"name: x\n{SERVICES}"),
    ],
)
def test_the_version_goes_and_all_else_stays(before: str, after: str) -> None:
    path = "docker-compose.prod.yml"
    assert texts_by(compose_version.RECIPE, {path: before}, path) == {path: after}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("version: '1'\nweb:\n  image: web\n", "no services stand in it"),
        (f"version: '3'\nversion: '2'\n{SERVICES}", "line 2: the key 'version' stands twice"),
        ("version: '3'\nx-a: &a {b: c}\nservices:\n  w: *a\n", "line 2 is used again by an alias"),
        ("version:\n  '3'\nservices: {}\n", "its version has no line of its own"),
        ("version: [3]\nservices: {}\n", "its version has no line of its own"),
        ("version: '3\nservices: {}\n", "not YAML ("),
    ],
)
def test_a_compose_file_that_is_declined(text: str, reason: str) -> None:
    assert declined_by(compose_version.RECIPE, {"compose.yaml": text}, "compose.yaml").startswith(
        f"compose.yaml: {reason}"
    )


@pytest.mark.parametrize("text", [SERVICES, "services:\n  web:\n    version: 3\n", "# version: 3\n"])
def test_a_compose_file_without_a_version_is_no_target(text: str) -> None:
    assert proposed_by(compose_version.RECIPE, {"compose.yml": text}, "compose.yml") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\n- repo: local\n  hooks: []\n", "---\nrepos:\n- repo: local\n  hooks: []\n"),
        ("  - repo: a\n    sha: '1'\n", "repos:\n  - repo: a\n    rev: '1'\n"),
        ("repos:\n- repo: a\n  sha: v1  # é\n", "repos:\n- repo: a\n  rev: v1  # é\n"),
        ("default_stages: [commit, manual]\nrepos: []\n", "default_stages: [pre-commit, manual]\nrepos: []\n"),
        (
            'repos:\n- repo: a\n  rev: "1"\n  hooks: [{id: sha, stages: ["push", merge-commit], x: [push]}]\n',
            'repos:\n- repo: a\n  rev: "1"\n  hooks: [{id: sha, stages: ["pre-push", pre-merge-commit], x: [push]}]\n',
        ),
    ],
)
def test_the_layout_of_today(before: str, after: str) -> None:
    assert texts_by(precommit_layout.RECIPE, {HOOKS: before}, HOOKS) == {HOOKS: after}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "repos:\n- repo: a\n  sha: 1\n  rev: 2\n",
            "a repository has sha and rev; settle first which of the two holds",
        ),
        ("[{repo: a, sha: 1}]\n", "its list stands on a line with something else"),
    ],
)
def test_a_layout_that_is_declined(text: str, reason: str) -> None:
    assert declined_by(precommit_layout.RECIPE, {HOOKS: text}, HOOKS) == f"{HOOKS}: {reason}"


@pytest.mark.parametrize("text", ["", "repos: []\n", "repos: [\n", "repos:\n- repo: push\n  rev: sha\n"])
def test_a_layout_of_today_is_no_target(text: str) -> None:
    assert proposed_by(precommit_layout.RECIPE, {HOOKS: text}, HOOKS) is None


OLD = (
    "- repo: a\n  sha: '1'\n  hooks:\n  - id: b\n    stages: [commit]\n    language: python_venv\n"
    "    args: [push, '1']\n"
)
RIGHT = (
    "repos:\n- repo: a\n  rev: '1'\n  hooks:\n  - id: b\n    stages: [pre-commit]\n    language: python\n"
    "    args: [push, '1']\n"
)
FAULTS = (
    ("rev: '1'", "rev: 1"),
    ("rev: '1'", "sha: '1'\n  rev: '1'"),
    ("rev:", "version:"),
    ("repo: a", "repo: A"),
    ("[pre-commit]", "[pre-push]"),
    ("[pre-commit]", "pre-commit"),
    ("language: python", "language: python3"),
    ("[push, '1']", "[pre-push, '1']"),
    ("[push, '1']", "[push, 1]"),
    ("[push, '1']", "['1', push]"),
    ("    args: [push, '1']\n", ""),
    ("repos:", "repositories:"),
)


def test_the_right_layout_passes_and_each_seeded_fault_is_caught(tmp_path: Path) -> None:
    assert judged(tmp_path, HOOKS, OLD, RIGHT, {}).status == "passed"
    passed = [each for each in FAULTS if judged(tmp_path, HOOKS, OLD, RIGHT.replace(*each, 1), {}).status != "failed"]
    assert all(fault[0] in RIGHT for fault in FAULTS)
    assert passed == []


@pytest.mark.parametrize(
    "after",
    [
        "services:\n  web:\n    image: web2\n",
        "services:\n  web: {}\n",
        "services: {}\n",
        "version: [\n",
        "web:\n  image: web\n",
        None,
    ],
)
def test_a_compose_file_that_says_something_else_is_caught(tmp_path: Path, after: str | None) -> None:
    assert judged(tmp_path, "compose.yml", f"version: '3'\n{SERVICES}", after, {}).status == "failed"


def test_a_call_of_what_may_read_the_version_makes_it_partial(tmp_path: Path) -> None:
    before, others = f"version: '3'\n{SERVICES}", {"Makefile": "up:\n\tdocker-compose up\n"}
    result = judged(tmp_path, "compose.yml", before, SERVICES, others)
    assert (result.status, result.incomplete) == (
        "passed",
        "Makefile:2: calls a program that may still read the version",
    )
    assert judged(tmp_path / "b", "compose.yml", before, SERVICES, {"Makefile": "up:\n\tdocker compose up\n"}) == (
        CheckResult("same sense", required=True, status="passed", summary="it says the same to what reads it")
    )
