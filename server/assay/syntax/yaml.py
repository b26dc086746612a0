"""YAML as it is written: a tree whose parts know where in the text they stand.

ruamel.yaml reads it by YAML 1.2 and gives the places; nothing is written by it, so comments and layout stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assay.core.text import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as text; `style` is the character that begins it, empty where it is plain."""

    value: str
    tag: str
    style: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `flow` where it is written in brackets."""

    items: tuple[Part, ...]
    flow: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in their order; `flow` where it is written in braces."""

    items: tuple[tuple[Scalar, Part], ...]
    flow: bool
    span: Span

    def get(self, *keys: str) -> Part | None:
        """What stands at the end of a path of keys."""
        found: Part | None = self
        for name in keys:
            match found:
                case Mapping(pairs):
                    found = next((each for key, each in pairs if key.value == name), None)
                case _:
                    return None
        return found


Part: TypeAlias = "Scalar | Sequence | Mapping"


def read(text: str) -> Part | None:
    """The one document of a text, None where it is empty. Raises `ValueError`, with a reason for the user.

    An alias, a key that is no single value and one that stands twice are reasons too: what they mean is not the same
    to all who read YAML.
    """
    try:
        compose = cast("Callable[[str], Any]", YAML(typ="rt", pure=True).compose)  # pyright: ignore[reportUnknownMemberType] - of streams of what, it does not say
        return _part(compose(text), set())
    except YAMLError as error:
        raise ValueError(f"not YAML ({' '.join(str(error).split())[:200]})") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def sense(part: Part | None) -> object:
    """What two texts have in common that say the same, however they are laid out."""
    match part:
        case Scalar(value, tag, style):
            return (tag, value, bool(style))
        case Sequence(items):
            return [sense(each) for each in items]
        case Mapping(items):
            return {(key.tag, key.value): sense(each) for key, each in items}
        case None:
            return None


def scalar(part: Part | None) -> str | None:
    """The text of a single value; None for anything else."""
    return part.value if isinstance(part, Scalar) else None


def items(part: Part | None) -> Iterator[Part]:
    """The items of a list; none for anything else."""
    yield from part.items if isinstance(part, Sequence) else ()


def _part(node: Any, seen: set[int]) -> Part | None:
    if node is None:
        return None
    span, line = Span(node.start_mark.index, node.end_mark.index), node.start_mark.line + 1
    if id(node) in seen:
        raise ValueError(f"line {line} is used again by an alias, which no check follows")
    seen.add(id(node))
    tag = str(node.tag)
    if isinstance(node.value, str):
        return Scalar(node.value, tag, node.style or "", span)
    if "seq" in tag:
        return Sequence(tuple(each for one in node.value if (each := _part(one, seen))), bool(node.flow_style), span)
    return Mapping(tuple(_pairs(node, seen)), bool(node.flow_style), span)


def _pairs(node: Any, seen: set[int]) -> Iterator[tuple[Scalar, Part]]:
    names: set[str] = set()
    for key, value in node.value:
        name, part = _part(key, seen), _part(value, seen)
        line = key.start_mark.line + 1
        if not isinstance(name, Scalar) or part is None:
            raise ValueError(f"line {line} has a key that is no single value")
        if name.value in names or name.value == "<<":
            raise ValueError(f"line {line}: the key {name.value!r} stands twice or is merged")
        names.add(name.value)
        yield name, part
