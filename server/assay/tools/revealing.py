"""What checkers answer to `reveal_type`, and which of their answers say that they do not know."""

from __future__ import annotations

import re
from typing import Literal

from assay.core.diagnostics import Diagnostic

Knowledge = Literal["known", "unknown", "unreached"]

_FORMS = tuple(
    re.compile(form, re.DOTALL)
    for form in (
        r"Revealed type is [\"'](?P<type>.+)[\"']\Z",  # mypy
        r'Type of "(?:.+)" is "(?P<type>.+)"\Z',  # pyright and basedpyright
        r"Revealed type: `(?P<type>.+)`\Z",  # ty
        r"revealed type: (?P<type>.+)\Z",  # Pyrefly
    )
)
_UNKNOWN = re.compile(r"(?:typing\.)?Any|Unknown|Incomplete|@?Todo\b.*|Divergent", re.DOTALL)
_UNKNOWN_PART = re.compile(r"(?<!\w)(?:Any|Unknown|Incomplete|Todo|Divergent)(?!\w)")
_OBJECT = re.compile(r"(?<![\w.])(?:builtins\.)?object(?!\w)")
_NEVER = frozenset(("Never", "NoReturn", "<nothing>", "typing.Never", "typing.NoReturn"))
_UNION = re.compile(r"(?:typing\.)?(?:Union|Optional)\[(?P<members>.*)\]", re.DOTALL)


def revealed(diagnostic: Diagnostic) -> str | None:
    """The type that an answer tells, in the checker's words; None where it is no answer."""
    if diagnostic.severity != "note":
        return None
    found = (form.match(diagnostic.message) for form in _FORMS)
    return next((match["type"] for match in found if match is not None), None)


def knowledge(words: str) -> Knowledge:
    """What a revealed type says: also of a union with one unknown member nothing is known."""
    if words in _NEVER:
        return "unreached"
    return "unknown" if any(map(_UNKNOWN.fullmatch, members(words))) else "known"


def members(words: str) -> tuple[str, ...]:
    """The members of a union, in both spellings; a type that is none is its own."""
    if match := _UNION.fullmatch(words):
        parts = _split(match["members"], ",")
        return tuple(each for part in parts for each in members(part))
    parts = _split(words, "|")
    return parts if len(parts) == 1 else tuple(each for part in parts for each in members(part))


def parts(words: str) -> tuple[str, tuple[str, ...]]:
    """The class of a type and its arguments: `dict[str, int]` is `dict` of two; a union has no class."""
    head, bracket, rest = words.partition("[")
    if not bracket or not words.endswith("]") or len(members(words)) > 1:
        return words, ()
    return head, _split(rest[:-1], ",")


def class_name(words: str) -> str:
    """The class of a type without its module: `chain` of `itertools.chain[int]`; of a union all of it."""
    return parts(words)[0].rpartition(".")[2]


def mentions_object(words: str) -> bool:
    """Whether `object` is the type, or a part of it."""
    return _OBJECT.search(words) is not None


def mentions_unknown(words: str) -> bool:
    """Whether a part of the type is not known."""
    return _UNKNOWN_PART.search(words) is not None


def hides(before: str, after: str) -> bool:
    """Whether `object` stands in a type where more was known before.

    Tuples of several lengths are told by what all their elements have in common. What is one of several now, as
    precisely as it was, hides nothing.
    """
    if not mentions_object(after) or knowledge(before) == "unknown" or set(members(before)) <= set(members(after)):
        return False
    (old, given), (new, arguments) = parts(before), parts(after)
    if new == old == "tuple" and arguments[1:] == ("...",):
        elements = [each for each in given if each not in ("()", "...")]
        return bool(elements) and all(hides(each, arguments[0]) for each in elements)
    if arguments and new == old and len(arguments) == len(given):
        return any(hides(each, now) for each, now in zip(given, arguments, strict=True))
    return not mentions_unknown(before) and not mentions_object(before)


def _split(words: str, separator: str) -> tuple[str, ...]:
    """The parts between separators that stand in no brackets."""
    parts, depth = [""], 0
    for character in words:
        depth += (character in "([{") - (character in ")]}")
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return tuple(part.strip() for part in parts)
