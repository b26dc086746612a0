"""What mypy is told to check.

A configuration that names its files, packages or modules is followed. Where it is silent, these are checked: `src`,
the packages and modules at the top, and the test files; failing all of them, every folder at the top that holds code.
The file that the user points at is always among them. Two files that mypy would take for one module would stop it
(https://mypy.readthedocs.io/en/stable/running_mypy.html), so only the first of them is named, and the others are said.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from assay.core.project import Project
from assay.tools.mypy_configuration import Configuration
from assay.tools.reading import names

MOST = 100_000
"""Files and folders looked at for doubled names; beyond them mypy is left to find out."""

NOT_SOURCE = frozenset(("build", "dist", "doc", "docs", "env", "examples", "node_modules", "site-packages", "venv"))
TESTS = ("test", "tests")
SUFFIXES = (".py", ".pyi")

CORE_MODULES = frozenset(
    ("abc", "builtins", "collections", "mypy_extensions", "sys", "types", "typing", "typing_extensions")
)
"""Modules that mypy refuses to see replaced."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Arguments for mypy, and what they leave out, in words."""

    arguments: tuple[str, ...]
    note: str = ""


def sources(project: Project, configuration: Configuration) -> Sources:
    """The arguments that say what to check, relative to the configuration's folder."""
    path = project.path if project.path.suffix in SUFFIXES else None
    named = configuration.words("packages"), configuration.words("modules")
    if any(named):
        modules = (*named[1], *((_module_of(project, path),) if path else ()))
        return Sources((*_each("-p", named[0]), *_each("-m", dict.fromkeys(modules))))
    at = None if path is None else path.relative_to(configuration.folder)
    if files := configuration.words("files"):
        return Sources(_of_files(project.workspace / configuration.folder, files, at, configuration))
    return _of_folders(project, configuration, at)


def _of_files(
    folder: Path, files: tuple[str, ...], at: PurePosixPath | None, configuration: Configuration
) -> tuple[str, ...]:
    """No arguments where the configuration's own files hold the one that is pointed at; else all of them and it."""
    if at is None or (not configuration.words("exclude") and any(_holds(entry, at) for entry in files)):
        return ()
    expanded = (found for entry in files for found in _expanded(folder, entry))
    others = (entry for entry in dict.fromkeys(expanded) if PurePosixPath(entry).with_suffix("") != at.with_suffix(""))
    return ("--exclude", _either(at), "--", *others, str(at))


def _of_folders(project: Project, configuration: Configuration, at: PurePosixPath | None) -> Sources:
    root = project.root.relative_to(configuration.folder)
    top = project.workspace / project.root
    entries = _entries(top)
    tree = _Tree(top, None if at is None else at.relative_to(root))
    for entry in entries:
        tree.add(PurePosixPath(entry))
    doubled = () if configuration.turned_on("explicit_package_bases") else tree.doubled()
    start = "" if root == PurePosixPath() else f"{re.escape(str(root))}/"
    tests = "|".join(TESTS)
    excluded = [
        f"^{start}(?!({'|'.join(re.escape(entry) for entry in entries)})(/|$))" if entries else f"^{start}",
        rf"^{start}({tests})/(.*/)?(?!test_|conftest\.)[^/]*(?<!_test)\.pyi?$",
        *(f"^{re.escape(str(root / path))}/" for path in tree.foreign),
        *(_exactly(root / path) for path, _ in doubled),
        *((_either(at),) if at else ()),
    ]
    left = {path.with_suffix("") for path, _ in tree.files} - {tree.at and tree.at.with_suffix("")}
    arguments = (*((str(root),) if left else ()), *((str(at),) if at else ()))
    return Sources((*_each("--exclude", excluded), "--", *arguments), _note(project.root, doubled))


def _entries(top: Path) -> tuple[str, ...]:
    """The names at the top that hold what is to be checked."""
    listed = [name for name in names(top) if not name.startswith(".") and name not in NOT_SOURCE]
    folders = [name for name in listed if (top / name).is_dir() and not (top / name).is_symlink()]
    modules = [name for name in listed if name.endswith(SUFFIXES) and name != "setup.py"]
    packages = [name for name in folders if _is_package(top / name) or name in {"src", *TESTS}]
    if modules or any(name not in TESTS for name in packages):
        return (*packages, *modules)
    return tuple(
        name for name in folders if name in TESTS or any(each.endswith(SUFFIXES) for each in names(top / name))
    )


