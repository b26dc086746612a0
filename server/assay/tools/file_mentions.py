"""Where a file that is run names a configuration file that goes, and may name `pyproject.toml` in its place.

Two forms are known to mean the same afterwards: an option that tells a tool where its configuration is, and a
`setup.py` that is handed to a tool ahead of other paths. Anything else is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from assay.core.command import TOP
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.tools.homes import PYPROJECT
from assay.tools.packaging_files import SETUP_PY

_BESIDE = ("tox.ini", "Makefile", "justfile", ".pre-commit-config.yaml")
_OF_ALL = (
    ".gitlab-ci.yml",
    ".travis.yml",
    "appveyor.yml",
    ".appveyor.yml",
    "azure-pipelines.yml",
    ".circleci/config.yml",
)
_WORKFLOWS = ".github/workflows"
_OPTIONS = {
    "pytest.ini": r"(?:\b(?:pytest|py\.test)\b[^\n|&;]*[ \t])(?:-c|--config-file)",
    ".pytest.ini": r"(?:\b(?:pytest|py\.test)\b[^\n|&;]*[ \t])(?:-c|--config-file)",
    ".coveragerc": r"(?:--rcfile|--cov-config)",
    ".isort.cfg": r"(?:--settings-file|--settings-path|--settings|--sp)",
    "mypy.ini": r"--(?:mypy-)?config-file",
    ".mypy.ini": r"--(?:mypy-)?config-file",
}
"""The options of a tool that say where its configuration is, all of which take `pyproject.toml` too."""

_ELSEWHERE = re.compile(
    r"(?<![\w-])(?:cd|pushd|chdir|changedir|working-directory|working_directory|-C|--rootdir)(?![\w-])"
)
_LINTER = re.compile(
    r"(?P<ahead>\b(?:black|flake8|isort|mypy|pylint|pyflakes|pycodestyle|ruff(?: check| format)?)\b[^\n|&;#]*?[ \t:])"
    r"setup\.py[ \t]+(?=[A-Za-z_./{*])"
)


def carried(path: PurePosixPath, text: str, gone: Iterable[str]) -> str:
    """The text with what is known to mean the same in the place of each such mention of these files.

    Where it goes to another folder, its names may mean other files, and all of it is left as it is.
    """
    if _ELSEWHERE.search(text):
        return text
    for name in gone:
        if name in _OPTIONS:
            place = rf"(?P<option>{_OPTIONS[name]})(?P<between>=|[ \t]+)(?P<here>\./)?{re.escape(name)}(?![\w./-])"
            mention = re.compile(rf"(?<![\w-]){place}")
            text = mention.sub(
                lambda found: f"{found['option']}{found['between']}{found['here'] or ''}{PYPROJECT}", text
            )
        elif name == SETUP_PY and path.name != ".pre-commit-config.yaml":
            text = _LINTER.sub(lambda found: found["ahead"], text)
    return text


def carries(change: FileChange, patch: Patch, folder: PurePosixPath) -> bool:
    """Whether a change of a patch does nothing but this, for what the patch takes away of the folder."""
    if change.before is None or change.after is None or change.before == change.after:
        return False
    return _may_name(change.path, folder) and carried(change.path, change.before, _gone(patch.changes, folder)) == (
        change.after
    )


def carrying(snapshot: Snapshot, changes: Iterable[FileChange], folder: PurePosixPath) -> Iterator[FileChange]:
    """A change of each file that names one which goes, where that is known to mean the same; not of those changed."""
    made = tuple(changes)
    if not (gone := _gone(made, folder)):
        return
    for path in _naming(snapshot, folder):
        text = None if path in {each.path for each in made} else snapshot.read(path)
        if text is not None and (after := carried(path, text, gone)) != text:
            yield FileChange(path, text, after)


def _gone(changes: Iterable[FileChange], folder: PurePosixPath) -> tuple[str, ...]:
    return tuple(each.path.name for each in changes if each.after is None and each.path.parent == folder)


def _naming(snapshot: Snapshot, folder: PurePosixPath) -> Iterator[PurePosixPath]:
    yield from (folder / name for name in _BESIDE)
    if folder == TOP:  # what runs elsewhere means other files by such names
        yield from map(PurePosixPath, _OF_ALL)
        found = (each.name for each in (snapshot.root / _WORKFLOWS).glob("*.y*ml"))
        yield from (PurePosixPath(_WORKFLOWS, name) for name in sorted(found))


def _may_name(path: PurePosixPath, folder: PurePosixPath) -> bool:
    if path.parent == folder and path.name in _BESIDE:
        return True
    return folder == TOP and (str(path) in _OF_ALL or path.parent == PurePosixPath(_WORKFLOWS))
