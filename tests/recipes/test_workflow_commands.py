"""Deprecated commands of workflows: what comes out, and what is left with a reason."""

from __future__ import annotations

import inspect
import re

import pytest

from assay.core.action import Proposal
from assay.recipes.migrations import workflow_commands
from support.proposing import declined_by, proposed_by, texts_by

CI = ".github/workflows/ci.yml"
HEAD = "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"


def step(script: str, more: str = "") -> str:
    """A workflow with one script."""
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    return f"{HEAD}      - run: |\n{lines}{more}"


def after(script: str, more: str = "") -> str:
    """The script after the change."""
    text = texts_by(workflow_commands.RECIPE, {CI: step(script, more)}, CI)[CI] or ""
    assert text.startswith(f"{HEAD}      - run: |\n")
    return inspect.cleandoc(text.removeprefix(f"{HEAD}      - run: |\n").removesuffix(more))


def left(text: str) -> str:
    """Why nothing is proposed for a workflow."""
    return declined_by(workflow_commands.RECIPE, {CI: text}, CI).removeprefix(f"{CI}: ")


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(workflow_commands.__doc__ or "")
    before, new = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts_by(workflow_commands.RECIPE, {CI: before}, CI) == {CI: new}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('echo "::set-output name=a::$X b"', 'echo "a=$X b" >> "$GITHUB_OUTPUT"'),
        ("echo '::save-state name=a-b::c'", "echo 'a-b=c' >> \"$GITHUB_STATE\""),
        ("echo ::set-env name=A::${B} c", 'echo A=${B} c >> "$GITHUB_ENV"'),
        ('echo "::add-path::$HOME/bin"', 'echo "$HOME/bin" >> "$GITHUB_PATH"'),
        ('if x; then echo "::set-output name=a::1"; fi', 'if x; then echo "a=1" >> "$GITHUB_OUTPUT"; fi'),
        ('x && echo "::set-output name=a::1" || y', 'x && echo "a=1" >> "$GITHUB_OUTPUT" || y'),
        ('echo "::set-output name=a::${{ matrix.a }}"', 'echo "a=${{ matrix.a }}" >> "$GITHUB_OUTPUT"'),
        ('echo "::set-output name=größe::é"\necho "::set-output name=a::大"', None),
        ("for i in a b; do\n  echo ::set-output name=a::$i\ndone", None),
    ],
)
def test_a_command_becomes_a_line_in_a_file(old: str, new: str | None) -> None:
    if new is None:
        assert after(old).endswith(('>> "$GITHUB_OUTPUT"', "done"))
    else:
        assert after(old) == new


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('echo "::set-output name=a::1" | tee x', "its output goes into a pipe"),
        ('echo "::set-output name=a::1" >> x', "its output is redirected"),
        ('X=$(echo "::set-output name=a::1")', "its output is taken as a value"),
        ('{\n  echo "::set-output name=a::1"\n} > x', "its output is redirected"),
        ('f() { echo "::set-output name=a::1"; }\nf', "it stands in a function, whose output may go anywhere"),
        ('echo -n "::set-output name=a::1"', "it is no plain echo of one such command"),
        ("printf '::set-output name=a::%s\\n' 1", "it is no plain echo of one such command"),
        ('echo "::set-output name=$A::1"', "it is no plain echo of one such command"),
        ('echo "::set-output name=a::1\n2"', "it goes over several lines"),
        ('echo "::set-env name=NODE_OPTIONS::1"', "NODE_OPTIONS cannot be set in the new way"),
        ("python -c 'print(\"::set-output name=a::1\")'", "it is no plain echo of one such command"),
        ("cat <<EOF\n::set-output name=a::1\nEOF", "it is not printed by an echo of its own"),
        (
            "X=\"${X//$'\\n'/'%0A'}\"\necho \"::set-output name=a::$X\"",
            "the script escapes a value (%25, %0A or %0D), which the new way does not undo",
        ),
        ('exec > x\necho "::set-output name=a::1"', "the script changes where an echo prints to, or what it is"),
        ('echo "::set-output name=a::1', "the script cannot be read"),
    ],
)
def test_left_because(script: str, reason: str) -> None:
    assert re.fullmatch(rf"t, step 1, line \d: {re.escape(reason)}.*", left(step(script)))


