"""How a type is written in a file: by the names that it has, in the style that it has, for the Pythons it runs on."""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.snapshot import Snapshot
from assay.core.text import TextEdit
from assay.recipes.import_placing import from_typing
from assay.recipes.modules import absolute
from assay.recipes.revealed import ELLIPSIS, EMPTY_TUPLE, NONE, Type
from assay.recipes.sources import Sources
from assay.recipes.typing_import import imported
from assay.recipes.unseen_import import module_of, unseen_imports
from assay.recipes.widening import postponed
from assay.syntax.tree import Tree, captured
from assay.tools.modules import dotted
from assay.tools.python_floor import Version, lowest_python

GENERIC_BUILTINS: Version = (3, 9)
UNION_OPERATOR: Version = (3, 10)

_OLD = {"list": "List", "dict": "Dict", "set": "Set", "frozenset": "FrozenSet", "tuple": "Tuple", "type": "Type"}
_OF_TYPING = frozenset({
    *("Iterator", "Iterable", "Sequence", "Mapping", "MutableMapping", "Generator", "Collection", "Awaitable", "Sized"),
    *("IO", "BinaryIO", "TextIO"),
})  # fmt: skip

_WORD = re.compile(r"\w+")
_CLASSES = (
    "(module [(class_definition name: (identifier) @name)"
    " (decorated_definition (class_definition name: (identifier) @name))])"
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A type as text, and the edits that bring the names which it needs."""

    text: str
    edits: tuple[TextEdit, ...] = ()


class Speller:
    """Writes types for one place of one file. `evaluated` is whether the program computes annotations there.

    A type that the program cannot compute yet, or never, is written in quotes there.
    """

    def __init__(self, snapshot: Snapshot, path: PurePosixPath, tree: Tree, before: int, *, evaluated: bool) -> None:
        floor = lowest_python(snapshot, path)
        self._sources = Sources(snapshot)
        self._path = path
        self._tree = tree
        self._before = before
        self._module = dotted(snapshot, path)
        self._names = names_of(snapshot, path, tree, before)
        self._quoted: frozenset[str] = _late(tree, before) if evaluated and not postponed(tree) else frozenset()
        self._old_generics = _writes_old(tree, "List", "Dict", "Set", "Tuple") or _is_older(floor, GENERIC_BUILTINS)
        self._old_unions = _writes_old(tree, "Optional", "Union") or _is_older(floor, UNION_OPERATOR)
        if not evaluated:
            self._old_generics = self._old_generics and not _writes_new(tree)
        self._computes = evaluated and not postponed(tree)
        self._needed: dict[str, None] = {}
        self._unseen: dict[str, str] = {}

    def spelled(self, kind: Type) -> Spelled | None:
        """The type as this file would write it; None where it cannot name a part of it."""
        self._needed, self._unseen = {}, {}
        text = self._text(kind)
        needed = dict.fromkeys(self._needed, self._before)
        edits = unseen_imports(self._tree, self._unseen, needed) if self._unseen else from_typing(self._tree, needed)
        if text is None or edits is None:
            return None
        late = {*self._quoted, *(self._unseen if self._computes else ())}
        is_quoted = bool(late & set(_WORD.findall(text)))
        return Spelled(f'"{text}"' if is_quoted else text, tuple(edits))

    def _text(self, kind: Type) -> str | None:
        if not kind.name:
            return self._of_union(kind)
        if kind in (NONE, ELLIPSIS, *EMPTY_TUPLE.arguments):
            return kind.name
        name = self._name(kind)
        if name is None:
            return None
        arguments = [self._text(argument) for argument in kind.arguments]
        if not arguments:
            return name
        known = [argument for argument in arguments if argument is not None]
        return f"{name}[{', '.join(known)}]" if len(known) == len(arguments) else None

    def _of_union(self, kind: Type) -> str | None:
        members = [self._text(member) for member in kind.arguments]
        known = [member for member in members if member is not None]
        if len(known) < len(members):
            return None
        if not self._old_unions:
            return " | ".join(known)
        others = [member for member in known if member != "None"]
        inner = others[0] if len(others) == 1 else f"{self._typing('Union')}[{', '.join(others)}]"
        return f"{self._typing('Optional')}[{inner}]" if len(others) < len(known) else inner

    def _name(self, kind: Type) -> str | None:
        module, _, name = kind.name.rpartition(".")
        if not module:
            return self._unqualified(kind)
        if module == self._module or kind.name in self._names:
            return self._names.get(kind.name)
        for around, bound in self._names.items():
            if around == module:
                return f"{bound}.{name}"
        if module in ("typing", "collections.abc") and name in _OF_TYPING:
            return self._typing(name)
        return self._imported_for_checkers(kind.name)

    def _imported_for_checkers(self, full: str) -> str | None:
        """The name of a class that the file does not import, with an import that only checkers see."""
        module = module_of(self._sources, self._path, self._tree, full)
        name = full.rpartition(".")[2]
        if module is None or self._unseen.get(name, module) != module:
            return None
        self._unseen[name] = module
        return name

    def _unqualified(self, kind: Type) -> str | None:
        """What Python calls so; or what the file does, for not every checker tells the module."""
        is_bound, is_builtin = kind.name in self._names.values(), hasattr(builtins, kind.name)
        if is_bound is is_builtin:
            return None
        if kind.arguments and self._old_generics and kind.name in _OLD and is_builtin:
            return self._typing(_OLD[kind.name])
        return kind.name

    def _typing(self, name: str) -> str:
        for origin, bound in self._names.items():
            if origin in (f"typing.{name}", f"collections.abc.{name}"):
                return bound
        self._needed[name] = None
        return name


def names_of(snapshot: Snapshot, path: PurePosixPath, tree: Tree, before: int) -> Mapping[str, str]:
    """What the module's top level binds before an offset: full names to the names that they have here."""
    found: dict[str, str] = {}
    for each in imported(tree):
        if tree.offset(each.statement.start_byte) < before:
            module, _, name = each.origin.rpartition(".")
            full = absolute(snapshot, path, module) if module else name
            found[f"{full}.{name}" if module else name] = each.bound
    own = dotted(snapshot, path)
    for node in captured(tree.root, _CLASSES):
        found[f"{own}.{tree.code(node)}"] = tree.code(node)
    return found


def _late(tree: Tree, before: int) -> frozenset[str]:
    """The names that stand for nothing yet when the program comes to an offset, or never do."""
    classes = captured(tree.root, _CLASSES)
    late = (node for node in classes if node.parent is not None and tree.offset(node.parent.end_byte) > before)
    unseen = (each.bound for each in imported(tree) if each.unseen)
    return frozenset((*(tree.code(node) for node in late), *unseen))


def _is_older(floor: Version | None, than: Version) -> bool:
    return floor is not None and floor < than


def _writes_old(tree: Tree, *names: str) -> bool:
    return any(each.origin in {f"typing.{name}" for name in names} for each in imported(tree))


def _writes_new(tree: Tree) -> bool:
    pattern = "(type [(generic_type . (identifier) @name) (subscript value: (identifier) @name)])"
    return any(tree.code(node) in _OLD for node in captured(tree.root, pattern))
