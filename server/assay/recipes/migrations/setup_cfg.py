"""The package's metadata and options in `setup.cfg` become `[project]` and `[tool.setuptools]`.

What it does: moves the sections `[metadata]` and `[options]`, with their comments, into `pyproject.toml`, and takes
them out of `setup.cfg`, or that file away where nothing else is in it. setuptools goes on building the package; its
lower bound rises to the first version that reads `[project]`. What is read from a file or an attribute goes on being
read from there.

When it is offered: in a `setup.cfg` whose `[metadata]` has a name. It declines, and says why, where `setup.py` has a
say as well, other than a version out of a version control system, where `pyproject.toml` has `[project]` already, where
another backend builds, and where an option has no place there.

For example, in `setup.cfg`:

    [metadata]
    name = shop
    version = attr: shop.__version__

    [options]
    packages = find:
    install_requires =
        click>=8  # newer ones only

becomes in `pyproject.toml`

    [build-system]
    requires = ["setuptools>=61.2"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "shop"
    dependencies = ["click>=8"] # newer ones only
    dynamic = ["version"]

    [tool.setuptools]
    include-package-data = false

    [tool.setuptools.packages]
    find = {namespaces = false}

    [tool.setuptools.dynamic]
    version = {attr = "shop.__version__"}

What is verified: wheel and source distribution, built before and after by the project's own backend, install the same,
and go on doing so when a later release changes version and texts.

What is not verified: builds on other systems and with other versions of the backend.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.recipes.migrations.backend import BACKEND, built_by_setuptools
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.setup_cfg_tables import moves, tables_of
from assay.recipes.migrations.translation import joined
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools import ini_sections as sections
from assay.tools.homes import PYPROJECT
from assay.tools.packaging_files import SETUP_CFG, SETUP_PY
from assay.tools.setup_script import said_to_setup

NAME = "setup.cfg to [project]"
CODE = "setup-cfg"
NAMES = (SETUP_CFG,)
UNVERIFIED = "builds on other systems and with other versions of the backend"

_NAMED = re.compile(r"^name\s*[=:]", re.MULTILINE)
_VERSION = re.compile(r"^version\s*[=:]", re.MULTILINE)
"""What `[project]` cannot do without. Where the name is not there, something else says what the package is; of a
package, a version may come from elsewhere.
"""

_VERSION_ALONE = frozenset(("use_scm_version",))
"""What may stand in a `setup.py` that stays, as it gives a version alone."""


def title(_: Diagnostic) -> str:
    """As a line of a menu."""
    return "Move the package's metadata into [project] of pyproject.toml"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    if path.name not in NAMES:
        return ""
    metadata = _metadata(text)
    is_package = _VERSION.search(metadata) or any(each.name == "options" for each in sections.read(text).sections)
    return "the package's metadata in setup.cfg" if is_package and _NAMED.search(metadata) else ""


def propose(question: Question) -> Proposal | Declined | None:
    """All that says what the package is, in one patch."""
    path, snapshot = question.target.path, question.snapshot
    if question.failures or (text := snapshot.read(path)) is None:
        return None
    try:
        pyproject, dropped = _moved(snapshot, path, text)
    except ValueError as error:
        return Declined(f"{path}: {error}")
    after = sections.read(text).without(moves)
    changes = (
        FileChange(path.with_name(PYPROJECT), snapshot.read(path.with_name(PYPROJECT)), pyproject),
        FileChange(path, text, after if after.strip() else None),
    )
    left = (f"{', '.join(dropped)}, which no tool reads any more, is gone",) if dropped else ()
    return Proposal(
        Patch(tuple(sorted(changes, key=lambda change: change.path))),
        NAME,
        "moves what the package is from setup.cfg to pyproject.toml",
        "; ".join((UNVERIFIED, *left)),
    )


def _metadata(text: str) -> str:
    return "".join(each.body for each in sections.read(text).sections if each.name == "metadata")


def _moved(snapshot: Snapshot, path: PurePosixPath, text: str) -> tuple[str, tuple[str, ...]]:
    """The text of `pyproject.toml`, and what is dropped on the way. Raises `ValueError` with a reason for the user."""
    script = snapshot.read(path.with_name(SETUP_PY))
    said = frozenset[str]() if script is None else said_to_setup(script)
    versioned = _VERSION.search(_metadata(text)) is not None
    if said is None or not said <= (frozenset() if versioned else _VERSION_ALONE):
        raise ValueError("setup.py has a say in it as well; have setup.py migrated, with which setup.cfg goes along")
    if not versioned and not said:
        raise ValueError("it has no version, which [project] has to have or be given")
    tables, dropped = tables_of(text, dynamic=() if versioned else ("version",))
    built = built_by_setuptools(snapshot.read(path.with_name(PYPROJECT)))
    return joined(built or None, tables) if built else f"{BACKEND}\n{tables}", dropped


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(NAMES, CODE, message, title)
