"""What the migrator of ESLint leaves out, added to what it wrote: as ESLint itself tells where both kinds differ.

Only what is the same for all files, all of one ending, of one folder that was configured on its own, or of both, is
added: the version and the kind of the language, which files are looked at, what is known without a declaration, and
whether comments that silence nothing are reported.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from assay.tools.eslint import Linted
from assay.tools.eslint_differences import lost_and_gained
from assay.tools.eslint_files import FLAT

_FROM = "// As the old configuration had it."
_LEVELS = ("off", "warn", "error")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_MOST = 24
"""Globals that are named one by one; more are a package of another version, which is shown and left."""


@dataclass(frozen=True, slots=True, order=True)
class _Part:
    """A part of the project: the files of a folder that was configured on its own, and of one ending; empty for all."""

    depth: int
    folder: str = ""
    ending: str = ""

    @property
    def files(self) -> list[str]:
        if not self.folder:
            return [f"**/*{self.ending}"] if self.ending else []
        return [f"{_escaped(self.folder)}/**/*{self.ending}" if self.ending else f"{_escaped(self.folder)}/**"]


_Pairs = Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]
"""What held for a file by the old configuration and holds by the new, by its name."""


def repaired(text: str, before: Linted, after: Linted, folders: Sequence[str] = ()) -> str | None:
    """The new configuration with what it lacks; None where there is nothing that can be added.

    `folders` are those that were configured on their own.
    """
    entries = [*_files(before, after), *_options(before, after, folders)]
    end = re.search(r"\],?\s*\);\s*\Z", text)
    if not entries or end is None:
        return None
    body = text[: end.start()].rstrip()
    comma = "" if body.endswith(("[", ",")) else ","
    added = "".join(f"\n{_literal(each)}," for each in entries)
    return f"{body}{comma}\n{_FROM}{added}\n]);\n"


def _files(before: Linted, after: Linted) -> Iterable[Mapping[str, Any]]:
    new = [name for name in after.files if name not in before.files]
    endings = {PurePosixPath(name).suffix for name in before.files}
    if ignores := sorted({_ignored(PurePosixPath(name), endings) for name in new}):
        yield {"ignores": ignores}
    known = {PurePosixPath(name).suffix for name in after.files} - {""}
    lost = [PurePosixPath(name) for name in before.files if name not in after.files]
    if files := sorted(
        {f"**/*{each.suffix}" if each.suffix else str(each) for each in lost if each.suffix not in known}
    ):
        yield {"files": files}


def _ignored(path: PurePosixPath, endings: set[str]) -> str:
    """The widest pattern for a file that was not looked at, which means none that was."""
    if path.name in FLAT and len(path.parts) == 1:
        return path.name
    if any(part.startswith(".") for part in path.parts[:-1]):
        return "**/.*/"
    if path.name.startswith("."):
        return "**/.*"
    return str(path) if path.suffix in endings else f"**/*{path.suffix}"


def _options(before: Linted, after: Linted, folders: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    pairs = {
        name: (before.configs[before.files[name].config], after.configs[after.files[name].config])
        for name in sorted(before.files.keys() & after.files.keys())
    }
    entries: defaultdict[_Part, dict[str, Any]] = defaultdict(dict)
    for part, level in _differing(pairs, "reportUnused", folders, by_ending=False):
        entries[part]["linterOptions"] = {"reportUnusedDisableDirectives": _LEVELS[level]}
    for key in ("ecmaVersion", "sourceType"):
        for part, value in _differing(pairs, key, folders):
            entries[part].setdefault("languageOptions", {})[key] = value
    for part, told in _globals(pairs, folders):
        entries[part].setdefault("languageOptions", {})["globals"] = told
    for part, options in sorted(entries.items(), key=lambda each: each[0]):
        yield {"files": part.files, **options} if part.files else options


def _differing(
    pairs: _Pairs, key: str, folders: Sequence[str], *, by_ending: bool = True
) -> Iterator[tuple[_Part, Any]]:
    """What it was in each part, by the coarsest parts in which it was one thing; nothing where nothing differs."""
    wanted = {name: old[key] for name, (old, _) in pairs.items() if old[key] is not None}
    if all(pairs[name][1][key] == value for name, value in wanted.items()):
        return
    values: dict[_Part, set[Any]] = {}
    for folder, ending in ((False, False), (False, True), (True, False), (True, True)):
        if ending and not by_ending:
            continue
        values = {}
        for name, value in wanted.items():
            values.setdefault(_part(name, folders if folder else (), ending=ending), set()).add(value)
        if all(len(each) == 1 for each in values.values()):
            break
    for part, told in values.items():
        if len(told) == 1:
            yield part, next(iter(told))


def _globals(pairs: _Pairs, folders: Sequence[str]) -> Iterator[tuple[_Part, Mapping[str, str]]]:
    """The names that every file lost or gained, with what they were; and those that every file of a folder did."""
    everywhere = _lost_or_gained(pairs.values())
    if everywhere:
        yield _Part(0), everywhere
    parts: defaultdict[_Part, list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = defaultdict(list)
    for name, pair in pairs.items():
        parts[_part(name, folders, ending=False)].append(pair)
    for part, held in parts.items() if len(parts) > 1 else ():
        told = {name: value for name, value in _lost_or_gained(held).items() if everywhere.get(name) != value}
        if told:
            yield part, told


def _lost_or_gained(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Mapping[str, str]:
    found = [(old["globals"], *lost_and_gained(old, new)) for old, new in pairs]
    lost = {name: value for _, names, _ in found for name, value in names.items()}
    lost = {name: value for name, value in lost.items() if all(old.get(name) == value for old, _, _ in found)}
    gained = {name for _, _, names in found for name in names}
    gained = {name for name in gained if not any(name in old for old, _, _ in found)}
    told: dict[str, str] = {}
    for names in (lost, dict.fromkeys(gained, "off")):
        if len(names) <= _MOST:
            told |= {name: names[name] for name in sorted(names)}
    return told


def _part(name: str, folders: Sequence[str], *, ending: bool) -> _Part:
    path = PurePosixPath(name)
    folder = max((each for each in folders if path.is_relative_to(each)), key=len, default="")
    return _Part(len(PurePosixPath(folder).parts), folder, path.suffix if ending else "")


def _escaped(folder: str) -> str:
    return re.sub(r"[?*{}()\[\]\\]", r"\\\g<0>", folder)


def _literal(value: Any, indent: str = "") -> str:
    """As a person writes it in JavaScript: a line for each key, lists in one line."""
    if not isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    within, held = f"{indent}    ", cast("Mapping[str, Any]", value)
    keys = (key if _IDENTIFIER.fullmatch(key) else json.dumps(key, ensure_ascii=False) for key in held)
    lines = (f"{within}{key}: {_literal(each, within)},\n" for key, each in zip(keys, held.values(), strict=True))
    return f"{{\n{''.join(lines)}{indent}}}"
