"""The table `[build-system]` of a project that setuptools builds, fit to read `[project]`; all else stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import tomlkit
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from assay.recipes.migrations.translation import joined
from assay.tools.toml_text import loaded

FLOOR = "61.2"
"""The first setuptools that reads all of `[project]` as it is read today."""

BACKEND = f"""\
[build-system]
requires = ["setuptools>={FLOOR}"]
build-backend = "setuptools.build_meta"
"""

_OF_SETUPTOOLS = ("setuptools.build_meta", "setuptools.build_meta:__legacy__")


def built_by_setuptools(pyproject: str | None) -> str:
    """The text with such a table; empty where there is no text. Raises `ValueError` where another backend builds."""
    if pyproject is None or not pyproject.strip():
        return ""
    system = loaded(pyproject).get("build-system")
    if system is None:
        return joined(pyproject, BACKEND)
    backend = system.get("build-backend", "setuptools.build_meta")
    if backend not in _OF_SETUPTOOLS:
        raise ValueError(f"{backend} builds the project, and not setuptools")
    return with_floor(pyproject, "setuptools", FLOOR)


def with_floor(pyproject: str, name: str, floor: str, *, backend: str = "setuptools.build_meta") -> str:
    """The text with a build requirement of at least this version. Raises `ValueError` where it may be none such."""
    document: Any = tomlkit.parse(pyproject)
    system = document["build-system"]
    for number, line in enumerate(cast("list[object]", system.get("requires", []))):
        try:
            requirement = Requirement(str(line))
        except InvalidRequirement as error:
            raise ValueError(f"[build-system] requires {line}, which is no requirement") from error
        if canonicalize_name(requirement.name) != name:
            continue
        specifiers = requirement.specifier
        lower = [each.version for each in specifiers if each.operator in (">=", "~=", "==")]
        if not any(_reaches(each, floor) for each in lower):
            if not (specifiers & SpecifierSet(f">={floor}")).contains("9999") and not specifiers.contains(floor):
                raise ValueError(f"it is built with {line}, which does not read [project]")
            rest = [str(each) for each in specifiers if each.operator not in (">=", "~=", ">")]
            marker = f"; {requirement.marker}" if requirement.marker else ""
            extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
            system["requires"][number] = f"{requirement.name}{extras}{','.join((f'>={floor}', *sorted(rest)))}{marker}"
        break
    else:
        raise ValueError(f"[build-system] does not require {name}")
    if system.get("build-backend") != backend:
        system["build-backend"] = backend
    return tomlkit.dumps(document)


def requiring(pyproject: str, requirements: Sequence[str]) -> str:
    """The text whose `[build-system]` asks for these as well. Raises `ValueError` for what it cannot ask for."""
    document: Any = tomlkit.parse(pyproject)
    listed = document["build-system"]["requires"]
    for line in requirements:
        try:
            new = Requirement(line)
            held = {canonicalize_name(Requirement(str(each)).name) for each in listed}
        except InvalidRequirement as error:
            raise ValueError(f"it is built with {line[:60]!r}, which is no requirement") from error
        if new.url or (canonicalize_name(new.name) == "setuptools" and not _reads_project(new.specifier)):
            raise ValueError(f"it is built with {line[:60]!r}, which cannot be asked for in [build-system]")
        if canonicalize_name(new.name) not in held or new.specifier or new.extras or new.marker:
            listed.append(line)
    return tomlkit.dumps(document)


def _reads_project(setuptools: SpecifierSet) -> bool:
    return any(setuptools.contains(each) for each in (FLOOR, "9999"))


def _reaches(version: str, floor: str) -> bool:
    return SpecifierSet(f">={floor}").contains(version.removesuffix(".*"), prereleases=True)
