"""What a patch would make the project depend on: what it declares, and what it imports that nobody did before.

Allowed is what Python brings along, what the workspace holds, what the project declares, and what it imports already.
A module is known by its top name; one that is imported by a name composed at run time is not seen.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from assay.checks.trees import ChangedFile
from assay.core.command import TOP
from assay.core.errors import Unreadable
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.syntax.tree import Tree, captured
from assay.tools.declared import FILES, declared, declares_dependencies, normal
from assay.tools.related import python_files, text_of

_BY_DEFAULT = "setuptools"
"""What builds a project of Python that does not say by what."""

_IMPORTS = "[(import_statement) (import_from_statement)] @import"
_BY_CALL = "(call function: [(identifier) (attribute)] arguments: (argument_list . (string))) @call"
_USE = r"^[ \t]*(?:from[ \t]+|import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*){}\b"
_LITERAL = re.compile(r"[\"']([A-Za-z_]\w*)[\w.]*[\"']")


def new_dependencies(before: Snapshot, patch: Patch, files: Sequence[ChangedFile]) -> Iterator[str]:
    """Each of them, with the file, in words. Where need be it reads all Python files: call it in a thread."""
    for change, names in newly_declared(before, patch):
        yield f"{change.path}: declares {', '.join(names)}"
    after = before.with_patch(patch)
    for file in files:
        known = frozenset[str]() if file.before is None else frozenset(_imported(file.before))
        new = frozenset(() if file.after is None else _imported(file.after)) - known - sys.stdlib_module_names
        for module in sorted(new):
            if not _held(after, file.path, module) and not _used(before, file.path, module):
                yield f"{file.path}: imports {module}, which the project did not depend on"


def newly_declared(before: Snapshot, patch: Patch) -> Iterator[tuple[FileChange, tuple[str, ...]]]:
    """The changes that declare what the project did not: neither a file that they change, nor one beside it."""
    changes = [each for each in patch.changes if declares_dependencies(each.path)]
    beside = {each.path.parent / name for each in changes for name in FILES}
    held = [(each, _text(before, each)) for each in sorted(beside.union(each.path for each in changes))]
    known = {_BY_DEFAULT, *(name for path, text in held for name in declared(path, text))}
    for change in changes:
        if names := sorted(declared(change.path, change.after or "") - known):
            yield change, tuple(names)


def _imported(tree: Tree) -> Iterator[str]:
    """The top names of the modules that a file imports; those of its own package are no matter."""
    for node in captured(tree.root, _IMPORTS):
        from_ = node.child_by_field_name("module_name")
        for each in [from_] if from_ is not None else node.children_by_field_name("name"):
            name = tree.code(each.child_by_field_name("name") or each).strip()
            if not name.startswith("."):
                yield name.partition(".")[0].strip()
    for call in captured(tree.root, _BY_CALL):
        function = call.child_by_field_name("function")
        named = "" if function is None else tree.code(function)
        if named.endswith(("import_module", "__import__")) and (match := _LITERAL.search(tree.code(call))):
            yield match[1]


def _held(snapshot: Snapshot, path: PurePosixPath, module: str) -> bool:
    """Whether the workspace holds the module, or a folder of that name that can be a package."""
    folders = dict.fromkeys((*path.parents, PurePosixPath("src"), TOP))
    return any(
        _exists(snapshot, folder / f"{module}.py")
        or _exists(snapshot, folder / f"{module}.pyi")
        or (snapshot.root / folder / module).is_dir()
        or any(each.is_relative_to(folder / module) for each, text in snapshot.above.items() if text is not None)
        for folder in folders
    )


def _exists(snapshot: Snapshot, path: PurePosixPath) -> bool:
    return snapshot.above[path] is not None if path in snapshot.above else (snapshot.root / path).is_file()


def _used(snapshot: Snapshot, path: PurePosixPath, module: str) -> bool:
    """Whether a folder above the file declares the module, by its own name, or any file imports it."""
    files = (folder / name for folder in path.parents for name in FILES)
    if any(normal(module) in declared(file, _text(snapshot, file)) for file in files):
        return True
    importing = re.compile(_USE.format(re.escape(module)), re.MULTILINE)
    return any(importing.search(text_of(snapshot, each)) for each in python_files(snapshot, TOP)[0])


def _text(snapshot: Snapshot, path: PurePosixPath) -> str:
    try:
        return snapshot.read(path) or ""
    except Unreadable:
        return ""
