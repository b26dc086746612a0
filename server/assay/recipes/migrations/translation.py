"""A tool's INI sections as tables of `pyproject.toml`, by ini2toml, from the one spelling that it translates rightly.

What it writes beside the tool's tables (a build system, a project, setuptools) is left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Any, cast

import tomlkit
from ini2toml.api import Translator

from assay.core.text import with_line_ending
from assay.tools.homes import Home
from assay.tools.ini_sections import Section
from assay.tools.toml_text import loaded

_PROFILE = "setup.cfg"
_LISTS = frozenset(("exclude_also", "partial_also", "source_dirs", "source_pkgs", "disable_warnings", "patch"))
_SEMICOLON = re.compile(r"^([ \t]*);", re.MULTILINE)
"""Begins a comment to all of these tools, and inside of a value none to ini2toml."""

_EMPTY = re.compile(r"\n{3,}")


def tables(home: Home, sections: Iterable[Section]) -> str:
    """The text of the tables. Raises `ValueError`, with a reason for the user, where they cannot be translated."""
    parts = [f"[{home.spelled(section.name)}]\n{with_line_ending(section.body, chr(10))}" for section in sections]
    source = _SEMICOLON.sub(r"\1#", "\n".join(parts))
    if home.tool == "isort" and "%" in source:
        raise ValueError("a value has %, which isort interpolates in an INI file and not in TOML")
    try:
        translated: Any = tomlkit.parse(Translator().translate(source, _PROFILE))
    except Exception as error:  # a translator of others raises whatever it likes on a text that nobody foresaw
        raise ValueError(f"ini2toml cannot translate it ({type(error).__name__}: {error})") from error
    tool = translated.get("tool", {})
    for key in [key for key in translated if key != "tool"]:
        translated.remove(key)
    for key in [key for key in tool if key != home.tool]:
        tool.remove(key)
    if home.tool not in tool:
        raise ValueError("nothing of it has a place in pyproject.toml")
    if home.tool == "coverage":
        _listed(tool[home.tool])
    text = _EMPTY.sub(chr(10) * 2, tomlkit.dumps(translated)).strip()
    return f"{_rescued(source, text)}{text}\n"


def _listed(coverage: Any) -> None:
    """Make lists of the values that coverage takes for lists: ini2toml does not know the newer ones of them."""
    for section, values in coverage.items():
        for key in [key for key in values if key in _LISTS or section == "paths"]:
            if isinstance(values[key], str):
                values[key] = _list(values[key])


def _list(text: str) -> Any:
    """The lines of a value; those that are comments are none of it, and stay comments."""
    found = tomlkit.array()
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            found.add_line(comment=line.lstrip("# \t"))
        else:
            found.add_line(line)
    found.add_line(indent="")
    return found if len(found) > 1 or "#" in found.as_string() else [*found]


def _rescued(source: str, tables: str) -> str:
    """The comments that the tables do not have, as they stood inside of a value that has no room for any."""
    lines = (line.strip() for line in source.splitlines())
    words = [line.lstrip("# \t") for line in lines if line.startswith("#")]
    held = {line.partition("#")[2].strip("# \t") for line in tables.splitlines()}
    return "".join(f"# {each}\n" for each in words if each and each not in held)


def joined(pyproject: str | None, added: str) -> str:
    """The text of `pyproject.toml` with tables at its end; all that it held stays as it is written.

    Raises `ValueError`, with a reason for the user, where both do not fit together.
    """
    if pyproject is None:
        return added
    before, new = loaded(pyproject), tomllib.loads(added)
    tools = new.pop("tool", {})
    held = [name for name in new if name in before]
    held += [_written(f"tool.{name}", before["tool"][name]) for name in tools if name in before.get("tool", {})]
    if held:
        raise ValueError(f"pyproject.toml has [{held[0]}] as well; settle first which of the two holds")
    ending = "\r\n" if "\r\n" in pyproject else "\n"
    above = f"{pyproject.rstrip()}{ending * 2}" if pyproject.strip() else ""
    text = above + with_line_ending(added, ending)
    wanted = {**before, **new, **({"tool": {**before.get("tool", {}), **tools}} if tools else {})}
    if loaded(text) != wanted:
        raise ValueError("pyproject.toml is written in a way that no table can be added to at its end")
    return text


def _written(name: str, table: Any) -> str:
    """The name of a table as its header most likely has it: one that holds a single table alone has none."""
    inner = list(cast("dict[str, Any]", table).items()) if isinstance(table, dict) else []
    if len(inner) == 1 and isinstance(inner[0][1], dict):
        return _written(f"{name}.{inner[0][0]}", inner[0][1])
    return name
