"""What the uses of a container demand that it holds: `", ".join(lines)` takes nothing but texts.

In a probe the container is declared to hold things of classes that nobody else knows. The checker then says at each use
what it had expected in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assay.core.diagnostics import Diagnostic
from assay.recipes.revealed import ELLIPSIS, NONE, Type, joined, read
from assay.syntax.containers import MAPPINGS, Container

_ELEMENT, _KEY, _VALUE = "_AssayElement", "_AssayKey", "_AssayValue"
STANDS_FOR = {_ELEMENT: "element", _KEY: "key", _VALUE: "value"}
"""The classes that stand for a part of the container, and for which."""

CLASSES = "".join(f"\n\nclass {name}: ...\n" for name in STANDS_FOR)
"""What stands at the end of the probe's file."""

_SAID = re.compile(
    r'(?:.*incompatible type "(?P<handed>[^"]*_Assay[^"]*)"; expected "(?P<parameter>[^"]*)"'
    r'|Incompatible return value type \(got "(?P<returned>[^"]*_Assay[^"]*)", expected "(?P<declared>[^"]*)"\)'
    r'|.*expression has type "(?P<given>[^"]*_Assay[^"]*)", (?:variable|target) has type "(?P<variable>[^"]*)"\))'
)
_MAPPINGS = frozenset(("dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"))
_HOLDERS = frozenset(
    ("list", "set", "frozenset", "deque", "Iterable", "Collection", "Sequence", "MutableSequence", "AbstractSet", "Set")
)


def stand_in(container: Container) -> str:
    """The type that the container has in the probe."""
    names = (_KEY, _VALUE) if container.kind in MAPPINGS else (_ELEMENT,)
    short = container.kind.split(".")[-1]
    return f"{short if short in ('list', 'set', 'dict', 'frozenset') else container.kind}[{', '.join(names)}]"


def is_its_own(kind: Type) -> bool:
    """Whether a revealed type is that of what was taken from the container itself, so that it adds nothing."""
    return kind.name.split(".")[-1] in STANDS_FOR or (bool(kind.arguments) and all(map(is_its_own, kind.arguments)))


def mentions_its_own(kind: Type) -> bool:
    """Whether such a thing is a part of it."""
    return kind.name.split(".")[-1] in STANDS_FOR or any(map(mentions_its_own, kind.arguments))


def unqualified(kind: Type) -> Type:
    """The type as messages name it, without modules; what is revealed has them."""
    return kind if kind == ELLIPSIS else Type(kind.name.split(".")[-1], tuple(map(unqualified, kind.arguments)))


def demands(told: Iterable[Diagnostic]) -> Mapping[str, Type]:
    """What each part has to be: `element`, `key`, `value`. A part of which uses say different things is left out."""
    found: dict[str, set[Type]] = {}
    for diagnostic in told:
        match = _SAID.match(diagnostic.message) if diagnostic.severity == "error" else None
        if match is None:
            continue
        got = read(match["handed"] or match["returned"] or match["given"])
        wanted = read(match["parameter"] or match["declared"] or match["variable"])
        if got is None or wanted is None:
            continue
        for part, kind in _parts(got, joined(each for each in wanted.members if each != NONE)):
            found.setdefault(part, set()).add(kind)
    return {part: next(iter(kinds)) for part, kinds in found.items() if len(kinds) == 1 and _says(*kinds)}


def _says(kind: Type) -> bool:
    """Whether a demand is one of a single kind of thing."""
    return bool(kind.name) and not mentions_its_own(kind)


def _parts(got: Type, wanted: Type) -> Iterable[tuple[str, Type]]:
    """What was expected in the place of each of the classes that stand for a part."""
    if (part := STANDS_FOR.get(got.name.split(".")[-1])) is not None:
        return ((part, wanted),)
    parts = [STANDS_FOR.get(each.name.split(".")[-1]) for each in got.arguments]
    holds = _HOLDERS if len(parts) == 1 else _MAPPINGS
    if wanted.name.split(".")[-1] in holds and len(wanted.arguments) == len(parts):
        return tuple((part, kind) for part, kind in zip(parts, wanted.arguments, strict=True) if part is not None)
    return ()
