"""What a project declares to depend on, by the files in which projects do: names alone, in their normal form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, cast

from assay.tools.npm_packages import LOCKS, PACKAGE
from assay.tools.npm_packages import declared as of_package
from assay.tools.reading import table

FILES = ("pyproject.toml", "requirements.txt", "setup.cfg", "setup.py", "Pipfile", "environment.yml")
"""Where it mostly stands, in the project's folder."""

_OTHER = ("setup.cfg", "setup.py", "Pipfile", "environment.yml", "environment.yaml")
_REQUIREMENTS = re.compile(r"(requirements|constraints)[\w.-]*\.(txt|in)")
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")
_WORD = re.compile(r"[A-Za-z][\w.-]*")


def declares_dependencies(path: PurePosixPath) -> bool:
    """Whether a file is one in which dependencies are declared or locked."""
    known = path.name in {*FILES, *_OTHER, *LOCKS} or path.suffix == ".lock"
    return known or declares_by_name(path)


def declares_by_name(path: PurePosixPath) -> bool:
    """Whether what a file declares can be told from all else in it."""
    return path.name in {"pyproject.toml", PACKAGE} or _REQUIREMENTS.fullmatch(path.name) is not None


def declared(path: PurePosixPath, text: str) -> frozenset[str]:
    """The distributions or packages that such a file names; where its form is nobody's, every word of it counts."""
    if path.name == PACKAGE:
        return frozenset(of_package(text))
    if path.name == "pyproject.toml":
        try:
            return frozenset(_names(_of_pyproject(tomllib.loads(text))))
        except (tomllib.TOMLDecodeError, RecursionError):
            return frozenset()
    if _REQUIREMENTS.fullmatch(path.name):
        return frozenset(_names(line for line in text.splitlines() if not line.lstrip().startswith(("#", "-"))))
    return frozenset(normal(word) for word in _WORD.findall(text))


def normal(name: str) -> str:
    """A name as the index of packages compares it, with underscores as modules have them."""
    return re.sub(r"[-_.]+", "_", name).lower().strip("_")


def _names(requirements: Iterable[object]) -> Iterator[str]:
    for each in requirements:
        if isinstance(each, str) and (match := _NAME.match(each)):
            yield normal(match[1])


def _of_pyproject(document: Mapping[str, Any]) -> Iterator[object]:
    project = table(document, "project") or {}
    yield from _list(project.get("dependencies"))
    for group in (table(document, "project", "optional-dependencies"), table(document, "dependency-groups")):
        for listed in (group or {}).values():
            yield from _list(listed)
    yield from _list((table(document, "build-system") or {}).get("requires"))
    poetry = table(document, "tool", "poetry") or {}
    groups = (table(poetry, "group") or {}).values()
    for holder in (poetry, *(cast("Mapping[str, Any]", each) for each in groups if isinstance(each, dict))):
        for key in ("dependencies", "dev-dependencies"):
            yield from table(holder, key) or {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
