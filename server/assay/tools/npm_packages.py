"""The packages of npm that a project declares for its development, and that its lock holds.

What is newly needed is declared as what is installed: `package.json` gets a range for it, and a lock of npm that holds
that very version already is brought up to date. Of any other lock it is said which command does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from assay.core.cutting import beginning
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.tools.json_in_place import read_object, with_texts
from assay.tools.npm_ranges import admits, is_version

PACKAGE = "package.json"
DEVELOPMENT = "devDependencies"
_TABLES = ("dependencies", DEVELOPMENT, "optionalDependencies", "peerDependencies")
NPM_LOCKS = ("npm-shrinkwrap.json", "package-lock.json")
LOCKS = {
    **dict.fromkeys(NPM_LOCKS, "npm install"),
    "yarn.lock": "yarn install",
    "pnpm-lock.yaml": "pnpm install",
    "bun.lock": "bun install",
    "bun.lockb": "bun install",
}
"""The locks of a project, each with the command that brings it up to date."""

_LOCK_VERSIONS = (2, 3)
_SHOWN = 80
_FLAGS = ("link", "peer", "optional", "devOptional", "bundled", "inBundle", "extraneous")
"""Of what is locked in such a way, other words would change as well where it is declared."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The packages that something needs, and the versions that are installed of those that come from a registry."""

    names: frozenset[str]
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock of a project; its text is None where it cannot be read."""

    path: PurePosixPath
    text: str | None

    @property
    def command(self) -> str:
        """What brings it up to date."""
        return LOCKS[self.path.name]


def told_in(snapshot: Snapshot, folder: PurePosixPath) -> tuple[str | None, ...]:
    """What `package.json` says from a folder upwards, the folder's own first. Raises `Unreadable`."""
    return tuple(snapshot.read(each / PACKAGE) for each in (folder, *folder.parents))


def locks_in(snapshot: Snapshot, folder: PurePosixPath) -> tuple[Lock, ...]:
    """The locks of a folder, or of the nearest above that has any."""
    folders = (folder, *folder.parents)
    return next((found for each in folders if (found := tuple(_locks_of(snapshot, each)))), ())


def _locks_of(snapshot: Snapshot, folder: PurePosixPath) -> Iterator[Lock]:
    for name in LOCKS:
        try:
            text = snapshot.read(folder / name)
        except Unreadable:
            yield Lock(folder / name, None)
            continue
        if text is not None:
            yield Lock(folder / name, text)


def declared(text: str | None) -> Mapping[str, str]:
    """The packages that a `package.json` names, with their ranges."""
    held = read_object(text)
    found: dict[str, str] = {}
    for table in _TABLES:
        for name, wanted in _texts(held.get(table)):
            found.setdefault(name, wanted)
    return found


def wanted(installed: Installed, texts: Iterable[str | None]) -> Mapping[str, str]:
    """What the first of these texts, `package.json` from the folder upwards, has to say for a fresh copy to work.

    Those that nobody declares, and those that are declared for development alone in a range in which what is installed
    is not.
    """
    own, *above = texts
    mine, others = declared(own), [declared(each) for each in above]
    held = read_object(own)
    development = dict(_texts(held.get(DEVELOPMENT)))
    running = {name for table in _TABLES if table != DEVELOPMENT for name, _ in _texts(held.get(table))}
    sign = "" if development and all(map(is_version, development.values())) else "^"
    needed: dict[str, str] = {}
    for name in sorted(installed.names & {*installed.versions}):
        version = installed.versions[name]
        told = mine.get(name) or next((each[name] for each in others if name in each), None)
        raised = name in development.keys() - running and admits(development[name], version) is False
        if is_version(version) and (told is None or raised):
            needed[name] = f"{sign}{version}"
    return needed


def with_development(text: str, ranges: Mapping[str, str]) -> str:
    """A `package.json` that declares these as well. Raises `ValueError`."""
    return with_texts(text, (DEVELOPMENT,), ranges) if ranges else text


def changed(before: str | None, after: str | None) -> Mapping[str, str]:
    """What a `package.json` declares for development that it did not, or in another range."""
    old, new = (dict(_texts(read_object(each).get(DEVELOPMENT))) for each in (before, after))
    return {name: told for name, told in new.items() if old.get(name) != told}


def relocked(lock: Lock, folder: PurePosixPath, ranges: Mapping[str, str], installed: Installed) -> str | None:
    """The lock of a folder that declares these as well; None where it takes more than to say so in it."""
    held = read_object(lock.text)
    packages: object = held.get("packages")
    mine = lock.path.parent == folder and lock.path.name in NPM_LOCKS
    if not mine or held.get("lockfileVersion") not in _LOCK_VERSIONS or not isinstance(packages, dict):
        return None
    for name in ranges:
        entry: object = cast("dict[str, object]", packages).get(f"node_modules/{name}")
        found = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
        same = found.get("version") == installed.versions.get(name)
        if not same or "integrity" not in found or any(found.get(flag) for flag in _FLAGS):
            return None
    try:
        return with_texts(lock.text or "", ("packages", "", DEVELOPMENT), ranges)
    except (ValueError, AttributeError):
        return None


def doubts(installed: Installed, texts: Iterable[str | None]) -> Iterator[str]:
    """Why a fresh copy may get something else than what is installed, in words.

    The texts are `package.json` from the folder upwards.
    """
    held = [declared(each) for each in texts]
    for name in sorted(installed.names):
        told = next((each[name] for each in held if name in each), None)
        version, shown = installed.versions.get(name, ""), beginning(told or "", _SHOWN)
        if told is None:
            yield f"{name} is installed and not declared in {PACKAGE}; add it there"
        elif not version:
            yield f"{name} is here in a way that tells nobody what {shown} brings elsewhere"
        elif (found := admits(told, version)) is not True:
            what = "does not admit" if found is False else "may not mean"
            yield f"{PACKAGE} declares {name} as {shown}, which {what} the {version} that is installed"


def locked_otherwise(lock: Lock, installed: Installed) -> tuple[str, ...]:
    """The packages of which a lock of npm holds another version than is installed."""
    return tuple(sorted(_locked_otherwise(lock.text, installed))) if lock.path.name in NPM_LOCKS else ()


def _locked_otherwise(text: str | None, installed: Installed) -> Iterator[str]:
    packages = read_object(text).get("packages")
    for name, found in cast("dict[str, Any]", packages).items() if isinstance(packages, dict) else ():
        package = name.removeprefix("node_modules/")
        version = installed.versions.get(package) if package in installed.names else None
        if version and isinstance(found, dict) and cast("dict[str, Any]", found).get("version") != version:
            yield package


def _texts(table: object) -> Iterator[tuple[str, str]]:
    for name, value in cast("dict[str, object]", table).items() if isinstance(table, dict) else ():
        if isinstance(value, str):
            yield name, value
