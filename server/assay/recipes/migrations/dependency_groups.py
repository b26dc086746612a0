"""The table `[dependency-groups]` (PEP 735) with groups added to it; all else of `pyproject.toml` stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from packaging.utils import canonicalize_name

from assay.core.text import with_line_ending
from assay.recipes.migrations.toml_entries import toml_sections
from assay.recipes.migrations.translation import joined
from assay.tools.dependency_places import GROUPS
from assay.tools.requirement_files import Line, group_of
from assay.tools.toml_text import loaded

_INDENT = "    "


def with_groups(pyproject: str | None, groups: Mapping[str, Iterable[Line]]) -> str:
    """The text with these groups. Raises `ValueError`, with a reason for the user, where they do not fit into it."""
    new = "\n".join(f"{name} = [\n{listed(lines)}]" for name, lines in groups.items()) + "\n"
    held = loaded(pyproject or "").get(GROUPS)
    if pyproject is None or held is None:
        return joined(pyproject, f"[{GROUPS}]\n{new}")
    if both := {canonicalize_name(name) for name in held} & {canonicalize_name(name) for name in groups}:
        raise ValueError(f"pyproject.toml has a group {min(both)} as well; settle first which of the two holds")
    return _added(pyproject, new)


def _added(pyproject: str, new: str) -> str:
    pieces: list[str] = []
    for section in toml_sections(pyproject):
        text = section.text
        if section.name == GROUPS:
            body = text.rstrip()
            ending = "\r\n" if "\r\n" in pyproject else "\n"
            text = f"{body}{ending}{with_line_ending(new, ending)}{text[len(body) :].removeprefix(ending)}"
        pieces.append(text)
    after = "".join(pieces)
    before = loaded(pyproject)
    if loaded(after) != {**before, GROUPS: {**before[GROUPS], **loaded(new)}}:
        raise ValueError(f"[{GROUPS}] is written in a way that no group can be added to")
    return after


def listed(lines: Iterable[Line]) -> str:
    """The lines as those of a list, each with its comment."""
    return "".join(f"{_INDENT}{_written(line)}\n" for line in lines)


def _written(line: Line) -> str:
    said = f"{{ include-group = {_quoted(group_of(line.included))} }}," if line.included else ""
    said = f"{_quoted(line.requirement)}," if line.requirement else said
    return "  ".join(filter(None, (said, line.comment)))


def _quoted(text: str) -> str:
    """A text as TOML: as it stands between single quotes, where it has double ones."""
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
