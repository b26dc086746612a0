"""Where drafted tests go, as the tests that the project has show it, and how the file there is written."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from assay.core.parsing import parse_module
from assay.core.snapshot import Snapshot
from assay.recipes.drafting.conventions import Conventions
from assay.recipes.drafting.filing import names_bound
from assay.recipes.drafting.matter import Unfit, imported_names
from assay.recipes.drafting.writing import Style

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def test_file(path: PurePosixPath, related: tuple[PurePosixPath, ...], root: PurePosixPath) -> PurePosixPath:
    """The file for the tests of a module: the one that carries its name, else a new one beside those that relate."""
    tests = [each for each in related if each.name != "conftest.py"]
    stem = path.parent.name if path.stem == "__init__" else path.stem.strip("_")
    names = (f"test_{stem}.py", f"{stem}_test.py", f"{stem}_tests.py", f"tests_{stem}.py")
    if found := next((each for each in tests if each.name in names), None):
        return found
    behind = sum(each.stem.endswith("_test") for each in tests) * 2 > len(tests) > 0
    folder = tests[0].parent if tests else root / "tests"
    return folder / names[1 if behind else 0]


def style_of(snapshot: Snapshot, file: PurePosixPath, related: tuple[PurePosixPath, ...]) -> Style:
    """How that file is written; a new one is written as the first that relates. Raises `Unfit`."""
    text = snapshot.read(file)
    like = text if text is not None else next(filter(None, map(snapshot.read, related)), "")
    try:
        module = parse_module(like)
        written = [] if text is None else [each for each in ast.walk(module) if isinstance(each, _DEFINITIONS)]
    except (SyntaxError, ValueError) as error:
        raise Unfit(f"{file} is not Python as it stands") from error
    taken = frozenset[str]() if text is None else names_bound(text) | {each.name for each in written}
    classes = [each for each in module.body if isinstance(each, ast.ClassDef) and list(_tests(each.body))]
    functions = list(_tests(module.body))
    methods = [each for one in classes for each in _tests(one.body)]
    annotated = bool(functions or methods) and all(each.returns is not None for each in (*functions, *methods))
    if len(methods) <= len(functions):
        return Style(annotated, taken)
    awaits = any("IsolatedAsyncioTestCase" in ast.unparse(base) for one in classes for base in one.bases)
    by_unittest = any("TestCase" in ast.unparse(base) for one in classes for base in one.bases)
    begins = sum(one.name.startswith("Test") for one in classes) * 2 >= len(classes)
    behind = "Tests" if classes[0].name.endswith("Tests") else "Test"
    kind = "IsolatedAsyncioTestCase" if awaits else "TestCase"
    base = kind if imported_names(module).get(kind) == "unittest" else f"unittest.{kind}"
    called = "Test{}" if begins or not by_unittest else f"{{}}{behind}"
    inherits = f"({base})" if by_unittest else ""
    return Style(annotated, taken, "unittest" if by_unittest else "classes", f"class {called}{inherits}:")


def in_common(style: Style, common: Conventions) -> Style:
    """The style with what all tests of the project have in common. `unittest` awaits in a class of its own."""
    if style.form != "unittest":
        return replace(style, marks=common.marks, awaited=common.awaited)
    return replace(style, awaited=() if "(IsolatedAsyncioTestCase)" in style.heading.replace("unittest.", "") else None)


def _tests(body: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            yield node
