"""The settings of black and isort become those of ruff, which then formats and sorts as they did.

What it does: `[tool.black]` and `[tool.isort]` become `[tool.ruff]`, `[tool.ruff.format]` and `[tool.ruff.lint]`, with
their comments. Where a project has both, they move together. Where there are notebooks, ruff is told to pass over them,
as isort does, and black where it was installed without what it needs for them; where that is not what black did, ruff
formats them.

When it is offered: in a `pyproject.toml` that has either; for a file alone, never for a whole project, for it is a
choice of tools. It declines, and says why, where ruff has no such setting, and where `[tool.ruff]` says otherwise.

For example, in `pyproject.toml`:

    [tool.black]
    line-length = 100 # as wide as the screen
    skip-string-normalization = true

    [tool.isort]
    profile = "black"
    line_length = 100
    known_first_party = ["shop"]

becomes

    [tool.ruff]
    line-length = 100 # as wide as the screen
    target-version = "py37"

    [tool.ruff.format]
    quote-style = "preserve"

    [tool.ruff.lint]
    extend-select = ["I"]

    [tool.ruff.lint.isort]
    known-first-party = ["shop"]

What is verified: both ways, in the versions that the project has, rewrite every Python file of it to the same text,
with probes at the end of each. What still calls black or isort is listed, and makes the verdict partial.

What is not verified: source that is written later and is like nothing in the project or the probes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any, cast

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.rewriting import Rewriting
from assay.recipes.migrations.ruff_settings import (
    BLACK,
    ISORT,
    NOTEBOOKS,
    check_ruff,
    first_python,
    has_notebooks,
    width_of,
)
from assay.recipes.migrations.toml_entries import Entry, TomlSection, entries, toml_sections
from assay.recipes.migrations.toml_writing import put, toml
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools.homes import PYPROJECT
from assay.tools.reading import table
from assay.tools.toml_text import loaded

NAME = "black and isort to ruff"
CODE = "ruff-formatting"
UNVERIFIED = (
    "source that is like nothing in the project or the probes; editors and people who still call black or isort"
)
_TOOLS = ("black", "isort")
_TABLES = ("tool.ruff", "tool.ruff.format", "tool.ruff.lint", "tool.ruff.lint.isort")


@dataclass(slots=True)
class _Written:
    """The lines of each table that is made, the values that were put down, by table and key, and comments above all.

    `without_notebooks` are the tables whose `exclude` is to name them.
    """

    without_notebooks: frozenset[str] = frozenset()
    lines: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _TABLES})
    values: dict[tuple[str, str], object] = field(default_factory=dict[tuple[str, str], object])
    above: list[str] = field(default_factory=list[str])


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Have ruff format as {diagnostic.message} did"


def message(_path: PurePosixPath, text: str) -> str:
    """The tools that there are to move, in words; empty where there is none."""
    if not any(f"[tool.{tool}]" in text for tool in _TOOLS):
        return ""
    try:
        found = table(tomllib.loads(text.removeprefix("\ufeff")), "tool") or {}
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    return " and ".join(tool for tool in _TOOLS if tool in found)


def propose(question: Question) -> Proposal | Declined | None:
    """Both tools' settings as those of ruff."""
    odd = "a setting is of another kind than its tool takes"
    rationale = f"has ruff format as {question.target.diagnostics[0].message} did"
    tries = [frozenset[str]()]
    if has_notebooks(question.snapshot, question.target.path.parent):
        tries = [frozenset(("tool.ruff.format", "tool.ruff.lint"))]
        tries += [frozenset(("tool.ruff.lint",))] if "black" in question.target.diagnostics[0].message else []
    if (number := len(question.failures)) >= len(tries):
        return None
    moved = partial(_moved, without_notebooks=tries[number])
    return Rewriting(NAME, moved, odd, UNVERIFIED).proposed(replace(question, failures=()), rationale)


