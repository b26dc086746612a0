"""What a `setup.py` gives to `setup()` becomes `[project]` and `[tool.setuptools]`, and the script goes.

What it does: runs the script in the sandbox and takes down its arguments. A text that stands in the script moves; one
that the script reads from a file or a module goes on being read from there, unless `[project]` cannot read it: then it
says that the words stand twice from now on. setuptools goes on building the package, with what `setup_requires` names.
What `setup.cfg` says of the package goes along, and what `[project]` calls dynamic is filled in.

When it is offered: in a `setup.py` that calls `setup()` with arguments. It declines, and says why, where the script
builds anything itself (commands, extension modules), where it looks at its surroundings (the system, the Python, the
environment, what is installed) or takes something of a module that does, where it writes files, does not end, or
computes what `[project]` cannot read from a file.

What is verified: wheel and source distribution, built before and after by setuptools, install the same, and go on doing
so when a later release changes version and texts, or has more files and packages.

What is not verified: whoever calls the script itself (`python setup.py test`).
"""

from __future__ import annotations

import asyncio
import re
from pathlib import PurePosixPath

from assay.core.action import Declined, Failure, Proposal, Proposer, Target
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.errors import SandboxFailed, Unreadable
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.recipes.migrations.arguments import tables_of
from assay.recipes.migrations.backend import BACKEND, built_by_setuptools, requiring
from assay.recipes.migrations.carried_comments import with_comments
from assay.recipes.migrations.migration import Migration
from assay.recipes.migrations.project_merging import filled, merged
from assay.recipes.migrations.setup_cfg_tables import moves
from assay.recipes.migrations.setup_cfg_tables import tables_of as tables_of_file
from assay.recipes.migrations.translation import joined
from assay.recipes.migrations.workbench import Workbench
from assay.tools import ini_sections as sections
from assay.tools.file_mentions import carrying
from assay.tools.homes import MANIFEST, PYPROJECT
from assay.tools.manifest import not_including
from assay.tools.packaging_files import SETUP_CFG, SETUP_PY, build_system
from assay.tools.setup_arguments import SECONDS, Captured, capture
from assay.tools.setup_modules import surroundings_of_run
from assay.tools.setup_script import said_to_setup, surroundings
from assay.tools.toml_text import loaded

NAME = "setup.py to [project]"
CODE = "setup-py"
NAMES = (SETUP_PY,)
UNVERIFIED = "whoever calls setup.py itself, and builds on other systems and with other versions of the backend"

_HARMLESS = frozenset(
    (
        *("license_file", "license_files", "description-file", "description_file"),
        *("provides-extra", "provides_extra", "requires-dist", "requires_dist"),
    )
)
"""What a `setup.cfg` may say of a package beside `[project]`: it is heard all the same, or never was."""


def title(_: Diagnostic) -> str:
    """As a line of a menu."""
    return "Move the arguments of setup() into [project] of pyproject.toml"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    return (
        "the arguments of setup() in setup.py"
        if path.name == SETUP_PY and "setup(" in text and said_to_setup(text) != frozenset()
        else ""
    )


def proposer(bench: Workbench) -> Proposer:
    """Runs the script of a target, and proposes what its arguments are in `pyproject.toml`."""

    async def propose(snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]) -> Proposal | Declined | None:
        if failures or not any(each.code == CODE for each in target.diagnostics):
            return None
        try:
            return await _proposed(bench, snapshot, target.path)
        except (ValueError, SyntaxError, RecursionError) as error:
            return Declined(f"{target.path}: {error}")
        except (Unreadable, SandboxFailed) as error:
            return Declined(f"{target.path}: it cannot be run here: {error}")

    return propose


