"""What stands around the errors: the functions and classes that hold them, what these use, who uses them, tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from assay.context.links import Links, found_from
from assay.core.context import Passage
from assay.core.cutting import whole
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.core.text import split_lines, with_line_ending
from assay.syntax.index import Index
from assay.syntax.outline import Definition, Use
from assay.tools.test_files import is_test

MOST_CALLEES = 24
MOST_CALLERS = 12
MOST_TESTS = 12
MOST_AROUND = 120


def lines_of(snapshot: Snapshot, path: PurePosixPath) -> list[str]:
    """The lines of a file as a model sees them, without their endings; none of one that cannot be read."""
    try:
        text = snapshot.read(path) or ""
    except Unreadable:
        return []
    return [whole(line.rstrip("\n")) for line in split_lines(with_line_ending(text, "\n"))]


def holding(index: Index, path: PurePosixPath, wanted: Iterable[int]) -> tuple[Definition, ...]:
    """The functions and classes that hold these lines; of those that lie in each other the outermost."""
    if (outline := index.outlines.get(path)) is None:
        return ()
    found = {each for line in wanted if (each := outline.enclosing(line)) is not None}
    outermost = (
        each
        for each in found
        if not any(other != each and other.first <= each.first and each.last <= other.last for other in found)
    )
    return tuple(sorted(outermost, key=lambda each: each.first))


def excerpt(path: PurePosixPath, lines: Sequence[str], first: int, last: int) -> Passage:
    """Lines of a file, from 0, with where they stand."""
    return Passage("\n".join([f"{path}, lines {first + 1} to {last + 1}:", *lines[first : last + 1]]), (path,))


def around(path: PurePosixPath, lines: Sequence[str], wanted: Iterable[int], far: int) -> Iterator[Passage]:
    """The lines that are so far from these ones at most, each once."""
    near = sorted(
        {number for line in wanted for number in range(line - far, line + far + 1) if 0 <= number < len(lines)}
    )[:MOST_AROUND]
    inside = set(near)
    starts = [number for number in near if number - 1 not in inside]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        part = [number for number in near if start <= number < end]
        yield excerpt(path, lines, start, part[-1])


def callees(index: Index, links: Links, path: PurePosixPath, symbols: Sequence[Definition]) -> Iterator[Passage]:
    """A line for each function and class that the symbols use: its header, and where it stands."""
    names = dict.fromkeys(use.name for use in _within(index.outlines[path].uses, symbols))
    found = found_from(index, links, path, names)
    for file, each in [(file, each) for file, each in found if each not in symbols][:MOST_CALLEES]:
        yield Passage(f"{file}:{each.first + 1}: {_named(each)}", (file,))


def callers(
    index: Index, links: Links, path: PurePosixPath, symbols: Sequence[Definition]
) -> Iterator[tuple[PurePosixPath, Use]]:
    """The uses of the symbols elsewhere in the project, by name: in this file and in those that import it first."""
    names = dict.fromkeys(_called_as(each) for each in symbols)
    found = [
        (file, use)
        for name in names
        for file, use in index.references(name)
        if not (file == path and _within([use], symbols))
        and (file == path or path in links.imports[file] or len(links.defining.get(name, ())) <= 1)
    ]
    return iter(sorted(found, key=lambda each: (each[0] != path, path not in links.imports[each[0]], each[0])))


def used(snapshot: Snapshot, uses: Iterable[tuple[PurePosixPath, Use]]) -> Iterator[Passage]:
    """A line for each use in code that is no test: where it stands, and the line itself."""
    for file, use in [each for each in uses if not is_test(each[0])][:MOST_CALLERS]:
        lines, number = lines_of(snapshot, file), use.lines[0]
        if number < len(lines):
            where = f" (in {use.scope})" if use.scope else ""
            yield Passage(f"{file}:{number + 1}: {lines[number].strip()}{where}", (file,))


def testing(uses: Iterable[tuple[PurePosixPath, Use]]) -> Iterator[Passage]:
    """A line for each test that uses the symbols."""
    tests = dict.fromkeys((file, use.scope) for file, use in uses if is_test(file) and use.scope)
    for file, scope in list(tests)[:MOST_TESTS]:
        yield Passage(f"{file}::{scope.replace('.', '::')}", (file,))


def _called_as(symbol: Definition) -> str:
    """The name by which others use it: of `__init__`, that is its class's."""
    parts = symbol.qualified.split(".")
    return parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]


def _named(definition: Definition) -> str:
    """The header with the class that it belongs to."""
    owner = definition.qualified.rpartition(".")[0]
    return f"{definition.header} (of {owner})" if owner else definition.header


def _within(uses: Iterable[Use], symbols: Iterable[Definition]) -> list[Use]:
    scopes = tuple(each.qualified for each in symbols)
    return [use for use in uses if any(use.scope == scope or use.scope.startswith(f"{scope}.") for scope in scopes)]
