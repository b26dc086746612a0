"""Another Node.js for an action: never more than partial, and whatever else changes is caught."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assay.checks.action_runtime import action_runtime
from assay.checks.workflow_scripts import workflow_scripts
from assay.core.check import Check
from assay.core.command import Limits
from support.candidates import candidate, judged
from support.judging import project_at
from support.sandboxes import write_tree

OLD = "name: a\ninputs:\n  x: {default: '1'}\nruns:\n  using: node16\n  pre: a.js\n  main: dist/b.js\n"
NEW = OLD.replace("node16", "node24")


def test_the_right_change_is_no_more_than_partial(tmp_path: Path) -> None:
    write_tree(tmp_path, {"action.yml": OLD, "a.js": "", "dist/b.js": ""})
    result = judged(action_runtime, candidate({"action.yml": (OLD, NEW)}, target="action.yml", root=tmp_path))
    assert (result.required, result.status) == (True, "passed")
    assert result.incomplete == "action.yml: what it does was not compared under node24"


def test_a_script_that_is_not_there_is_named(tmp_path: Path) -> None:
    write_tree(tmp_path, {"action.yml": OLD, "a.js": ""})
    result = judged(action_runtime, candidate({"action.yml": (OLD, NEW)}, target="action.yml", root=tmp_path))
    assert result.incomplete.endswith("; dist/b.js, which it runs, is not here")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (OLD, NEW.replace("'1'", "'2'"), "more than its runtime changes"),
        (OLD, NEW.replace("dist/b.js", "dist/c.js"), "more than its runtime changes"),
        (OLD, NEW.replace("  pre: a.js\n", ""), "more than its runtime changes"),
        (OLD, OLD.replace("node16", "node18"), "it is to be run by node18, not by node24"),
        (OLD, OLD.replace("node16", "docker"), "it is to be run by docker, not by node24"),
        (OLD, OLD.replace("  using: node16\n", ""), "it is to be run by nothing, not by node24"),
        (NEW, NEW.replace("node24", "node26"), "it changes what runs it, which was not deprecated"),
        (OLD, NEW + "  main: b.js\n", "line 8: the key 'main' stands twice or is merged"),
    ],
)
def test_each_seeded_fault_is_caught(old: str, new: str, reason: str) -> None:
    result = judged(action_runtime, candidate({"action.yml": (old, new)}, target="action.yml"))
    assert (result.required, result.status, result.reason) == (True, "failed", f"action.yml: {reason}")


def test_the_check_of_scripts_leaves_that_change_to_it_and_no_other(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {"action.yml": OLD})
    check = workflow_scripts(project_at(root, "action.yml"), Limits(), remaining=lambda: None)
    other = OLD.replace("'1'", "'2'")
    assert asyncio.run(_said(check, NEW)) == ("skipped", False)
    assert asyncio.run(_said(check, other)) == ("failed", True)


async def _said(check: Check, new: str) -> tuple[str, bool]:
    result = await check(candidate({"action.yml": (OLD, new)}, target="action.yml"))
    return result.status, result.required
