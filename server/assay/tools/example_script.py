"""Runs inside the sandbox, on the project's own Python: calls what an example says, and tells what came of it.

Started as a script: `python -B THIS REPORT`, with an order as JSON on stdin (see `example_command` in
`assay.tools.example`). It needs Python 3.9 and the standard library alone, and Assay itself only ever reads its text.

What it reports carries the word that came with the order, and it is written once, when the call has come to its end:
code that ends the process leaves no report.
"""

from __future__ import annotations

import builtins
import importlib
import json
import os
import sys
from typing import Any

LONGEST = 5000
NUMBERS = (int, float, complex)
PLAIN = (*NUMBERS, bool, str, bytes, type(None))
ORDERED = (list, tuple)
UNORDERED = (set, frozenset, dict)


def main() -> None:
    """Carry out the order, and end before anything of the project's can be heard."""
    order = json.loads(sys.stdin.buffer.read())
    report = os.path.abspath(sys.argv[1])  # noqa: PTH100 - the code that is called may change the directory
    opened, written, left, dumped, same = os.open, os.write, os._exit, json.dumps, alike
    sys.path[:1] = [os.path.abspath(path) for path in order["paths"]]  # noqa: PTH100 - likewise
    sys.argv = [""]
    found = carried_out(order, same)
    content = dumped({"seed": order["seed"], **found}).encode("ascii")
    written(opened(report, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
    left(0)


def carried_out(order: dict[str, Any], same: Any) -> dict[str, Any]:
    """What came of it: `ended` is one of loading, returned, raised, reading; `kept` whether that was expected."""
    try:
        names = named(order)
    except BaseException as error:  # noqa: BLE001 - a module may raise anything when it is imported
        return {"ended": "loading", "kept": False, "told": told(error)}
    try:
        value = eval(order["call"], names)  # noqa: S307 - the user's own words, in the sandbox
    except BaseException as error:  # noqa: BLE001 - likewise
        expected = reading(order["expected"], names) if order["ends"] == "raises" else None
        kept = isinstance(expected, type) and issubclass(expected, BaseException) and isinstance(error, expected)
        return {"ended": "raised", "kept": kept, "told": told(error)}
    if order["ends"] == "raises":
        return {"ended": "returned", "kept": False, "told": shown(value)}
    try:
        expected = eval(order["expected"], names)  # noqa: S307 - the user's own words, in the sandbox
    except BaseException as error:  # noqa: BLE001 - likewise
        return {"ended": "reading", "kept": False, "told": told(error)}
    return {"ended": "returned", "kept": same(expected, value) is True, "told": shown(value)}


def named(order: dict[str, Any]) -> dict[str, Any]:
    """The names of the module that the example is about, and the packages that it names."""
    module = importlib.import_module(order["module"]) if order["module"] else None
    names = dict(vars(module)) if module is not None else {}
    given = {*names, *vars(builtins)}
    for dotted in order["dotted"]:
        head, *rest = dotted.split(".")
        if head not in given and loads(head):
            names[head] = sys.modules[head]
            for end in range(len(rest)):
                if not loads(".".join([head, *rest[: end + 1]])):
                    break
    return names


def loads(module: str) -> bool:
    """Import what a name may stand for; a class or a function is no module."""
    try:
        importlib.import_module(module)
    except ModuleNotFoundError:
        return False
    return True


def reading(source: str, names: dict[str, Any]) -> Any:
    """What a name stands for; None where it stands for nothing."""
    try:
        return eval(source, names)  # noqa: S307 - the user's own words, in the sandbox
    except Exception:  # noqa: BLE001 - what is named may be anything
        return None


def alike(expected: Any, value: Any) -> bool:
    """Whether the value is what was expected. Of what Python itself brings along, the value's own word is not taken."""
    kind, theirs = kind_of(expected), kind_of(value)
    if kind in (*ORDERED, *UNORDERED):
        return theirs is kind and len(value) == len(expected) and members_alike(expected, value, kind)
    numbers = kind in NUMBERS and theirs in NUMBERS
    return (numbers or kind not in PLAIN or theirs is kind) and bool(expected == value)


def kind_of(value: object) -> type[object]:
    """The type of a value, which it cannot lie about."""
    return type(value)


def members_alike(expected: Any, value: Any, kind: Any) -> bool:
    """Whether all that the one holds is in the other, of which it is known to be as large and of the same kind."""
    if kind in ORDERED:
        return all(map(alike, expected, value))
    if kind is dict:
        return members_alike(list(expected.items()), list(value.items()), None)
    return all(any(alike(each, other) for other in value) for each in expected)


def told(error: BaseException) -> str:
    """An exception in words."""
    return f"{type(error).__name__}: {shown_by(str, error)}"[:LONGEST]


def shown(value: Any) -> str:
    """A value in words."""
    return shown_by(repr, value)[:LONGEST]


def shown_by(how: Any, value: Any) -> str:
    try:
        return str(how(value))
    except Exception:  # noqa: BLE001 - the code's own objects may do anything
        return f"<{type(value).__name__}>"


if __name__ == "__main__":
    main()
