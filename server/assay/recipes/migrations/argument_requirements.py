"""The requirements and extras of a `setup()`: those that stand in the script, and those that it reads from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.recipes.migrations.argument_source import Made, Source, lines_in


def needs(told: Mapping[str, Any], source: Source, made: Made) -> None:
    """Put down what the package needs, and its build. Raises `ValueError` for what is computed, and would be frozen."""
    if not _stands_in(source, told.get("setup_requires")):
        raise ValueError("setup_requires is computed, and would be frozen")
    made.asks.extend(lines_in(told.get("setup_requires")))
    needed = lines_in(told.get("install_requires"))
    if not _stands_in(source, told.get("install_requires")):
        made.dynamic["dependencies"] = {"file": [_file_of(source, needed, "install_requires")]}
        needed = []
    extras: Mapping[str, Any] = told.get("extras_require") or {}
    optional: dict[str, list[str]] = {}
    for name, value in extras.items():
        if not source.holds([name]):
            raise ValueError(f"the extra {name} does not stand in it but is computed")
        if _stands_in(source, value):
            extra, _, marker = name.partition(":")
            (optional.setdefault(extra, []) if extra else needed).extend(_marked(name, lines_in(value), marker))
        else:
            files = made.dynamic.setdefault("optional-dependencies", {})
            files[name] = {"file": [_file_of(source, lines_in(value), f"the extra {name}")]}
    for found, name in ((needed, "dependencies"), (optional, "optional-dependencies")):
        if found and name in made.dynamic:
            raise ValueError(f"its {name} stand in a file, and in it as well")
        if found:
            made.project[name] = found


def _stands_in(source: Source, value: object) -> bool:
    """Whether requirements stand in the script, one by one or as one text."""
    return (isinstance(value, str) and value in source.texts) or source.holds(lines_in(value))


def _marked(name: str, lines: list[str], marker: str) -> list[str]:
    if marker and any(";" in line for line in lines):
        raise ValueError(f"the extra {name} has a marker twice")
    return [f"{line} ; {marker}" if marker else line for line in lines]


def _file_of(source: Source, needed: list[str], what: str) -> str:
    for name in source.files:
        lines = [line.partition(" #")[0].strip() for line in (source.read(name) or "").splitlines()]
        if name.endswith((".txt", ".in")) and [line for line in lines if line and not line.startswith("#")] == needed:
            return name
    raise ValueError(f"{what} is computed in a way that [project] cannot follow")