class _Tree:
    """The files below the chosen entries, by the name of the module that mypy takes each for."""

    def __init__(self, top: Path, at: PurePosixPath | None) -> None:
        self.top = top
        self.at = at
        self.files: list[tuple[PurePosixPath, str]] = []
        self.foreign: list[PurePosixPath] = []
        self._left = MOST

    def add(self, entry: PurePosixPath) -> None:
        """Take in a file, or a folder with all below it that mypy would look at."""
        package = self.top.name if _is_package(self.top) else ""
        self.files += self._below(entry, package)

    def _below(self, path: PurePosixPath, package: str) -> Iterator[tuple[PurePosixPath, str]]:
        full = self.top / path
        self._left -= 1
        if self._left < 0:
            return
        if path.suffix in SUFFIXES:
            if (path.parts[0] not in TESTS or _is_test(path.name)) and full.is_file():
                yield path, _joined(package, "" if path.stem == "__init__" else path.stem)
        elif full.is_dir() and not path.name.startswith("."):
            if full.is_symlink() or (full / "pyvenv.cfg").exists() or (full / "conda-meta").exists():
                self.foreign.append(path)
                return
            inside = path.name.isidentifier() and (package or _is_package(full))
            for name in names(full) if path.name not in {"__pycache__", "node_modules", "site-packages"} else ():
                yield from self._below(path / name, _joined(package, path.name) if inside else "")

    def doubled(self) -> tuple[tuple[PurePosixPath, PurePosixPath | None], ...]:
        """The files whose module's name another one has, each with that one; None where it is one that mypy needs."""
        first: dict[str, PurePosixPath] = {}
        found: list[tuple[PurePosixPath, PurePosixPath | None]] = []
        order = sorted(self.files, key=lambda file: (file[0] != self.at, file[0].parts[0] in TESTS, file[0]))
        for path, module in order:
            other = first.setdefault(module, path)
            if other.with_suffix("") != path.with_suffix(""):
                found.append((path, other))
            elif module in CORE_MODULES:
                found.append((path, None))
        return tuple(found)


def _note(root: PurePosixPath, doubled: tuple[tuple[PurePosixPath, PurePosixPath | None], ...]) -> str:
    if not doubled:
        return ""
    told = (
        f"{root / path}: mypy takes it and {root / other} for one module"
        if other
        else f"{root / path}: it has the name of a module that mypy needs"
        for path, other in doubled[:3]
    )
    return "not checked: " + "; ".join(told) + (f", and {len(doubled) - 3} more" if len(doubled) > 3 else "")


def _module_of(project: Project, path: PurePosixPath) -> str:
    """The module's name, counted from the first folder above it that is no package."""
    parts = [] if path.stem == "__init__" else [path.stem]
    for folder in path.parents:
        if not folder.name or not _is_package(project.workspace / folder):
            break
        parts.insert(0, folder.name)
    return ".".join(parts)


def _holds(entry: str, path: PurePosixPath) -> bool:
    plain = not any(character in entry for character in "*?[$~")
    return plain and path.is_relative_to(os.path.normpath(entry))


def _expanded(folder: Path, entry: str) -> tuple[str, ...]:
    """A pattern's matches, as mypy finds them in its configuration but not on its command line."""
    entry = os.path.normpath(re.sub(r"\$(MYPY_CONFIG_FILE_DIR|\{MYPY_CONFIG_FILE_DIR\})", ".", entry))
    # more than two `**` would let a repository keep us busy for as long as it likes
    if not any(character in entry for character in "*?[") or entry.count("**") > 2 or Path(entry).is_absolute():
        return (entry,)
    found = islice(folder.glob(entry), MOST)
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found)) or (entry,)


def _joined(package: str, name: str) -> str:
    return ".".join(part for part in (package, name) if part)


def _is_test(name: str) -> bool:
    return name.startswith(("test_", "conftest.")) or name.endswith(("_test.py", "_test.pyi"))


def _is_package(folder: Path) -> bool:
    return any((folder / f"__init__{suffix}").is_file() for suffix in SUFFIXES)


def _exactly(path: PurePosixPath) -> str:
    return f"^{re.escape(str(path))}$"


def _either(path: PurePosixPath) -> str:
    """The file and, where it has one, the stub that would be taken in its place."""
    return rf"^{re.escape(str(path.with_suffix('')))}\.pyi?$"


def _each(option: str, values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield from (option, value)
