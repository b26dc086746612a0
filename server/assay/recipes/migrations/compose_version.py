"""The obsolete `version` of a compose file goes.

What it does: takes the line `version: ...` out of a compose file; nothing else changes.

When it is offered: in a compose file that has one. It declines where the file describes no services, or is written in
braces.

For example, in `compose.yml`:

    # our services
    version: "3.8"
    services:
      web:
        image: web

becomes

    # our services
    services:
      web:
        image: web

What is verified: all that the file says but its version is the same, word for word. What calls `docker-compose` or
`docker stack`, which may still read the version, makes the verdict partial.

What is not verified: another program than Compose that reads the file.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.yaml_in_place import InPlace
from assay.recipes.recipe import Question, Recipe, alone
from assay.syntax import yaml
from assay.tools import compose

NAME = "obsolete version of a compose file"
CODE = "compose-version"


def title(diagnostic: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Remove {diagnostic.message}"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to remove, in words; empty where there is nothing."""
    begins = ("version:", '"version":', "'version':")
    return f"the obsolete version of {path.name}" if any(x.startswith(begins) for x in text.splitlines()) else ""


def propose(question: Question) -> Proposal | Declined | None:
    """The file without the line."""
    return _CHANGE.proposed(question, f"removes the version of {question.target.path}")


def _without(text: str, root: yaml.Part | None) -> str:
    """The text without the line of the version. Raises `ValueError` where it has none of its own."""
    version = compose.version(root)
    if version is None or not isinstance(root, yaml.Mapping) or root.flow:
        raise ValueError("its version has no line of its own")
    key = next(key for key, value in root.items if value is version)
    end = text.find("\n", version.span.end)
    begin = text.rfind("\n", 0, key.span.start) + 1
    if text[begin : key.span.start].strip("\ufeff") or "\n" in text[key.span.start : version.span.end]:
        raise ValueError("its version has no line of its own")
    rest = "" if end < 0 else text[end + 1 :]
    if not text[:begin].strip():
        rest = rest.lstrip("\r\n")
    return text[: key.span.start] + rest


_CHANGE = InPlace(
    NAME,
    compose.meant,
    _without,
    "its version is written in a way that cannot be taken out",
    "another program than Compose that reads the file",
)
RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(compose.PATTERNS, CODE, message, title)
