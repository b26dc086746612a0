"""Functions of Python itself that raise when they are handed None: which ones, in which place, and what they raise.

What is listed is what every Python from 3.9 on does on every system. A function that takes None for something, or
looks at it later, is not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from assay.recipes.typing_import import imported
from assay.syntax.tree import Node, Tree, captured

Raised = Literal["AttributeError", "TypeError"]

BUILTINS = frozenset({
    *("abs", "all", "any", "bin", "bytearray", "bytes", "chr", "divmod", "enumerate", "float", "frozenset", "hex"),
    *("int", "iter", "len", "list", "max", "min", "next", "oct", "open", "ord", "pow", "range", "reversed"),
    *("round", "set", "sorted", "sum", "tuple"),
})  # fmt: skip
"""Builtins that raise TypeError when their first argument is None."""

FUNCTIONS: Mapping[str, int] = {
    **{f"os.path.{name}": 0 for name in ("abspath", "basename", "dirname", "expanduser", "join", "normpath")},
    **{f"os.path.{name}": 0 for name in ("realpath", "split", "splitext")},
    **{f"os.{name}": 0 for name in ("fspath", "makedirs", "mkdir", "remove", "rmdir", "stat", "unlink")},
    **{f"pathlib.{name}": 0 for name in ("Path", "PurePath", "PurePosixPath")},
    **{f"re.{name}": 1 for name in ("findall", "finditer", "fullmatch", "match", "search", "split")},
    **{f"math.{name}": 0 for name in ("ceil", "exp", "fabs", "floor", "isnan", "sqrt")},
    "re.compile": 0,
    "re.sub": 2,
    "json.loads": 0,
    "base64.b64decode": 0,
    "base64.b64encode": 0,
    "hashlib.md5": 0,
    "hashlib.sha256": 0,
    "urllib.parse.quote": 0,
    "ast.parse": 0,
}
"""By their full names, the place of the argument with which they raise TypeError where it is None."""

METHODS: Mapping[str, int] = {
    **dict.fromkeys(("findall", "finditer", "fullmatch", "match", "search", "split"), 0),
    "sub": 1,
    "subn": 1,
}
"""Those of a compiled pattern, likewise."""

_BINDINGS = "[(assignment left: (identifier) @name) (function_definition name: (identifier) @name)]"


def refuses(tree: Tree, function: Node, place: int) -> bool:
    """Whether a function of Python itself raises TypeError where the argument of this place, from 0, is None.

    Builtins are not among them.
    """
    dotted = tree.code(function)
    if function.type not in ("identifier", "attribute") or not all(part.isidentifier() for part in dotted.split(".")):
        return False
    head, _, rest = dotted.partition(".")
    origins = [each.origin for each in imported(tree) if each.bound == head]
    bound = [node for node in captured(tree.root, _BINDINGS) if tree.code(node) == head]
    if len(bound) == 1 and not origins:
        return METHODS.get(rest) == place and _is_pattern(tree, bound[0])
    if bound or not origins:
        return False
    # `import os.path` binds `os`, and so does `import os` beside it
    full = {f"{head}.{rest}" if origin.split(".")[0] == head else f"{origin}.{rest}".rstrip(".") for origin in origins}
    return all(FUNCTIONS.get(each) == place for each in full)


def _is_pattern(tree: Tree, name: Node) -> bool:
    """Whether a name of the module is a pattern that was compiled."""
    assignment = name.parent
    value = None if assignment is None else assignment.child_by_field_name("right")
    function = None if value is None else value.child_by_field_name("function")
    statement = None if assignment is None else assignment.parent
    at_the_top = statement is not None and statement.parent is not None and statement.parent.type == "module"
    if function is None or not at_the_top or tree.code(function) != "re.compile":
        return False
    return any(each.bound == each.origin == "re" for each in imported(tree))
