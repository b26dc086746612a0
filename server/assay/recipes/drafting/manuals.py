"""What the project's manual shows: the texts that usually hold examples, and the code in them as a caller's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

from assay.core.errors import Unreadable
from assay.core.parsing import parse_module
from assay.core.snapshot import Snapshot
from assay.recipes.drafting.case import filled

LONGEST = 200_000
_ENDINGS = (".md", ".rst", ".txt", "")
_PAGES = ("index", "usage", "api", "examples", "tutorial", "quickstart", "getting_started", "reference")
_LANGUAGES = frozenset({"", "python", "python3", "py"})
_DIRECTIVE = re.compile(r"\.\. (?:code|code-block|sourcecode):: *python$")


def manuals(snapshot: Snapshot, root: PurePosixPath, module: str) -> tuple[str, ...]:
    """The texts of a project's manual that are found under a usual name, or that of the module."""
    pages = [f"docs/{each}" for each in dict.fromkeys((*_PAGES, module.rpartition(".")[2], module))]
    names = [f"{each}{ending}" for each in ("README", *pages) for ending in _ENDINGS]
    return tuple(text for name in names if (text := _read(snapshot, root / name)))


def shown_calls(text: str) -> Iterator[ast.Module]:
    """The code of a manual, block by block, with what names are bound to in the place of names.

    Blocks of a session at the prompt are left out: they say what comes of it, and are read as documentation.
    """
    for code in _blocks(text):
        if ">>>" in code:
            continue
        try:
            tree = parse_module(code)
        except (SyntaxError, ValueError, RecursionError):
            continue
        if tree.body:
            yield ast.Module([*_filled(tree)], [])


def _filled(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a block, each with what was bound so far."""
    bound: dict[str, str] = {}
    for statement in tree.body:
        try:
            source = filled(ast.unparse(statement), bound)
        except ValueError:
            continue  # within an f-string not every value can be written
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                bound[name] = filled(ast.unparse(value), bound)
            case _:
                pass
        yield from parse_module(source).body


def _blocks(text: str) -> Iterator[str]:
    """What stands between fences, and what is indented behind a line that ends with two colons."""
    lines = iter([*text.expandtabs().splitlines(), ""])
    line: str | None = next(lines)
    while line is not None:
        head, depth = line.strip(), _depth(line)
        if head.startswith("```"):
            block = list(takewhile(lambda each: each.strip() != "```", lines))
            if head[3:].strip() in _LANGUAGES:
                yield _outdented(block)
            line = next(lines, None)
        elif _DIRECTIVE.match(head) or (head.endswith("::") and not head.startswith("..")):
            block = list[str]()
            line = next(lines, None)
            while line is not None and (not line.strip() or _depth(line) > depth):
                block.append(line)
                line = next(lines, None)
            yield _outdented(block)
        else:
            line = next(lines, None)


def _outdented(block: Sequence[str]) -> str:
    least = min((_depth(each) for each in block if each.strip()), default=0)
    return "\n".join(each[least:] for each in block)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _read(snapshot: Snapshot, path: PurePosixPath) -> str:
    try:
        text = snapshot.read(path) or ""
    except Unreadable:
        return ""
    return text if len(text) <= LONGEST else ""
