"""What a build needs to be there: plain names with versions. What names a place or a file is nothing to be fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assay.core.project import Project
from assay.tools.reading import names

_SUFFIX = ".dist-info"


def wanted_here(project: Project, requirements: Iterable[str]) -> tuple[str, ...]:
    """Those that hold for the project's interpreter, sorted, without their markers.

    Raises `InvalidRequirement`, and `ValueError` for one that names where it is to come from.
    """
    version = ".".join(map(str, project.interpreter.version or (3, 11)))
    environment = {"python_version": version, "python_full_version": f"{version}.0", "extra": ""}
    found: set[str] = set()
    for each in requirements:
        requirement = Requirement(each)
        if requirement.url:
            raise ValueError(f"{requirement.name} names a place; only names with versions are fetched")
        if requirement.marker is None or requirement.marker.evaluate(environment):
            extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
            found.add(f"{canonicalize_name(requirement.name)}{extras}{requirement.specifier}")
    return tuple(sorted(found))


def distributions_of(folder: Path) -> Mapping[str, str]:
    """Normalised names and versions of what pip installed into a folder."""
    entries = (entry.removesuffix(_SUFFIX).partition("-") for entry in names(folder) if entry.endswith(_SUFFIX))
    return {canonicalize_name(name): version for name, _, version in entries}
