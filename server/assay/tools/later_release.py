"""What a later release of a project might change: version, texts, requirements, what modules say of themselves.

A build that does not follow such a change has something frozen in it that was read before. Where there is more to
change than is changed here, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path, PurePosixPath

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.tools.building import Archive, Edit
from assay.tools.listing import listed

_LARGEST = 200_000
_MOST_FILES = 5_000
_MOST_EDITS = 60
_MOST_FILES_MORE = 60
_HOLDS_VERSION = (".py", ".txt", ".cfg", ".toml", ".json", ".in", "")
_TEXTS = re.compile(
    r"(?:readme|changes?|changelog|history|news|authors|(?:long_)?description|licen[cs]e)(?:\.\w+)?", re.IGNORECASE
)
_REQUIREMENTS = re.compile(r"(?:[\w.-]*requirements|requires)[\w.-]*\.(?:txt|in)", re.IGNORECASE)
_TOLD = ("Name", "Summary", "Author", "Author-email", "Maintainer", "Maintainer-email", "License", "Home-page")
_SINGLE = ('version = "{}"', "version = '{}'", 'version__ = "{}"', "version__ = '{}'")
_SAYS = r"\w{0,30}(?:author|maintainer|mail|contact|licen[cs]e|title|name|desc|summary|url|home|who)\w{0,30}"
_WORD = re.compile(
    rf"""^[ \t]*(?:__(?!version)\w+__[ \t]*=|{_SAYS}[ \t]*=|["']{_SAYS}["'][ \t]*:)"""
    r"""[ \t]*u?(?P<quote>["'])(?P<word>[^"'\n]{2,})(?P=quote)""",
    re.MULTILINE | re.IGNORECASE,
)
_FIRST_WORDS = re.compile(
    r"""\A(?:[ \t]*(?:#[^\n]*)?\n)*[ru]?(?P<quote>\"{3}|'{3}|["'])(?P<word>[^"'\n]{2,})(?P=quote)"""
)
"""What a module says of itself, and the text at its beginning."""

_LINE = "\nThis line came later.\n"
_NEEDED = "\nlater-requirement>=7\n"


@dataclass(frozen=True, slots=True)
class LaterRelease:
    """The changes, and what was left as it is beyond the limits; empty where nothing was."""

    edits: tuple[Edit, ...]
    left: str


def later_release(
    snapshot: Snapshot, folder: PurePosixPath, touched: frozenset[PurePosixPath], wheel: Archive
) -> LaterRelease:
    """The changes, in files of the project that the patch does not touch, for the release after this wheel's."""
    metadata = Parser().parsestr(wheel.metadata)
    version = str(metadata["Version"] or "")
    told = frozenset(word for name in _TOLD for value in metadata.get_all(name, []) for word in _parts(str(value)))
    pairs = _versions(version)
    found: list[Edit] = []
    left = ""
    for number, (path, status) in enumerate(listed(snapshot.root / folder)):
        if number >= _MOST_FILES or len(found) >= _MOST_EDITS:
            left = f"a later release was tried with {len(found)} changes in the first {number} files; there are more"
            break
        if (
            folder / path in touched
            or path.name == "PKG-INFO"
            or any(part.endswith(".egg-info") for part in path.parts)
        ):
            continue
        if _TEXTS.fullmatch(path.name) and path.suffix != ".py":
            found.append(Edit(str(path), "", _LINE))
        elif _REQUIREMENTS.fullmatch(path.name):
            found.append(Edit(str(path), "", _NEEDED))
        if path.suffix in _HOLDS_VERSION and status.st_size <= _LARGEST:
            with suppress(Unreadable):
                text = snapshot.read(folder / path) or ""
                found += [Edit(str(path), old, new) for old, new in pairs if old in text]
                found += [Edit(str(path), old, new) for old, new in _words(path, text, told)]
    return LaterRelease((*found, *_more_files(snapshot.root / folder, wheel)), left)


def _parts(value: str) -> Iterator[str]:
    """A value, and a name and an address that stand in one."""
    yield value
    name, opens, rest = value.partition("<")
    if opens:
        yield from (name.strip(' "'), rest.partition(">")[0].strip())


def _words(path: PurePosixPath, text: str, told: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What a module says of itself and the metadata repeats, and other words in its place."""
    if path.suffix == ".py":
        for match in (*_WORD.finditer(text), *filter(None, (_FIRST_WORDS.match(text),))):
            if not told.isdisjoint(_parts(match["word"])):
                start = match.start("word") - match.start()
                yield match[0], f"{match[0][:start]}later{match[0][start:]}"


def _more_files(root: Path, wheel: Archive) -> Iterator[Edit]:
    """A file of each kind beside those that are installed, and a package in each of the outermost ones."""
    there: set[str] = set()
    for name in wheel.files:
        path = PurePosixPath(name)
        near = next((base for base in ("", "src/", "lib/") if (root / base / path).is_file()), None)
        if near is None or len(there) >= _MOST_FILES_MORE:
            continue
        source = PurePosixPath(near) / path
        if len(path.parts) > 1:
            there.add(str(source.with_name(f"later_one{path.suffix}")))
        if len(path.parts) == 2 and path.name == "__init__.py":
            there.add(str(source.parent / "later_package" / "__init__.py"))
    yield from (Edit(name, "", "") for name in sorted(there))


def _versions(version: str) -> list[tuple[str, str]]:
    """How a version is written, in quotes and as numbers, and the next one; nothing where it is in no plain form.

    One that is a single number stands in too much else to be looked for by itself.
    """
    numbers = re.findall(r"\d+", version)
    if re.fullmatch(r"\d+", version):
        later = str(int(version) + 7)
        return [(form.format(version), form.format(later)) for form in _SINGLE]
    if not re.fullmatch(r"\d+(?:\.\d+)+(?:\.?(?:a|b|rc|post|dev)\d+)?", version):
        return []
    last = version.rfind(numbers[-1])
    later = f"{version[:last]}{int(numbers[-1]) + 7}"
    tuples = [(", ".join(numbers), ", ".join((*numbers[:-1], str(int(numbers[-1]) + 7))))] if len(numbers) > 2 else []
    return [(version, later), *tuples]
