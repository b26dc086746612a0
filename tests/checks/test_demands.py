"""What the user demands of the running code, with real processes in the real sandbox: what holds, what is caught."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assay.checks import must_pass
from assay.checks.examples import example_holds
from assay.core.check import Check, CheckResult, Side
from assay.core.constraint import constraint
from assay.tools.pytest import find_pytest
from support.boxes import branch_at
from support.sandboxes import sandbox_on
from support.suites import Small, candidate, no_end, small

FILES = {
    "mod.py": "def double(x):\n    return 2 * x\n",
    "pack/__init__.py": "",
    "pack/inner.py": "from pack import far\n\nclass Error(Exception): ...\n",
    "pack/far.py": "FAR = 3\n",
    "test_mod.py": (
        "import mod, pytest\n\n\ndef test_double():\n    assert mod.double(2) == 4\n\n\n"
        "@pytest.mark.parametrize('x', [1, 2])\ndef test_each(x):\n    assert mod.double(x) > x\n\n\n"
        "@pytest.mark.skip\ndef test_never():\n    pass\n"
    ),
}
GOOD = FILES["mod.py"]
CHANGED = GOOD + "\n"
LIES = """
class Nine(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__

class Anything:
    def __eq__(self, other): return True

def double(x):
    return [Nine(8)] if x == 1 else Anything() if x == 2 else True if x == 3 else {"a": (2.0, Nine(1))}
"""
FORGES = """
import os, json
def double(x):
    try:
        with open("/assay/out/example.json", "w") as file:
            json.dump({"seed": "guessed", "ended": "returned", "kept": True, "told": "4"}, file)
    finally:
        os._exit(0)
"""
ENDED = "the call ended its process before it came to its end"


def check_of(project: Small, text: str, *, allows: bool) -> Check:
    async def permit(_argv: Sequence[str], _who: str) -> bool:
        return allows

    asked = constraint(text)
    if asked.kind == "example":
        return example_holds(asked, project.project, remaining=no_end)
    stand = must_pass.Stand(project.project, find_pytest(project.project), project.limits, no_end, permit)
    return must_pass.test_passes(asked, stand) if asked.kind == "test" else must_pass.command_passes(asked, stand)


def said(folder: Path, after: Mapping[str, str | None], *texts: str, allows: bool = True) -> list[CheckResult]:
    """What the checks of these constraints say of the change, all on one branch."""
    project = small(folder, FILES)
    snapshot, patch = project.snapshot(), project.patch(after)

    async def check() -> list[CheckResult]:
        async with (
            sandbox_on(project.workspace, project.state) as sandbox,
            sandbox.branch(snapshot) as before,
            sandbox.branch(snapshot.with_patch(patch)) as branch,
        ):
            judged = candidate(snapshot, patch, Side(snapshot, before), Side(snapshot.with_patch(patch), branch))
            return [await check_of(project, text, allows=allows)(judged) for text in texts]

    return asyncio.run(check())


def test_examples_that_hold(tmp_path: Path) -> None:
    texts = (
        "double(3) returns 6",
        "double(0.5) returns 1",
        "double([1]) returns [1, 1]",
        "double(None) raises TypeError",
        "double(None) raises Exception",
        "mod.double(2) returns pack.far.FAR + 1",
    )
    results = said(tmp_path, {"mod.py": CHANGED}, *texts)
    assert [(each.name, each.required, each.status, each.reason) for each in results] == [
        (text, True, "passed", "") for text in texts
    ]
    assert [each.summary for each in results[:2]] == ["it returned 6", "it returned 1.0"]


@pytest.mark.parametrize(
    ("module", "texts"),
    [
        (
            GOOD,
            {
                "double(3) returns 7": "double(3) returned 6, not 7",
                "double(3) raises ValueError": "double(3) returned 6, not ValueError",
                "double(None) raises ValueError": "double(None) raised TypeError: ",
                "double(None) returns None": "double(None) raised TypeError: ",
                "double(1) returns nothing_like_it": "nothing_like_it cannot be read: NameError",
                "triple(1) returns 3": "triple(1) raised NameError",
            },
        ),
        (
            LIES,
            {
                "double(1) returns [9]": "double(1) returned [8], not [9]",
                "double(2) returns 9": "double(2) returned <mod.Anything",
                "double(3) returns 1": "double(3) returned True, not 1",
                "double(4) returns {'a': (2, 1)}": "double(4) returned {'a': (2.0, 1)}, not",
            },
        ),
        (
            "raise RuntimeError('no')\n",
            {"double(1) returns 2": "what it is about cannot be imported: RuntimeError: no"},
        ),
        ("import os\nos._exit(0)\n", {"double(1) returns 2": ENDED}),
        (FORGES, {"double(2) returns 4": ENDED}),
    ],
    ids=["wrong", "lies", "raises", "exits", "forges"],
)
def test_examples_that_do_not_hold(tmp_path: Path, module: str, texts: Mapping[str, str]) -> None:
    results = said(tmp_path, {"mod.py": module}, *texts)
    assert [(each.required, each.status) for each in results] == [(True, "failed")] * len(texts)
    for result, reason in zip(results, texts.values(), strict=True):
        assert result.reason.startswith(reason)


def test_tests_that_are_named(tmp_path: Path) -> None:
    texts = ("test_mod.py", "test_mod.py::test_double", "test_mod.py::test_each[2]", "test_each", "test_double")
    results = said(tmp_path, {"mod.py": CHANGED}, *(f"must pass {text}" for text in texts))
    assert [each.status for each in results] == ["passed"] * 5
    assert [each.after["passed"] for each in results] == [3, 1, 1, 2, 1]


def test_tests_that_do_not_pass(tmp_path: Path) -> None:
    texts = ("test_mod.py::test_each[2]", "test_double", "test_mod.py::test_gone", "test_never", "test_other.py")
    results = said(tmp_path, {"mod.py": GOOD.replace("2 * x", "x")}, *(f"must pass {text}" for text in texts))
    assert [(each.required, each.status) for each in results] == [(True, "failed")] * 5
    assert results[0].reason.startswith("test_mod.py::test_each[2] fails: ")
    assert [each.reason for each in results[2:]] == [
        "there is no such test", "test_mod.py::test_never is skipped", "there is no such test"
    ]  # fmt: skip


def test_a_module_that_ends_pytest_does_not_pass(tmp_path: Path) -> None:
    (result,) = said(tmp_path, {"mod.py": "import os\nos._exit(0)\n"}, "must pass test_double")
    assert (result.required, result.status) == (True, "failed")
    assert "exit 0" in result.reason


def test_commands(tmp_path: Path) -> None:
    good = "must pass python -c 'import mod; assert mod.double(2) == 4'"
    bad = "must pass python -c 'import mod; print(1); assert mod.double(2) == 5'"
    checker = "must pass mypy --check-untyped-defs mod.py"
    passed, failed, missing, checked = said(
        tmp_path, {"mod.py": CHANGED}, good, bad, "must pass no-such-program", checker
    )
    assert (checked.status, checked.summary) == ("passed", "exit code 0")
    assert (passed.required, passed.status, passed.summary) == (True, "passed", "exit code 0")
    assert (failed.required, failed.status) == (True, "failed")
    assert "exit code 1: 1\n" in failed.reason
    assert "AssertionError" in failed.reason
    assert (missing.required, missing.status) == (True, "skipped")
    assert missing.reason == "no-such-program: there is no such program in the sandbox"


def test_of_what_a_command_printed_only_whole_lines_are_told(tmp_path: Path) -> None:
    long = 'must pass python -c \'print("begins" + 500 * "x"); print("ends"); raise SystemExit(1)\''
    (failed,) = said(tmp_path, {"mod.py": CHANGED}, long)
    assert (failed.required, failed.status) == (True, "failed")
    assert failed.reason.endswith("exit code 1: ends")


def test_a_change_that_says_that_a_program_is_not_there(tmp_path: Path) -> None:
    (failed,) = said(tmp_path, {"mod.py": "raise SystemExit(127)\n"}, "must pass python -m mod")
    assert (failed.required, failed.status) == (True, "failed")


def test_a_command_that_nobody_allows_is_not_run(tmp_path: Path) -> None:
    asks, allowed = said(tmp_path, {"mod.py": CHANGED}, "must pass python -c 1", "must pass pytest -q", allows=False)
    assert (asks.required, asks.status, asks.reason) == (True, "skipped", "nobody allowed it")
    assert (allowed.status, allowed.summary) == ("passed", "exit code 0")


def test_where_commands_run_on_a_copy_alone(tmp_path: Path) -> None:
    project = small(tmp_path, FILES)
    snapshot, patch = project.snapshot(), project.patch({"mod.py": CHANGED})

    async def check(text: str) -> CheckResult:
        async with branch_at(3, project.workspace, {"mod.py": CHANGED}) as branch:
            judged = candidate(snapshot, patch, Side(snapshot, None), Side(snapshot.with_patch(patch), branch))
            return await check_of(project, text, allows=True)(judged)

    for text in ("double(3) returns 6", "mod.double(3) returns 2 * pack.far.FAR", "must pass test_double"):
        result = asyncio.run(check(text))
        assert (result.status, result.reason) == ("passed", "")
    assert asyncio.run(check("double(3) returns 7")).reason == "double(3) returned 6, not 7"
