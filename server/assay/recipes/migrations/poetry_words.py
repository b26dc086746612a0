"""How `[project]` says in other words what `[tool.poetry]` itself says: people, licence, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

LINKS: Mapping[str, str] = {"homepage": "Homepage", "repository": "Repository", "documentation": "Documentation"}
"""What the links of `[tool.poetry]` are called among those of `[project]`."""

_PERSON = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<address>[^<>]+)>")


def _as_it_is(value: Any) -> Any:
    return value


def _people(values: list[str]) -> list[dict[str, str]]:
    return [_person(each) for each in values]


def _licence(text: str) -> dict[str, str]:
    return {"text": text}


SAID: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("name", "version", "description", "readme", "keywords"), _as_it_is),
    **dict.fromkeys(("authors", "maintainers"), _people),
    "license": _licence,
}
"""How `[project]` says what `[tool.poetry]` says."""


def _person(text: str) -> dict[str, str]:
    match = _PERSON.fullmatch(text.strip())
    if match is None:
        return {"name": text.strip()}
    return {"name": match["name"].strip(), "email": match["address"].strip()}
