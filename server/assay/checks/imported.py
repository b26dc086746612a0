"""What a file of tests may import: what is loaded anyway, by the code under test or by the tests that are there.

Importing a module runs it. What the standard library and installed packages do then is theirs; a script of the project
that nothing imports is never run by a drafted test.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.command import TOP
from assay.core.snapshot import Snapshot
from assay.tools.modules import Names, meant, module_names, resolve
from assay.tools.related import imported_by, python_files
from assay.tools.test_files import is_test

_ACTING = frozenset({"antigravity", "idlelib", "test", "this", "turtledemo"})
"""Modules of the standard library that do something when they are imported."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The files of the project, their names, and which of them are run when the suite as it is is collected."""

    files: frozenset[PurePosixPath]
    names: Names
    run: frozenset[PurePosixPath]

    def fault(self, node: ast.Import | ast.ImportFrom, path: PurePosixPath) -> str:
        """Why the statement may not stand in that file, in words; empty where it may."""
        for name, what in _meant(node, path):
            if name.partition(".")[0] in _ACTING:
                return f"imports {name}, which does something when it is imported"
            if fresh := sorted(set(resolve(what, self.names)) & self.files - self.run):
                return f"imports {fresh[0]}, which neither the code under test nor a test that is there does"
        return ""

    def holds(self, node: ast.Import | ast.ImportFrom, path: PurePosixPath) -> bool:
        """Whether what it imports in that file is the project's own."""
        return any(set(resolve(what, self.names)) & self.files for _, what in _meant(node, path))


def loaded(snapshot: Snapshot, target: PurePosixPath) -> Loaded:
    """What is loaded before a patch. Reads every Python file of the workspace: call it in a thread."""
    files = python_files(snapshot, TOP)[0] | {target}
    names = module_names(files, TOP)
    above = {folder / "__init__.py" for folder in target.parents} & files
    edge = {target, *above, *(each for each in files if is_test(each))}
    run = set(edge)
    while edge:
        edge = {found for each in edge for found in _next(snapshot, each, names)} & files - run
        run |= edge
    return Loaded(files, names, frozenset(run))


def _next(snapshot: Snapshot, path: PurePosixPath, names: Names) -> Iterable[PurePosixPath]:
    return (found for name in imported_by(snapshot, path) for found in resolve(name, names))


def _meant(node: ast.Import | ast.ImportFrom, path: PurePosixPath) -> list[tuple[str, str | PurePosixPath]]:
    """What a statement imports, each as it is written and as `resolve` takes it."""
    if isinstance(node, ast.Import):
        return [(each.name, each.name) for each in node.names]
    module = "." * node.level + (node.module or "")
    return [(module, what) for what in meant(path, module, [each.name for each in node.names])]
