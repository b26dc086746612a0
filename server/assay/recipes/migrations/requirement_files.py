"""Files of requirements become dependency groups, or the package's own dependencies.

What it does: `requirements-dev.txt` becomes the group `dev`, `requirements.txt` the group `main`, with their comments;
`-r` becomes the inclusion of a group, and files that name each other move together. Where setuptools takes the
package's dependencies from the file, they become those of `[project]` instead. The files go.

When it is offered: in a file called `*requirements*.txt`. It declines, and says why, where a line says what
`pyproject.toml` cannot: a constraint, a hash, an index, an editable folder; where the file is made from another one;
where `setup.py`, `setup.cfg` or `pyproject.toml` names it; and where there is such a group already.

For example, in `requirements-dev.txt`:

    # for the tests
    pytest>=8
    tox ; python_version < "3.13"  # not yet

becomes in `pyproject.toml`

    [dependency-groups]
    dev = [
        # for the tests
        "pytest>=8",
        'tox ; python_version < "3.13"',  # not yet
    ]

What is verified: what the file asked for and what the group asks for are the same, in every environment; where they
are the package's, wheel and source distribution are the same.

What is not verified: that who installs them knows groups (pip since 25.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

import tomlkit

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.errors import Unreadable
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.recipes.migrations.dependency_groups import listed, with_groups
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools.dependency_places import reads_for_the_package
from assay.tools.homes import PYPROJECT
from assay.tools.packaging_files import SETUP_CFG, SETUP_PY
from assay.tools.requirement_files import PATTERN, Line, connected, group_of, lines
from assay.tools.toml_text import loaded

NAME = "requirements to pyproject.toml"
CODE = "requirement-files"
UNVERIFIED = "that who installs them knows dependency groups (pip does since 25.1)"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Move {diagnostic.message} into pyproject.toml"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    said = any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())
    return f"the requirements in {path.name}" if said else ""


def propose(question: Question) -> Proposal | Declined | None:
    """The file, and all that it is connected with, in one patch."""
    path, snapshot = question.target.path, question.snapshot
    if question.failures or snapshot.read(path) is None:
        return None
    try:
        paths = connected(snapshot, path)
        after = _moved(snapshot, path.with_name(PYPROJECT), paths)
    except (ValueError, Unreadable) as error:
        return Declined(f"{path}: {error}")
    gone = [FileChange(each, snapshot.read(each), None) for each in paths]
    new = FileChange(path.with_name(PYPROJECT), snapshot.read(path.with_name(PYPROJECT)), after)
    words = " and ".join(each.name for each in paths)
    patch = Patch(tuple(sorted((*gone, new), key=lambda change: change.path)))
    return Proposal(patch, NAME, f"moves the requirements of {words} to pyproject.toml", UNVERIFIED)


def _moved(snapshot: Snapshot, pyproject: PurePosixPath, paths: tuple[PurePosixPath, ...]) -> str:
    """The text of `pyproject.toml` afterwards. Raises `ValueError` with a reason for the user, `Unreadable`."""
    text = snapshot.read(pyproject)
    if len(paths) == 1 and text is not None and reads_for_the_package(loaded(text), paths[0].name):
        return _for_the_package(text, lines(snapshot.read(paths[0]) or ""))
    for path in paths:
        for reader in (SETUP_PY, SETUP_CFG, PYPROJECT):
            if path.name in (snapshot.read(path.with_name(reader)) or ""):
                raise ValueError(f"{reader} reads {path.name}; change that first")
    groups: dict[str, tuple[Line, ...]] = {}
    for path in paths:
        if (name := group_of(path.name)) in groups:
            raise ValueError(f"two files would be the group {name}")
        groups[name] = _lines(snapshot, path)
    return with_groups(text, groups)


def _lines(snapshot: Snapshot, path: PurePosixPath) -> tuple[Line, ...]:
    try:
        return lines(snapshot.read(path) or "")
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _for_the_package(text: str, found: Iterable[Line]) -> str:
    """The text with the package's dependencies in `[project]`, which setuptools read from the file."""
    document: Any = tomlkit.parse(text)
    project, setuptools = document["project"], document["tool"]["setuptools"]
    if "dependencies" not in project.get("dynamic", ()):
        raise ValueError("[project] does not call its dependencies dynamic")
    rest = [str(each) for each in project["dynamic"] if each != "dependencies"]
    if rest:
        project["dynamic"] = rest
    else:
        del project["dynamic"]
    project["dependencies"] = tomlkit.value(f"[\n{listed(found)}]")
    del setuptools["dynamic"]["dependencies"]
    if not setuptools["dynamic"]:
        del setuptools["dynamic"]
    after = tomlkit.dumps(document)
    loaded(after)
    return after


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration((PATTERN,), CODE, message, title)
