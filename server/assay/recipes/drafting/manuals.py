"""What the project's manual shows: the texts that usually hold examples, and the code in them as a caller's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.recipes.drafting.case import filled

LONGEST = 200_000
_ENDINGS = (".md", ".rst", ".txt", "")
_PAGES = ("index", "usage", "api", "examples", "tutorial", "quickstart", "getting_started", "reference")
_FENCED = re.compile(r"^(?P<indent>[ \t]*)```(?:python|py)?[ \t]*\n(?P<code>(?s:.*?))^(?P=indent)```", re.MULTILINE)
_HEAD = r"(?:\.\. (?:code|code-block|sourcecode):: *python[ \t]*|.*::[ \t]*)"
_DIRECTIVE = re.compile(rf"^{_HEAD}\n(?P<code>(?:[ \t]*\n|[ \t]+.*\n)+)", re.MULTILINE)


def manuals(snapshot: Snapshot, root: PurePosixPath, module: str) -> tuple[str, ...]:
    """The texts of a project's manual that are found under a usual name, or that of the module."""
    pages = [f"docs/{each}" for each in dict.fromkeys((*_PAGES, module.rpartition(".")[2], module))]
    names = [f"{each}{ending}" for each in ("README", *pages) for ending in _ENDINGS]
    return tuple(text for name in names if (text := _read(snapshot, root / name)))


def shown_calls(text: str) -> Iterator[ast.Module]:
    """The code of a manual, block by block, with what names are bound to in the place of names.

    Blocks of a session at the prompt are left out: they say what comes of it, and are read as documentation.
    """
    # the last line of an indented block may be the last one of all
    for block in (*_FENCED.finditer(text), *_DIRECTIVE.finditer(f"{text}\n")):
        code = _outdented(block["code"])
        if ">>>" in code:
            continue
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError):
            continue
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
        yield from ast.parse(source).body


def _outdented(block: str) -> str:
    lines = block.expandtabs().split("\n")
    least = min((len(each) - len(each.lstrip()) for each in lines if each.strip()), default=0)
    return "\n".join(each[least:] for each in lines)


def _read(snapshot: Snapshot, path: PurePosixPath) -> str:
    try:
        text = snapshot.read(path) or ""
    except Unreadable:
        return ""
    return text if len(text) <= LONGEST else ""
