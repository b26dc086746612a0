"""The modules that tests are drafted for, unpacked from pinned releases without their tests, or with half of them."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluate_config.sources import ROOT, names, unpack

PINS = ROOT / "scripts" / "requirements" / "evaluate-tests-sources.txt"
ENVIRONMENT = ROOT / ".cache" / "evaluate-tests"
PYTHON = ENVIRONMENT / "bin" / "python"
ARCHIVES = ENVIRONMENT / "sources"
_ON_PATH = "assay_evaluated.pth"


@dataclass(frozen=True, slots=True)
class Subject:
    """One module of a release.

    `source` is the folder from which it is imported, `path` its file, `tests` the files of its own tests, all relative
    to the unpacked release. `tests` is empty where these take too long to be run for each mutant.
    """

    name: str
    module: str
    path: str
    source: str = "."
    tests: tuple[str, ...] = ()


SUBJECTS = (
    Subject("humanize", "humanize.number", "src/humanize/number.py", "src", ("tests/test_number.py",)),
    Subject("inflection", "inflection", "inflection/__init__.py", tests=("test_inflection.py",)),
    Subject(
        "python-slugify",
        "slugify.slugify",
        "slugify/slugify.py",
        tests=("tests/test_modern_combining_marks.py", "tests/test_modern_word_boundary.py", "tests/test_legacy.py"),
    ),
    Subject(
        "semver",
        "semver.version",
        "src/semver/version.py",
        "src",
        tuple(f"tests/test_{each}.py" for each in ("bump", "compare", "match", "parsing", "replace", "semver")),
    ),
    Subject("toolz", "toolz.itertoolz", "toolz/itertoolz.py", tests=("toolz/tests/test_itertoolz.py",)),
    Subject("boltons", "boltons.strutils", "boltons/strutils.py", tests=("tests/test_strutils.py",)),
    Subject("packaging", "packaging.version", "src/packaging/version.py", "src"),
    Subject(
        "parse",
        "parse",
        "parse/__init__.py",
        tests=("tests/test_parse.py", "tests/test_search.py", "tests/test_bugs.py"),
    ),
)


def release(subject: Subject) -> str:
    """The release as it is pinned, `name==version`."""
    return next(each for each in names(PINS) if each.partition("==")[0] == subject.name)


def without_tests(subject: Subject, folder: Path) -> Path:
    """The release below `folder`, all its tests taken away."""
    project = _unpacked(subject, folder)
    for each in (*project.glob("**/tests"), *project.glob("**/test_*.py"), *project.glob("**/conftest.py")):
        shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)
    return project


def with_half(subject: Subject, folder: Path) -> Path:
    """The release below `folder`, with every second one of the module's own tests and no other."""
    project = _unpacked(subject, folder)
    own = {project / each for each in subject.tests}
    for each in (*own, *project.glob("**/test_*.py")):
        if each in own:
            each.write_text(halved(each.read_text("utf-8")), encoding="utf-8")
        else:
            each.unlink()
    return project


def halved(text: str) -> str:
    """A file of tests without every second test function or method."""
    lines = text.splitlines(keepends=True)
    for number, (function, within) in enumerate(_tests(ast.parse(text))):
        if number % 2:
            first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
            left = [f"{' ' * function.col_offset}pass\n"] if within else []
            gone = (function.end_lineno or first) - first + 1
            lines[first - 1 : first - 1 + gone] = [*left, *[""] * (gone - len(left))]
    return "".join(lines)


def put_on_path(subject: Subject, project: Path) -> None:
    """Have the environment import the module from this folder, as an editable installation does."""
    (site,) = ENVIRONMENT.glob("lib/python3*/site-packages")
    line = f"import sys; sys.path.insert(0, {str((project / subject.source).resolve())!r})\n"
    (site / _ON_PATH).write_text(line, encoding="utf-8")


def _unpacked(subject: Subject, folder: Path) -> Path:
    project = unpack(release(subject), folder, PINS, ARCHIVES)
    # what a release demands of pytest names plugins that nothing here needs
    (project / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (project / ".git").mkdir()
    return project


def _tests(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, bool]]:
    """The test functions in the order of the text, and whether each is a method."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node, False
        elif isinstance(node, ast.ClassDef):
            yield from (
                (each, True) for each in node.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test")
            )
