"""Poetry's ways to say which versions will do, as PEP 440 and PEP 508 say it. What has no such form is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from packaging.specifiers import SpecifierSet

_PART = re.compile(r"(?P<operator>\^|~=|~|===|==|=|!=|<=|>=|<|>)?\s*v?(?P<version>[0-9][\w.*+!-]*|\*)")
_PLAIN = frozenset(("version", "extras", "markers", "python", "platform", "optional", "allow-prereleases", "source"))

_MINORS = ("2.7", *(f"3.{minor}" for minor in range(16)))
"""The Pythons of which Poetry publishes whether a choice between ranges leaves them out."""


def specifier(text: str) -> str:
    """A constraint as a set of specifiers, empty where every version will do. Raises `ValueError`."""
    if "|" in text:
        raise ValueError(f"{text!r} is a choice between ranges, for which there is no such form")
    parts = [part for part in re.split(r"\s*,\s*|(?<=[\w*.])\s+(?=[\^~=!<>])", text.strip()) if part]
    return ",".join(filter(None, map(_part, parts)))


def python_range(text: str) -> str:
    """Which Pythons will do, as Poetry publishes it: of a choice between ranges, a floor and what it leaves out above.

    Raises `ValueError`.
    """
    if "|" not in text:
        return specifier(text)
    ranges = [SpecifierSet(specifier(each)) for each in re.split(r"\s*\|\|?\s*", text.strip()) if each]
    taken = [any(each.contains(f"{minor}.{patch}") for each in ranges for patch in (0, 99)) for minor in _MINORS]
    if not any(taken) or not taken[-1]:
        raise ValueError(f"{text!r} is a choice between ranges with an end, for which there is no such form")
    first = taken.index(True)
    left = (f"!={minor}.*" for minor, takes in zip(_MINORS[first:], taken[first:], strict=True) if not takes)
    return ",".join((f">={_MINORS[first]}", *left))


def requirements(name: str, value: object) -> list[str]:
    """A dependency as requirements, one for each of its constraints. Raises `ValueError`."""
    if isinstance(value, list):
        return [line for each in cast("list[object]", value) for line in requirements(name, each)]
    if isinstance(value, str):
        return [f"{name}{specifier(value)}"]
    if not isinstance(value, dict):
        raise ValueError(f"the dependency {name} is not written in a way that is known")  # noqa: TRY004 - as others
    told = cast("Mapping[str, Any]", value)
    if other := sorted(set(told) - _PLAIN):
        raise ValueError(f"the dependency {name} has {other[0]}, which [project] cannot say alike")
    extras = f"[{','.join(told['extras'])}]" if told.get("extras") else ""
    marker = " and ".join(filter(None, _markers(told)))
    return [f"{name}{extras}{specifier(told.get('version', '*'))}{f' ; {marker}' if marker else ''}"]


def _markers(told: Mapping[str, Any]) -> list[str]:
    own = str(told.get("markers", ""))
    platform = str(told.get("platform", ""))
    return [
        _pythons(str(told.get("python", "*"))),
        f'sys_platform == "{platform}"' if re.fullmatch(r"\w+", platform) else _no_platform(platform),
        f"({own})" if re.search(r"\bor\b", own) and len(told) > 1 else own,
    ]


def _no_platform(platform: str) -> str:
    if platform:
        raise ValueError(f"the platform {platform!r} has no such form")
    return ""


def _pythons(constraint: str) -> str:
    found: list[str] = []
    for each in filter(None, specifier(constraint).split(",")):
        match = re.fullmatch(r"(?P<operator>[<>=!]=?)(?P<version>\d+(?:\.\d+)*)", each)
        if match is None:
            raise ValueError(f"python {constraint!r} has no such form as a marker")
        numbers = match["version"].split(".")
        plain = len(numbers) == 2 or (len(numbers) == 3 and numbers[2] == "0" and match["operator"] in (">=", "<"))
        name = "python_version" if plain else "python_full_version"
        version = ".".join(numbers[:2]) if plain else ".".join((*numbers, "0", "0")[: max(3, len(numbers))])
        found.append(f'{name} {match["operator"]} "{version}"')
    return " and ".join(found)


def _part(text: str) -> str:
    match = _PART.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no constraint that is known")
    operator, version = match["operator"] or "", match["version"]
    if version == "*":
        return ""
    match operator:
        case "^" | "~":
            return f">={version},<{_next(version, caret=operator == '^')}"
        case "" | "=":
            return f"=={version}"
        case _:
            return f"{operator}{version}"


def _next(version: str, *, caret: bool) -> str:
    """The first version that a caret or tilde leaves out (as poetry-core's `next_breaking` and `next_minor`)."""
    release = re.match(r"\d+(?:\.\d+)*", version)
    if release is None or "*" in version:
        raise ValueError(f"{version!r} is no version that is known")
    numbers = [int(each) for each in release[0].split(".")]
    if caret:
        place = next((place for place, number in enumerate(numbers) if number), len(numbers) - 1)
    else:
        place = min(1, len(numbers) - 1)
    return ".".join(map(str, [*numbers[:place], numbers[place] + 1]))
