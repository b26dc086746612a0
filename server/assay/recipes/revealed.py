"""Types as a checker reveals them, read into what can be written down in a file, or into nothing.

What is unknown, was given up on or has no name that the file can use is nothing: a guess is worse than no annotation.
Read are mypy's words and those of the others where they are the same: `dict[str, int | None]`, `re.Match[str]`,
`Literal['a']?`, `def (int) -> str` (which has no short spelling and is nothing).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assay.core.diagnostics import Diagnostic
from assay.tools.revealing import revealed

_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_][\w.]*)|(?P<sign>\.\.\.|[\[\],|?*]|\(\)(?=\]))|(?P<rest>\S))")
_LITERAL = re.compile(
    r"Literal\[(?:(?P<text>b?['\"].*?['\"])|(?P<number>-?\d+)|(?P<flag>True|False)|None"
    r"|(?P<enum>[A-Za-z_][\w.]*)\.\w+)\]\??"
)
_CALLED = re.compile(r"def \(.*\) -> (?P<returned>[\w.]+)", re.DOTALL)
_RETURNED = re.compile(r"\) -> ([^,]+)(?=, def |\)\Z)")
_UNKNOWN = frozenset(("Any", "Never", "NoReturn", "Unknown", "nothing", "Incomplete", "object", "typing.Any", "Self"))
_TYPING = re.compile(r"typing\.(?=[A-Z])")
_ANYTHING = re.compile(r"(?<![\w.])(?:(?:typing\.)?(?:Any|Unknown|Incomplete)|(?:builtins\.)?object)(?![\w.])")
_UNKNOWN_MEMBER = re.compile(r"(?<![\w.])(?:typing\.)?(?:Any|Unknown|Incomplete)(?![\w.])")
_STANDS_FOR_OBJECT = "_AssayObject"
_STANDS_FOR_UNTOLD = "_AssayUntold"
PUBLIC = {
    "_asyncio": "asyncio",
    "_bz2": "bz2",
    "_collections_abc": "collections.abc",
    "_contextvars": "contextvars",
    "_ctypes": "ctypes",
    "_io": "io",
    "_lzma": "lzma",
    "_operator": "operator",
    "_queue": "queue",
    "_struct": "struct",
}
"""Modules of the standard library whose classes have their names in another one, which is the one to import."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type that can be written: its full name, and its arguments. A union has no name, and its members as such."""

    name: str
    arguments: tuple[Type, ...] = ()

    @property
    def members(self) -> tuple[Type, ...]:
        """What it can be: the members of a union, else itself."""
        return self.arguments if not self.name else (self,)


NONE = Type("None")
OBJECT = Type("object")
"""What is not known may be anything: of an `object` a checker permits only what every value permits."""

ELLIPSIS = Type("...")
EMPTY_TUPLE = Type("tuple", (Type("()"),))
"""The type of `()`. It is written `tuple[()]`."""

UNTOLD = Type("?")
"""What stands for `Any` in a type that is read in part; it is nothing to write."""

_NUMBERS = (
    (Type("bool"), (Type("int"), Type("float"), Type("complex"))),
    (Type("int"), (Type("float"), Type("complex"))),
    (Type("float"), (Type("complex"),)),
)
"""Numbers that others stand for: a bool is an int, and for a type checker an int is a float."""

_MARKS = {"...": ELLIPSIS, _STANDS_FOR_OBJECT: OBJECT, _STANDS_FOR_UNTOLD: UNTOLD}

MOST_KINDS = 3
"""What is of more kinds than this has no type but a design."""


def of_note(diagnostic: Diagnostic) -> Type | None:
    """The type that a note of `reveal_type` tells; None where it tells none that can be written."""
    words = revealed(diagnostic)
    return None if words is None else read(words)


def is_note(diagnostic: Diagnostic) -> bool:
    """Whether the diagnostic is an answer to `reveal_type`."""
    return revealed(diagnostic) is not None


def of_note_with_objects(diagnostic: Diagnostic) -> Type | None:
    """The same, with `object` in the place of what is not known; None where it cannot be written."""
    words = revealed(diagnostic)
    return None if words is None else read(_ANYTHING.sub(_STANDS_FOR_OBJECT, words))


def of_note_in_part(diagnostic: Diagnostic) -> Type | None:
    """The same, of a union the members that are known: what `re.Match.group` returns, `str | Any`, is a text."""
    words = revealed(diagnostic)
    found = None if words is None else read_in_part(words)
    return None if found is None else _told_part(found)


