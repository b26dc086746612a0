"""Tools' sections of INI files become tables of `pyproject.toml`.

What it does: moves what `pytest.ini`, `.coveragerc`, `.isort.cfg`, `mypy.ini`, `setup.cfg` or `tox.ini` say to pytest,
coverage, isort and mypy into `pyproject.toml`, with its comments, and takes it out of the old file, or that file away
where nothing else is in it; `MANIFEST.in` no longer includes a file that is gone.

When it is offered: in such a file. It declines, and says why, where two files configure one tool, where either file
cannot be read as what it is, and where a value is interpolated.

For example, in `pytest.ini`:

    [pytest]
    addopts = -ra
    # where they are
    testpaths = tests

becomes in `pyproject.toml`

    [tool.pytest.ini_options]
    addopts = "-ra"
    # where they are
    testpaths = ["tests"]

What is verified: what each tool in the project's own version makes of its configuration, and of pytest which tests it
collects and how they are marked, is the same before and after.

What is not verified: what calls a tool with the old file by name, other than the files that are listed.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.translation import joined, tables
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools import ini_sections as sections
from assay.tools.file_mentions import carrying
from assay.tools.homes import HOMES, MANIFEST, PYPROJECT, SHARED, Home, others, tools_of
from assay.tools.ini_sections import Ini
from assay.tools.manifest import not_including

NAME = "tool sections to pyproject.toml"
CODE = "tool-sections"
UNVERIFIED = "what calls a tool with the old file by name"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Move {diagnostic.message} into pyproject.toml"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    tools = " and ".join(tools_of(path.name, text))
    return f"the configuration of {tools} in {path.name}" if tools else ""


def propose(question: Question) -> Proposal | Declined | None:
    """All sections of the file that can be moved, in one patch."""
    path, snapshot = question.target.path, question.snapshot
    if question.failures or (text := snapshot.read(path)) is None:
        return None
    try:
        ini = sections.sound(text)
    except ValueError as error:
        return Declined(f"{path}: {error}")
    pyproject = snapshot.read(path.with_name(PYPROJECT))
    moved: list[Home] = []
    left: list[str] = []
    for home in HOMES[path.name]:
        if home.tool in tools_of(path.name, text):
            try:
                pyproject = joined(pyproject, _moved(snapshot, path, home, ini, first=not moved))
                moved.append(home)
            except ValueError as error:
                left.append(f"{home.tool}: {error}")
    strangers = [each.name for each in ini.sections if not any(home.holds(each.name) for home in HOMES[path.name])]
    if not moved or (path.name not in SHARED and (strangers or left)):
        left += [f"[{name}] is no section of it" for name in strangers if path.name not in SHARED]
        return Declined(f"{path}: {'; '.join(left)}")
    after = ini.without(lambda name: any(home.holds(name) for home in moved))
    stays = bool(after.strip()) and path.name in SHARED
    changes = [
        FileChange(path, text, after if stays else None),
        FileChange(path.with_name(PYPROJECT), snapshot.read(path.with_name(PYPROJECT)), pyproject),
    ]
    manifest = snapshot.read(path.with_name(MANIFEST))
    if not stays and manifest is not None and (without := not_including(manifest, path.name)) != manifest:
        changes.append(FileChange(path.with_name(MANIFEST), manifest, without))
    changes += carrying(snapshot, changes, path.parent)
    tools = " and ".join(home.tool for home in moved)
    return Proposal(
        Patch(tuple(sorted(changes, key=lambda change: change.path))),
        NAME,
        f"moves the configuration of {tools} from {path} to pyproject.toml",
        "; ".join((UNVERIFIED, *(f"left where it is, {each}" for each in left))),
    )


def _moved(snapshot: Snapshot, path: PurePosixPath, home: Home, ini: Ini, *, first: bool) -> str:
    """The tables of one tool, below what the file says ahead of all. Raises `ValueError`, `Unreadable`."""
    if (other := next(others(snapshot, path, home.tool), None)) is not None:
        raise ValueError(f"{other} configures it as well; settle first which of the two holds")
    text = tables(home, (each for each in ini.sections if home.holds(each.name)))
    if not first or path.name in SHARED:
        return text
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in _comments(ini)) + text


def _comments(ini: Ini) -> list[str]:
    """What stands ahead of all sections of a file that goes; `;` begins no comment in TOML."""
    lines = [line.strip() for line in ini.prelude]
    return [f"#{line[1:]}" for line in lines if line.startswith((";", "#"))]


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(tuple(HOMES), CODE, message, title)
