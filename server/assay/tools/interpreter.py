"""Find the interpreter that a project runs on, by files and environment variables alone.

The order: the user's setting, the editor's choice, VIRTUAL_ENV, `.venv` or `venv` beside or above, poetry, pipenv,
conda, uv and pyenv, PATH.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from assay.core.errors import Lacking
from assay.core.project import Interpreter
from assay.tools import managers
from assay.tools.environment import executable_in, inspect
from assay.tools.managers import Found
from assay.tools.reading import read_small


def find_interpreter(
    workspace: Path, root: Path, *, setting: Path | None, chosen: Path | None, environ: Mapping[str, str]
) -> Interpreter:
    """The interpreter of the project at `root`. Raises `Lacking` where there is none, or the setting names none."""
    home = Path(told) if (told := environ.get("HOME") or environ.get("USERPROFILE")) else None
    gone: list[str] = []
    if setting is not None and executable_in(workspace / setting) is None:
        raise Lacking(f"{setting}: no Python there; correct the setting `interpreter`")
    for found in _places(workspace, root, setting=setting, chosen=chosen, environ=environ):
        if found.place.is_absolute() and (executable := executable_in(found.place)) is not None:
            return inspect(executable, "; ".join((found.source, *gone)), workspace=workspace, home=home)
        gone.append(f"not {found.source}: no Python at {found.place}")
    raise Lacking("; ".join(("no Python found for this project; install one, or set `interpreter`", *gone)))


def _places(
    workspace: Path, root: Path, *, setting: Path | None, chosen: Path | None, environ: Mapping[str, str]
) -> Iterator[Found]:
    folders = _above(workspace, root)
    if setting is not None:
        yield Found(workspace / setting, "the setting `interpreter`")
    if chosen is not None:
        yield Found(workspace / chosen, "the editor's choice")
    if environ.get("VIRTUAL_ENV"):
        yield Found(workspace / environ["VIRTUAL_ENV"], "VIRTUAL_ENV")
    yield from _beside(folders)
    inside = tuple(folder for folder in folders if folder.is_relative_to(workspace))
    for finder in (managers.poetry, managers.pipenv, managers.conda, managers.uv, managers.pyenv):
        yield from chain.from_iterable(finder(folder, environ) for folder in inside)
    yield from _on_path(workspace, environ)


def _above(workspace: Path, root: Path) -> tuple[Path, ...]:
    """The project's folder and those above it: up to the workspace, then on to the top of its git work tree, if any."""
    folders = (root, *root.parents)
    inside = tuple(folder for folder in folders if folder.is_relative_to(workspace))
    for number, folder in enumerate(folders[len(inside) - 1 :], len(inside)):
        if (folder / ".git").exists():
            return folders[:number]
    return inside


def _beside(folders: tuple[Path, ...]) -> Iterator[Found]:
    for folder in folders:
        for name in (".venv", "venv"):
            if (folder / name / "pyvenv.cfg").is_file() or (folder / name / "conda-meta").is_dir():
                yield Found(folder / name, f"{name} in {folder}")


def _on_path(workspace: Path, environ: Mapping[str, str]) -> Iterator[Found]:
    """The first Python on PATH. Folders of the workspace do not count: a repository does not choose by PATH."""
    for entry in environ.get("PATH", "").split(os.pathsep):
        folder = Path(entry)
        if not folder.is_absolute() or folder.resolve().is_relative_to(workspace.resolve()):
            continue
        for name in ("python3", "python", "python.exe"):
            if not os.access(folder / name, os.X_OK):
                continue
            if folder.name == "shims":
                yield from managers.behind_shim(folder, environ)
            elif not (read_small(folder / name) or "").startswith("#!"):
                yield Found(folder / name, f"{name} on PATH")
