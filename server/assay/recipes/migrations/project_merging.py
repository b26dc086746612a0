"""Two files that say what one package is, as one: setuptools takes from the second what the first leaves open.

What both say has to be the same, or nobody can tell here which of them somebody means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, cast

import tomlkit

from assay.tools.toml_text import loaded

_HEARD = ("Homepage", "Download")
"""The links that setuptools hears of a script whatever `[project]` says."""

_IS_DATA = "include-package-data"


def merged(of_file: str, of_script: str, *, asked: bool) -> str:
    """The tables of a `setup.cfg`, and those of the `setup.py` beside it.

    `asked` is whether the script says if data are included; else the file does. Raises `ValueError` for what both say.
    """
    document: Any = tomlkit.parse(of_file)
    for path in (("project",), ("tool", "setuptools"), ("tool", "setuptools", "dynamic"), ("tool", "distutils")):
        new = _at(tomllib.loads(of_script), path)
        for key, value in new.items():
            held = _made(document, path)
            if key == "dynamic":
                if path == ("project",):
                    held[key] = sorted({*held.get(key, []), *value})
            elif key == _IS_DATA and key in held:
                held[key] = value if asked else held[key]
            elif key not in held:
                held[key] = value
            elif held[key] != value:
                raise ValueError(f"setup.cfg and setup.py say two things of {key}; settle first which of them holds")
    project = document["project"]
    if "dynamic" in project:
        project["dynamic"] = [each for each in project["dynamic"] if each not in project]
    return f"{tomlkit.dumps(document).strip()}\n"


def filled(pyproject: str, of_script: str, *, asked: bool) -> str:
    """A `pyproject.toml` whose `[project]` leaves to the script what it calls dynamic, with that in it.

    What it does not call so is not heard of the script, and goes. `asked` is as above. Raises `ValueError`.
    """
    held, new = loaded(pyproject), tomllib.loads(of_script)
    setuptools = held.get("tool", {}).get("setuptools", {})
    if other := [key for key in setuptools if key != "dynamic"]:
        raise ValueError(
            f"pyproject.toml has {other[0]} in [tool.setuptools] as well; settle first which of both holds"
        )
    read = new["tool"]["setuptools"].pop("dynamic", {})
    left = [key for key in held["project"].get("dynamic", []) if key in read or key in setuptools.get("dynamic", {})]
    document: Any = tomlkit.parse(pyproject)
    _fill(document, held["project"], new["project"], left)
    tools = new["tool"]["setuptools"]
    if not asked:
        del tools[_IS_DATA]  # as it is of itself where there is [project]
    if still := {key: each for key, each in read.items() if key in left} | setuptools.get("dynamic", {}):
        tools["dynamic"] = still
    if setuptools:
        document["tool"].remove("setuptools")
    more = {"tool": {name: each for name, each in new["tool"].items() if each}}
    text = f"{tomlkit.dumps(document).rstrip()}\n"
    return f"{text}\n{tomlkit.dumps(more).strip()}\n" if more["tool"] else text


def _fill(document: Any, held: Mapping[str, Any], given: Mapping[str, Any], left: list[str]) -> None:
    """Put into `[project]` what it calls dynamic and the script gives; what is `left` goes on being so."""
    project = document["project"]
    for key in held.get("dynamic", []):
        if key in given and key not in left:
            project[key] = _inline(given[key])
    heard = {name: each for name, each in given.get("urls", {}).items() if name in _HEARD}
    if links := {name: each for name, each in heard.items() if name not in project.get("urls", {})}:
        _made(document, ("project", "urls")).update(links)
    if left:
        project["dynamic"] = left
    elif "dynamic" in project:
        project.remove("dynamic")


def _at(tables: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    found: Any = tables
    for each in path:
        found = found.get(each, {})
    return cast("Mapping[str, Any]", found)


def _made(document: Any, path: tuple[str, ...]) -> Any:
    """The table there, made where there is none."""
    for each in path:
        if each not in document:
            document[each] = tomlkit.table()
        document = document[each]
    return document


def _inline(value: object) -> Any:
    """A list as it is read best, and tables within it on one line each."""
    if not isinstance(value, list):
        return value
    found: Any = tomlkit.array()
    for each in cast("list[object]", value):
        if isinstance(each, dict):
            table: Any = tomlkit.inline_table()
            table.update(cast("dict[str, object]", each))
            found.append(table)
        else:
            found.append(each)
    return found.multiline(multiline=len(found) > 1)
