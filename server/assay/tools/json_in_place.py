"""Change a JSON text where it stands: all that is not meant stays as it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

_BLANK = re.compile(r"[\s,\ufeff]*")
_SPACE = re.compile(r"\s*")
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key of an object: where it begins, where its value begins, and where that ends."""

    name: str
    begin: int
    value: int
    end: int


def read_object(text: str | None) -> Mapping[str, Any]:
    """The object that a text is; nothing where it cannot be read."""
    try:
        found = json.loads((text or "").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def without_key(text: str, key: str) -> str:
    """The text without one key of its object. Raises `ValueError`."""
    entries = list(_entries(text, text.index("{")))
    at = next((number for number, each in enumerate(entries) if each.name == key), None)
    if at is None:
        raise ValueError(f"it has no {key}")
    if at + 1 < len(entries):
        after = text[: entries[at].begin] + text[entries[at + 1].begin :]
    elif at:
        after = text[: entries[at - 1].end] + text[entries[at].end :]
    else:
        after = text[: entries[at].begin] + text[entries[at].end :]
    if dict(read_object(after)) != {name: value for name, value in read_object(text).items() if name != key}:
        raise ValueError(f"{key} cannot be taken out in place")
    return after


def with_texts(text: str, path: tuple[str, ...], values: Mapping[str, str]) -> str:
    """The text with these keys set to these texts, in the object below it that the path leads to.

    The last object of the path is made where it is not there. A new key goes among the others in their order, where
    they have one. Raises `ValueError`.
    """
    held = json.loads(text.removeprefix("\ufeff"))
    *above, last = path
    outer = text.index("{")
    for key in above:
        outer = _object_at(text, outer, key)
    after = text
    if last not in {each.name for each in _entries(text, outer)}:
        after = _inserted(text, outer, last, _new_object(text, outer, values), in_order=False)
    else:
        for name, value in values.items():
            after = _with_text(after, _object_at(after, outer, last), name, value)
    if read_object(after) != _with(held, path, values):
        raise ValueError(f"{last} cannot be changed in place")
    return after


def _with(held: Mapping[str, Any], path: tuple[str, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    if not path:
        return {**held, **values}
    return {**held, path[0]: _with(held.get(path[0], {}), path[1:], values)}


def _object_at(text: str, outer: int, key: str) -> int:
    found = next((each for each in _entries(text, outer) if each.name == key), None)
    if found is None or text[found.value] != "{":
        raise ValueError(f"it has no {key} that is an object")
    return found.value


def _with_text(text: str, outer: int, name: str, value: str) -> str:
    old = next((each for each in _entries(text, outer) if each.name == name), None)
    if old is None:
        return _inserted(text, outer, name, _quoted(value), in_order=True)
    return text[: old.value] + _quoted(value) + text[old.end :]


def _new_object(text: str, outer: int, values: Mapping[str, str]) -> str:
    """What is put into the object that begins there, written as that is: over lines, or in one."""
    parts = [f"{_quoted(name)}: {_quoted(value)}" for name, value in sorted(values.items())]
    lead = _lead(text, outer)
    if "\n" not in lead:
        return f"{{{', '.join(parts)}}}"
    indent = _lead(text, text.index("{")).rpartition("\n")[2] or _INDENT
    return f"{{{','.join(f'{lead}{indent}{each}' for each in parts)}{lead}}}"


def _inserted(text: str, outer: int, name: str, value: str, *, in_order: bool) -> str:
    entries = list(_entries(text, outer))
    written = f"{_quoted(name)}: {value}"
    if not entries:
        return f"{text[: outer + 1]}{written}{text[text.index('}', outer) :]}"
    lead = _lead(text, outer) or " "
    ordered = in_order and all(first.name < second.name for first, second in pairwise(entries))
    behind = next((each for each in entries if ordered and each.name > name), None)
    if behind is not None:
        return f"{text[: behind.begin]}{written},{lead}{text[behind.begin :]}"
    end = entries[-1].end
    return f"{text[:end]},{lead}{written}{text[end:]}"


def _lead(text: str, outer: int) -> str:
    """What stands before the first key of an object."""
    return cast("re.Match[str]", _SPACE.match(text, outer + 1))[0]


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _entries(text: str, begin: int) -> Iterator[_Entry]:
    """The keys of the object that begins there."""
    decoder = json.JSONDecoder()
    at = begin + 1
    while (match := _BLANK.match(text, at)) and text[match.end()] != "}":
        first = match.end()
        name, at = decoder.raw_decode(text, first)
        value = cast("re.Match[str]", _SPACE.match(text, text.index(":", at) + 1)).end()
        _, at = decoder.raw_decode(text, value)
        yield _Entry(str(name), first, value, at)
