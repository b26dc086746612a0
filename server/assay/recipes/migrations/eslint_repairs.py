"""What the migrator of ESLint leaves out, added to what it wrote: as ESLint itself tells where both kinds differ.

Only what is the same for all files, or all of one ending, is added: the version and the kind of the language, which
files are looked at, what is known without a declaration, and whether comments that silence nothing are reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
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


def repaired(text: str, before: Linted, after: Linted) -> str | None:
    """The new configuration with what it lacks; None where there is nothing that can be added."""
    entries = [*_files(before, after), *_options(before, after)]
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
    known = {PurePosixPath(name).suffix for name in after.files}
    lost = {PurePosixPath(name).suffix for name in before.files if name not in after.files} - known
    if lost:
        yield {"files": sorted(f"**/*{ending}" for ending in lost)}


def _ignored(path: PurePosixPath, endings: set[str]) -> str:
    """The widest pattern for a file that was not looked at, which means none that was."""
    if path.name in FLAT and len(path.parts) == 1:
        return path.name
    if any(part.startswith(".") for part in path.parts[:-1]):
        return "**/.*/"
    if path.name.startswith("."):
        return "**/.*"
    return str(path) if path.suffix in endings else f"**/*{path.suffix}"


def _options(before: Linted, after: Linted) -> Iterable[Mapping[str, Any]]:
    pairs = {
        name: (before.configs[before.files[name].config], after.configs[after.files[name].config])
        for name in sorted(before.files.keys() & after.files.keys())
    }
    language, endings = _language(pairs)
    if told := _globals(pairs.values()):
        language["globals"] = told
    every: dict[str, Any] = {}
    levels = {old["reportUnused"] for old, _ in pairs.values()}
    if len(levels) == 1 and any(old["reportUnused"] != new["reportUnused"] for old, new in pairs.values()):
        every["linterOptions"] = {"reportUnusedDisableDirectives": _LEVELS[levels.pop()]}
    if language:
        every["languageOptions"] = language
    if every:
        yield every
    for ending, options in sorted(endings.items()):
        yield {"files": [f"**/*{ending}"], "languageOptions": options}


def _language(
    pairs: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The version and the kind of the language where they differ: for all files, and by the ending."""
    every: dict[str, Any] = {}
    endings: dict[str, dict[str, Any]] = {}
    for key in ("ecmaVersion", "sourceType"):
        wanted = {name: old[key] for name, (old, _) in pairs.items() if old[key] is not None}
        if all(pairs[name][1][key] == value for name, value in wanted.items()):
            continue
        if len(set(wanted.values())) == 1:
            every[key] = next(iter(wanted.values()))
            continue
        for ending in {PurePosixPath(name).suffix for name in wanted}:
            values = {value for name, value in wanted.items() if PurePosixPath(name).suffix == ending}
            if len(values) == 1:
                endings.setdefault(ending, {})[key] = values.pop()
    return every, endings


def _globals(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Mapping[str, str]:
    """The names that every file lost or gained, with what they were."""
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


def _literal(value: Any, indent: str = "") -> str:
    """As a person writes it in JavaScript: a line for each key, lists in one line."""
    if not isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    within, held = f"{indent}    ", cast("Mapping[str, Any]", value)
    keys = (key if _IDENTIFIER.fullmatch(key) else json.dumps(key, ensure_ascii=False) for key in held)
    lines = (f"{within}{key}: {_literal(each, within)},\n" for key, each in zip(keys, held.values(), strict=True))
    return f"{{\n{''.join(lines)}{indent}}}"
