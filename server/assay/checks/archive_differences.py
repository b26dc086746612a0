"""What differs between two builds of a project: files and their bytes, entry points, tags, licences, and metadata."""

from __future__ import annotations

import configparser
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from assay.checks.metadata_differences import Differences, metadata_differences
from assay.tools.building import Archive

_OWN = ("METADATA", "WHEEL", "RECORD", "entry_points.txt")
_SHOWN = 4


def archive_differences(kind: str, before: Archive, after: Archive, touched: frozenset[str]) -> Differences:
    """What differs between two archives of one kind. A source distribution holds what was `touched`, as it is now."""
    found = metadata_differences(before.metadata, after.metadata)
    if kind == "wheel":
        hard = (*_files(before.files, after.files), *_hard(before, after))
        return found + Differences(hard, tuple(_displayed(before, after)))
    old = {name: each for name, each in before.files.items() if name not in touched}
    new = {name: each for name, each in after.files.items() if name not in touched}
    more = sorted(set(new) - set(old))
    shown = (f"also holds {_listed(more)}",) if more else ()
    return found + Differences(tuple(_files(old, {name: new[name] for name in new if name in old})), shown)


def _files(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[str]:
    lost, new = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    if lost:
        yield f"loses {_listed(lost)}"
    if new:
        yield f"gains {_listed(new)}"
    if changed := sorted(name for name in set(before) & set(after) if before[name] != after[name]):
        yield f"has other bytes in {_listed(changed)}"


def _hard(before: Archive, after: Archive) -> Iterable[str]:
    old, new = _entry_points(before.entry_points), _entry_points(after.entry_points)
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"entry point {name}: {old.get(name, 'nothing')} becomes {new.get(name, 'nothing')}"
    for field in ("Tag", "Root-Is-Purelib", "Build"):
        values = [_of_wheel(archive.wheel, field) for archive in (before, after)]
        if values[0] != values[1]:
            yield f"{field}: {_listed(values[0]) or 'nothing'} becomes {_listed(values[1]) or 'nothing'}"
    lost = _licences(before) - _licences(after)
    if lost:
        yield f"loses the licence file {_listed(sorted(name for name, _ in lost.elements()))}, or its text"
    if new_ones := _licences(after) - _licences(before):
        yield f"gains the licence file {_listed(sorted(name for name, _ in new_ones.elements()))}, or its text"


def _displayed(before: Archive, after: Archive) -> Iterable[str]:
    """Files beside the metadata that are no licences: what a backend notes for itself."""
    old, new = (_notes(archive) for archive in (before, after))
    if lost := sorted(set(old) - set(new)):
        yield f"notes {_listed(lost)} no longer"
    if more := sorted(set(new) - set(old)):
        yield f"notes {_listed(more)} as well"
    if changed := sorted(name for name in set(old) & set(new) if old[name] != new[name]):
        yield f"notes something else in {_listed(changed)}"


def _notes(archive: Archive) -> dict[str, str]:
    licences = {name for name, _ in _licences(archive)}
    return {
        name: each
        for name, each in archive.info.items()
        if name not in _OWN and PurePosixPath(name).name not in licences
    }


_NOTED = ("top_level.txt", "dependency_links.txt", "namespace_packages.txt", "zip-safe", "not-zip-safe", "REQUESTED")


def _licences(archive: Archive) -> Counter[tuple[str, str]]:
    """The licence files by name and bytes: in which folder of the metadata they lie depends on the backend."""
    return Counter(
        (PurePosixPath(name).name, each)
        for name, each in archive.info.items()
        if name not in _OWN and name not in _NOTED and not name.endswith((".json", ".txt.gz"))
    )


def _entry_points(text: str) -> dict[str, str]:
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # how configparser is told to keep the case
    try:
        parser.read_string(text)
    except configparser.Error:
        return {"that cannot be read": text}
    return {
        f"{group} {name}": "".join(value.split()) for group in parser.sections() for name, value in parser.items(group)
    }


def _of_wheel(text: str, field: str) -> list[str]:
    pairs = (line.partition(":") for line in text.splitlines())
    return sorted(value.strip() for name, _, value in pairs if name == field)


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ", ".join(names)
