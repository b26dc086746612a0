"""The settings of flake8 become those of ruff, which then looks for the same.

What it does: `[flake8]` of `.flake8`, `setup.cfg` or `tox.ini` becomes `[tool.ruff.lint]` in `pyproject.toml`, with its
comments, and goes from the old file, or that file goes. ruff's preview is on, for that is where most of pycodestyle's
rules are. Where there are notebooks, which flake8 does not read, ruff is told to pass over them.

When it is offered: in such a file; for a file alone, never for a whole project, for it is a choice of tools. It
declines, and says why, where a rule of a plugin is named, where ruff has no such setting, and where `pyproject.toml`
has `[tool.ruff.lint]`.

For example, in `.flake8`:

    [flake8]
    # as wide as the screen
    max-line-length = 100
    select = E9,F63,F7,F82
    per-file-ignores =
        __init__.py: F401

becomes in `pyproject.toml`

    [tool.ruff.lint]
    # as wide as the screen
    select = ["E9", "F63", "F7", "F82"]
    preview = true

    [tool.ruff.lint.pycodestyle]
    max-line-length = 100

    [tool.ruff.lint.per-file-ignores]
    "__init__.py" = ["F401"]

What is verified: in the versions that the project has, both find each code on the same lines of each file of the
project, with probes at the end of each. What flake8 looks for and ruff has no rule for is listed, and makes the
verdict partial, as do functions whose complexity ruff counts otherwise (C901), and what still calls flake8.

What is not verified: source that is like nothing in the project or the probes.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, cast

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import with_line_ending
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.ruff_settings import NOTEBOOKS, has_notebooks, within
from assay.recipes.migrations.toml_writing import key_of, toml
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools import ini_sections as sections
from assay.tools.homes import PYPROJECT
from assay.tools.toml_text import loaded
from assay.tools.versus_ruff import FLAKE8, FLAKE8_FILES, NO_RULE

NAME = "flake8 to ruff"
CODE = "ruff-linting"
UNVERIFIED = "source that is like nothing in the project or the probes; editors and people who still call flake8"
_OWN = ".flake8"
_CODE = re.compile(r"[EFW]\d*|C9\d*")
_SELECTED = ("E", "F", "W", "C90")
_IGNORED = ("E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504")
"""What flake8 looks for and passes over where it is told nothing."""

_SYNTAX = ("E901", "E999")
"""Broken syntax, which ruff always tells."""


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Have ruff look for what {diagnostic.message} did"


def message(_path: PurePosixPath, text: str) -> str:
    """The tool, where the file configures it; empty where it does not."""
    return FLAKE8 if any(each.name == FLAKE8 for each in sections.read(text).sections) else ""


def propose(question: Question) -> Proposal | Declined | None:
    """The section as tables of ruff."""
    path, snapshot = question.target.path, question.snapshot
    if question.failures or (text := snapshot.read(path)) is None:
        return None
    home = path.with_name(PYPROJECT)
    for name in FLAKE8_FILES:
        if name != path.name and message(path, snapshot.read(path.with_name(name)) or ""):
            return Declined(f"{path}: {name} configures flake8 as well; settle first which of the two holds")
    try:
        rest = sections.sound(text).without(lambda name: name == FLAKE8)
        after = _added(snapshot.read(home), _tables(text, notebooks=has_notebooks(snapshot, path.parent)))
    except ValueError as error:
        return Declined(f"{path}: {error}")
    stays = path.name != _OWN and bool(rest.strip())
    changes = (FileChange(path, text, rest if stays else None), FileChange(home, snapshot.read(home), after))
    words = f"has ruff look for what flake8 did by {path.name}"
    return Proposal(Patch(tuple(sorted(changes, key=lambda change: change.path))), NAME, words, UNVERIFIED)


def _tables(text: str, *, notebooks: bool) -> str:
    """The tables of ruff. Raises `ValueError` with a reason for the user."""
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    told = {key.replace("_", "-"): value for key, value in parser.items(FLAKE8)}
    known = ("select", "extend-select", "ignore", "extend-ignore", "per-file-ignores", "exclude", "extend-exclude")
    if other := sorted(set(told) - {*known, "max-line-length", "max-doc-length", "max-complexity"}):
        raise ValueError(f"flake8 has {other[0]}, which ruff has no setting for")
    most = {key: _number(key, value) for key, value in told.items() if key.startswith("max-")}
    complex_too = most.get("max-complexity", -1) >= 0
    selected = [*_codes(told, "select", _SELECTED), *_codes(told, "extend-select", ())]
    selected = [each for each in selected if each not in (*_SYNTAX, *NO_RULE) and (complex_too or each[0] != "C")]
    ignored = [*_codes(told, "ignore", _IGNORED), *_codes(told, "extend-ignore", ())]
    if not selected:
        raise ValueError("it looks for nothing that ruff has a rule for")
    lint = [f"select = {toml(selected)}\n"]
    lint += [f"ignore = {toml(found)}\n"] if (found := [each for each in ignored if _fits(each, selected)]) else []
    left_out = [each for key in ("exclude", "extend-exclude") for each in _listed(told.get(key, ""))]
    patterns = [*(each for name in left_out for each in _patterns(name)), *([NOTEBOOKS] if notebooks else [])]
    lint += [f"exclude = {toml(patterns)}\n"] if patterns else []
    style = {"max-line-length": most.get("max-line-length", 79)}
    style |= {"max-doc-length": most["max-doc-length"]} if "max-doc-length" in most else {}
    tables = {
        "": [*_comments(text), *lint, "preview = true\n"],
        ".pycodestyle": [f"{key} = {value}\n" for key, value in style.items()],
        ".mccabe": [f"max-complexity = {most['max-complexity']}\n"] if complex_too else [],
        ".per-file-ignores": _by_file(told.get("per-file-ignores", "")),
    }
    return "\n".join(f"[tool.ruff.lint{name}]\n{''.join(lines)}" for name, lines in tables.items() if lines)


def _number(key: str, value: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", value.strip()):
        raise ValueError(f"{key} is {value.strip()[:40]!r}, which is no number; mend that first")
    return int(value)


def _codes(told: Mapping[str, str], key: str, default: tuple[str, ...]) -> list[str]:
    found = _listed(told[key]) if key in told else list(default)
    if strange := [code for code in found if not _CODE.fullmatch(code)]:
        raise ValueError(f"{key} has {strange[0]}, which is a plugin's")
    return found


def _fits(code: str, selected: list[str]) -> bool:
    """Whether ruff knows the code and would look for it."""
    return code not in (*NO_RULE, *_SYNTAX) and any(code.startswith(each) or each.startswith(code) for each in selected)


def _listed(text: str) -> list[str]:
    return [each for each in re.split(r"[,\s]+", text) if each]


def _patterns(name: str) -> list[str]:
    plain = name.removeprefix("./").rstrip("/")
    if "/" in plain:
        return [plain] if plain.endswith((".py", "*")) else [f"{plain}/**"]
    return [within(plain)]


def _by_file(text: str) -> list[str]:
    """Each pattern with what is passed over there. Raises `ValueError`."""
    lines: list[str] = []
    for match in re.finditer(r"(?P<files>[^:]+?)\s*:\s*(?P<codes>(?:[A-Z]\d*[,\s]*)+)(?:\s|$)", text.strip()):
        codes = _codes({"per-file-ignores": match["codes"]}, "per-file-ignores", ())
        known = [code for code in codes if code not in NO_RULE]
        lines += [f"{key_of(name)} = {toml(known)}\n" for name in _listed(match["files"])]
    if len(lines) < text.count(":"):
        raise ValueError("per-file-ignores is written in a way that is not known")
    return lines


def _comments(text: str) -> list[str]:
    lines = [line for each in sections.read(text).sections if each.name == FLAKE8 for line in each.lines]
    return [f"#{line.strip()[1:]}\n" for line in lines if line.strip().startswith(("#", ";"))]


def _added(pyproject: str | None, tables: str) -> str:
    """The text with the tables at its end. Raises `ValueError` where they do not fit."""
    if not pyproject or not pyproject.strip():
        return tables
    before, new = loaded(pyproject), loaded(tables)["tool"]["ruff"]
    tools = before.get("tool", {})
    ruff: Any = cast("dict[str, Any]", tools).get("ruff", {}) if isinstance(tools, dict) else None
    if not isinstance(ruff, dict):
        raise ValueError(  # noqa: TRY004 - what a user wrote is at fault, not what we pass on
            "pyproject.toml has [tool.ruff] as another thing than a table; mend that first"
        )
    if "lint" in ruff:
        raise ValueError("pyproject.toml has [tool.ruff.lint] as well; settle first which of the two holds")
    ending = "\r\n" if "\r\n" in pyproject else "\n"
    after = f"{pyproject.rstrip()}{ending * 2}{with_line_ending(tables, ending)}"
    if loaded(after) != {**before, "tool": {**before.get("tool", {}), "ruff": {**ruff, **new}}}:
        raise ValueError("pyproject.toml is written in a way that no table can be added to at its end")
    return after


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(FLAKE8_FILES, CODE, message, title, whole=False)
