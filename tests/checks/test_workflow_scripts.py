"""Whether a changed workflow tells the runner the same: the right change passes, and each seeded fault is caught.

All with the real bash in the real sandbox. A fault is a replacement in the text of the right workflow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.checks.unconcerned import REASON
from assay.checks.workflow_scripts import workflow_scripts
from assay.core.check import CheckResult
from assay.core.command import Limits
from support.judging import project_at
from support.migrating import changes_of
from support.sandboxes import write_tree

CI = ".github/workflows/ci.yml"
Judge = Callable[[str, str], CheckResult]

OLD = """\
on: push
jobs:
  t:
    runs-on: ubuntu-latest
    steps:
      - id: day
        run: echo "::set-output name=day::$(date +%F)"
      - run: |
          make all && echo "built"
          if [[ "$GITHUB_REF" == refs/tags/* ]]; then
            echo "::set-output name=tag::${GITHUB_REF#refs/tags/}"
          else
            echo '::set-output name=tag::none $X'
          fi
          echo ::set-env name=SHA::${GITHUB_SHA::8}
          echo "::add-path::$HOME/bin"
          echo "::save-state name=at::$(pwd)/a"
          upload --all
"""
RIGHT = """\
on: push
jobs:
  t:
    runs-on: ubuntu-latest
    steps:
      - id: day
        run: echo "day=$(date +%F)" >> "$GITHUB_OUTPUT"
      - run: |
          make all && echo "built"
          if [[ "$GITHUB_REF" == refs/tags/* ]]; then
            echo "tag=${GITHUB_REF#refs/tags/}" >> "$GITHUB_OUTPUT"
          else
            echo 'tag=none $X' >> "$GITHUB_OUTPUT"
          fi
          echo SHA=${GITHUB_SHA::8} >> "$GITHUB_ENV"
          echo "$HOME/bin" >> "$GITHUB_PATH"
          echo "at=$(pwd)/a" >> "$GITHUB_STATE"
          upload --all
"""
FAULTS = (
    ('"day=$(date +%F)"', '"days=$(date +%F)"'),
    ('"day=$(date +%F)"', "day=$(date +%F)"),
    ('"day=$(date +%F)"', "'day=$(date +%F)'"),
    ("date +%F", "date +%D"),
    ('+%F)" >> "$GITHUB_OUTPUT"', '+%F)" > "$GITHUB_ENV"'),
    ('+%F)" >> "$GITHUB_OUTPUT"', '+%F)"'),
    ('"day=$(date +%F)"', '"day = $(date +%F)"'),
    ('/tags/}" >> "$GITHUB_OUTPUT"', '/tags/}" > "$GITHUB_OUTPUT"\n            rm x'),
    ("GITHUB_REF#refs/tags/", "GITHUB_REF##*/tags/p"),
    ("none $X' >>", "none $X' | tee >>"),
    ("'tag=none $X'", '"tag=none $X"'),
    ("'tag=none $X'", "'tag=none  $X'"),
    ("SHA=${GITHUB_SHA::8}", 'SHA="${GITHUB_SHA::8}"'),
    ("GITHUB_SHA::8", "GITHUB_SHA::7"),
    ('>> "$GITHUB_ENV"', '>> "$GITHUB_OUTPUT"'),
    ('>> "$GITHUB_ENV"', '>> "$GITHUB_ENVIRONMENT"'),
    ('echo "$HOME/bin" >>', 'echo "PATH=$HOME/bin" >>'),
    ('echo "at=$(pwd)/a" >> "$GITHUB_STATE"', 'echo "at=$(pwd)/a" > "$GITHUB_OUTPUT"'),
    ('"at=$(pwd)/a"', '"at=$(pwd)"'),
    ("          upload --all\n", ""),
    ("upload --all", "upload"),
    ('echo "built"', "true"),
    ("make all &&", "make all ||"),
    ("== refs/tags/* ]]", "!= refs/tags/* ]]"),
    ("runs-on: ubuntu-latest", "runs-on: windows-latest"),
    ("id: day", "id: date"),
    ("on: push", "on: [push]"),
    ("      - id: day", "      - shell: sh\n        id: day"),
    ("upload --all", "upload --all; exit 1"),
)


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    def run(old: str, new: str) -> CheckResult:
        workspace = write_tree(tmp_path / "shop", {CI: old})

        async def judged() -> CheckResult:
            async with changes_of(workspace, tmp_path / "state", CI) as change:
                check = workflow_scripts(project_at(workspace, CI), Limits(), remaining=lambda: None)
                return await check(await change({CI: new}))

        return asyncio.run(judged())

    return run


def step(script: str) -> str:
    """A workflow with one script."""
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    return f"on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n{lines}"


def test_the_right_change_passes_and_each_seeded_fault_is_caught(tmp_path: Path) -> None:
    workspace = write_tree(tmp_path / "shop", {CI: OLD})

    async def judged() -> dict[tuple[str, str], CheckResult]:
        check = workflow_scripts(project_at(workspace, CI), Limits(), remaining=lambda: None)
        found: dict[tuple[str, str], CheckResult] = {}
        async with changes_of(workspace, tmp_path / "state", CI) as change:
            for fault in (("", ""), *FAULTS):
                assert fault[0] in RIGHT, fault
                found[fault] = await check(await change({CI: RIGHT.replace(*fault, 1)}))
        return found

    found = asyncio.run(judged())
    right = found.pop(("", ""))
    assert (right.status, right.incomplete) == ("passed", ""), right
    assert right.summary == "2 scripts tell the runner the same on 28 probes"
    assert [fault for fault, result in found.items() if result.status != "failed"] == []


@pytest.mark.parametrize(
    ("old", "new", "lack"),
    [
        (
            '"::set-output name=a::$(cat x)"',
            '"a=$(cat x)" >> "$GITHUB_OUTPUT"',
            "line 1: $(cat x) may be several lines",
        ),
        ('"::set-output name=a::$X"', '"a=$X" >> "$GITHUB_OUTPUT"', "line 1: $X may be several lines"),
        ("'::set-output name=a::'\"$X\"", '\'a=\'"$X" >> "$GITHUB_OUTPUT"', "line 1: $X may be several lines"),
        (
            "'::set-output name=a::${{ inputs.x }}'",
            "'a=${{ inputs.x }}' >> \"$GITHUB_OUTPUT\"",
            "line 1: ${{ inputs.x }} may be several lines",
        ),
    ],
)
def test_a_value_that_may_be_several_lines_is_no_more_than_partial(judge: Judge, old: str, new: str, lack: str) -> None:
    result = judge(step(f"echo {old}"), step(f"echo {new}"))
    assert result.status == "passed", result
    assert lack in result.incomplete


def test_a_line_that_no_probe_reaches_is_named(judge: Judge) -> None:
    script = 'case "$X" in\n  never) echo {} ;;\nesac'
    result = judge(step(script.format('"::set-output name=a::1"')), step(script.format('"a=1" >> "$GITHUB_OUTPUT"')))
    assert (result.status, result.incomplete) == ("passed", "t, step 1, line 2: no probe reaches it")


def test_a_script_that_never_ends_is_no_pass(judge: Judge) -> None:
    script = "echo {}\nwhile true; do true; done"
    result = judge(step(script.format('"::set-output name=a::1"')), step(script.format('"a=2" >> "$GITHUB_OUTPUT"')))
    assert result.incomplete == "t, step 1, line 1: no probe reaches it"


def test_an_escaped_value_is_not_the_same(judge: Judge) -> None:
    result = judge(step('echo "::set-output name=a::1%0A2"'), step('echo "a=1%0A2" >> "$GITHUB_OUTPUT"'))
    assert result.status == "failed"
    assert result.reason.startswith(
        "t, step 1: told [['set-output', 'a', '1\\n2']] becomes [['set-output', 'a', '1%0A2']]"
    )


def test_powershell_is_not_compared(judge: Judge) -> None:
    old = step('echo "::set-output name=a::1"').replace("ubuntu", "windows")
    result = judge(old, old.replace('"::set-output name=a::1"', '"a=1" >> $env:GITHUB_OUTPUT'))
    assert result.status == "failed"
    assert "no shell is named" in result.reason


def test_a_change_of_no_workflow_is_not_its_matter(judge: Judge) -> None:
    result = judge(OLD, OLD)
    assert (result.status, result.required) == ("skipped", False)
    assert result.reason == REASON
