"""What a patch changes of what others can see: by module, before and after, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.checks.trees import ChangedFile
from assay.syntax.annotations import members
from assay.syntax.interface import Shape, Symbol, interface
from assay.syntax.tree import Tree
from assay.tools.test_files import is_test


@dataclass(frozen=True, slots=True)
class InterfaceChanges:
    """`changed`: what a caller may have to follow. `widened`: annotations that only say what the default None said."""

    changed: tuple[str, ...]
    widened: tuple[str, ...]


def interface_changes(files: Sequence[ChangedFile]) -> InterfaceChanges:
    """All changes of public modules; a module with a leading underscore and a test are nobody's interface."""
    changed: list[str] = []
    widened: list[str] = []
    for file in files:
        if not is_test(file.path) and not _private(file.path):
            _compare(file, changed, widened)
    return InterfaceChanges(tuple(changed), tuple(widened))


def _compare(file: ChangedFile, changed: list[str], widened: list[str]) -> None:
    before, after = _symbols(file.path, file.before), _symbols(file.path, file.after)
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    old: dict[str, list[Symbol]] = {}
    for symbol in gone.elements():
        old.setdefault(symbol.name, []).append(symbol)
    for symbol in new.elements():
        was = old[symbol.name].pop(0) if old.get(symbol.name) else None
        place = f"{file.path}: {symbol.name}"
        if was is None:
            changed.append(f"{place} is new")
            continue
        wider = _widened(was, symbol)
        if wider:
            widened += [f"{place}: {each}" for each in wider]
        else:
            changed.append(f"{place} was {_shown(was)}, becomes {_shown(symbol)}")
    changed += [f"{file.path}: {symbol.name} is gone" for left in old.values() for symbol in left]


def _widened(was: Symbol, now: Symbol) -> tuple[str, ...]:
    """The parameters that differ, where all differ in one thing: the annotation admits the default None now."""
    if replace(was, parameters=now.parameters) != now or len(was.parameters) != len(now.parameters):
        return ()
    pairs = [(old, new) for old, new in zip(was.parameters, now.parameters, strict=True) if old != new]
    if not all(_admits_its_default(old, new) for old, new in pairs):
        return ()
    return tuple(f"{new.name}: {old.annotation} -> {new.annotation}" for old, new in pairs)


def _admits_its_default(old: Shape, new: Shape) -> bool:
    if replace(old, annotation=new.annotation) != new or new.default != "None" or not old.annotation:
        return False
    return members(new.annotation) == members(old.annotation) | {"None"}


def _symbols(path: PurePosixPath, tree: Tree | None) -> tuple[Symbol, ...]:
    return () if tree is None else interface(tree, package=path.stem == "__init__")


def _private(path: PurePosixPath) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in path.parts)


def _shown(symbol: Symbol) -> str:
    match symbol.kind:
        case "def" | "async def":
            listed = ", ".join(map(str, symbol.parameters))
            return f"{symbol.kind} ({listed}){f' -> {symbol.detail}' if symbol.detail else ''}"
        case _:
            return f"{symbol.kind} {symbol.detail}".rstrip()
