"""What a `setup.cfg` says of a package, as tables of `pyproject.toml`, by ini2toml; what that gets wrong is mended."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterable, Iterator
from typing import Any

import tomlkit
from ini2toml.api import Translator

from assay.core.text import with_line_ending
from assay.tools import ini_sections as sections
from assay.tools.packaging_files import SETUP_CFG

_KNOWN = frozenset(
    (
        *(
            "platforms",
            "provides",
            "obsoletes",
            "zip-safe",
            "script-files",
            "eager-resources",
            "packages",
            "package-dir",
        ),
        *("package-data", "include-package-data", "exclude-package-data", "namespace-packages", "py-modules"),
        *("data-files", "license-files", "dynamic"),
    )
)
_OF_SETUPTOOLS = ("setup_requires", "setup-requires", "dependency_links", "dependency-links")
_TEXTS = frozenset(("description", "summary", "long_description", "author", "maintainer", "license", "keywords"))
_KEY = re.compile(r"(?P<name>\w[^=:\s]*)\s*[=:]\s*(?P<file>file:)?")
_BEHIND = re.compile(r"(?m)[ \t][#;]")
_OPENS = re.compile("[#;]")
_OPENS_INSIDE = re.compile(r"(?<=\S)[#;]")
_STAND_IN = {"#": "\ue000", ";": "\ue001"}
"""What begins a comment to ini2toml and none to setuptools, and what it is called in between."""

_WITHOUT_EFFECT = ("test-suite", "tests-require", "test-loader", "test-runner", "use-2to3")
"""Options that are nothing to a package any more: setuptools has no such command."""


def moves(section: str) -> bool:
    """Whether a section says what the package is."""
    return section == "metadata" or section.partition(".")[0] == "options"


def tables_of(text: str, *, dynamic: Iterable[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The tables that are made of a `setup.cfg`, and what is dropped. What is `dynamic` is said somewhere else.

    Raises `ValueError` with a reason for the user.
    """
    ini = sections.sound(text)
    if found := [key for each in ini.sections if each.name == "options" for key in _OF_SETUPTOOLS if key in each.body]:
        raise ValueError(f"the option {found[0]} is run by setuptools alone and has no place there; settle that first")
    if cut := next(_cut(text), ""):
        raise ValueError(
            f"{cut} has a # or ; behind its value, of which setuptools makes a part of it; settle that first"
        )
    moved = "\n".join(
        f"[{each.name}]\n{_shielded(each.name, with_line_ending(each.body, chr(10)))}"
        for each in ini.sections
        if moves(each.name)
    )
    try:
        translated: Any = tomlkit.parse(Translator().translate(moved, SETUP_CFG))
    except Exception as error:  # a translator of others raises whatever it likes on a text that nobody foresaw
        raise ValueError(f"ini2toml cannot translate it ({type(error).__name__}: {error})") from error
    project = translated.get("project", {})
    translated.remove("build-system")
    _mend(project)
    for each in dynamic:
        if each not in project.setdefault("dynamic", []):
            project["dynamic"].append(each)
    dropped = _dropped(translated.get("tool", {}).get("setuptools", {}))
    if other := [key for key in translated.get("tool", {}) if key != "setuptools"]:
        raise ValueError(f"[tool.{other[0]}] comes out of it, which nobody asked for")
    tables = f"{tomlkit.dumps(translated).strip()}\n"
    for opens, stand_in in _STAND_IN.items():
        tables = tables.replace(stand_in, opens)
    return tables, dropped


def _cut(text: str) -> Iterator[str]:
    """The keys of which ini2toml would cut a value that setuptools reads to the end."""
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    for name in filter(moves, parser.sections()):
        for key, value in parser.items(name):
            kept = name == "metadata" and key.replace("-", "_") in _TEXTS and not value.startswith("file:")
            # behind a requirement setuptools takes # for a comment too, and ; for a marker
            if not kept and key != "install_requires" and name != "options.extras_require" and _BEHIND.search(value):
                yield key


def _shielded(section: str, body: str) -> str:
    """The metadata with other characters in the place of those that setuptools takes for a part of the value."""
    if section != "metadata":
        return body
    opens, lines = _OPENS_INSIDE, list[str]()
    for line in body.splitlines(keepends=True):
        if not line.lstrip().startswith(("#", ";")):
            if key := _KEY.match(line):
                is_text = key["name"].replace("-", "_") in _TEXTS and not key["file"]
                opens = _OPENS if is_text else _OPENS_INSIDE
            line = opens.sub(lambda found: _STAND_IN[found[0]], line)  # noqa: PLW2901 - the line as it is kept
        lines.append(line)
    return "".join(lines)


def _mend(project: Any) -> None:
    """Say what a text that stands in the file itself is, which setuptools takes for reStructuredText.

    Quotes, which an INI file does not know, would make no address of one.
    """
    people: list[Any] = [each for who in ("authors", "maintainers") for each in project.get(who, ())]
    for person in people:
        if (email := str(person.get("email", ""))).startswith(("'", '"')):
            person["email"] = email.strip("'\"")
    readme = project.get("readme")
    if isinstance(readme, dict) and "text" in readme and "content-type" not in readme:
        readme["content-type"] = "text/x-rst"


def _dropped(setuptools: Any) -> tuple[str, ...]:
    """Take out what has no effect. Raises `ValueError` for what might have one and has no place."""
    for key in [key for key in setuptools if key not in _KNOWN]:
        if key not in _WITHOUT_EFFECT:
            raise ValueError(f"the option {key.replace('-', '_')} has no place in pyproject.toml; settle that first")
    dropped = tuple(key for key in setuptools if key in _WITHOUT_EFFECT)
    for key in dropped:
        setuptools.remove(key)
    return dropped
