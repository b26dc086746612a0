"""What a project's files say of how it is packaged: which backend builds it, with what, and out of which settings."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from assay.core.snapshot import Snapshot
from assay.tools.homes import PYPROJECT
from assay.tools.reading import table

SETUP_CFG = "setup.cfg"
SETUP_PY = "setup.py"
_LEGACY = "setuptools.build_meta:__legacy__"
"""What PEP 517 has called where a project names no backend."""


@dataclass(frozen=True, slots=True)
class BuildSystem:
    """The table `[build-system]`, or what holds in its place (PEP 517, PEP 518)."""

    requires: tuple[str, ...] = ("setuptools",)
    backend: str = _LEGACY
    backend_path: tuple[str, ...] = ()


def build_system(snapshot: Snapshot, folder: PurePosixPath) -> BuildSystem:
    """How the project in a folder is built. Raises `ValueError` for one that is not as PEP 518 says; `Unreadable`."""
    found = table(_pyproject(snapshot, folder), "build-system")
    if found is None:
        return BuildSystem()
    requires, path = _words(found.get("requires")), _words(found.get("backend-path", []))
    backend = found.get("build-backend", _LEGACY)
    if not isinstance(backend, str):
        raise ValueError("build-backend is no text")  # noqa: TRY004 - whatever is wrong with the file is one error
    return BuildSystem(requires, backend, path)


def packaged(snapshot: Snapshot, folder: PurePosixPath) -> Mapping[str, object]:
    """All of a project's settings that decide what is packaged; empty where it is no package. Raises `Unreadable`."""
    try:
        pyproject = _pyproject(snapshot, folder)
    except ValueError:
        return {PYPROJECT: snapshot.read(folder / PYPROJECT)}
    tools = table(pyproject, "tool") or {}
    kept = {
        key: tools[key]
        for key in ("setuptools", "setuptools_scm", "distutils", "poetry", "hatch", "flit", "pdm")
        if key in tools
    }
    found: dict[str, object] = {key: pyproject[key] for key in ("build-system", "project") if key in pyproject}
    found |= {"tool": kept} if kept else {}
    found |= _setup_cfg(snapshot.read(folder / SETUP_CFG) or "")
    if (script := snapshot.read(folder / SETUP_PY)) is not None:
        found[SETUP_PY] = script
    return found


def _setup_cfg(text: str) -> dict[str, object]:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # how configparser is told to keep the case
    try:
        parser.read_string(text)
    except configparser.Error:
        return {SETUP_CFG: text}
    tools = ("tool:", "coverage:", "mypy", "flake8", "isort", "pycodestyle", "pylint", "pydocstyle", "devpi")
    return {name: dict(parser.items(name)) for name in parser.sections() if not name.startswith(tools)}


def _pyproject(snapshot: Snapshot, folder: PurePosixPath) -> dict[str, Any]:
    try:
        return tomllib.loads((snapshot.read(folder / PYPROJECT) or "").removeprefix("\ufeff"))
    except RecursionError as error:
        raise ValueError("pyproject.toml is nested too deeply to be read") from error


def _words(value: object) -> tuple[str, ...]:
    listed = cast("list[object]", value) if isinstance(value, list) else None
    if listed is None or not all(isinstance(each, str) for each in listed):
        raise ValueError("[build-system] has a list that is none")
    return tuple(cast("list[str]", listed))
