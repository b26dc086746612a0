"""The lowest Python that a project says it runs on, read from its files as text."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot

Version = tuple[int, int]
_Reader = tuple[str, Callable[[str], Version | None]]

_CLAUSE = re.compile(r"(?:~=|===?|>=|>|\^|~)?\s*(?P<major>\d+)(?:\.(?P<minor>\d+))?")
_SETUP = re.compile(r"""python_requires\s*=\s*(["'])(?P<specifier>[^"']+)\1""")
_TARGET = re.compile(r"py(?P<major>\d)(?P<minor>\d+)")


def lowest_python(
    snapshot: Snapshot, path: PurePosixPath, among: Collection[PurePosixPath] | None = None
) -> Version | None:
    """What the nearest project file above `path` declares; None where none says anything that is understood.

    Where files are given, others are not looked into.
    """
    return _nearest(snapshot, path, (("pyproject.toml", _told), *_SETUPTOOLS), among)


def required_python(snapshot: Snapshot, path: PurePosixPath) -> Version | None:
    """The same of what an installer goes by alone: for which version a tool formats or checks does not count."""
    return _nearest(snapshot, path, (("pyproject.toml", _required), *_SETUPTOOLS), None)


def lowest(specifier: str) -> Version | None:
    """The lowest version that a specifier as `>=3.9,<4` lets in; None where it sets no lower end."""
    ends = [_lowest_of_all(clauses) for clauses in specifier.split("||")]
    known = [end for end in ends if end is not None]
    return min(known) if len(known) == len(ends) else None


def _lowest_of_all(clauses: str) -> Version | None:
    matches = (_CLAUSE.match(clause.strip()) for clause in re.split(r"[,\s]\s*(?=[<>=!~^])", clauses))
    # `>3.9` lets 3.9.1 in
    return max(((int(each["major"]), int(each["minor"] or 0)) for each in matches if each), default=None)


def _nearest(
    snapshot: Snapshot, path: PurePosixPath, readers: Iterable[_Reader], among: Collection[PurePosixPath] | None
) -> Version | None:
    listed = tuple(readers)
    for folder in path.parents:
        for name, read in listed:
            text = _text(snapshot, folder / name) if among is None or folder / name in among else None
            found = None if text is None else read(text)
            if found is not None:
                return found
    return None


def _told(text: str) -> Version | None:
    """What `pyproject.toml` requires, else the lowest version that its tools are set to."""
    if (found := _required(text)) is not None:
        return found
    table = _table(text)
    black = _at(table, "tool", "black", "target-version")
    targets: list[object] = list(black) if isinstance(black, list) else []  # pyright: ignore[reportUnknownArgumentType] - TOML
    targets += [_at(table, "tool", "ruff", "target-version"), _at(table, "tool", "mypy", "python_version")]
    return min((found for target in targets if (found := _target(target)) is not None), default=None)


def _required(text: str) -> Version | None:
    table = _table(text)
    poetry = _at(table, "tool", "poetry", "dependencies", "python")
    for specifier in (_at(table, "project", "requires-python"), poetry):
        if isinstance(specifier, str) and (found := lowest(specifier)) is not None:
            return found
    return None


def _table(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _setup_cfg(text: str) -> Version | None:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return lowest(parser.get("options", "python_requires", fallback=""))


def _setup_py(text: str) -> Version | None:
    match = _SETUP.search(text)
    return None if match is None else lowest(match["specifier"])


_SETUPTOOLS: tuple[_Reader, ...] = (("setup.cfg", _setup_cfg), ("setup.py", _setup_py))


def _target(value: object) -> Version | None:
    if not isinstance(value, str):
        return None
    match = _TARGET.fullmatch(value)
    return lowest(f">={value}") if match is None else (int(match["major"]), int(match["minor"]))


def _at(table: Mapping[str, Any], *keys: str) -> Any:
    value: Any = table
    for key in keys:
        try:
            value = value[key]
        except (KeyError, TypeError):
            return None
    return value


def _text(snapshot: Snapshot, path: PurePosixPath) -> str | None:
    try:
        return snapshot.read(path)
    except Unreadable:
        return None
