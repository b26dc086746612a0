"""What is known of a function before any call is made up: its source, its description, where it may be called."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assay.tools.described import Described


class Unfit(Exception):
    """Why no test can be drafted."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A function to draft tests of. `owner` is the class that it is a method of.

    `names` are those that a test can import, each with its module. `others` are the files that may call it. `manuals`
    are texts with examples.
    """

    name: str
    module: ast.Module
    definition: ast.FunctionDef | ast.AsyncFunctionDef
    owner: ast.ClassDef | None
    described: Described
    names: Mapping[str, str]
    others: tuple[ast.Module, ...]
    manuals: tuple[str, ...] = ()

    @property
    def receiver(self) -> str:
        """The name that an object of its class has in a test: not that of something which a test may need."""
        name = "" if self.owner is None else snake(self.owner.name)
        return f"{name}_" if name and self.known(name) else name

    def known(self, name: str) -> bool:
        """Whether a test may use the name."""
        return name in self.names or hasattr(builtins, name)


def snake(name: str) -> str:
    """A class's name as that of a value."""
    parts = "".join(f"_{each.lower()}" if _begins(name, place) else each.lower() for place, each in enumerate(name))
    return parts.strip("_")


def defined_names(module: ast.Module) -> Iterator[str]:
    """The public names that a module binds at its top."""
    for node in module.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield from () if node.name.startswith("_") else (node.name,)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for each in targets if isinstance(each, ast.Name) and not each.id.startswith("_"))


def imported_names(module: ast.Module) -> Mapping[str, str]:
    """The names that a module imports under their own name from elsewhere than its package, each with the module."""
    found: dict[str, str] = {}
    for node in module.body:
        if isinstance(node, ast.Import):
            found.update({each.name: "" for each in node.names if each.asname is None and "." not in each.name})
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module and node.module != "__future__":
            found.update({each.name: node.module for each in node.names if each.asname is None and each.name != "*"})
    return found


def _begins(name: str, place: int) -> bool:
    """Whether a new word begins there: `HTTPServer` is `http_server`."""
    after_small = place > 0 and name[place].isupper() and not name[place - 1].isupper()
    before_small = name[place].isupper() and name[place + 1 : place + 2].islower()
    return place > 0 and (after_small or (before_small and name[place - 1].isupper()))
