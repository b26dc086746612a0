"""Where drafted tests go, as the tests that the project has show it, and how the file there is written."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from assay.core.snapshot import Snapshot
from assay.recipes.drafting.filing import names_bound
from assay.recipes.drafting.matter import Unfit
from assay.recipes.drafting.writing import Style


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
        module = ast.parse(like)
        taken = frozenset[str]() if text is None else names_bound(text)
    except (SyntaxError, ValueError) as error:
        raise Unfit(f"{file} is not Python as it stands") from error
    classes = [each for each in module.body if isinstance(each, ast.ClassDef)]
    functions = list(_tests(module.body))
    methods = [each for one in classes for each in _tests(one.body)]
    if any("TestCase" in ast.unparse(base) for one in classes for base in one.bases) and not functions:
        raise Unfit("the tests of this project are classes of unittest, which are not drafted")
    annotated = bool(functions or methods) and all(each.returns is not None for each in (*functions, *methods))
    return Style(annotated, taken)


def _tests(body: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            yield node
