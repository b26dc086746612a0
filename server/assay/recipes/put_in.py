"""What a type checker says is put into a container, beyond what its declaration admits, joined to that type.

It tells a type in short names, and with `Any` in the place of what it does not know. The names are those of the type
that was declared, or Python's own; and what is not known is taken for what the declared type has at the same place.
Where neither tells it, nothing is joined.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.container_demands import unqualified
from assay.recipes.revealed import ELLIPSIS, EMPTY_TUPLE, NONE, UNTOLD, Type, is_told, joined, read_in_part
from assay.recipes.tuples import of_any_length
from assay.recipes.wording.meaning import Kind, Meaning
from assay.recipes.wording.read import meaning
from assay.syntax.containers import MAPPINGS
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, descendants

_KEY, _LAST = 0, -1
_PARTS: Mapping[Kind, int] = {"wrong key": _KEY, "wrong element": _LAST, "none argument": _LAST}
"""Which argument of a container's type the error is about."""

_ADDING = frozenset(("append", "appendleft", "add", "insert", "setdefault"))
_OF_ELEMENTS = frozenset(("list", "set", "collections.deque", "weakref.WeakSet"))


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a container's type: which of the arguments it is, and what it is."""

    number: int
    kind: Type


def admitting_put(kind: Type, tree: Tree, name: str, told: Iterable[Diagnostic]) -> Type:
    """The type of the container with all that is put into it; the same where nothing is told that can be written.

    `tree` is the file in which the container, or the attribute that holds it, has the name and the type already, and
    of which it is told.
    """
    wider: dict[_Part, Type] = {}
    for each in told:
        said = meaning(each)
        part = None if said is None or not _is_put(tree, name, each) else _part(kind, said)
        put = None if said is None or part is None else _put(kind, part.kind, said)
        if part is not None and put is not None:
            wider[part] = _both(wider.get(part, part.kind), put)
    for part, both in wider.items():
        kind = _with(kind, part, both) if is_told(both) else kind
    return kind


def _is_put(tree: Tree, name: str, diagnostic: Diagnostic) -> bool:
    """Whether something is put into the container, or into what it holds, at the error's place."""
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    for node in outwards(here):
        into = _filled(tree, node)
        if into is not None:
            return any(each.type == "identifier" and tree.code(each) == name for each in descendants(into))
        if node.type.endswith("_statement"):
            return False
    return False


def _filled(tree: Tree, node: Node) -> Node | None:
    """What gets something by an assignment to a place of it, or by a method."""
    if node.type == "assignment":
        left = node.child_by_field_name("left")
        return left if left is not None and left.type == "subscript" else None
    function = node.child_by_field_name("function") if node.type == "call" else None
    method = None if function is None else function.child_by_field_name("attribute")
    return None if method is None or tree.code(method) not in _ADDING else function


def _part(kind: Type, said: Meaning) -> _Part | None:
    """The only part of the container's type that an error can be about."""
    number, wanted = _PARTS.get(said.kind), read_in_part(said.wanted)
    if number is None or wanted is None:
        return None
    found = [each for each in _parts(kind, number) if unqualified(each.kind) == unqualified(wanted)]
    return found[0] if len(found) == 1 else None


def _put(kind: Type, part: Type, said: Meaning) -> Type | None:
    """What is put into a part of the container; None where it is not told and was not seen either."""
    got = read_in_part(said.got)
    names: dict[str, set[str]] = {}
    for each in _within(kind):
        names.setdefault(unqualified(each).name, set()).add(each.name)
    certain = {name: next(iter(full)) for name, full in names.items() if len(full) == 1}
    return None if got is None else _known(got, part.members, certain)


def _parts(kind: Type, number: int) -> Iterator[_Part]:
    """What is at a place of the container's type, and at that of each container inside."""
    yield from _own_part(kind, number)
    for each in kind.arguments:
        yield from _parts(each, number)


def _own_part(kind: Type, number: int) -> tuple[_Part, ...]:
    """The part at a place of this type itself; nothing where it is no container, or has no such place."""
    has_part = kind.name in MAPPINGS or (number != _KEY and kind.name in _OF_ELEMENTS)
    return (_Part(number, kind.arguments[number]),) if kind.arguments and has_part else ()


def _with(kind: Type, part: _Part, wider: Type) -> Type:
    """The type with another part in the place of that one."""
    arguments = [_with(each, part, wider) for each in kind.arguments]
    if part in _own_part(kind, part.number):
        arguments[part.number] = wider
    return Type(kind.name, tuple(arguments))


def _known(got: Type, seen: Iterable[Type], names: Mapping[str, str]) -> Type | None:
    """What is told, by full names and with what was seen in the place of what is not known; None where none was."""
    seen = tuple(seen)
    if got == UNTOLD:
        return joined(seen) if seen else None
    if not got.name:
        members = [_known(each, _others(seen, got) if each == UNTOLD else seen, names) for each in got.members]
        return None if None in members else joined(each for each in members if each is not None)
    name = _full_name(got.name, names)
    if name is None:
        return None
    if got in (NONE, ELLIPSIS, EMPTY_TUPLE) or not got.arguments:
        return Type(name, got.arguments)
    alike = [each for each in seen if each.name == name]
    places = range(len(got.arguments))
    at = [_at(alike, None if ELLIPSIS in got.arguments else place) for place in places]
    arguments = [_known(each, there, names) for each, there in zip(got.arguments, at, strict=True)]
    known = [each for each in arguments if each is not None]
    return Type(name, tuple(known)) if len(known) == len(arguments) else None


def _others(seen: Iterable[Type], told: Type) -> tuple[Type, ...]:
    """What was seen that the other members of a union do not tell."""
    names = {unqualified(each).name for each in told.members}
    return tuple(each for each in seen if unqualified(each).name not in names)


def _at(alike: Iterable[Type], place: int | None) -> tuple[Type, ...]:
    """What these types of one class have at a place; at all of them where it is None."""
    found: list[Type] = []
    for each in alike:
        is_long = each.name == "tuple" and ELLIPSIS in each.arguments
        arguments = each.arguments[:1] if is_long else each.arguments
        chosen = arguments if is_long or place is None else arguments[place : place + 1]
        found += [member for argument in chosen for member in argument.members]
    return tuple(dict.fromkeys(found))


def _full_name(name: str, names: Mapping[str, str]) -> str | None:
    """The full name of a class that is told by its short one."""
    if name in ("None", "...", "()") or isinstance(getattr(builtins, name, None), type):
        return name
    return name if name in names.values() else names.get(name)


def _both(part: Type, put: Type) -> Type:
    """What admits both; a part that what is put in admits already is not named beside it."""
    kept = [each for each in part.members if each in put.members or not any(_admits(it, each) for it in put.members)]
    return of_any_length(joined((*kept, put)))


def _admits(wider: Type, kind: Type) -> bool:
    """Whether it is the same class, whose arguments are each one of the wider one's."""
    if wider.name != kind.name or len(wider.arguments) != len(kind.arguments):
        return False
    pairs = zip(wider.arguments, kind.arguments, strict=True)
    return all(all(any(_admits(it, each) for it in one.members) for each in other.members) for one, other in pairs)


def _within(kind: Type) -> Iterator[Type]:
    """The type, and all that it is made of."""
    yield kind
    for each in kind.arguments:
        yield from _within(each)