async def _proposed(bench: Workbench, snapshot: Snapshot, path: PurePosixPath) -> Proposal:
    text = snapshot.read(path) or ""
    if found := surroundings(text):
        raise ValueError(
            f"it looks at its surroundings ({', '.join(found)}), so that it may be another package elsewhere"
        )
    pyproject = snapshot.read(path.with_name(PYPROJECT))
    base = built_by_setuptools(pyproject) or BACKEND
    captured = await _captured(bench, snapshot, path, base)
    if captured.failure:
        raise ValueError(f"what it gives to setup() cannot be found out: {captured.failure}")
    if found := await asyncio.to_thread(surroundings_of_run, text, captured.ran):
        raise ValueError(
            f"what it runs looks at its surroundings ({'; '.join(found[:3])}): it may be another package elsewhere"
        )
    if captured.written:
        raise ValueError(f"it writes {', '.join(captured.written[:3])} when it runs, which nothing would do any more")
    beside = _beside(snapshot.read(path.with_name(SETUP_CFG)) or "")
    moved = tables_of(captured, text, lambda name: snapshot.read(path.parent / name), named=_is_named(base, beside))
    asked = "include_package_data" in captured.arguments
    tables = with_comments(moved.tables, text)
    left = moved.left
    changes = list[FileChange]()
    if beside:
        of_file, dropped = tables_of_file(beside)
        tables = merged(of_file, tables, asked=asked)
        left += (f"{', '.join(dropped)}, which no tool reads any more, is gone",) if dropped else ()
        changes.append(_without_metadata(snapshot, path.with_name(SETUP_CFG)))
    base = requiring(base, moved.asks) if moved.asks else base
    after = filled(base, tables, asked=asked) if "project" in loaded(base) else joined(base, tables)
    changes += [FileChange(path.with_name(PYPROJECT), pyproject, after), FileChange(path, text, None)]
    manifest = snapshot.read(path.with_name(MANIFEST))
    if manifest is not None and (kept := not_including(manifest, path.name)) != manifest:
        changes.append(FileChange(path.with_name(MANIFEST), manifest, kept))
    changes += await asyncio.to_thread(lambda: list(carrying(snapshot, changes, path.parent)))
    patch = Patch(tuple(sorted(changes, key=lambda change: change.path)))
    unverified = "; ".join((UNVERIFIED, *left))
    return Proposal(patch, NAME, "moves the arguments of setup() to pyproject.toml", unverified)


def _beside(text: str) -> str:
    """What a `setup.cfg` says of the package as well; empty where that is nothing, or heard beside `[project]`."""
    found = [section for section in sections.read(text).sections if moves(section.name)]
    lines = (line for section in found for line in section.lines[1:] if line[:1].strip())
    keys = {line.partition("=")[0].strip() for line in lines if not line.startswith(("#", ";"))}
    harmless = keys <= _HARMLESS and all(section.name == "metadata" for section in found)
    return "" if harmless else text


def _is_named(base: str, beside: str) -> frozenset[str]:
    """Which of name and version something else gives as well."""
    project = loaded(base).get("project", {})
    held = [name for name in ("name", "version") if name in project]
    return frozenset((*held, *re.findall(r"(?m)^(name|version)\s*[=:]", beside)))


def _without_metadata(snapshot: Snapshot, path: PurePosixPath) -> FileChange:
    text = snapshot.read(path) or ""
    after = sections.read(text).without(moves)
    return FileChange(path, text, after if after.strip() else None)


async def _captured(bench: Workbench, snapshot: Snapshot, path: PurePosixPath, pyproject: str) -> Captured:
    folder = path.parent
    after = build_system(Snapshot(snapshot.root, {folder / PYPROJECT: pyproject}), folder)
    before = build_system(snapshot, folder)
    prepared = await bench.environment((*before.requires, *after.requires))
    if isinstance(prepared, str):
        return Captured(failure=prepared)
    side = await bench.open_side(snapshot)
    assert side.branch is not None, "nothing is withheld"
    return await capture(bench.project, folder, prepared, side.branch, Limits(wall=SECONDS))


MIGRATION = Migration(NAMES, CODE, message, title)
