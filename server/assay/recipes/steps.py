"""What a variable is after `x += y`, told from what it was and what is added: of numbers, texts and lists."""

from __future__ import annotations

from collections.abc import Sequence

from assay.recipes.revealed import NONE, Type, joined

SIGNS = frozenset(("+=", "-=", "*=", "/=", "//=", "%="))
"""Of other operators nothing is told."""

_INT, _FLOAT = Type("int"), Type("float")
_NUMBERS = frozenset((Type("bool"), _INT, _FLOAT))
_TEXTS = frozenset((Type("str"), Type("bytes")))


def stepped(before: Sequence[Type], sign: str, operand: Type) -> Type | None:
    """What comes of it; None where that cannot be told. `before` are the types that the variable is known to have."""
    kinds = {member for each in before for member in each.members} - {NONE}
    operands = set(operand.members)
    if not kinds:
        return None
    if kinds <= _NUMBERS and operands <= _NUMBERS:
        return joined((_FLOAT if sign == "/=" or _FLOAT in kinds else _INT, operand))
    if kinds <= _TEXTS and len(kinds) == 1:
        kept = {"+=": operands == kinds, "*=": operand == _INT, "%=": kinds == {Type("str")}}
        return kinds.pop() if kept.get(sign) else None
    if sign == "+=" and len(kinds) == 1 and (kind := kinds.pop()).name == "list":
        return kind
    return None
