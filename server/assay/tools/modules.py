"""A project's modules by their dotted names, and which files an import means, told from where they lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from assay.core.snapshot import Snapshot

Names = Mapping[str, frozenset[PurePosixPath]]
"""The files by each dotted name under which they may be imported."""


def module_names(files: Iterable[PurePosixPath], root: PurePosixPath) -> Names:
    """The names of these files of the project that lies at `root`."""
    files = set(files)
    packages = {path.parent for path in files if path.name == "__init__.py"}
    found: dict[str, set[PurePosixPath]] = defaultdict(set)
    for path in files:
        top = path.parent
        while top in packages and top.parent != top:
            top = top.parent
        for start in {top, root, root / "src"}:
            if path.is_relative_to(start):
                parts = path.relative_to(start).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)].add(path)
    return {name: frozenset(paths) for name, paths in found.items()}


def meant(path: PurePosixPath, module: str, names: Iterable[str]) -> Iterator[str | PurePosixPath]:
    """What `from module import names` means in a file: dotted names; places without a suffix where it is relative."""
    plain = module.lstrip(".")
    if dots := len(module) - len(plain):
        base = PurePosixPath(*path.parts[: max(len(path.parts) - dots, 0)], *filter(None, plain.split(".")))
        yield from (base / name for name in names)
    else:
        yield from (f"{module}.{name}" for name in names)


def resolve(imported: str | PurePosixPath, names: Names) -> Iterator[PurePosixPath]:
    """The files that importing it runs: the module itself and the packages that it lies in."""
    if isinstance(imported, PurePosixPath):
        for place in (imported, imported.parent):
            yield from (place / "__init__.py", place.parent / f"{place.name}.py")
        return
    while imported:
        yield from names.get(imported, ())
        imported = imported.rpartition(".")[0]


def dotted(snapshot: Snapshot, path: PurePosixPath) -> str:
    """The name under which a file is imported: its packages, from the outermost one on, and its own."""
    parts = [] if path.stem == "__init__" else [path.stem]
    for folder in path.parents:
        if folder == PurePosixPath() or not _is_package(snapshot, folder):
            break
        parts.insert(0, folder.name)
    return ".".join(parts)


def _is_package(snapshot: Snapshot, folder: PurePosixPath) -> bool:
    init = folder / "__init__.py"
    return snapshot.above.get(init) is not None or (snapshot.root / init).is_file()
