"""The packages of a `Pipfile` become dependency groups.

What it does: `[packages]` becomes the group `main`, `[dev-packages]` the group `dev`, and any other category the group
of its name, with their comments. The file goes; what it says of the Python that it is for is kept as a comment.

When it is offered: in a `Pipfile` that asks for a package. It declines, and says why, where it says what
`pyproject.toml` cannot: an index, a place, an editable folder, scripts, settings of Pipenv; where `setup.py`,
`setup.cfg` or `pyproject.toml` names it; and where there is such a group already.

For example, in `Pipfile`:

    [packages]
    # for the wire
    httpx = {version = "~=0.27", extras = ["http2"]}

    [dev-packages]
    pytest = "*"
    tox = {version = ">=4", python_version = "< '3.13'"}  # not yet

becomes in `pyproject.toml`

    [dependency-groups]
    main = [
        # for the wire
        "httpx[http2]~=0.27",
    ]
    dev = [
        "pytest",
        "tox>=4 ; python_version < '3.13'",  # not yet
    ]

What is verified: what the file asked for and what the groups ask for are the same, in every environment. Where there is
a `Pipfile.lock`, or something still calls pipenv, that is shown, and the verdict is partial.

What is not verified: that who installs them knows groups (pip since 25.1).
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.errors import Unreadable
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import with_line_ending
from assay.recipes.migrations.dependency_groups import with_groups
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.toml_entries import TomlSection, entries, toml_sections
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools.homes import PYPROJECT
from assay.tools.packaging_files import SETUP_CFG, SETUP_PY
from assay.tools.pipfile import PIPFILE, asked, group_of_category, required_python, requirement
from assay.tools.requirement_files import Line

NAME = "Pipfile to pyproject.toml"
CODE = "pipfile"
UNVERIFIED = "that who installs them knows dependency groups (pip does since 25.1)"


def title(_: Diagnostic) -> str:
    """As a line of a menu."""
    return "Move the packages of the Pipfile into pyproject.toml"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    return "the packages of the Pipfile" if path.name == PIPFILE and "packages]" in text and "=" in text else ""


def propose(question: Question) -> Proposal | Declined | None:
    """The groups, and the file gone, in one patch."""
    path, snapshot = question.target.path, question.snapshot
    if question.failures or (text := snapshot.read(path)) is None:
        return None
    pyproject = path.with_name(PYPROJECT)
    try:
        _refuse_readers(snapshot, path)
        after = with_groups(snapshot.read(pyproject), _groups(with_line_ending(text, "\n")))
    except (ValueError, Unreadable) as error:
        return Declined(f"{path}: {error}")
    changes = (FileChange(path, text, None), FileChange(pyproject, snapshot.read(pyproject), after))
    patch = Patch(tuple(sorted(changes, key=lambda change: change.path)))
    return Proposal(patch, NAME, "moves the packages of the Pipfile to pyproject.toml", UNVERIFIED)


def _refuse_readers(snapshot: Snapshot, path: PurePosixPath) -> None:
    for reader in (SETUP_PY, SETUP_CFG, PYPROJECT):
        if PIPFILE in (snapshot.read(path.with_name(reader)) or ""):
            raise ValueError(f"{reader} reads the Pipfile; change that first")


def _groups(text: str) -> dict[str, tuple[Line, ...]]:
    """The lines of each group. Raises `ValueError` with a reason for the user."""
    found: dict[str, tuple[Line, ...]] = {}
    sections = {section.name: section for section in toml_sections(text)}
    left = _above(text, set(asked(text)))
    if python := required_python(text):
        left.append(f"# for {python}")
    for category, wanted in asked(text).items():
        if (name := group_of_category(category)) in found:
            raise ValueError(f"two categories would be the group {name}")
        if category not in sections:
            raise ValueError(f"[{category}] is not written as a table of its own")
        lines = _lines(sections[category])
        if [line.requirement for line in lines if line.requirement] != wanted:
            raise ValueError(f"[{category}] is written in a way that cannot be taken apart")
        found[name] = (*(Line(comment=each) for each in left), *lines)
        left = []
    return found


def _lines(section: TomlSection) -> tuple[Line, ...]:
    made, below = entries(section)
    above_header = [line for line in section.lines if line.lstrip().startswith("#")][: _ahead(section)]
    lines = [Line(comment=each.strip()) for each in above_header]
    for entry in made:
        lines += [Line(comment=each.strip()) for each in entry.above]
        lines.append(Line(requirement=requirement(entry.key, entry.value), comment=entry.behind))
    return (*lines, *(Line(comment=each.strip()) for each in below if each.strip()))


def _ahead(section: TomlSection) -> int:
    """How many comments stand above the header of a section."""
    return next((number for number, line in enumerate(section.lines) if line.startswith("[")), 0)


def _above(text: str, moved: set[str]) -> list[str]:
    """The comments of what is no category, which go above all."""
    sections = (section for section in toml_sections(text) if section.name not in moved)
    return [line.strip() for section in sections for line in section.lines if line.lstrip().startswith("#")]


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration((PIPFILE,), CODE, message, title)
