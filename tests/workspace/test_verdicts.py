"""A verdict is used again only where everything that it rests on is the same, and the receipt says whose it is."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from assay.core.action import Request
from assay.core.budget import Budget
from assay.core.constraint import constraint
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Position
from assay.core.trust import Trust
from assay.settings import Settings
from assay.workspace.run import Run
from assay.workspace.workspace import Workspace
from support.declaring import declaration
from support.environments import packages, virtual_environment
from support.receipts import against_schema
from support.sandboxes import write_tree

MODULE = "from items import PRICE\n\n\ndef total(price: int = None) -> int:\n    return price or PRICE\n"
PLACE = Place(Position(3, 0), Position(3, 0))
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
FILES = {
    "pyproject.toml": declaration("shop", "shop.py"),
    "shop.py": MODULE,
    "items.py": "PRICE = 5\n",
    ".gitignore": "local_settings.py\n",
    "local_settings.py": "RATE = 1\n",
}

Change = Callable[[Path, Workspace], None]


def narrow(**settings: object) -> Change:
    def change(_: Path, workspace: Workspace) -> None:
        assert workspace.narrow(settings) == ()

    return change


def write(name: str, text: str) -> Change:
    def change(folder: Path, _: Workspace) -> None:
        (folder / "shop" / name).write_text(text)

    return change


def write_ignored(folder: Path, _: Workspace) -> None:
    (folder / "shop" / "local_settings.py").write_text("RATE = 2\n")


def install(folder: Path, _: Workspace) -> None:
    (packages(folder / "env") / "other-1.0.dist-info").mkdir()


def install_again(folder: Path, _: Workspace) -> None:
    found = packages(folder / "env") / "there-1.0.dist-info"
    found.rename(found.with_name("gone"))
    found.mkdir()
    found.with_name("gone").rmdir()


def nothing(_: Path, _workspace: Workspace) -> None:
    """Change nothing."""


async def everything(_argv: Sequence[str], _who: str) -> bool:
    """Allows whatever command it is."""
    return True


async def solve(workspace: Workspace, run: str, *demands: str) -> Run:
    snapshot = Snapshot(workspace.root)
    asked = tuple(map(constraint, demands))
    return await workspace.run(
        Request("fix_types", snapshot, PurePosixPath("shop.py"), PLACE, constraints=asked),
        run=run,
        current=lambda: Snapshot(workspace.root),
        notify=lambda _: None,
        budget=Budget(),
        permit=everything,
    )


def twice(
    folder: Path, change: Change, *demands: str, settings: Settings | None = None
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What the receipts of two runs in one process say, with a change in between."""
    shop = write_tree(folder / "shop", FILES)
    python = virtual_environment(folder / "env", Path(sys.base_prefix), VERSION)
    (packages(folder / "env") / "there-1.0.dist-info").mkdir()

    async def work() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        workspace = Workspace(
            shop,
            settings=replace(settings or Settings(), interpreter=python),
            trust=Trust(trusted=True, source="the test"),
            state=folder / "state",
            environ=os.environ,
        )
        try:
            (first,) = (await solve(workspace, "first")).units
            change(folder, workspace)
            (second,) = (await solve(workspace, "second", *demands)).units
        finally:
            await workspace.close()
        assert [against_schema(each.statement) for each in (first, second)] == [[], []]
        assert (first.outcome.verdict, second.outcome.verdict) == ("verified", "verified"), first.outcome.reason
        return first.statement["predicate"], second.statement["predicate"]

    return asyncio.run(work())


def differing(first: Mapping[str, Any], second: Mapping[str, Any]) -> set[str]:
    one, two = first["reuse"]["rests_on"], second["reuse"]["rests_on"]
    return {name for name in one if one[name] != two[name]}


def test_where_all_is_the_same_the_verdict_is_used_again_and_says_whose_it_is(tmp_path: Path) -> None:
    first, second = twice(tmp_path, nothing)
    assert first["reuse"]["verdict_of"] is None
    assert second["reuse"]["verdict_of"] == "first"
    assert second["run"] == "second"
    assert "judged in run first, and nothing that is compared for that has changed since" in second["reason"]
    assert (second["patch"], second["checks"]) == (first["patch"], first["checks"])
    assert differing(first, second) == set()


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (write("items.py", "PRICE = 6\n"), "files"),
        (write("pyproject.toml", FILES["pyproject.toml"] + "\n[tool.mypy]\nstrict = true\n"), "files"),
        (write_ignored, "ignored"),
        (install, "distributions"),
        (install_again, "distributions"),
        (narrow(protected=["items.py"]), "policy"),
        (narrow(tests="all"), "tests"),
    ],
    ids=[
        "an imported file",
        "the checker's settings",
        "an ignored file",
        "a package",
        "the same package anew",
        "the policy",
        "the tests",
    ],
)
def test_where_something_has_changed_all_checks_run(tmp_path: Path, change: Change, part: str) -> None:
    first, second = twice(tmp_path, change)
    assert second["reuse"]["verdict_of"] is None
    assert differing(first, second) == {part}
    assert second["checks"] != first["checks"], "their times, at least"


def test_where_something_else_is_demanded_all_checks_run(tmp_path: Path) -> None:
    first, second = twice(tmp_path, nothing, "at most 9 lines")
    assert second["reuse"]["verdict_of"] is None
    assert differing(first, second) == {"demands"}
    assert "constraints" in [each["name"] for each in second["checks"]]


def test_where_a_command_has_to_pass_all_checks_run(tmp_path: Path) -> None:
    _, second = twice(tmp_path, nothing, "must pass python -c pass")
    assert second["reuse"]["verdict_of"] is None
    assert second["reuse"]["barred"] == "a command has to pass, which may rest on anything"


def test_where_nothing_is_to_be_remembered_all_checks_run(tmp_path: Path) -> None:
    _, second = twice(tmp_path, nothing, settings=Settings(model_memory=0))
    assert second["reuse"]["verdict_of"] is None
    assert second["reuse"]["barred"] == "`model_memory` is 0"
