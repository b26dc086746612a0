"""Of several types the ones that admit the others: a class of the project stands for those that inherit from it.

Classes are known by the full names that a checker gives them; whatever is not certain to be one is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.recipes.definitions import DEPTH, Definition, classes, name_of, resolved
from assay.recipes.hierarchy import bases
from assay.recipes.revealed import NONE, Type, joined
from assay.recipes.sources import Sources
from assay.tools.modules import dotted


def admitting(sources: Sources, kind: Type, most: int) -> Type | None:
    """A union without members that another one admits; of more than `most` beside None, the nearest base of them all.

    None where so many have no base in common but those that are not the project's.
    """
    lines = {member: _line(sources, member) for member in kind.members}
    kept = [each for each in lines if not any(other in lines[each][1:] for other in lines)]
    known = [lines[each] for each in kept if each != NONE]
    if len(known) <= most:
        return joined(kept)
    shared = next((each for each in known[0] if all(each in line for line in known)), None)
    return None if shared is None else joined((shared, *([NONE] if NONE in kept else ())))


def _line(sources: Sources, kind: Type) -> tuple[Type, ...]:
    """The type and the classes of the project that it inherits from, the nearest first."""
    found = None if kind.arguments else _class(sources, kind)
    if found is None:
        return (kind,)
    line: dict[Type, None] = {kind: None}
    waiting = [(found, DEPTH)]
    while waiting:
        here, depth = waiting.pop(0)
        above = [each for each in _above(sources, here) if depth]
        line |= dict.fromkeys(Type(_full_name(sources, each)) for each in above)
        waiting += [(each, depth - 1) for each in above]
    return tuple(line)


def _above(sources: Sources, definition: Definition) -> Iterator[Definition]:
    for base in bases(definition):
        found = resolved(sources, definition.path, base.split("."))
        if found is not None and found.node.type == "class_definition":
            yield found


def _class(sources: Sources, kind: Type) -> Definition | None:
    found = [each for each in classes(sources, kind.name.split(".")[-1]) if _full_name(sources, each) == kind.name]
    return found[0] if len(found) == 1 else None


def _full_name(sources: Sources, definition: Definition) -> str:
    return f"{dotted(sources.snapshot, definition.path)}.{name_of(definition)}"
