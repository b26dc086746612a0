"""The packages, modules, scripts and data of a `setup()`. What is looked for goes on being looked for."""

from __future__ import annotations

from typing import Any, cast

from assay.recipes.migrations.argument_source import Made, Source, texts_in
from assay.tools.setup_arguments import Captured

_TABLES = ("package_dir", "package_data", "exclude_package_data")


def files(captured: Captured, source: Source, made: Made) -> None:
    """Put down what is installed. Raises `ValueError` for what is computed, and would be frozen."""
    told, setuptools = captured.arguments, made.setuptools
    for name in _TABLES:
        if value := told.get(name):
            setuptools[name.replace("_", "-")] = _table(source, value, name)
    for name, key in (("py_modules", "py-modules"), ("scripts", "script-files")):
        if value := told.get(name):
            setuptools[key] = _held(source, value, name)
    setuptools["include-package-data"] = bool(told.get("include_package_data"))
    packages = told.get("packages")
    asked = cast("dict[str, Any]", packages).get("/found") if isinstance(packages, dict) else None
    if asked is not None:
        setuptools["packages"] = {"find": _find(asked)}
    elif captured.found:
        raise ValueError("it looks for packages and makes something else of them")
    elif packages is not None:
        setuptools["packages"] = _held(source, packages, "packages")


def _table(source: Source, value: dict[str, Any], name: str) -> dict[str, Any]:
    texts = [each for key, values in value.items() for each in (key, *texts_in(values))]
    if not source.holds(texts):
        raise ValueError(f"{name} is computed, and would be frozen")
    return {("*" if key == "" and name != "package_dir" else key): each for key, each in value.items()}


def _find(asked: dict[str, Any]) -> dict[str, Any]:
    """The table that looks for packages as `find_packages` was asked to."""
    found: dict[str, Any] = {"namespaces": asked["find"] == "namespaces"}
    if asked["where"] not in (".", ""):
        found["where"] = [asked["where"]]
    if asked["include"] not in (["*"], []):
        found["include"] = asked["include"]
    if asked["exclude"]:
        found["exclude"] = asked["exclude"]
    return found


def _held(source: Source, value: object, name: str) -> list[str]:
    listed = texts_in(value)
    if not source.holds(listed):
        raise ValueError(f"{name} is computed, and would be frozen")
    return listed
