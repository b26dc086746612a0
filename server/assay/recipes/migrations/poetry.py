"""What `[tool.poetry]` says of the package becomes `[project]`; poetry-core goes on building it.

What it does: moves name, version, texts, people, links, Python, dependencies, extras, scripts and entry points, with
their comments. What Poetry alone knows stays: packages, files to include, groups, sources, the build script, the
classifiers, to which poetry-core adds some of its own. poetry-core's lower bound rises to the first that reads
`[project]`.

When it is offered: in a `pyproject.toml` with `[tool.poetry]` and no `[project]`. It declines, and says why, where a
version is put in by a plugin, where a dependency comes from a place, or where anything has no such form.

For example, in `pyproject.toml`:

    [tool.poetry]
    name = "shop"
    version = "1.2"
    description = ""
    authors = ["Ann <ann@shop.example>"]

    [tool.poetry.dependencies]
    python = "^3.11"
    click = "^8.1"  # newer ones only

    [build-system]
    requires = ["poetry-core"]
    build-backend = "poetry.core.masonry.api"

becomes

    [project]
    name = "shop"
    version = "1.2"
    description = ""
    authors = [{ name = "Ann", email = "ann@shop.example" }]
    requires-python = ">=3.11,<4"
    dependencies = [
        "click>=8.1,<9", # newer ones only
    ]
    dynamic = ["classifiers"]

    [build-system]
    requires = ["poetry-core>=2.0"]
    build-backend = "poetry.core.masonry.api"

What is verified: wheel and source distribution, built before and after by poetry-core, install the same, and go on
doing so when a later release changes its texts.

What is not verified: what Poetry makes of its groups and sources, which stay as they are written.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, cast

from assay.core.action import Declined, Proposal
from assay.core.diagnostics import Diagnostic
from assay.recipes.migrations.backend import with_floor
from assay.recipes.migrations.migration import Migration, pointed_at
from assay.recipes.migrations.poetry_versions import python_range, requirements
from assay.recipes.migrations.poetry_words import LINKS, SAID
from assay.recipes.migrations.rewriting import Rewriting
from assay.recipes.migrations.toml_entries import Entry, TomlSection, entries, toml_sections
from assay.recipes.migrations.toml_writing import put, toml
from assay.recipes.recipe import Question, Recipe, alone
from assay.tools.homes import PYPROJECT
from assay.tools.reading import table
from assay.tools.toml_text import loaded

NAME = "Poetry to [project]"
CODE = "poetry"
NAMES = (PYPROJECT,)
UNVERIFIED = "what Poetry makes of its groups and sources; a poetry.lock has to be locked anew"

_BACKENDS = ("poetry.core.masonry.api", "poetry.masonry.api")
_TOP = "tool.poetry"
_STAYS = frozenset(
    ("packages", "include", "exclude", "classifiers", "build", "source", "requires-poetry", "package-mode")
)


@dataclass(slots=True)
class _Written:
    """The lines of each table that is made, in the order in which they are written."""

    project: list[str] = field(default_factory=list[str])
    dependencies: list[str] = field(default_factory=list[str])
    links: list[str] = field(default_factory=list[str])
    extras: list[str] = field(default_factory=list[str])
    scripts: list[str] = field(default_factory=list[str])
    points: list[str] = field(default_factory=list[str])
    dynamic: list[str] = field(default_factory=lambda: ["classifiers"])


def title(_: Diagnostic) -> str:
    """As a line of a menu."""
    return "Move the package's metadata from [tool.poetry] into [project]"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    if path.name != PYPROJECT or "[tool.poetry]" not in text:
        return ""
    try:
        found = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    if "project" in found or table(table(found, "tool") or {}, "poetry") is None:
        return ""
    return "the package's metadata in [tool.poetry]"


def propose(question: Question) -> Proposal | Declined | None:
    """All that `[project]` can say, in one patch."""
    odd = "a value in [tool.poetry] is of another kind than Poetry takes; have Poetry check it"
    rationale = "moves what the package is from [tool.poetry] to [project]"
    return Rewriting(NAME, _moved, odd, UNVERIFIED).proposed(question, rationale)


def _moved(text: str) -> str:
    """The text afterwards. Raises `ValueError` with a reason for the user."""
    document = loaded(text)
    poetry, system = document["tool"]["poetry"], document.get("build-system", {})
    _refuse(document, poetry, system)
    written, kept = _Written(), list[str]()
    for section in toml_sections(text):
        kept.append(_rest(section, poetry, written))
    project = _project(written)
    put_at = next(number for number, each in enumerate(toml_sections(text)) if each.name.startswith(_TOP))
    joined = "".join((*kept[:put_at], project, *kept[put_at:]))
    after = with_floor(re.sub(r"\n{3,}", "\n\n", joined).lstrip("\n"), "poetry-core", "2.0", backend=_BACKENDS[0])
    if "poetry>" in str(system.get("requires")):
        raise ValueError("it is built with all of Poetry; let [build-system] require poetry-core first")
    _hold(document, loaded(after))
    return after


def _refuse(document: Mapping[str, Any], poetry: Mapping[str, Any], system: Mapping[str, Any]) -> None:
    if system.get("build-backend") not in _BACKENDS:
        raise ValueError(f"{system.get('build-backend', 'no backend')} builds the project, and not poetry-core")
    if plugin := [name for name in document["tool"] if name.startswith("poetry-") and "version" in name]:
        raise ValueError(f"[tool.{plugin[0]}] puts in the version, which nobody can compare here")
    if poetry.get("package-mode") is False:
        raise ValueError("package-mode is off: there is no package")
    if not {"name", "version"} <= set(poetry):
        raise ValueError("it names no package, or no version of it; [project] needs both")


def _rest(section: TomlSection, poetry: Mapping[str, Any], written: _Written) -> str:
    """What stays of a section, once what goes is written down elsewhere."""
    takers: Mapping[str, Callable[[Entry], bool]] = {
        _TOP: lambda entry: _top(entry, written),
        f"{_TOP}.dependencies": lambda entry: _dependency(entry, poetry, written),
        f"{_TOP}.extras": lambda entry: _extra(entry, poetry, written),
        f"{_TOP}.scripts": lambda entry: _script(entry, written),
        f"{_TOP}.urls": lambda entry: put(entry, written.links, entry.value),
    }
    if section.name.startswith(f"{_TOP}.plugins."):
        group = section.name.removeprefix(f"{_TOP}.plugins.")
        written.points.append(f"\n[project.entry-points.{json.dumps(group)}]\n")
        taker: Callable[[Entry], bool] | None = lambda entry: put(entry, written.points, entry.value)  # noqa: E731
    else:
        taker = takers.get(section.name)
    if taker is None:
        if section.name.startswith((f"{_TOP}.dependencies", f"{_TOP}.plugins", f"{_TOP}.extras", f"{_TOP}.scripts")):
            raise ValueError(f"[{section.name}] is a table of its own; write it as one line first")
        return section.text
    found, below = entries(section)
    left = [each for each in found if not taker(each)]
    trailing = "".join(each for each in below if each.strip())
    if not left:
        header = [line for line in section.lines if line.lstrip().startswith("#")][: _above(section)]
        return "".join(header) + trailing
    first = section.lines[: _above(section) + 1]
    return "".join((*first, *("".join((*each.above, each.text)) for each in left), trailing, "\n"))


def _above(section: TomlSection) -> int:
    return next(number for number, line in enumerate(section.lines) if line.startswith("["))


def _top(entry: Entry, written: _Written) -> bool:
    """Whether an entry of `[tool.poetry]` itself has gone to where it belongs."""
    key, value = entry.key, entry.value
    if key == "readme" and isinstance(value, list):
        written.dynamic.append("readme")
        return False
    if key in LINKS:
        return put(entry, written.links, value, key=LINKS[key])
    if key in SAID:
        return put(entry, written.project, SAID[key](value))
    if key in _STAYS:
        return False
    if key in ("dependencies", "extras", "plugins", "scripts", "urls") or not isinstance(value, dict):
        raise ValueError(f"{key} stands in [tool.poetry] in a way that [project] cannot say")
    return False


def _dependency(entry: Entry, poetry: Mapping[str, Any], written: _Written) -> bool:
    if entry.key == "python":
        if not isinstance(entry.value, str):
            raise ValueError("python is not a plain constraint")
        found = python_range(entry.value)
        if "|" in entry.value:  # what it locks for goes on being that choice; what is published has no end
            written.project.append(f"requires-python = {toml(found)}\n")
            return False
        return put(entry, written.project, found, key="requires-python") if found else True
    lines = requirements(entry.key, entry.value)
    keeps = {key: each for key, each in _tables(entry.value) if key in ("source", "allow-prereleases")}
    if keeps:
        raise ValueError(f"the dependency {entry.key} has {', '.join(sorted(keeps))}, which [project] cannot say")
    if any(each.get("optional") for each in _dicts(entry.value)):
        if not any(_same(entry.key, name) for names in poetry.get("extras", {}).values() for name in names):
            raise ValueError(f"the dependency {entry.key} is optional and in no extra")
        return True
    written.dependencies += [f"    {line}" if line.startswith("#") else line for line in entry.above]
    written.dependencies += [f"    {json.dumps(line, ensure_ascii=False)}," for line in lines[:-1]]
    behind = f" {entry.behind}" if entry.behind else ""
    written.dependencies.append(f"    {json.dumps(lines[-1], ensure_ascii=False)},{behind}\n")
    return True


def _extra(entry: Entry, poetry: Mapping[str, Any], written: _Written) -> bool:
    lines: list[str] = []
    for name in entry.value:
        found = [(key, value) for key, value in poetry.get("dependencies", {}).items() if _same(key, name)]
        if len(found) != 1:
            raise ValueError(f"the extra {entry.key} names {name}, which is no dependency")
        key, value = found[0]
        if not all(each.get("optional") for each in _dicts(value)) or not list(_dicts(value)):
            raise ValueError(f"the extra {entry.key} names {name}, which is not optional")
        lines += requirements(key, value)
    return put(entry, written.extras, lines)


def _script(entry: Entry, written: _Written) -> bool:
    if not isinstance(entry.value, str):
        raise ValueError(f"the script {entry.key} is more than a function, as [project] has it")  # noqa: TRY004
    return put(entry, written.scripts, entry.value)


def _same(one: str, other: str) -> bool:
    return re.sub(r"[-_.]+", "-", one).lower() == re.sub(r"[-_.]+", "-", other).lower()


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    yield from (cast("Mapping[str, Any]", each) for each in values if isinstance(each, dict))


def _tables(value: object) -> Iterator[tuple[str, object]]:
    for each in _dicts(value):
        yield from each.items()


def _project(written: _Written) -> str:
    """The tables that are made."""
    lines = ["[project]\n", *written.project]
    if written.dependencies:
        lines += ["dependencies = [\n", *written.dependencies, "]\n"]
    lines.append(f"dynamic = {toml(written.dynamic)}\n")
    for name, made in (
        ("urls", written.links),
        ("optional-dependencies", written.extras),
        ("scripts", written.scripts),
    ):
        if made:
            lines += [f"\n[project.{name}]\n", *made]
    return "".join((*lines, *written.points, "\n"))


def _hold(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Hold what was written against what was read: nothing but [project] and [tool.poetry] may be another."""
    left = {name: value for name, value in before.items() if name not in ("tool", "build-system")}
    now = {name: value for name, value in after.items() if name not in ("tool", "build-system", "project")}
    tools, others = ({n: v for n, v in each.get("tool", {}).items() if n != "poetry"} for each in (before, after))
    poetry, kept = before["tool"]["poetry"], after.get("tool", {}).get("poetry", {})
    moved = all(poetry.get(name) == value for name, value in kept.items())
    groups = {name for name in poetry if name in _STAYS or name in ("group", "dev-dependencies")}
    if left != now or tools != others or not moved or not groups <= set(kept):
        raise ValueError("pyproject.toml is written in a way that cannot be taken apart")


RECIPE = Recipe(NAME, pointed_at(CODE), title, alone, propose)
MIGRATION = Migration(NAMES, CODE, message, title)
