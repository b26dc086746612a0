"""What a `Pipfile` asks to be installed, category by category, as requirements (PEP 508).

What `pyproject.toml` cannot say alike is refused, never passed over: another index, a place, a setting, a script.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement

from assay.tools.requirement_files import MAIN
from assay.tools.toml_text import loaded

PIPFILE = "Pipfile"
LOCK = "Pipfile.lock"
REQUIRES = "requires"

# written so that it does not match itself, as no committed file may name a place
_USUAL = re.compile(r"https://py[p]i\.org/simple/?")
_OTHERS = {"source", REQUIRES, "pipenv", "scripts"}
_GROUPS = {"packages": MAIN, "dev-packages": "dev"}
_MARKERS = (
    *("os_name", "sys_platform", "platform_machine", "platform_python_implementation", "platform_release"),
    *("platform_system", "platform_version", "python_version", "python_full_version", "implementation_name"),
    "implementation_version",
)
_PLAIN = {"version", "extras", "markers", *_MARKERS}
_GROUP = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def group_of_category(category: str) -> str:
    """The dependency group that a category becomes."""
    return _GROUPS.get(category, category)


def asked(text: str) -> dict[str, list[str]]:
    """The requirements of each category that has some. Raises `ValueError` for what cannot be said alike."""
    told = tables(text)
    found = {category: [requirement(name, value) for name, value in table.items()] for category, table in told.items()}
    return {category: lines for category, lines in found.items() if lines}


def tables(text: str) -> dict[str, Mapping[str, object]]:
    """The categories as they are written. Raises `ValueError`, as above."""
    told = loaded(text, "it")
    _refuse(told)
    found: dict[str, Mapping[str, object]] = {}
    for category, table in told.items():
        if category in _OTHERS:
            continue
        if not isinstance(table, dict) or not _GROUP.fullmatch(category):
            raise ValueError(f"{category} is no category of packages")
        found[category] = cast("Mapping[str, object]", table)
    return found


def required_python(text: str) -> str:
    """What it says of the Python that it is for, in words; empty where it says nothing."""
    told: object = loaded(text, "it").get(REQUIRES)
    if not isinstance(told, dict):
        return ""
    return ", ".join(f"{key} {value}" for key, value in cast("dict[str, object]", told).items())


def requirement(name: str, value: object) -> str:
    """One package as a requirement. Raises `ValueError`."""
    told = cast("Mapping[str, object]", value) if isinstance(value, dict) else {"version": value}
    if other := sorted(set(told) - _PLAIN):
        raise ValueError(f"{name} has {other[0]}, which pyproject.toml cannot say")
    version, extras = told.get("version", "*"), told.get("extras", [])
    if not isinstance(version, str) or not isinstance(extras, list):
        raise ValueError(f"{name} is not written in a way that is known")  # noqa: TRY004 - as all others
    markers = [f"{key} {told[key]}" for key in _MARKERS if key in told]
    markers += [str(told["markers"])] if "markers" in told else []
    marker = " and ".join(f"({each})" if len(markers) > 1 else each for each in markers)
    listed = f"[{','.join(map(str, cast('list[object]', extras)))}]" if extras else ""
    said = f"{name}{listed}{_specifier(version)}{f' ; {marker}' if marker else ''}"
    try:
        for each in markers:
            Marker(each)
        Requirement(said)
    except (InvalidRequirement, InvalidMarker) as error:
        raise ValueError(f"{said!r} is no requirement") from error
    return said


def _specifier(version: str) -> str:
    """As Pipenv reads it: a star is every version, and one without an operator is that one alone."""
    plain = version.strip()
    if plain in ("", "*"):
        return ""
    return plain if plain[0] in "=<>!~" else f"=={plain}"


def _refuse(told: Mapping[str, Any]) -> None:
    held: object = told.get("source", [])
    sources = cast("list[object]", held) if isinstance(held, list) else [held]
    for each in sources:
        usual = isinstance(each, dict) and _USUAL.fullmatch(str(cast("dict[str, object]", each).get("url", "")))
        if not usual or len(sources) > 1:
            raise ValueError("it names an index of its own, which pyproject.toml cannot say")
    for name, what in (("scripts", "scripts"), ("pipenv", "settings of Pipenv")):
        if told.get(name):
            raise ValueError(f"it has {what}, for which there is no place in pyproject.toml")
