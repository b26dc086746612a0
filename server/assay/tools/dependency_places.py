"""Where `pyproject.toml` says what a project needs: dependency groups (PEP 735), or the package's own dependencies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from packaging.dependency_groups import resolve_dependency_groups

from assay.tools.reading import table

GROUPS = "dependency-groups"


def reads_for_the_package(pyproject: Mapping[str, Any], name: str) -> bool:
    """Whether setuptools takes the package's dependencies from the file of this name, and from no other."""
    read = table(pyproject, "tool", "setuptools", "dynamic", "dependencies")
    return read is not None and read.get("file") in (name, [name])


def group(pyproject: Mapping[str, Any], name: str) -> list[str]:
    """The requirements of a group, those that it includes as well. Raises `ValueError` where there is none such."""
    try:
        return list(resolve_dependency_groups(pyproject.get(GROUPS, {}), name))
    except (LookupError, TypeError, ValueError, ExceptionGroup) as error:
        raise ValueError(f"the dependency group {name} is none ({error})") from error
