"""What a `setup.py` gives to `setup()` becomes `[project]` and `[tool.setuptools]`, and the script goes.

What it does: runs the script in the sandbox and takes down its arguments. A text that stands in the script moves; one
that the script reads from a file or a module goes on being read from there. setuptools goes on building the package.

When it is offered: in a `setup.py` that calls `setup()` with arguments. It declines, and says why, where the script
builds anything itself (commands, extension modules), where it looks at its surroundings (the system, the Python, the
environment), where it writes files, does not end, or computes what `[project]` cannot read from a file.

What is verified: wheel and source distribution, built before and after by setuptools, install the same, and go on doing
so when a later release changes version and texts, or has more files and packages.

What is not verified: whoever calls the script itself (`python setup.py test`).
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Declined, Failure, Proposal, Proposer, Target
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.errors import SandboxFailed, Unreadable
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.recipes.migrations.arguments import tables_of
from assay.recipes.migrations.backend import BACKEND, built_by_setuptools
from assay.recipes.migrations.carried_comments import with_comments
from assay.recipes.migrations.migration import Migration
from assay.recipes.migrations.translation import joined
from assay.recipes.migrations.workbench import Workbench
from assay.tools import ini_sections as sections
from assay.tools.homes import MANIFEST, PYPROJECT
from assay.tools.packaging_files import SETUP_CFG, SETUP_PY, build_system
from assay.tools.setup_arguments import SECONDS, Captured, capture
from assay.tools.setup_script import is_stub, surroundings

NAME = "setup.py to [project]"
CODE = "setup-py"
NAMES = (SETUP_PY,)
UNVERIFIED = "whoever calls setup.py itself, and builds on other systems and with other versions of the backend"

_HARMLESS = frozenset(("license_file", "license_files", "description-file", "description_file"))
"""What a `setup.cfg` may say of a package beside `[project]`: it is heard all the same."""


def title(_: Diagnostic) -> str:
    """As a line of a menu."""
    return "Move the arguments of setup() into [project] of pyproject.toml"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    return (
        "the arguments of setup() in setup.py"
        if path.name == SETUP_PY and "setup(" in text and not is_stub(text)
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
    _refuse_setup_cfg(snapshot, path)
    pyproject = snapshot.read(path.with_name(PYPROJECT))
    base = built_by_setuptools(pyproject) or BACKEND
    captured = await _captured(bench, snapshot, path, base)
    if captured.failure:
        raise ValueError(f"what it gives to setup() cannot be found out: {captured.failure}")
    if captured.written:
        raise ValueError(f"it writes {', '.join(captured.written[:3])} when it runs, which nothing would do any more")
    tables = with_comments(tables_of(captured, text, lambda name: snapshot.read(path.parent / name)), text)
    changes = [
        FileChange(path.with_name(PYPROJECT), pyproject, joined(base, tables)),
        FileChange(path, text, None),
    ]
    if (manifest := snapshot.read(path.with_name(MANIFEST))) is not None and "setup.py" in manifest:
        kept = "".join(line for line in manifest.splitlines(keepends=True) if line.split() != ["include", "setup.py"])
        if kept != manifest:
            changes.append(FileChange(path.with_name(MANIFEST), manifest, kept))
    patch = Patch(tuple(sorted(changes, key=lambda change: change.path)))
    return Proposal(patch, NAME, "moves the arguments of setup() to pyproject.toml", UNVERIFIED)


def _refuse_setup_cfg(snapshot: Snapshot, path: PurePosixPath) -> None:
    text = snapshot.read(path.with_name(SETUP_CFG)) or ""
    for section in sections.read(text).sections:
        if section.name == "metadata":
            keys = {line.partition("=")[0].strip() for line in section.lines[1:] if "=" in line and line[:1].strip()}
            keys = {key for key in keys if not key.startswith(("#", ";"))}
            if keys <= _HARMLESS:
                continue
        if section.name == "metadata" or section.name.partition(".")[0] == "options":
            raise ValueError(f"setup.cfg has [{section.name}] as well; nobody can tell here which of the two holds")


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
