"""The comments of a `setup.py` go along: each above what became of the argument that it stands at, others on top."""

from __future__ import annotations

import ast
import tomllib

from assay.core.parsing import parse_module
from assay.tools.python_comments import python_comments

_BECOMES = {
    "author": "[[project.authors]]",
    "maintainer": "[[project.maintainers]]",
    "license": "[project.license]",
    "long_description": "[project.readme]",
    "url": "[project.urls]",
    "project_urls": "[project.urls]",
    "download_url": "[project.urls]",
    "python_requires": "requires-python = ",
    "install_requires": "dependencies = ",
    "extras_require": "[project.optional-dependencies]",
    "entry_points": "[project.scripts]",
    "packages": "[tool.setuptools.packages.find]",
    "package_data": "[tool.setuptools.package-data]",
    "package_dir": "[tool.setuptools.package-dir]",
    "py_modules": "py-modules = ",
    "include_package_data": "include-package-data = ",
}


def with_comments(tables: str, script: str) -> str:
    """The tables with the script's comments."""
    ends = _arguments(script)
    lines = tables.splitlines(keepends=True)
    top: list[str] = []
    for number, words in python_comments(script):
        name = next((name for name, start, end in ends if start <= number <= end), "")
        begins = _BECOMES.get(name, f"{name} = ")
        place = next((place for place, line in enumerate(lines) if name and line.startswith(begins)), None)
        if place is None:
            top.append(f"{words}\n")
        else:
            lines.insert(place, f"{words}\n")
    text = "".join((*top, *lines))
    try:
        return text if tomllib.loads(text) == tomllib.loads(tables) else tables
    except tomllib.TOMLDecodeError:
        return tables


def _arguments(script: str) -> list[tuple[str, int, int]]:
    """The arguments of `setup()`, each with its first line, that of the comments above it, and its last."""
    calls = [node for node in ast.walk(parse_module(script)) if isinstance(node, ast.Call) and _is_setup(node.func)]
    found: list[tuple[str, int, int]] = []
    for call in calls:
        start = call.lineno + 1
        for keyword in call.keywords:
            end = keyword.value.end_lineno or keyword.value.lineno
            found.append((keyword.arg or "", start, end))
            start = end + 1
    return found


def _is_setup(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "setup") or (
        isinstance(node, ast.Attribute) and node.attr == "setup"
    )
