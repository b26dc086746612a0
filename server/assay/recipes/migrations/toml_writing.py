"""Entries of a TOML file written under another key, or with another value, with the comments that they had."""

from __future__ import annotations

import json
import re
from typing import cast

from assay.recipes.migrations.toml_entries import Entry


def put(entry: Entry, into: list[str], value: object, *, key: str = "") -> bool:
    """Add an entry with this value, under its key or another, with its comments; it is written as it was, if it may."""
    behind = f" {entry.behind}" if entry.behind else ""
    same = not key and not behind and value == entry.value and "\n" not in entry.text.rstrip("\n")
    text = entry.text if same else f"{key_of(key or entry.key)} = {toml(value)}{behind}\n"
    into += [*entry.above, text if text.endswith("\n") else f"{text}\n"]
    return True


def key_of(key: str) -> str:
    """A key as it is written: in quotes where it has to be."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def toml(value: object) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        pairs = [f"{key_of(name)} = {toml(each)}" for name, each in cast("dict[str, object]", value).items()]
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, cast('list[object]', value)))}]"
    return json.dumps(value, ensure_ascii=False)
