"""Runs a `setup.py` and tells what it gives to `setup()`. It runs inside the sandbox alone, on a copy of the tree.

Called with the file to leave the answer in, and with folders to import from. Nothing is built: `setup()` of setuptools
is ours. What the script reads, runs and writes of the project is told as well.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, KeysView
from pathlib import Path
from typing import Any, cast

_LEFT_OUT = (".tox", ".nox", ".venv", "node_modules", "__pycache__", ".git")
_MOST = 20_000
_LARGEST = 2 << 20
"""Characters of all that was run."""


class Found(list):  # type: ignore[type-arg]  # a list that says how it was found
    """What `find_packages` gives, with what it was asked."""

    asked: dict[str, object]


def main(answer: str, *paths: str) -> None:
    """Run the script in a copy of the working folder."""
    tree = Path("/tmp/setup/tree")  # noqa: S108  # the sandbox's own
    shutil.copytree(
        Path.cwd(), tree, symlinks=True, ignore=lambda _, names: [name for name in names if name in _LEFT_OUT]
    )
    before = _stamps(tree)
    sys.path[:0] = paths
    os.chdir(tree)
    told = _told(tree)
    told["written"] = sorted(
        name for name, stamp in _stamps(tree).items() if before.get(name) != stamp and "__pycache__" not in name
    )
    Path(answer).write_text(json.dumps(told), encoding="utf-8")


def _told(tree: Path) -> dict[str, object]:
    # it lies in a folder that is known only now; it brings a distutils of its own, which is imported after it
    setuptools: Any = importlib.import_module("setuptools")
    distutils: Any = importlib.import_module("distutils.core")

    taken: list[dict[str, Any]] = []
    found: list[Found] = []
    read: dict[str, None] = {}
    ran: dict[str, str | None] = {}

    def setup(**attributes: Any) -> None:
        taken.append(attributes)

    def finder(kind: str, find: Any) -> Any:
        def asked(where: str = ".", exclude: Any = (), include: Any = ("*",)) -> Found:
            packages = Found(find(where, exclude, include))
            packages.asked = {"find": kind, "where": str(where), "exclude": list(exclude), "include": list(include)}
            found.append(packages)
            return packages

        return asked

    setuptools.setup = distutils.setup = setup
    setuptools.find_packages = finder("packages", setuptools.find_packages)
    setuptools.find_namespace_packages = finder("namespaces", setuptools.find_namespace_packages)
    sys.argv = ["setup.py", "egg_info"]
    sys.path.insert(0, str(tree))
    sys.addaudithook(_hook(tree, read, ran))
    try:
        runpy.run_path("setup.py", run_name="__main__")
    except BaseException as error:  # noqa: BLE001 - however it ends is the answer
        if not taken:
            return {"failure": f"{type(error).__name__}: {error}"[:500]}
    if len(taken) != 1:
        return {"failure": f"it calls setup() {len(taken)} times"}
    return {
        "arguments": {name: _plain(value) for name, value in taken[0].items() if value is not None},
        "found": len(found),
        "read": [name for name in read if "__pycache__" not in name],
        "ran": dict(_texts(tree, ran)),
    }


def _hook(tree: Path, read: dict[str, None], ran: dict[str, str | None]) -> Callable[[str, Any], None]:
    """Notes which files of the tree are opened, which of them are run, and texts that are run besides."""

    def within(file: object) -> str:
        path = os.path.abspath(str(file))  # noqa: PTH100 - a hook opens no files
        return path[len(str(tree)) + 1 :] if path.startswith(f"{tree}{os.sep}") else ""

    def hook(event: str, arguments: Any) -> None:
        if event == "open" and isinstance(arguments[0], (str, Path)) and (name := within(arguments[0])):
            read[name] = None
        elif event == "exec" and (name := within(arguments[0].co_filename)) in read:
            ran[name] = None
        elif event == "compile" and isinstance(arguments[0], (str, bytes)) and within(arguments[1]) not in read:
            text = arguments[0] if isinstance(arguments[0], str) else arguments[0].decode("utf-8", "replace")
            if not os.path.isabs(str(arguments[1])):  # noqa: PTH117 - a hook opens no files
                ran[f"text {sum(each is not None for each in ran.values()) + 1}"] = text

    return hook


def _texts(tree: Path, ran: dict[str, str | None]) -> Iterator[tuple[str, str | None]]:
    """What was run beside the script: the files of the project and the texts; None where it is too much to tell."""
    left = _LARGEST
    for name, held in ran.items():
        if name == "setup.py":
            continue
        text = (tree / name).read_bytes().decode("utf-8", "replace") if held is None else held
        left -= len(text)
        yield name, text if left >= 0 else None


def _plain(value: object) -> object:
    """The value as JSON; what is none by its kind."""
    if isinstance(value, Found):
        return {"/found": value.asked}
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in cast("dict[object, object]", value).items()}
    if isinstance(value, (list, tuple, set, frozenset, KeysView)):
        values = [_plain(each) for each in cast("Iterable[object]", value)]
        return sorted(values, key=repr) if isinstance(value, (set, frozenset)) else values
    if isinstance(value, Path):
        return str(value)
    return {"/other": type(value).__name__}


def _stamps(tree: Path) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for path in tree.rglob("*"):
        if path.is_file() and not path.is_symlink() and len(found) < _MOST:
            status = path.stat()
            found[str(path.relative_to(tree))] = (status.st_size, status.st_mtime_ns)
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
