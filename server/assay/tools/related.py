"""Which tests relate to changed files: by who imports whom, and by name.

Import statements are found by their shape, not by parsing: that is quick enough for a whole project, works in broken
files, and may take a line of a docstring for an import, which only makes a test related that is not. Names of
modules in strings count too (`importlib.import_module`, `patch`). What a program composes at run time is not seen.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.tools.modules import Names, meant, module_names, resolve
from assay.tools.test_files import is_test_module

MOST_FILES = 20_000
LONGEST_TEXT = 1 << 20
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
_TEST_FOLDERS = frozenset({"test", "tests", "testing"})
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<module>\.*[\w.]*)[ \t]+import[ \t]*(?P<names>\([^)]{0,4000}\)|[^\n;#(]*)"
    r"|import[ \t]+(?P<modules>[^\n;#]*))",
    re.MULTILINE,
)
_DOTTED = re.compile(r"""["']([A-Za-z_]\w*(?:\.\w+)+)["'.:]""")


@dataclass(frozen=True, slots=True)
class Related:
    """The test files that relate to a change, the nearest first; `note` says where that is not the whole truth."""

    files: tuple[PurePosixPath, ...]
    note: str = ""


def related_tests(snapshot: Snapshot, root: PurePosixPath, changed: tuple[PurePosixPath, ...]) -> Related:
    """The test files below `root` that import one of the changed files, however indirectly, or carry its name.

    Reads every Python file of the project: call it outside of the event loop. Empty where nothing relates.
    """
    files, complete = python_files(snapshot, root)
    names = module_names({*files, *changed}, root)
    importers = _importers(snapshot, files, names)
    distances = _distances(importers, changed)
    wanted = {name for path in changed for name in _test_names(path)}
    found = {path: distances.get(path) for path in files if _is_test(path)}
    near = {
        path: 0 if path.stem in wanted else far for path, far in found.items() if far is not None or path.stem in wanted
    }
    note = "" if complete else f"only the first {MOST_FILES} files were looked at for tests that relate"
    return Related(tuple(sorted(near, key=lambda path: (near[path] or 0, path))), note)


def python_files(snapshot: Snapshot, root: PurePosixPath) -> tuple[frozenset[PurePosixPath], bool]:
    """The Python files of the snapshot below `root`, and whether these are all."""
    found = {path for path, text in snapshot.above.items() if text is not None and path.suffix == ".py"}
    for path in _on_disk(snapshot.root, root):
        if len(found) >= MOST_FILES:
            return frozenset(found), False
        if snapshot.above.get(path, "") is not None:
            found.add(path)
    return frozenset(path for path in found if path.is_relative_to(root)), True


def _on_disk(workspace: Path, root: PurePosixPath) -> Iterator[PurePosixPath]:
    for folder, folders, names in os.walk(workspace / root):
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        below = PurePosixPath(Path(folder).relative_to(workspace))
        yield from (below / name for name in sorted(names) if name.endswith(".py"))


def _importers(
    snapshot: Snapshot, files: Iterable[PurePosixPath], names: Names
) -> Mapping[PurePosixPath, set[PurePosixPath]]:
    """For each file those that import it directly. A test imports every conftest.py above it."""
    files = frozenset(files)
    found: dict[PurePosixPath, set[PurePosixPath]] = defaultdict(set)
    for path in files:
        imported = {file for name in imported_by(snapshot, path) for file in resolve(name, names)}
        if _is_test(path):
            imported |= {folder / "conftest.py" for folder in path.parents} & files
        for file in imported - {path}:
            found[file].add(path)
    return found


def text_of(snapshot: Snapshot, path: PurePosixPath) -> str:
    """A file's text with its continued lines joined; empty where it cannot be read or is too long to look through."""
    try:
        text = snapshot.read(path) or ""
    except Unreadable:
        return ""
    return text.replace("\\\n", " ") if len(text) <= LONGEST_TEXT else ""


def imported_by(snapshot: Snapshot, path: PurePosixPath) -> Iterator[str | PurePosixPath]:
    """What a file imports: dotted names, and places without a suffix for relative imports."""
    text = text_of(snapshot, path)
    for match in _IMPORT.finditer(text):
        if match["modules"] is not None:
            yield from (words[0] for part in match["modules"].split(",") if (words := part.split()))
            continue
        listed = re.sub(r"#[^\n]*|[()]", "", match["names"])
        names = [words[0] for part in listed.split(",") if (words := part.split())]
        yield from meant(path, match["module"], names)
    yield from (match[1] for match in _DOTTED.finditer(text))


def _distances(
    importers: Mapping[PurePosixPath, set[PurePosixPath]], changed: Iterable[PurePosixPath]
) -> Mapping[PurePosixPath, int]:
    """How many imports lie between each file and the nearest changed one."""
    found: dict[PurePosixPath, int] = {}
    edge, distance = set(changed), 0
    while edge:
        found |= dict.fromkeys(edge, distance)
        edge = {each for path in edge for each in importers.get(path, ())} - found.keys()
        distance += 1
    return found


def _is_test(path: PurePosixPath) -> bool:
    if path.name in ("conftest.py", "__init__.py"):
        return False
    return is_test_module(path) or not _TEST_FOLDERS.isdisjoint(path.parts[:-1])


def _test_names(path: PurePosixPath) -> tuple[str, ...]:
    name = path.parent.name if path.stem == "__init__" else path.stem.strip("_")
    return (f"test_{name}", f"{name}_test", f"{name}_tests", f"tests_{name}") if name else ()
