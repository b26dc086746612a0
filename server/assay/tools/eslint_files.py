"""The files that configure ESLint, of the old kind and the new, and how a project calls it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from assay.tools.json_in_place import read_object
from assay.tools.npm_packages import PACKAGE

OLD = (
    ".eslintrc.js",
    ".eslintrc.cjs",
    ".eslintrc.yaml",
    ".eslintrc.yml",
    ".eslintrc.json",
    ".eslintrc",
    PACKAGE,
)
"""In the order in which ESLint looks for them in a folder: the first that is there holds."""

IGNORE = ".eslintignore"
NEW = "eslint.config.mjs"
FLAT = tuple(f"eslint.config.{kind}" for kind in ("js", "mjs", "cjs", "ts", "mts", "cts"))
CONFIG_KEY = "eslintConfig"
IGNORE_KEY = "eslintIgnore"

_SEPARATORS = re.compile(r"&&|\|\||[;|&]")
_WITH_VALUE = frozenset(
    (
        *("-c", "--config", "--ext", "--ignore-path", "--rule", "-f", "--format", "-o", "--output-file"),
        *("--max-warnings", "--cache-location", "--cache-file", "--cache-strategy", "--env", "--global", "--parser"),
        *("--parser-options", "--plugin", "--rulesdir", "--resolve-plugins-relative-to", "--ignore-pattern"),
        *("--stdin-filename", "--fix-type", "--report-unused-disable-directives-severity", "--flag"),
    )
)
_COMMENT_OR_TEXT = re.compile(r"""/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*\"""", re.DOTALL)
_IMPORT = re.compile(r"^import\b(?:[^;\"']*?\bfrom)?\s*[\"'](?P<name>[^\"'\n]+)[\"']", re.MULTILINE)
_GONE = frozenset(("--ignore-path", "--no-eslintrc", "--env", "--rulesdir", "--resolve-plugins-relative-to"))
"""Options that mean nothing, or an error, where the configuration is of the new kind."""

_ELSEWHERE = frozenset(("-c", "--config"))


@dataclass(frozen=True, slots=True)
class Run:
    """One way in which ESLint is called: on which files and folders, for which endings beside its own."""

    patterns: tuple[str, ...] = (".",)
    extensions: tuple[str, ...] = ()


def holds(name: str, text: str | None) -> bool:
    """Whether a file of this name configures ESLint in the old way."""
    if text is None or name not in OLD:
        return False
    return name != PACKAGE or isinstance(read_object(text).get(CONFIG_KEY), dict)


def runs(text: str | None) -> tuple[Run, ...]:
    """How the scripts of a `package.json` call ESLint."""
    return tuple(dict.fromkeys(run for _, run, _ in _calls(text)))


def outdated(text: str | None) -> tuple[str, ...]:
    """The scripts of a `package.json` that call it with what the new kind of configuration does not go with."""
    return tuple(f"the script {name} with {' and '.join(options)}" for name, _, options in _calls(text) if options)


def packages_of(config: str) -> frozenset[str]:
    """The packages that a configuration of the new kind needs: ESLint itself, and those that it imports."""
    found = {"eslint"}
    for match in _IMPORT.finditer(config):
        parts = match["name"].split("/")
        if not match["name"].startswith((".", "/", "node:")):
            found.add("/".join(parts[:2]) if parts[0].startswith("@") else parts[0])
    return frozenset(found)


def computes(text: str) -> str:
    """What makes a configuration in JavaScript more than a literal: a name in it; empty where it is one."""
    bare = re.sub(
        r"/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", _without_comment, text, flags=re.DOTALL
    )
    bare = re.sub(r"^\s*\"\"\s*;?", "", bare)
    match = re.fullmatch(r"\s*module\.exports\s*=\s*(?P<literal>\{.*\})\s*;?\s*", bare, re.DOTALL)
    if match is None:
        return "more than `module.exports = {...}`"
    literal = match["literal"]
    if found := re.search(r"[`()+]|\.\.\.|=>", literal):
        return found[0]
    words = re.finditer(r"(?<![\w$.])[A-Za-z_$][\w$]*(?!\s*:)(?![\w$])", literal)
    return next((each[0] for each in words if each[0] not in {"true", "false", "null"}), "")


def _without_comment(match: re.Match[str]) -> str:
    return " " if match[0].startswith("/") else '""'


def _calls(text: str | None) -> Iterator[tuple[str, Run, tuple[str, ...]]]:
    scripts = read_object(text).get("scripts")
    for name, script in cast("dict[str, Any]", scripts).items() if isinstance(scripts, dict) else ():
        for part in _SEPARATORS.split(script) if isinstance(script, str) else ():
            try:
                words = shlex.split(part)
            except ValueError:
                continue
            at = next((n for n, word in enumerate(words) if PurePosixPath(word).name == "eslint"), None)
            if at is not None:
                yield name, *_called(words[at + 1 :])


def _called(words: list[str]) -> tuple[Run, tuple[str, ...]]:
    patterns: list[str] = []
    extensions: list[str] = []
    gone: list[str] = []
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=")
        if not option.startswith("-") or word == "-":
            patterns.append(word)
            continue
        if option in _WITH_VALUE and not equals:
            value = next(rest, "")
        if option == "--ext":
            extensions += [f".{each.strip().lstrip('.')}" for each in value.split(",") if each.strip()]
        if option in _GONE or (option in _ELSEWHERE and PurePosixPath(value).name not in FLAT):
            gone.append(option)
    known = tuple(each for each in patterns if "$" not in each) or (".",)
    return Run(known, tuple(extensions)), tuple(gone)
