"""The type of a container, from the types of what is put into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.recipes.revealed import EMPTY_TUPLE, NONE, OBJECT, Type, joined
from assay.recipes.tuples import of_any_length
from assay.syntax.containers import MAPPINGS, Container, Part

_ITERABLES = frozenset(
    ("list", "set", "frozenset", "tuple", "collections.deque", "typing.Iterator", "typing.Iterable", "typing.Generator",
     "typing.Sequence", "typing.KeysView", "typing.ValuesView", "dict", "_collections_abc.dict_keys",
     "_collections_abc.dict_values", "filter", "map", "range", "enumerate", "zip", "reversed")
)  # fmt: skip


def type_of(container: Container, told: Sequence[tuple[Part, Type]]) -> Type | None:
    """The container's type, from what its operands were revealed to be; None where a part stays unknown."""
    parts: dict[str, list[Type]] = {"element": [], "key": [], "value": [], "inner element": []}
    for part, kind in told:
        split = _split(part, kind)
        if split is None:
            return None
        for name, each in split.items():
            parts[name].append(each)
    return _made(container, {name: of_any_length(joined(each)) for name, each in parts.items() if each})


def _made(container: Container, parts: Mapping[str, Type]) -> Type | None:
    if container.kind not in MAPPINGS:
        return Type(container.kind, (parts["element"],)) if set(parts) == {"element"} and _is_known(parts) else None
    value = parts.get("value")
    if container.inner in ("list", "set"):
        inner = parts.get("inner element")
        value = None if inner is None or value is not None else Type(container.inner, (inner,))
    elif container.inner and (value is None or value == Type(container.inner)):
        value = Type(container.inner)
    key = parts.get("key")
    if key is None or value is None or not _is_known(parts):
        return None
    return Type(container.kind, (key, value))


def _is_known(parts: Mapping[str, Type]) -> bool:
    """Whether each part is of few enough types, and not of None or `()` alone."""
    return all(len(each.members) <= 3 and each not in (NONE, EMPTY_TUPLE) for each in parts.values())


def _split(part: Part, kind: Type) -> dict[str, Type] | None:
    if kind == OBJECT:
        return {"key": kind, "value": kind} if part == "items" else {part.removesuffix("s"): kind}
    match part:
        case "elements" | "inner elements":
            element = element_of(kind)
            return None if element is None else {part.removesuffix("s"): element}
        case "items":
            is_mapping = kind.name in MAPPINGS and len(kind.arguments) == 2
            return {"key": kind.arguments[0], "value": kind.arguments[1]} if is_mapping else None
        case _:
            return {part: kind}


def element_of(kind: Type) -> Type | None:
    """What an iterable yields, where its name tells."""
    if kind.name == "str":
        return Type("str")
    if kind.name == "range":
        return Type("int")
    if kind.name == "tuple":
        inner = [each for each in kind.arguments if each.name != "..."]
        return joined(inner) if inner else None
    return kind.arguments[0] if kind.name in _ITERABLES and kind.arguments else None
