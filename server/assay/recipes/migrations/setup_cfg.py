"""The package's metadata and options in `setup.cfg` become `[project]` and `[tool.setuptools]`.

What it does: moves the sections `[metadata]` and `[options]`, with their comments, into `pyproject.toml`, and takes
them out of `setup.cfg`, or that file away where nothing else is in it. setuptools goes on building the package; its
lower bound rises to the first version that reads `[project]`. What is read from a file or an attribute goes on being
read from there.

When it is offered: in a `setup.cfg` whose `[metadata]` has name and version. It declines, and says why, where
`setup.py` has a say as well, where `pyproject.toml` has `[project]` already, where another backend builds, and where an
option has no place there.

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

import configparser
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import tomlkit
from ini2toml.api import Translator

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import with_line_ending
from assay.recipes.migrations.backend import BACKEND, built_by_setuptools
from assay.recipes.migrations.migration import Migration
from assay.recipes.migrations.translation import joined
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools import ini_sections as sections
from assay.tools.homes import PYPROJECT
from assay.tools.packaging_files import SETUP_CFG, SETUP_PY
from assay.tools.setup_script import is_stub

NAME = "setup.cfg to [project]"
CODE = "setup-cfg"
NAMES = (SETUP_CFG,)
UNVERIFIED = "builds on other systems and with other versions of the backend"

_NEEDED = re.compile(r"^(name|version)\s*[=:]", re.MULTILINE)
_BOTH = 2
"""What `[project]` cannot do without. Where it is not all there, something else says what the package is."""

_KNOWN = frozenset(
    (
        *(
            "platforms",
            "provides",
            "obsoletes",
            "zip-safe",
            "script-files",
            "eager-resources",
            "packages",
            "package-dir",
        ),
        *("package-data", "include-package-data", "exclude-package-data", "namespace-packages", "py-modules"),
        *("data-files", "license-files", "dynamic"),
    )
)
_OF_SETUPTOOLS = ("setup_requires", "setup-requires", "dependency_links", "dependency-links")
_TEXTS = frozenset(("description", "summary", "long_description", "author", "maintainer", "license", "keywords"))
_KEY = re.compile(r"(?P<name>\w[^=:\s]*)\s*[=:]\s*(?P<file>file:)?")
_BEHIND = re.compile(r"(?m)[ \t][#;]")
_OPENS = re.compile("[#;]")
_OPENS_INSIDE = re.compile(r"(?<=\S)[#;]")
_STAND_IN = {"#": "\ue000", ";": "\ue001"}
"""What begins a comment to ini2toml and none to setuptools, and what it is called in between."""

_WITHOUT_EFFECT = ("test-suite", "tests-require", "test-loader", "test-runner", "use-2to3")
"""Options that are nothing to a package any more: setuptools has no such command."""


def recognises(diagnostic: Diagnostic) -> bool:
    """What `assay.actions.migrate_config` points at."""
    return diagnostic.code == CODE


def title(_: Diagnostic) -> str:
    """As a line of a menu."""
    return "Move the package's metadata into [project] of pyproject.toml"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    if path.name not in NAMES:
        return ""
    metadata = "".join(each.body for each in sections.read(text).sections if each.name == "metadata")
    return "the package's metadata in setup.cfg" if len({*_NEEDED.findall(metadata)}) == _BOTH else ""


def propose(question: Question) -> Proposal | Declined | None:
    """All that says what the package is, in one patch."""
    path, snapshot = question.target.path, question.snapshot
    if question.failures or (text := snapshot.read(path)) is None:
        return None
    try:
        pyproject, dropped = _moved(snapshot, path, text)
    except ValueError as error:
        return Declined(f"{path}: {error}")
    after = sections.read(text).without(_moves)
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


def _moves(section: str) -> bool:
    return section == "metadata" or section.partition(".")[0] == "options"


def _moved(snapshot: Snapshot, path: PurePosixPath, text: str) -> tuple[str, tuple[str, ...]]:
    """The text of `pyproject.toml`, and what is dropped on the way. Raises `ValueError` with a reason for the user."""
    if fault := sections.fault(text):
        raise ValueError(f"not an INI file that every tool reads alike ({fault}); mend that first")
    script = snapshot.read(path.with_name(SETUP_PY))
    if script is not None and not is_stub(script):
        raise ValueError("setup.py has a say in it as well; only one that just calls setup() stands beside [project]")
    ini = sections.read(text)
    if found := [key for each in ini.sections if each.name == "options" for key in _OF_SETUPTOOLS if key in each.body]:
        raise ValueError(f"the option {found[0]} is run by setuptools alone and has no place there; settle that first")
    if cut := next(_cut(text), ""):
        raise ValueError(
            f"{cut} has a # or ; behind its value, of which setuptools makes a part of it; settle that first"
        )
    moved = "\n".join(
        f"[{each.name}]\n{_shielded(each.name, with_line_ending(each.body, chr(10)))}"
        for each in ini.sections
        if _moves(each.name)
    )
    try:
        translated: Any = tomlkit.parse(Translator().translate(moved, SETUP_CFG))
    except Exception as error:  # a translator of others raises whatever it likes on a text that nobody foresaw
        raise ValueError(f"ini2toml cannot translate it ({type(error).__name__}: {error})") from error
    project = translated.get("project", {})
    translated.remove("build-system")
    _mend_readme(project)
    dropped = _dropped(translated.get("tool", {}).get("setuptools", {}))
    if other := [key for key in translated.get("tool", {}) if key != "setuptools"]:
        raise ValueError(f"[tool.{other[0]}] comes out of it, which nobody asked for")
    tables = f"{tomlkit.dumps(translated).strip()}\n"
    for opens, stand_in in _STAND_IN.items():
        tables = tables.replace(stand_in, opens)
    built = built_by_setuptools(snapshot.read(path.with_name(PYPROJECT)))
    return joined(built or None, tables) if built else f"{BACKEND}\n{tables}", dropped


def _cut(text: str) -> Iterator[str]:
    """The keys of which ini2toml would cut a value that setuptools reads to the end."""
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    for name in filter(_moves, parser.sections()):
        for key, value in parser.items(name):
            kept = name == "metadata" and key.replace("-", "_") in _TEXTS and not value.startswith("file:")
            # behind a requirement setuptools takes # for a comment too, and ; for a marker
            if not kept and key != "install_requires" and name != "options.extras_require" and _BEHIND.search(value):
                yield key


def _shielded(section: str, body: str) -> str:
    """The metadata with other characters in the place of those that setuptools takes for a part of the value."""
    if section != "metadata":
        return body
    opens, lines = _OPENS_INSIDE, list[str]()
    for line in body.splitlines(keepends=True):
        if not line.lstrip().startswith(("#", ";")):
            if key := _KEY.match(line):
                is_text = key["name"].replace("-", "_") in _TEXTS and not key["file"]
                opens = _OPENS if is_text else _OPENS_INSIDE
            line = opens.sub(lambda found: _STAND_IN[found[0]], line)  # noqa: PLW2901 - the line as it is kept
        lines.append(line)
    return "".join(lines)


def _mend_readme(project: Any) -> None:
    """A text that stands in the file itself has to say what it is; setuptools takes it for reStructuredText."""
    readme = project.get("readme")
    if isinstance(readme, dict) and "text" in readme and "content-type" not in readme:
        readme["content-type"] = "text/x-rst"


def _dropped(setuptools: Any) -> tuple[str, ...]:
    """Take out what has no effect. Raises `ValueError` for what might have one and has no place."""
    for key in [key for key in setuptools if key not in _KNOWN]:
        if key not in _WITHOUT_EFFECT:
            raise ValueError(f"the option {key.replace('-', '_')} has no place in pyproject.toml; settle that first")
    dropped = tuple(key for key in setuptools if key in _WITHOUT_EFFECT)
    for key in dropped:
        setuptools.remove(key)
    return dropped


RECIPE = Recipe(NAME, recognises, title, alone, propose)
MIGRATION = Migration(NAMES, CODE, message, title)
