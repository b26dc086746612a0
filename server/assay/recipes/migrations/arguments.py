"""The arguments of `setup()` as tables of `pyproject.toml`: what stands in the script moves, what is read stays so."""

from __future__ import annotations

import ast
import configparser
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

import tomlkit

from assay.core.parsing import parse_module
from assay.core.text import with_line_ending
from assay.recipes.migrations.argument_files import files
from assay.recipes.migrations.argument_requirements import needs
from assay.recipes.migrations.argument_source import Made, Read, Source, lines_in, texts_in
from assay.recipes.migrations.argument_words import words
from assay.tools.setup_arguments import Captured
from assay.tools.setup_guards import builds
from assay.tools.static_texts import static_texts

_REFUSED = {
    "ext_modules": "extension modules",
    "distclass": "a distribution of its own",
    "cffi_modules": "extension modules",
    "rust_extensions": "extension modules",
    "use_scm_version": "a version out of a version control system",
    "dependency_links": "links to dependencies",
    "data_files": "files outside of packages",
    "namespace_packages": "namespace packages of the old kind",
    "headers": "headers",
    "libraries": "libraries",
}
_WITHOUT_EFFECT = frozenset(("test_suite", "tests_require", "test_loader", "use_2to3", "zip_safe", "test_runner"))
_PLACED = frozenset(
    (
        *(
            "name",
            "version",
            "description",
            "long_description",
            "long_description_content_type",
            "author",
            "author_email",
        ),
        *("maintainer", "maintainer_email", "url", "download_url", "project_urls", "license", "license_files"),
        *("license_file", "classifiers", "keywords", "python_requires", "install_requires", "extras_require"),
        *("entry_points", "packages", "package_dir", "package_data", "include_package_data", "py_modules", "scripts"),
        *("exclude_package_data", "platforms", "options", "setup_requires"),
    )
)
_KINDS = {".md": "text/markdown", ".rst": "text/x-rst", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Moved:
    """The text of the tables, what the build asks for besides, and what the user has to know of it."""

    tables: str
    asks: tuple[str, ...]
    left: tuple[str, ...]


def tables_of(captured: Captured, script: str, read: Read, *, named: frozenset[str] = frozenset()) -> Moved:
    """What becomes of the arguments; `named` are those that it need not give, as something else does.

    Raises `ValueError` with a reason for the user.
    """
    told = dict(captured.arguments)
    commands = _own_commands(told.pop("cmdclass", None))
    _refuse(told, named)
    source = Source(static_texts(script), tuple(name for name in captured.read if name != "setup.py"), read)
    made = Made()
    words(told, source, made)
    _version(told, source, made)
    _readme(told, source, made)
    needs(told, source, made)
    _entry_points(told, source, made)
    files(captured, source, made)
    made.project["dynamic"] = sorted(made.dynamic)
    if not made.dynamic:
        del made.project["dynamic"]
    if made.dynamic:
        made.setuptools["dynamic"] = made.dynamic
    _options(told, made)
    tools = {"setuptools": made.setuptools, **({"distutils": made.commands} if made.commands else {})}
    left = (
        *((f"{', '.join(commands)} of setup.py, which no build calls, is gone",) if commands else ()),
        *((f"stands twice from now on: {', '.join(made.twice)}",) if made.twice else ()),
    )
    return Moved(f"{tomlkit.dumps({'project': made.project, 'tool': tools}).strip()}\n", tuple(made.asks), left)


def _own_commands(value: object) -> tuple[str, ...]:
    """The commands that the script adds. Raises `ValueError` for one that may have a part in a build."""
    table = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if (value and not table) or any(map(builds, table)):
        raise ValueError("it has commands of its own (cmdclass), which [project] cannot say")
    return tuple(sorted(table))


def _options(told: Mapping[str, Any], made: Made) -> None:
    """What it says to commands of a build; it may be said in `[tool.distutils]` as well."""
    listed = cast("Mapping[str, object]", told.get("options") or {})
    for command, options in listed.items():
        plain = isinstance(options, dict) and all(
            isinstance(each, (str, int)) for each in cast("dict[str, object]", options).values()
        )
        if not plain or not builds(command):
            raise ValueError(f"its options of {command} are not plain values for a command of a build")
        made.commands[command] = cast("dict[str, Any]", options)


def _refuse(told: Mapping[str, Any], named: frozenset[str]) -> None:
    for name, what in _REFUSED.items():
        if told.get(name):
            raise ValueError(f"it has {what} ({name}), which [project] cannot say")
    unknown = sorted(name for name in told if told[name] and name not in (*_PLACED, *_WITHOUT_EFFECT, *_REFUSED))
    if unknown:
        raise ValueError(f"{unknown[0]} is no argument that is known")
    if "/other" in str(told):
        raise ValueError("an argument is neither text nor a list or table of such")
    for name in ("name", "version"):
        if not isinstance(told.get(name), str) and (name in told or name not in named):
            raise ValueError(f"it has no {name} that is a text")


def _version(told: Mapping[str, Any], source: Source, made: Made) -> None:
    version = told.get("version")
    if version is None:
        return
    if version in source.texts:
        made.project["version"] = version
        return
    roots = [""] + [f"{root}/" for root in _package_roots(told) if root]
    for name in source.files:
        text = source.read(name) or ""
        if name.endswith(".py") and (attribute := _attribute(text, version)):
            root = max((each for each in roots if name.startswith(each)), key=len)
            module = ".".join(PurePosixPath(name.removeprefix(root)).with_suffix("").parts).removesuffix(".__init__")
            made.dynamic["version"] = {"attr": f"{module}.{attribute}"}
            return
        if text.strip() == version:
            made.dynamic["version"] = {"file": [name]}
            return
    raise ValueError(f"the version {version} is computed in a way that [project] cannot follow")


def _package_roots(told: Mapping[str, Any]) -> list[str]:
    folders: Mapping[str, str] = told.get("package_dir") or {}
    return [folders[""].rstrip("/")] if "" in folders else []


def _attribute(text: str, version: str) -> str:
    try:
        body = parse_module(text).body
    except (SyntaxError, ValueError, RecursionError):
        return ""
    named = [
        (each.id, node.value)
        for node in body
        if isinstance(node, ast.Assign)
        for each in node.targets
        if isinstance(each, ast.Name)
    ]
    stands = (name for name, value in named if _version_in(value) == version)
    # one that the module puts together is read as well, by importing it; the builds tell whether it is the same
    made = (name for name, value in named if name == "__version__" and not isinstance(value, ast.Constant))
    return next(iter((*stands, *made)), "")


def _version_in(node: ast.expr) -> object:
    """A version that stands there as a text, or as a row of numbers, which setuptools joins by dots."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if all(isinstance(each, ast.Constant) for each in parts):
            return ".".join(str(each.value) for each in parts if isinstance(each, ast.Constant))
        case _:
            return None


def _readme(told: Mapping[str, Any], source: Source, made: Made) -> None:
    text, kind = told.get("long_description"), told.get("long_description_content_type")
    if not text:
        return
    text = with_line_ending(text, "\n")
    texts = {
        name: with_line_ending(found, "\n")
        for name in source.files
        if (found := source.read(name)) is not None and found.strip()
    }
    texts = {name: found for name, found in texts.items() if found.strip() in text}
    for name, found in texts.items():
        if found.strip() == text.strip():
            known = kind or _KINDS.get(PurePosixPath(name).suffix.lower(), "text/x-rst")
            made.project["readme"] = {"file": name, "content-type": known}
            return
    for count in (2, 3):
        for names in itertools.permutations(list(texts)[:6], count):
            if _follow_each_other([texts[name].strip() for name in names], text.strip()):
                made.dynamic["readme"] = {"file": list(names), "content-type": kind or "text/x-rst"}
                return
    if not source.holds([text]):
        raise ValueError("the long description is put together in a way that [project] cannot follow")
    made.project["readme"] = {"text": text, "content-type": kind or "text/x-rst"}


def _follow_each_other(parts: list[str], text: str) -> bool:
    """Whether a text is these parts, one after the other, with line ends between them and nothing else."""
    for number, part in enumerate(parts):
        between = len(text) - len(text.lstrip())
        if (number and not text[:between].count("\n")) or not text.lstrip().startswith(part):
            return False
        text = text.lstrip()[len(part) :]
    return not text.strip()


_PLACES = {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}


def _entry_points(told: Mapping[str, Any], source: Source, made: Made) -> None:
    for group, lines in _groups(told.get("entry_points"), source).items():
        found: dict[str, str] = {}
        for line in lines:
            match = re.fullmatch(r"(?P<name>[^=]+?)\s*=\s*(?P<object>[\w.]+\s*(?::\s*[\w.]+)?)", line.strip())
            if match is None:
                raise ValueError(f"the entry point {line!r} has no such form")
            found[match["name"].strip()] = re.sub(r"\s", "", match["object"])
        if group in _PLACES:
            made.project[_PLACES[group]] = found
        elif found:
            made.project.setdefault("entry-points", {})[group] = found


def _groups(value: object, source: Source) -> dict[str, list[str]]:
    """Lines by their groups, whether they are given as tables or as the text of an INI file."""
    if not value:
        return {}
    if isinstance(value, str):
        texts, parser = [value], configparser.RawConfigParser(delimiters=("=",))
        parser.optionxform = str  # type: ignore[assignment,method-assign]  # how configparser is told to keep the case
        parser.read_string(value)
        groups = {name: [f"{key}={each}" for key, each in parser.items(name)] for name in parser.sections()}
    else:
        table = cast("dict[str, object]", value)
        texts = [each for lines in table.values() for each in texts_in(lines)]
        groups = {name: lines_in(lines) for name, lines in table.items()}
    if not source.holds(texts):
        raise ValueError("the entry points are computed, and would be frozen")
    return groups
