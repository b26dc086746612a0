"""What differs between the core metadata of two archives: what changes an installation, and what only is displayed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.parser import Parser

from packaging.utils import canonicalize_name
from packaging.version import Version

from assay.checks.requirement_sense import requirement_differences, specifiers_agree

_DISPLAYED = ("Summary", "Description-Content-Type", "Platform", "Classifier")
_FORM = ("Metadata-Version", "Dynamic", "License-File")
"""What tells of the form alone; licence files are compared as files."""

_PEOPLE = ("Author", "Author-email", "Maintainer", "Maintainer-email")
_PLACES = ("Home-page", "Download-URL", "Project-URL")
_LICENCE = ("License", "License-Expression")
_APART = ("Name", "Version", "Requires-Python", "Requires-Dist", "Provides-Extra", "Description", "Keywords")
_NOBODY = ("", "UNKNOWN")
_ADDRESS = re.compile(r"\s*\"?(?P<name>[^<\"]*?)\"?\s*<(?P<address>[^>]*)>\s*")
_LONGEST = 1_000
"""Characters of a person beyond which name and address are not told apart."""

_SHOWN = 4

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Differences:
    """Lines for a person: `hard` ones change what is installed, `displayed` ones what is shown of it."""

    hard: tuple[str, ...] = ()
    displayed: tuple[str, ...] = ()

    def __add__(self, other: Differences) -> Differences:
        return Differences(self.hard + other.hard, self.displayed + other.displayed)


def metadata_differences(before: str, after: str) -> Differences:
    """What differs between two texts of core metadata."""
    old, new = _fields(before), _fields(after)
    return Differences(tuple(_hard(old, new)), tuple(_displayed(old, new)))


def _fields(text: str) -> Fields:
    message = Parser().parsestr(text)
    found: dict[str, list[str]] = {}
    for name, value in message.items():
        if str(value) not in _NOBODY:
            found.setdefault(name, []).append(str(value))
    body = message.get_payload()
    if isinstance(body, str) and body.strip():
        found["Description"] = [*found.get("Description", []), body]
    return found


def _hard(old: Fields, new: Fields) -> Iterable[str]:
    if canonicalize_name(_one(old, "Name")) != canonicalize_name(_one(new, "Name")):
        yield f"name: {_one(old, 'Name')} becomes {_one(new, 'Name')}"
    if not _same_version(_one(old, "Version"), _one(new, "Version")):
        yield f"version: {_one(old, 'Version')} becomes {_one(new, 'Version')}"
    python = (_one(old, "Requires-Python"), _one(new, "Requires-Python"))
    if not _same_specifiers(*python):
        yield f"Requires-Python: {python[0] or 'nothing'} becomes {python[1] or 'nothing'}"
    extras: list[set[str]] = [
        {canonicalize_name(each) for each in fields.get("Provides-Extra", ())} for fields in (old, new)
    ]
    yield from _sets("extra", *extras)
    try:
        yield from requirement_differences(
            old.get("Requires-Dist", ()), new.get("Requires-Dist", ()), extras[0] | extras[1]
        )
    except (ValueError, RecursionError) as error:  # whatever a backend wrote there
        if sorted(old.get("Requires-Dist", ())) != sorted(new.get("Requires-Dist", ())):
            yield f"requirements that cannot be read ({error})"
    private = [
        {each for each in fields.get("Classifier", ()) if each.startswith("Private ::")} for fields in (old, new)
    ]
    yield from _sets("classifier", *private)
    known = (*_DISPLAYED, *_FORM, *_PEOPLE, *_PLACES, *_LICENCE, *_APART)
    for name in sorted({*old, *new} - set(known)):
        yield from _sets(name, set(old.get(name, ())), set(new.get(name, ())))


def _displayed(old: Fields, new: Fields) -> Iterable[str]:
    for name in ("Name", "Version"):
        if _one(old, name) != _one(new, name):
            yield f"{name} is written {_one(new, name)}, was {_one(old, name)}"
    for name in _DISPLAYED:
        yield from _sets(name, set(old.get(name, ())), set(new.get(name, ())))
    texts = [_one(fields, "Description").strip() for fields in (old, new)]
    if texts[0] != texts[1]:
        same = [[line for line in text.splitlines() if line.strip()] for text in texts]
        count = f"{len(texts[0])} characters become {len(texts[1])}, or others"
        yield f"Description: {'other blank lines' if same[0] == same[1] else count}"
    words = [{each.strip() for each in _one(fields, "Keywords").split(",") if each.strip()} for fields in (old, new)]
    yield from _sets("keyword", *words)
    for who in ("Author", "Maintainer"):
        yield from _sets(who, _people(old, who), _people(new, who))
    yield from _sets("address", _places(old), _places(new))
    licences = [{value for name in _LICENCE for value in fields.get(name, ())} for fields in (old, new)]
    yield from _sets("License", *licences)


def _one(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _same_version(before: str, after: str) -> bool:
    try:
        return Version(before) == Version(after)
    except ValueError:
        return before == after


def _same_specifiers(before: str, after: str) -> bool:
    try:
        return bool(before) == bool(after) and specifiers_agree(before, after)
    except ValueError:
        return before == after


def _sets(name: str, before: set[str], after: set[str]) -> Iterable[str]:
    lost, new = sorted(before - after), sorted(after - before)
    if lost and new:
        yield f"{name}: {_listed(lost)} becomes {_listed(new)}"
    elif lost:
        yield f"{name} is lost: {_listed(lost)}"
    elif new:
        yield f"{name} is new: {_listed(new)}"


def _listed(values: list[str]) -> str:
    shown = ", ".join(" ".join(each.split())[:80] for each in values[:_SHOWN])
    return f"{shown} and {len(values) - _SHOWN} more" if len(values) > _SHOWN else shown


def _people(fields: Fields, who: str) -> set[str]:
    """Names and addresses, whichever of both fields they stand in."""
    found: set[str] = set()
    for value in (*fields.get(who, ()), *fields.get(f"{who}-email", ())):
        for each in re.findall(r'(?:"[^"]*"|[^,])+', value):
            match = _ADDRESS.fullmatch(each) if len(each) <= _LONGEST else None
            found |= {match["name"].strip(), match["address"].strip()} if match else {each.strip().strip('"')}
    return found - {""}


def _places(fields: Fields) -> set[str]:
    """Addresses with their labels; a home page is one whichever field it stands in."""
    found: set[str] = set()
    for field, label in (("Home-page", "homepage"), ("Download-URL", "download")):
        found |= {f"{label} {value.rstrip('/')}" for value in fields.get(field, ())}
    for value in fields.get("Project-URL", ()):
        label, _, address = value.partition(",")
        plain = re.sub(r"[^a-z0-9]", "", label.lower())  # as PEP 753 compares labels
        found.add(f"{'download' if plain == 'downloadurl' else plain} {address.strip().rstrip('/')}")
    return found
