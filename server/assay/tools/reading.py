"""Read small files that a repository or an environment holds, taking nothing in them for granted.

Whatever cannot be read, is too large, is no regular file or does not parse counts as absent.
"""

from __future__ import annotations

import configparser
import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LARGEST = 1 << 20
"""Bytes beyond which a configuration file is not looked at."""

MOST = 20_000
"""Entries of one folder beyond which the rest is not looked at."""


def read_small(path: Path) -> str | None:
    """The text of a small regular file, without a byte order mark; None where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
                return None
            return file.read(LARGEST).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None


def read_toml(path: Path) -> Mapping[str, Any] | None:
    """A TOML file's tables; None where it is absent or broken."""
    if (text := read_small(path)) is None:
        return None
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def read_ini(path: Path) -> Mapping[str, Mapping[str, str]] | None:
    """An INI file's sections; None where it is absent or broken."""
    if (text := read_small(path)) is None:
        return None
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return {name: dict(parser.items(name)) for name in parser.sections()}


def table(value: Mapping[str, Any] | None, *keys: str) -> Mapping[str, Any] | None:
    """The table found by following the keys; None where there is none."""
    for key in keys:
        value = value.get(key) if value is not None else None
        if not isinstance(value, Mapping):
            return None
    return value


def names(folder: Path) -> tuple[str, ...]:
    """The sorted names of a folder's entries; empty where it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            found = [entry.name for entry, _ in zip(entries, range(MOST), strict=False)]
    except (OSError, ValueError):
        return ()
    return tuple(sorted(found))