def _moved(text: str, *, without_notebooks: frozenset[str]) -> str:
    """The text afterwards. Raises `ValueError` with a reason for the user."""
    document = loaded(text)
    tools: Mapping[str, Any] = document["tool"]
    moved = [tool for tool in _TOOLS if tool in tools]
    written, kept = _Written(without_notebooks), list[TomlSection | str]()
    for section in toml_sections(text):
        tool = section.name.removeprefix("tool.")
        if section.name.startswith(("tool.black.", "tool.isort.")):
            raise ValueError(f"[{section.name}] is a table of its own, which ruff has no place for")
        if tool in moved and section.name.startswith("tool."):
            kept.append(_taken(section, tool, tools, written))
        else:
            kept.append(section.text)
    _defaults(document, moved, written)
    check_ruff(tools.get("ruff", {}), written.values)
    return _joined("".join(map(str, kept)), document, written)


def _taken(section: TomlSection, tool: str, tools: Mapping[str, Any], written: _Written) -> str:
    """Put down what a tool's section says; what stays of it are the comments that are about nothing in it."""
    found, below = entries(section)
    known = BLACK if tool == "black" else ISORT
    for entry in found:
        if entry.key not in known:
            raise ValueError(f"{tool} has {entry.key}, which ruff has no setting for")
        for name, key, value in known[entry.key](entry.value, tools[tool]):
            _put(entry, name, key, value, written)
    header = next(number for number, line in enumerate(section.lines) if line.startswith("["))
    written.above += section.lines[:header]
    return "".join(each for each in below if each.strip())


def _put(entry: Entry, name: str, key: str, value: object, written: _Written) -> None:
    if key == "exclude" and name in written.without_notebooks and isinstance(value, list):
        value = [*cast("list[object]", value), NOTEBOOKS]
    if (name, key) in written.values:
        if written.values[name, key] != value:
            raise ValueError(f"black and isort differ in {key}, and ruff has one for both")
        return
    written.values[name, key] = value
    put(entry, written.lines[name], value, key=key)


def _defaults(document: Mapping[str, Any], moved: list[str], written: _Written) -> None:
    """What the tools do of themselves, and ruff only where it is told."""
    project = table(document, "project") or {}
    ruff = table(document, "tool", "ruff")
    told = ("tool.ruff", "target-version")
    if "black" in moved and ruff is None and told not in written.values and "requires-python" not in project:
        written.values[told] = first_python(())
        written.lines["tool.ruff"].append(f'target-version = "{first_python(())}"\n')
    for tool, name in (("black", "tool.ruff.format"), ("isort", "tool.ruff.lint")):
        if tool in moved and name in written.without_notebooks and (name, "exclude") not in written.values:
            written.values[name, "exclude"] = [NOTEBOOKS]
            written.lines[name].append(f"exclude = {toml([NOTEBOOKS])}\n")
    if "isort" in moved:
        written.values["tool.ruff.lint", "extend-select"] = ["I"]
        written.lines["tool.ruff.lint"].insert(0, 'extend-select = ["I"]\n')
        width = written.values.get(("tool.ruff", "line-length"), 88)
        if width_of(document["tool"]["isort"]) != width:
            raise ValueError("black and isort differ in line-length, and ruff has one for both")


def _joined(text: str, before: Mapping[str, Any], written: _Written) -> str:
    """The text with the tables at its end. Raises `ValueError` where it would not say what it should."""
    there = "tool.ruff" if "ruff" in before["tool"] else ""
    lines = {name: found for name, found in written.lines.items() if found and name != there}
    made = "".join(written.above) + "\n".join(f"[{name}]\n{''.join(found)}" for name, found in lines.items())
    after = re.sub(r"\n{3,}", "\n\n", f"{text.rstrip()}\n\n{made}" if text.strip() else made).lstrip("\n")
    wanted = {name: value for name, value in before["tool"].items() if name not in _TOOLS}
    for (name, key), value in written.values.items():
        if name in lines:
            place = wanted
            for part in name.split(".")[1:]:
                place[part] = dict(place.get(part, {}))
                place = place[part]
            place[key] = value
    rest = {name: value for name, value in before.items() if name != "tool"}
    if loaded(after) != {**rest, **({"tool": wanted} if wanted else {})}:
        raise ValueError("pyproject.toml is written in a way that cannot be taken apart")
    return after


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration((PYPROJECT,), CODE, message, title, whole=False)