@pytest.mark.parametrize(
    ("machine", "reason"),
    [
        ("runs-on: windows-latest", "no shell is named"),
        ("runs-on: self-hosted", "no shell is named"),
        ("runs-on: ${{ matrix.os }}", "no shell is named"),
        (
            "runs-on: ${{ matrix.os }}\n    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}",
            "no shell is named",
        ),
        (
            "runs-on: ${{ matrix.os }}\n    strategy: {matrix: {os: [ubuntu-latest], include: [{os: windows-2022}]}}",
            "no shell is named",
        ),
        ("runs-on: ubuntu-latest\n    container: a", "it runs in a container, whose shell is sh"),
        ("runs-on: ubuntu-latest\n    defaults: {run: {shell: pwsh}}", "its shell is pwsh"),
        ("runs-on: ubuntu-latest\n    defaults: {run: {shell: sh}}", "its shell is sh"),
    ],
)
def test_a_shell_that_is_not_bash(machine: str, reason: str) -> None:
    text = step('echo "::set-output name=a::1"').replace("runs-on: ubuntu-latest", machine)
    assert left(text).startswith(f"t, step 1: {reason}")


@pytest.mark.parametrize(
    ("machine", "more"),
    [
        ("runs-on: windows-latest", "        shell: bash\n"),
        ("runs-on: ${{ matrix.os }}\n    strategy: {matrix: {os: [ubuntu-latest, macos-14]}}", ""),
        ("runs-on: [ubuntu-22.04]", ""),
        ("runs-on: a\n    defaults: {run: {shell: bash}}", ""),
    ],
)
def test_a_shell_that_is_bash(machine: str, more: str) -> None:
    text = step('echo "::set-output name=a::1"', more).replace("runs-on: ubuntu-latest", machine)
    new = texts_by(workflow_commands.RECIPE, {CI: text}, CI)[CI]
    assert new == text.replace('"::set-output name=a::1"', '"a=1" >> "$GITHUB_OUTPUT"')


def test_a_composite_action() -> None:
    text = 'runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo "::set-output name=a::1"\n'
    new = texts_by(workflow_commands.RECIPE, {"action.yml": text}, "action.yml")["action.yml"]
    assert new == text.replace('"::set-output name=a::1"', '"a=1" >> "$GITHUB_OUTPUT"')


def test_what_can_be_changed_is_and_the_rest_is_named() -> None:
    found = proposed_by(
        workflow_commands.RECIPE,
        {CI: step('echo "::set-output name=a::1"\necho "::set-output name=b::1" | tee x')},
        CI,
    )
    assert isinstance(found, Proposal)
    assert found.unverified.endswith("left as it is, t, step 1, line 2: its output goes into a pipe")


def test_line_ends_quotes_and_comments_stay() -> None:
    text = f"{HEAD}      - run: 'echo \"::set-output name=a::1\"' # é\n        id: a\n".replace("\n", "\r\n")
    new = texts_by(workflow_commands.RECIPE, {CI: text}, CI)[CI]
    assert new == text.replace('"::set-output name=a::1"', '"a=1" >> "$GITHUB_OUTPUT"')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'{HEAD}      - run: "echo \\"::set-output name=a::1\\""\n', "t, step 1: it is written in a way that cannot"),
        (f"{step('echo ::set-output name=a::1')}  t: 1\n", "line 8: the key 't' stands twice"),
        ("a: [::set-output\n", "not YAML ("),
        ("a: &x ['::set-output']\nb: *x\n", "line 1 is used again by an alias"),
        ("env: {A: '::set-output name=a::1'}\n", "the commands stand in no script of it"),
    ],
)
def test_invalid_yaml_duplicate_keys_and_aliases(text: str, reason: str) -> None:
    assert left(text).startswith(reason)


@pytest.mark.parametrize("text", ["", HEAD, step('echo "a=1" >> "$GITHUB_OUTPUT"'), step("echo set-output")])
def test_a_workflow_without_such_a_command_is_no_target(text: str) -> None:
    assert proposed_by(workflow_commands.RECIPE, {CI: text}, CI) is None
