"""A Python environment, known from its files alone: nothing in it is ever run to find out what it is.

How an interpreter finds its prefix is described in https://docs.python.org/3/library/site.html and PEP 405.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from assay.core.project import Interpreter
from assay.tools import editable
from assay.tools.exposure import refusal, target_refusal
from assay.tools.reading import names, read_small

MOST_LINKS = 40
"""Links followed from one interpreter to the next, as the kernel counts them."""

_LIBRARY = re.compile(r"(?:python|pypy)(3)\.(\d+)")
_VERSION = re.compile(r"(\d+)\.(\d+)")


def inspect(executable: Path, source: str, *, workspace: Path, home: Path | None) -> Interpreter:
    """What the files around an interpreter tell of it."""
    links = _links(executable)
    configured = _configuration(executable)
    installed = _installed(links, configured)
    prefix = configured[0] if configured else installed
    version = _version(links, configured[1] if configured else {}, installed)
    folders = _package_folders(prefix, version)
    if configured and configured[1].get("include-system-site-packages", "").lower() == "true":
        folders = (*folders, *_package_folders(installed, version))
    listed = {folder: names(folder) for folder in folders}
    readable, refused = _readable(
        (prefix, installed, *filter(holds_python, map(_prefix_of, links))),
        [target for folder, entries in listed.items() for target in editable.targets(folder, entries)],
        workspace=workspace,
        home=home,
    )
    return Interpreter(
        executable=executable,
        source=source,
        version=version,
        prefix=prefix,
        base_prefix=installed,
        readable=readable,
        distributions=MappingProxyType(_distributions(listed)),
        refused=refused,
    )


def package_folders(interpreter: Interpreter) -> tuple[Path, ...]:
    """The folders of packages of an environment and of the installation below it, wherever its system keeps them."""
    prefixes = dict.fromkeys((interpreter.prefix, interpreter.base_prefix))
    return tuple(folder for prefix in prefixes for folder in _package_folders(prefix, interpreter.version))


def provided(folders: Iterable[Path], modules: Collection[str]) -> tuple[str, ...]:
    """Those of the modules that are in one of the folders, whatever kind of file they are."""
    there = {name.partition(".")[0] for folder in folders if modules for name in names(folder)}
    return tuple(sorted(there.intersection(modules)))


def executable_in(place: Path) -> Path | None:
    """The interpreter at a place: the file itself, or the one in an environment's folder."""
    if place.is_file():
        return place
    for name in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if (place / name).is_file():
            return place / name
    return None


def holds_python(prefix: Path) -> bool:
    """Whether a prefix is an environment's or holds a standard library."""
    if (prefix / "pyvenv.cfg").is_file() or (prefix / "Lib" / "os.py").is_file():
        return True
    libraries = [prefix / library / name for library in ("lib", "lib64") for name in names(prefix / library)]
    return any(_LIBRARY.fullmatch(library.name) and (library / "os.py").is_file() for library in libraries)


def _links(executable: Path) -> tuple[Path, ...]:
    """The interpreter and every file that it is a link to, the real one last."""
    chain = [executable]
    while len(chain) < MOST_LINKS and chain[-1].is_symlink():
        chain.append(Path(os.path.normpath(chain[-1].parent / chain[-1].readlink())))
    real = Path(os.path.realpath(executable))
    return (*chain, real) if chain[-1] != real else tuple(chain)


def _prefix_of(executable: Path) -> Path:
    return executable.parent.parent if executable.parent.name in ("bin", "Scripts") else executable.parent


def _configuration(executable: Path) -> tuple[Path, Mapping[str, str]] | None:
    """The virtual environment that an interpreter belongs to, and its `pyvenv.cfg`."""
    for folder in (executable.parent, executable.parent.parent):
        if (text := read_small(folder / "pyvenv.cfg")) is not None:
            pairs = (line.partition("=") for line in text.splitlines())
            return folder, {key.strip().lower(): value.strip() for key, _, value in pairs}
    return None


