"""Compose files, and the `version` at their top, which Compose has not read since its second release."""

from __future__ import annotations

from dataclasses import replace

from assay.syntax.yaml import Mapping, Part, Scalar, sense

PATTERNS = (
    "compose.yml", "compose.yaml", "compose.*.yml", "compose.*.yaml",
    "docker-compose.yml", "docker-compose.yaml", "docker-compose.*.yml", "docker-compose.*.yaml",
)  # fmt: skip


def version(root: Part | None) -> Scalar | None:
    """The version at the top of a file that describes services; None where there is none."""
    found = root.get("version") if isinstance(root, Mapping) else None
    return found if isinstance(found, Scalar) else None


def meant(root: Part | None) -> object:
    """What Compose reads of a file: all but its version. Raises `ValueError` for one in the first layout."""
    if not isinstance(root, Mapping) or root.get("services") is None:
        raise ValueError("no services stand in it: it is in the first layout, which Compose does not read")
    return sense(replace(root, items=tuple(pair for pair in root.items if pair[0].value != "version")))
