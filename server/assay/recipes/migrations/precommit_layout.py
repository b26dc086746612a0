"""The old layout of `.pre-commit-config.yaml` becomes the one of today.

What it does: a list of repositories at the top comes under `repos:`; `sha` becomes `rev`; the stages `commit`, `push`
and `merge-commit` get the names of the hooks of git; the language `python_venv` becomes `python`. Comments and layout
stay as they are.

When it is offered: in `.pre-commit-config.yaml` where it has any of these. It declines where a repository has both
`sha` and `rev`.

For example, in `.pre-commit-config.yaml`:

    # ours
    - repo: local
      hooks:
      - id: a  # first
        language: python_venv
        stages: [push]

becomes

    # ours
    repos:
    - repo: local
      hooks:
      - id: a  # first
        language: python
        stages: [pre-push]

What is verified: by what pre-commit takes each old spelling for, both files say the same.

What is not verified: a pre-commit older than 3.2, which does not know the new names of the stages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.yaml_in_place import InPlace
from assay.recipes.recipe import Question, Recipe, alone
from assay.syntax import yaml
from assay.syntax.yaml import Part, Scalar
from assay.tools import precommit

NAME = "layout of the pre-commit configuration"
CODE = "precommit-layout"
UNVERIFIED = "a pre-commit older than 3.2, which does not know the new names of the stages"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Bring {diagnostic.message} into the layout of today"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to change, in words; empty where there is nothing, or where it cannot be read."""
    try:
        root = yaml.read(text)
    except ValueError:
        return ""
    old = isinstance(root, yaml.Sequence) or any(_renamings(root))
    return path.name if old else ""


def propose(question: Question) -> Proposal | Declined | None:
    """The file in the layout of today."""
    return _CHANGE.proposed(question, f"brings {question.target.path} into the layout of today")


def _changed(text: str, root: Part | None) -> str:
    for span, new in sorted(_renamings(root), key=lambda each: -each[0].start):
        text = text[: span.start] + new + text[span.end :]
    return _under_repos(text, root) if isinstance(root, yaml.Sequence) else text


def _renamings(root: Part | None) -> Iterator[tuple[Span, str]]:
    """Where an old spelling stands, and what it becomes."""
    if isinstance(root, yaml.Mapping):
        yield from _values(root.get("default_stages"), precommit.STAGES)
    for repository in precommit.repositories(root):
        yield from ((key.span, "rev") for key, _ in repository.items if key.value == "sha" and not key.style)
        for hook in precommit.hooks(repository):
            yield from _values(hook.get("stages"), precommit.STAGES)
            yield from _values(hook.get("language"), precommit.LANGUAGES)


def _values(part: Part | None, names: Mapping[str, str]) -> Iterator[tuple[Span, str]]:
    match part:
        case Scalar(value, _, style, span) if value in names and style in {"", "'", '"'}:
            yield span, f"{style}{names[value]}{style}"
        case yaml.Sequence(listed):
            for each in listed:
                yield from _values(each, names)
        case _:
            pass


def _under_repos(text: str, root: yaml.Sequence) -> str:
    """The text with the list under a key, in the column in which it stands."""
    begin = text.rfind("\n", 0, root.span.start) + 1
    ending = "\r\n" if "\r\n" in text else "\n"
    if root.flow or text[begin : root.span.start].strip(" \ufeff"):
        raise ValueError("its list stands on a line with something else")
    return f"{text[:begin]}repos:{ending}{text[begin:]}"


_CHANGE = InPlace(NAME, precommit.meant, _changed, "it is written in a way that cannot be changed in place", UNVERIFIED)
RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration((precommit.FILE,), CODE, message, title)