def _installed(links: tuple[Path, ...], configured: tuple[Path, Mapping[str, str]] | None) -> Path:
    """The prefix of the installation below: where the standard library is."""
    if configured and "home" in configured[1]:
        folder = Path(configured[1]["home"])
        below = executable_in(folder / "python3") or executable_in(folder)
        candidates = (
            [folder.parent, folder] if below is None else [folder.parent, folder, _prefix_of(_links(below)[-1])]
        )
        if found := [candidate for candidate in candidates if holds_python(candidate)]:
            return found[0]
    return _prefix_of(links[-1])


def _version(links: tuple[Path, ...], values: Mapping[str, str], installed: Path) -> tuple[int, int] | None:
    told = (values.get("version", ""), values.get("version_info", ""))
    named = (re.sub(r"^(python|pypy)(?=3)|\.exe$", "", link.name) for link in reversed(links))
    kept = [name for name in names(installed / "lib") if (installed / "lib" / name / "os.py").is_file()]
    libraries = (re.sub(r"^(python|pypy)(?=3)", "", name) for name in kept if len(kept) == 1)
    for text in (*told, *named, *libraries):
        if match := _VERSION.match(text):
            return int(match[1]), int(match[2])
    return None


def _package_folders(prefix: Path, version: tuple[int, int] | None) -> tuple[Path, ...]:
    """The folders of packages below a prefix, wherever its system keeps them."""
    found = [prefix / "Lib" / "site-packages"]
    for library in ("lib", "lib64", "local/lib"):
        for name in names(prefix / library):
            match = _LIBRARY.fullmatch(name)
            if name == "python3" or (match and version in (None, (int(match[1]), int(match[2])))):
                found += [prefix / library / name / "site-packages", prefix / library / name / "dist-packages"]
    real = {Path(os.path.realpath(folder)): folder for folder in reversed(found) if folder.is_dir()}
    return tuple(reversed(real.values()))


def _distributions(listed: Mapping[Path, Iterable[str]]) -> dict[str, str]:
    """Normalised names and versions, the first folder of packages before the others."""
    found: dict[str, str] = {}
    for folder, entries in listed.items():
        for entry in entries:
            name, _, version = entry.removesuffix(".dist-info").removesuffix(".egg-info").partition("-")
            if entry.endswith((".dist-info", ".egg-info")):
                version = re.sub(r"-py\d.*$", "", version)
                found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version or _metadata_version(folder / entry))
    return found


def _metadata_version(folder: Path) -> str:
    match = re.search(r"^Version: *(\S+)", read_small(folder / "PKG-INFO") or "", re.MULTILINE)
    return match[1] if match else ""


def _readable(
    prefixes: Iterable[Path], targets: Iterable[Path], *, workspace: Path, home: Path | None
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """What commands may be shown of all that was named, and what they may not, with the reason."""
    shown: dict[Path, None] = {}
    refused: dict[str, None] = {}
    for prefix in prefixes:
        reason = refusal(prefix, home=home) if holds_python(prefix) else "it holds no Python"
        if reason:
            refused[f"{prefix}: {reason}"] = None
        elif _real(prefix) != _real(workspace):
            shown |= _names_of(prefix)
    for target in targets:
        # what an editable install names inside the workspace is the code that the patch changes: it stays in the branch
        if any(_real(target).is_relative_to(_real(folder)) for folder in (workspace, *shown)):
            continue
        if reason := target_refusal(target, workspace=workspace, home=home):
            refused[f"{target}: {reason}"] = None
        else:
            shown |= _names_of(target)
    return tuple(shown), tuple(refused)


def _names_of(path: Path) -> dict[Path, None]:
    """The path as it was named, which links refer to, and the real one."""
    return dict.fromkeys(each for each in (path, _real(path)) if ".." not in each.parts)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
