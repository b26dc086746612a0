"""A class of the project with all classes that inherit from it, where an annotation in its body is nothing but that.

A bare annotation makes a field of a dataclass, of a NamedTuple or of what a framework builds from annotations. So a
class is looked at with all its bases and heirs, and one that is not known to leave annotations alone rules it out.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from assay.recipes.annotation_readers import may_read_its_annotations
from assay.recipes.definitions import Definition, name_of, resolved
from assay.recipes.metaclasses import is_deaf
from assay.recipes.sources import Sources
from assay.recipes.typing_import import imported
from assay.syntax.tree import Node, captured

MOST = 40
"""More heirs than this are a framework of its own."""

_DEPTH = 12
_READ_ANNOTATIONS = frozenset(("ctypes", "dataclasses", "enum", "typing"))
_KNOWN = frozenset(("typing.Generic",))
_DECORATORS = frozenset(("final", "typing.final", "total_ordering", "functools.total_ordering"))
_OF_HEIRS = _DECORATORS | {"dataclass", "dataclasses.dataclass"}
_DOTTED = re.compile(r"\w+(\.\w+)*")


@dataclass(frozen=True, slots=True)
class Family:
    """A class, and by each class of its the ones that name it as a base."""

    head: Definition
    heirs: tuple[tuple[Definition, tuple[Definition, ...]], ...]

    @property
    def members(self) -> tuple[Definition, ...]:
        """The class and all its heirs, each once."""
        return tuple(each for each, _ in self.heirs)

    def below(self, member: Definition) -> tuple[Definition, ...]:
        """Those that name it as a base."""
        return next((below for each, below in self.heirs if each == member), ())


def family(sources: Sources, head: Definition) -> Family | None:
    """The class with all its heirs; None where one of them is not certain, or may read its annotations."""
    return sources.once(("family", head), lambda: _family(sources, head))


def _family(sources: Sources, head: Definition) -> Family | None:
    if not _leaves_annotations_alone(sources, head, _DECORATORS):
        return None
    found: dict[Definition, tuple[Definition, ...]] = {}
    waiting = [head]
    while waiting:
        member = waiting.pop()
        if member in found:
            continue
        below = _below(sources, member)
        if below is None or len(found) > MOST:
            return None
        if not all(_leaves_annotations_alone(sources, each, _OF_HEIRS) for each in below):
            return None
        found[member] = below
        waiting += below
    return Family(head, tuple(found.items()))


def bases(definition: Definition) -> Iterator[str]:
    """The names of the classes that it inherits from, as it calls them."""
    listed = definition.node.child_by_field_name("superclasses")
    for base in listed.named_children if listed is not None else ():
        if (name := _dotted(definition, base)) is not None:
            yield name


def _below(sources: Sources, member: Definition) -> tuple[Definition, ...] | None:
    """The classes that name it as a base; None where one may, or stands where its name does not reach."""
    name = name_of(member)
    found: list[Definition] = []
    for path, tree in sources.mentioning(name):
        for node in captured(tree.root, "(class_definition) @class"):
            heir = Definition(path, tree, node)
            for base in bases(heir):
                meant = resolved(sources, path, base.split("."))
                if meant == member and not _is_at_the_top(node):
                    return None
                if meant == member:
                    found.append(heir)
                if meant is None and base.split(".")[-1] == name and not _is_external(sources, heir, base):
                    return None
    return tuple(dict.fromkeys(found))


def _leaves_annotations_alone(
    sources: Sources, definition: Definition, decorators: frozenset[str], depth: int = _DEPTH
) -> bool:
    """Whether nothing is known to read the annotations of a class: no decorator, no metaclass, no base or hook."""
    tree, node = definition.tree, definition.node
    if depth == 0 or may_read_its_annotations(tree, node) or not _is_at_the_top(node):
        return False
    if any(each not in decorators for each in _decorators(definition)):
        return False
    listed = node.child_by_field_name("superclasses")
    for base in listed.named_children if listed is not None else ():
        if base.type == "comment":
            continue
        if base.type == "keyword_argument":
            if not _is_deaf_metaclass(sources, definition, base):
                return False
            continue
        name = _dotted(definition, base)
        above = None if name is None else resolved(sources, definition.path, name.split("."))
        if name is None or (above is None and not _is_harmless(definition, name)):
            return False
        if above is not None and (
            above.node.type != "class_definition" or not _leaves_annotations_alone(sources, above, _OF_HEIRS, depth - 1)
        ):
            return False
    return True


def _is_deaf_metaclass(sources: Sources, definition: Definition, keyword: Node) -> bool:
    """Whether an argument of a class statement is `metaclass=` with one that looks at no annotations."""
    key, value = keyword.child_by_field_name("name"), keyword.child_by_field_name("value")
    if key is None or value is None or definition.tree.code(key) != "metaclass":
        return False
    return is_deaf(sources, definition, definition.tree.code(value))


def _decorators(definition: Definition) -> Iterator[str]:
    whole = definition.node.parent
    for each in whole.named_children if whole is not None and whole.type == "decorated_definition" else ():
        if each.type == "decorator":
            yield definition.tree.code(each).lstrip("@ ").partition("(")[0]


def _dotted(definition: Definition, base: Node) -> str | None:
    """The name of a base, without the arguments of a generic one."""
    value = base.child_by_field_name("value") if base.type == "subscript" else base
    name = "" if value is None else definition.tree.code(value)
    return name if _DOTTED.fullmatch(name) else None


def _is_harmless(definition: Definition, name: str) -> bool:
    """Whether it is a class of Python itself that does not read annotations."""
    if isinstance(getattr(builtins, name, None), type):
        return True
    origin = _origin(definition, name)
    module = origin.split(".")[0]
    return origin in _KNOWN or (module in sys.stdlib_module_names and module not in _READ_ANNOTATIONS)


def _is_external(sources: Sources, definition: Definition, name: str) -> bool:
    """Whether an import brings the name from outside of the project."""
    module = _origin(definition, name).rpartition(".")[0]
    return bool(module) and not module.startswith(".") and sources.module(definition.path, module) is None


def _origin(definition: Definition, name: str) -> str:
    """The full name of what the file imports as this; empty where no import binds it."""
    head, dot, rest = name.partition(".")
    found = (each.origin for each in imported(definition.tree) if each.bound == head)
    origin = next(found, "")
    return f"{origin}{dot}{rest}" if origin else ""


def _is_at_the_top(node: Node) -> bool:
    """Whether a class is a statement of the module itself."""
    whole = node.parent
    if whole is not None and whole.type == "decorated_definition":
        whole = whole.parent
    return whole is not None and whole.type == "module"
