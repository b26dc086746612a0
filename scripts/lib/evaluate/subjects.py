"""The packages that are worked on, and what has to lie beside them so that their checker and tests run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[3]
PINS = ROOT / "scripts" / "requirements" / "evaluate-sources.txt"

DEFAULT = "[mypy]\ncheck_untyped_defs = True\nfiles = {code}\n"
"""mypy's defaults, and the bodies of functions that have no annotations: most of these packages have few."""

_PIN = re.compile(r"(?P<name>[\w-]+)==(?P<version>\S+) --hash=sha256:(?P<digest>[0-9a-f]{64})")
_DACITE_MARKS = """\
def mark(test):
    return test


literal_support = init_var_type_support = pep_604_support = type_hints_with_generic_collections_support = mark
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """One package. `code` is what the action is run on, relative to the unpacked folder.

    `added` are files that its distribution lacks, by path: a mypy configuration where it declares none, and stand-ins
    for what its own configuration or tests name. `mutated` are the files that mutants are made of, by pattern; empty
    where the package is not well typed or not tested enough. `judges` are the tests that import those; all where empty.
    `held_out` says that no recipe was made with a look at it.
    """

    name: str
    code: str
    added: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    mutated: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """Which release, and the digest of its archive."""

    name: str
    version: str
    digest: str


def _untyped(name: str, code: str) -> Subject:
    """A package that declares no mypy configuration."""
    return Subject(name, code, {"mypy.ini": DEFAULT.format(code=code)})


def _held_out(name: str, code: str) -> Subject:
    """A package that no recipe was made with a look at; each was chosen by how many errors it has, before any run."""
    return replace(_bare(name, code), held_out=True)


def _bare(name: str, code: str, mutated: tuple[str, ...] = (), **more: str) -> Subject:
    """A package that declares neither, or a pytest configuration that asks for a plugin which nothing here needs."""
    return Subject(name, code, {"mypy.ini": DEFAULT.format(code=code), "pytest.ini": "[pytest]\n", **more}, mutated)


# tests/test_version.py and its like take a minute; these modules are judged by quicker ones
_PACKAGING = (
    "_parser",
    "_tokenizer",
    "dependency_groups",
    "direct_url",
    "markers",
    "metadata",
    "pylock",
    "requirements",
)
_PACKAGING_TESTS = (*_PACKAGING[2:], "licenses", "pylock_select", "tokenizer")

SUBJECTS = (
    _untyped("boltons", "boltons"),
    _bare("bottle", "bottle.py"),
    _bare("dacite", "dacite", ("dacite/**/*.py",), **{"tests/__init__.py": "", "tests/common.py": _DACITE_MARKS}),
    Subject("lark", "lark", mutated=("lark/*.py", "lark/parsers/*.py")),
    Subject("marshmallow", "src", {"examples/__init__.py": ""}, mutated=("src/**/*.py",)),
    Subject(
        "packaging",
        "src",
        {"noxfile.py": ""},
        mutated=tuple(f"src/packaging/{name}.py" for name in _PACKAGING),
        judges=tuple(f"tests/test_{name}.py" for name in _PACKAGING_TESTS),
    ),
    _untyped("parso", "parso"),
    Subject("schedule", "schedule", {"pytest.ini": "[pytest]\n"}, mutated=("schedule/*.py",)),
    _bare("sqlparse", "sqlparse"),
    _bare("tinydb", "tinydb"),
    _held_out("astor", "astor"),
    _held_out("configobj", "src/configobj"),
    _held_out("pyflakes", "pyflakes"),
    _held_out("tabulate", "tabulate.py"),
)


def pins() -> Mapping[str, Pin]:
    """The releases by name."""
    found = _PIN.finditer(PINS.read_text(encoding="utf-8"))
    return {match["name"]: Pin(match["name"], match["version"], match["digest"]) for match in found}
