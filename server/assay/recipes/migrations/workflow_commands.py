"""Deprecated commands of GitHub Actions become lines in the runner's files.

What it does: in the scripts of workflows and composite actions, an `echo` that gives the runner an output, a state, a
variable or a path by printing it appends that to `$GITHUB_OUTPUT`, `$GITHUB_STATE`, `$GITHUB_ENV` or `$GITHUB_PATH`
instead. Nothing else of the file changes, in its words or its layout.

When it is offered: in a workflow or an action that has such a command in a script that bash runs. It leaves, and names,
those in a pipe, a redirection or a function, those in a script for another shell or an unknown machine, and those whose
script escapes a value.

For example, in `.github/workflows/ci.yml`:

    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: echo "::set-output name=day::$(date +%F)"  # for the cache

becomes

    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: echo "day=$(date +%F)" >> "$GITHUB_OUTPUT"  # for the cache

What is verified: on probes that reach each changed line, with every test decided both ways and a stub for everything
that the script calls, it tells the runner the same, prints the same, calls the same and ends alike. Where a value may
be of several lines, the verdict is partial: the old way took the first of them, the new one takes none.

What is not verified: a value that holds `%25`, `%0A` or `%0D` when it runs, which the old way undid; a self-hosted
runner older than these files.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.recipe import Question, Recipe, alone
from assay.syntax import yaml
from assay.tools.workflow_commands import OLD, Rewritten, rewritten
from assay.tools.workflows import PATTERNS, Step, frame, steps

NAME = "workflow commands to the runner's files"
CODE = "workflow-commands"
UNVERIFIED = "values that hold %25, %0A or %0D at run time, and self-hosted runners older than the files"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Replace {diagnostic.message}"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to replace, in words; empty where there is nothing."""
    commands = sorted({match["command"].lower() for match in OLD.finditer(text)})
    return f"the deprecated {' and '.join(commands)} in {path.name}" if commands else ""


def propose(question: Question) -> Proposal | Declined | None:
    """All commands of the file that can be brought to the new way, in one patch."""
    path = question.target.path
    if question.failures or (text := question.snapshot.read(path)) is None:
        return None
    try:
        found = steps(yaml.read(text))
    except ValueError as error:
        return Declined(f"{path}: {error}; mend that first")
    after, left, count = text, list[str](), 0
    for step in reversed(found):
        change = rewritten(step.script.value)
        if step.unfit and (change.old or change.left):
            left.append(f"{step.name}: {step.unfit}")
            continue
        left += [f"{step.name}, {each}" for each in reversed(change.left)]
        if not change.old:
            continue
        if (changed := _placed(after, step, change)) is None:
            left.append(f"{step.name}: it is written in a way that cannot be changed in place")
        else:
            after, count = changed, count + len(change.old)
    if not count:
        return Declined(f"{path}: {'; '.join(reversed(left)) or 'the commands stand in no script of it'}")
    return Proposal(
        Patch((FileChange(path, text, after),)),
        NAME,
        f"gives the runner {count} value{'s' if count > 1 else ''} by its files in {path}",
        "; ".join((UNVERIFIED, *(f"left as it is, {each}" for each in reversed(left)))),
    )


def _placed(text: str, step: Step, change: Rewritten) -> str | None:
    """The text with one script changed; None where it does not read as it should then."""
    start, raw, pieces = 0, text[step.span.start : step.span.end], list[str]()
    for old, new in zip(change.old, change.new, strict=True):
        at = raw.find(old, start)
        if at < 0:
            return None
        pieces += [raw[start:at], new]
        start = at + len(old)
    after = "".join((text[: step.span.start], *pieces, raw[start:], text[step.span.end :]))
    try:
        before, root = yaml.read(text), yaml.read(after)
    except ValueError:
        return None
    wanted = [change.script if each.span == step.span else each.script.value for each in steps(before)]
    right = [each.script.value for each in steps(root)] == wanted and frame(root) == frame(before)
    return after if right else None


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(PATTERNS, CODE, message, title)