def of_class(diagnostic: Diagnostic, name: str) -> Type | None:
    """The type of a class, `type[Loader]`, where a note tells what a name is called with; None where it is no class.

    mypy says of a class how it is called, and so of a function: it is the class where all that comes of the call has
    the name that is called. A generic class is none: what its parameters are is not told.
    """
    words = revealed(diagnostic) or ""
    made = _CALLED.fullmatch(words)
    returned = set(_RETURNED.findall(words)) if made is None else {made["returned"]}
    if len(returned) != 1 or not words.startswith(("def ", "Overload(def ")):
        return None
    full = returned.pop()
    return read(f"type[{full}]") if full.rpartition(".")[2] == name else None


def read(text: str) -> Type | None:
    """The type that the words tell; None where there is none to write."""
    tokens = _tokens(_LITERAL.sub(_base, text))
    if tokens is None:
        return None
    try:
        found, rest = _union(tokens)
    except (IndexError, ValueError):
        return None
    return found if not rest else None


def read_in_part(text: str) -> Type | None:
    """The same, with `UNTOLD` in the place of what is not known."""
    return read(_UNKNOWN_MEMBER.sub(_STANDS_FOR_UNTOLD, text))


def joined(types: Iterable[Type]) -> Type:
    """The type of what is one of these: themselves, each once, None last; an object where one may be anything."""
    members = dict.fromkeys(member for each in types for member in each.members)
    if OBJECT in members:
        return OBJECT
    known = [each for each in members if each != NONE]
    for each, wider in _NUMBERS:
        if each in known and any(other in known for other in wider):
            known.remove(each)
    ordered = (*known, *([NONE] if NONE in members else ()))
    return ordered[0] if len(ordered) == 1 else Type("", ordered)


def holds_objects(kind: Type) -> bool:
    """Whether `object` stands in a type as what something holds."""
    return OBJECT in kind.arguments or any(map(holds_objects, kind.arguments))


def _told_part(kind: Type) -> Type | None:
    """The type without what is not known in its unions; None where something else in it is not known."""
    if kind == UNTOLD:
        return None
    if not kind.name:
        kind = joined(each for each in kind.members if each != UNTOLD)
    parts = [_told_part(each) for each in kind.arguments]
    known = tuple(each for each in parts if each is not None)
    return Type(kind.name, known) if len(known) == len(parts) else None


def is_told(kind: Type) -> bool:
    """Whether it says what something is: more than that there was nothing, and not of too many kinds."""
    return kind not in (NONE, EMPTY_TUPLE) and len(kind.members) <= MOST_KINDS


def _base(match: re.Match[str]) -> str:
    """The type of a literal."""
    if text := match["text"]:
        return "bytes" if text.startswith("b") else "str"
    if enum := match["enum"]:
        return enum
    return "int" if match["number"] else "bool" if match["flag"] else "None"


def _tokens(text: str) -> list[str] | None:
    found: list[str] = []
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match["rest"]:
            return None
        found.append(match["name"] or match["sign"])
        at = match.end()
    return [token for token in found if token not in ("?", "*")]


def _union(tokens: list[str]) -> tuple[Type, list[str]]:
    first, rest = _single(tokens)
    members = [first]
    while rest and rest[0] == "|":
        member, rest = _single(rest[1:])
        members.append(member)
    return (joined(members) if len(members) > 1 else first), rest


def _single(tokens: list[str]) -> tuple[Type, list[str]]:
    name, rest = tokens[0], tokens[1:]
    if name in _MARKS:
        return _MARKS[name], rest
    if name in _UNKNOWN or not name[0].isidentifier():
        raise ValueError(name)
    name = public_name(_TYPING.sub("typing.", name).removeprefix("builtins."))
    if not rest or rest[0] != "[":
        return Type(name), rest
    if name == "tuple" and rest[1:3] == ["()", "]"]:
        return EMPTY_TUPLE, rest[3:]
    arguments: list[Type] = []
    while rest[0] != "]":
        argument, rest = _union(rest[1:])
        arguments.append(argument)
        if rest[0] not in (",", "]"):
            raise ValueError(rest[0])
    return _applied(name, arguments), rest[1:]


def _applied(name: str, arguments: list[Type]) -> Type:
    if name in ("Union", "typing.Union"):
        return joined(arguments)
    if name in ("Optional", "typing.Optional"):
        return joined((*arguments, NONE))
    if all(_is_private(each) for each in arguments):
        return Type(name)  # what the parameters of such a class are where nothing is said
    return Type(name, tuple(arguments))


def public_name(name: str) -> str:
    """The name by which a class of the standard library is imported."""
    module, _, own = name.rpartition(".")
    return f"{PUBLIC[module]}.{own}" if module in PUBLIC else name


def _is_private(kind: Type) -> bool:
    """Whether it is a class of the standard library's own, which stubs alone name."""
    module, _, own = kind.name.rpartition(".")
    return module in PUBLIC.values() and own.startswith("_")
