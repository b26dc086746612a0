"""What the `.pth` files and editable installs of an environment add to its import path, read without running any.

A `.pth` line is a folder (https://docs.python.org/3/library/site.html) or, when it begins with `import`, code. Such
code installs a finder whose module, beside it, holds the paths as string literals: setuptools, editables (hatchling,
PDM), scikit-build-core and meson-python all write them so.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from assay.core.parsing import parse_module
from assay.tools.reading import read_small

MOST = 400
"""Paths of one folder of packages beyond which the rest is not looked at."""

_IMPORT = re.compile(r"import[ \t]+([A-Za-z_][A-Za-z0-9_]*)")


def targets(packages: Path, entries: tuple[str, ...]) -> tuple[Path, ...]:
    """The absolute paths that exist and are named in a folder of packages, each once, in order."""
    found: dict[Path, None] = {}
    for path in _named(packages, entries):
        if len(found) < MOST and path.is_absolute() and _exists(path):
            found[path] = None
    for project in _edited(packages, entries):
        # the whole project is opened only where nothing says which of its folders is imported
        if _exists(project) and not any(path.is_relative_to(project) for path in found):
            found[project] = None
    return tuple(found)


def _named(packages: Path, entries: tuple[str, ...]) -> Iterator[Path]:
    for entry in entries:
        if entry.endswith((".pth", ".egg-link")):
            yield from _of_lines(packages, read_small(packages / entry) or "")


def _edited(packages: Path, entries: tuple[str, ...]) -> Iterator[Path]:
    for entry in entries:
        if entry.endswith(".dist-info"):
            yield from _of_direct_url(read_small(packages / entry / "direct_url.json") or "")


def _of_lines(packages: Path, text: str) -> Iterator[Path]:
    for line in text.splitlines():
        if match := _IMPORT.match(line):
            yield from _of_module(read_small(packages / f"{match[1]}.py") or "")
        elif line.strip() and not line.startswith("#"):
            yield Path(os.path.normpath(packages / line.rstrip()))


def _of_module(source: str) -> Iterator[Path]:
    try:
        tree = parse_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_path(node.value):
            yield Path(node.value)


def _of_direct_url(text: str) -> Iterator[Path]:
    """The project folder of an editable install (PEP 610)."""
    try:
        origin: Any = json.loads(text or "null")
        url = urlsplit(str(origin["url"]))
        if origin["dir_info"]["editable"] and url.scheme == "file":
            yield Path(unquote(url.path))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return


def _is_path(text: str) -> bool:
    return len(text) < 4096 and "\0" not in text and Path(text).is_absolute()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
