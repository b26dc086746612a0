"""What an expression is on each interpreter, where the interpreter is all that it asks after.

It is worked out as Python does it: `sys.version_info` is a tuple of its version, and tuples are compared as tuples;
`sys.platform`, `os.name` and what `platform.system()` returns are texts. A name is followed to the one statement that
gives it its value, at the top of its module, also where it is imported from another module of the project. Where any
text of the project may give it another value, nothing is known.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from assay.checks.class_mentions import Mention, mentions
from assay.checks.interpreters import LARGEST, Interpreter, Part
from assay.checks.module_values import may_be_given
from assay.checks.project_files import ProjectFiles
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression is on an interpreter, and what it asks that for.

    `on` raises `TypeError` and `IndexError` as the expression does.
    """

    on: Callable[[Interpreter], Any]
    asks: frozenset[Part] = frozenset()


_DEPTH = 8
_FIELDS = {"major": 0, "minor": 1, "micro": 2}


def _itself(value: Any) -> Any:
    return value


def _both(left: Any, right: Any) -> Any:
    return left and right


def _either(left: Any, right: Any) -> Any:
    return left or right


def _is_in(value: Any, values: Any) -> Any:
    return value in values


def _is_not_in(value: Any, values: Any) -> Any:
    return value not in values


_SENSES: Mapping[tuple[str, ...], Callable[..., Any]] = {
    ("parenthesized_expression", "(", ")"): _itself,
    ("not_operator", "not"): operator.not_,
    ("boolean_operator", "and"): _both,
    ("boolean_operator", "or"): _either,
    ("comparison_operator", "<"): operator.lt,
    ("comparison_operator", "<="): operator.le,
    ("comparison_operator", ">"): operator.gt,
    ("comparison_operator", ">="): operator.ge,
    ("comparison_operator", "=="): operator.eq,
    ("comparison_operator", "!="): operator.ne,
    ("comparison_operator", "in"): _is_in,
    ("comparison_operator", "not in"): _is_not_in,
}
"""What is made of the values of the parts, by the kind of the expression and its words."""

_ASKED: Mapping[tuple[str, str], Meaning] = {
    ("sys", "version_info"): Meaning(lambda interpreter: interpreter.version, frozenset({"version"})),
    ("sys", "platform"): Meaning(lambda interpreter: interpreter.on.platform, frozenset({"platform"})),
    ("os", "name"): Meaning(lambda interpreter: interpreter.on.name, frozenset({"platform"})),
}
"""What modules of the standard library say of the interpreter, by their names and that of the value."""

_SYSTEM = Meaning(lambda interpreter: interpreter.on.system, frozenset({"platform"}))
_METHODS = ("endswith", "lower", "startswith")
"""Methods of a text."""

_GROUPS: Mapping[str, Callable[[list[str]], Any]] = {"tuple": tuple, "list": list, "set": frozenset}
_HOLDERS = ("function_definition", "class_definition", "lambda")


class InterpreterValues:
    """The expressions of a project."""

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project
        self._steady: dict[tuple[str, str], bool] = {}
        self._bound: dict[tuple[Tree, str], tuple[Mention, ...] | None] = {}

    def meaning(self, path: PurePosixPath, tree: Tree, node: Node, depth: int = _DEPTH) -> Meaning | None:
        """What an expression of a file is on each interpreter; None where that is not certain."""
        found: Meaning | None = None
        match node.type if depth > 0 else "":
            case "tuple" | "list" | "set" if (texts := _texts(tree, node)) is not None:
                found = texts
            case "parenthesized_expression" | "not_operator" | "boolean_operator" | "comparison_operator" | "tuple":
                parts = [self.meaning(path, tree, each, depth - 1) for each in _operands(node)]
                known = [each for each in parts if each is not None]
                found = _combined(node, known) if len(known) == len(parts) else None
            case "integer":
                found = _number(tree.code(node))
            case "string":
                text = _text(tree, node)
                found = None if text is None else _constant(text)
            case "attribute":
                found = self._attribute(path, tree, node, depth)
            case "call":
                found = self._call(path, tree, node, depth)
            case "subscript":
                found = self._part(path, tree, node, depth)
            case "identifier":
                found = self._named(path, tree, tree.code(node), node, depth)
            case _:
                pass
        return found

    def is_standard(self, path: PurePosixPath, tree: Tree, node: Node) -> bool:
        """Whether a name is the module of the standard library where a node stands, and nothing else in the file."""
        name = tree.code(node)
        found = self._bindings(tree, name)
        if found is None or not all(_imports(tree, each, name) for each in found) or self._project.file(path, name):
            return False
        around = [each for each in outwards(node) if each.type in _HOLDERS]
        if any(holder in around for each in found for holder in outwards(each.node) if holder.type in _HOLDERS):
            return False
        return any(_is_above(_statement(each.node), node) for each in found)

    def _attribute(self, path: PurePosixPath, tree: Tree, node: Node, depth: int) -> Meaning | None:
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if owner is None or name is None:
            return None
        called, of = tree.code(name), tree.code(owner)
        if (asked := _ASKED.get((of, called))) is not None and self.is_standard(path, tree, owner):
            return asked if self._is_own(of, called) else None
        whole = self.meaning(path, tree, owner, depth - 1) if called in _FIELDS else None
        if whole is not None:
            return Meaning(lambda interpreter: _named_field(whole.on(interpreter), _FIELDS[called]), whole.asks)
        module = self._module(path, tree, owner, depth - 1)
        there = None if module is None else self._project.tree(module)
        return None if module is None or there is None else self._named(module, there, called, None, depth - 1)

    def _call(self, path: PurePosixPath, tree: Tree, node: Node, depth: int) -> Meaning | None:
        """`platform.system()`, or a method of a text."""
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        given = None if arguments is None or arguments.type != "argument_list" else _operands(arguments)
        if function is None or function.type != "attribute" or given is None:
            return None
        owner, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        called = "" if name is None else tree.code(name)
        if owner is not None and (tree.code(owner), called, given) == ("platform", "system", []):
            is_own = self.is_standard(path, tree, owner) and self._is_own("platform", "system")
            return _SYSTEM if is_own else None
        parts = [] if owner is None else [self.meaning(path, tree, each, depth - 1) for each in (owner, *given)]
        known = [each for each in parts if each is not None]
        if called not in _METHODS or not known or len(known) != len(parts):
            return None
        return _together(known, partial(_method, called))

    def _part(self, path: PurePosixPath, tree: Tree, node: Node, depth: int) -> Meaning | None:
        """`[0]` or `[:2]` of what has more of them."""
        value, inside = node.child_by_field_name("value"), node.children_by_field_name("subscript")
        whole = None if value is None or len(inside) != 1 else self.meaning(path, tree, value, depth - 1)
        if whole is None:
            return None
        index = inside[0]
        is_slice = index.type == "slice"
        if is_slice:
            if len(index.children) != 2 or index.children[0].type != ":":
                return None
            index = index.children[1]
        number = _number(tree.code(index)) if index.type == "integer" else None
        return None if number is None else _together([whole, number], _first if is_slice else _field)

    def _named(self, path: PurePosixPath, tree: Tree, name: str, at: Node | None, depth: int) -> Meaning | None:
        """What a name of a module is: where it stands, or behind the module."""
        binding = self._binding(tree, name, at)
        if binding is None or depth <= 0:
            return None
        if not self._is_steady(name):
            return None
        if (asked := _ASKED.get(_imported(tree, binding))) is not None:
            return asked if self._is_own(*_imported(tree, binding)) else None
        around = binding.parent
        if around is not None and around.type == "assignment":
            value = around.child_by_field_name("right")
            is_plain = value is not None and around.child_by_field_name("left") == binding
            return self.meaning(path, tree, value, depth - 1) if value is not None and is_plain else None
        module, original = _imported(tree, binding)
        file = self._project.file(path, module) if module else None
        there = None if file is None else self._project.tree(file)
        return None if file is None or there is None else self._named(file, there, original, None, depth - 1)

    def _module(self, path: PurePosixPath, tree: Tree, node: Node, depth: int) -> PurePosixPath | None:
        """The module of the project that an expression names."""
        if depth <= 0:
            return None
        if node.type == "attribute":
            owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
            module = None if owner is None else self._module(path, tree, owner, depth - 1)
            return None if module is None or name is None else self._inner(module, tree.code(name), depth - 1)
        binding = self._binding(tree, tree.code(node), node) if node.type == "identifier" else None
        return None if binding is None else self._bound_module(path, tree, binding, depth)

    def _bound_module(self, path: PurePosixPath, tree: Tree, binding: Node, depth: int) -> PurePosixPath | None:
        """The module of the project that an import binds."""
        if _statement(binding).type == "import_statement":
            return self._project.file(path, _plain(tree, binding))
        source, original = _imported(tree, binding)
        file = self._project.file(path, source) if source else None
        return None if file is None else self._inner(file, original, depth - 1)

    def _inner(self, module: PurePosixPath, name: str, depth: int) -> PurePosixPath | None:
        """The module that another one has by this name: one of its package, or one that it imports."""
        tree = self._project.tree(module)
        if tree is None or depth <= 0:
            return None
        given = self._bindings(tree, name)
        inside = self._project.file(module, f".{name}") if module.name == "__init__.py" else None
        if given == ():
            return inside
        binding = self._binding(tree, name, None)
        if binding is None:
            return None
        if inside is not None:
            return inside if _imported(tree, binding) == (".", name) else None
        return self._bound_module(module, tree, binding, depth)

    def _binding(self, tree: Tree, name: str, at: Node | None) -> Node | None:
        """The one place of a module that gives a name to anything, above the node that is asked about."""
        found = self._bindings(tree, name)
        if found is None or len(found) != 1:
            return None
        statement = _statement(found[0].node)
        is_at_the_top = statement.parent is not None and statement.parent.type == "module"
        return found[0].node if is_at_the_top and (at is None or _is_above(statement, at)) else None

    def _bindings(self, tree: Tree, name: str) -> tuple[Mention, ...] | None:
        """Every place of a module that gives a name to anything; None where it imports whatever there is."""
        if (tree, name) not in self._bound:
            found = tuple(each for each in mentions(tree, name) if each.binds)
            self._bound[tree, name] = None if captured(tree.root, "(wildcard_import) @all") else found
        return self._bound[tree, name]

    def _is_own(self, owner: str, name: str) -> bool:
        """Whether no text of the project gives a value of a module of the standard library another one."""
        if (owner, name) not in self._steady:
            self._steady[owner, name] = not may_be_given(self._project, owner, name)
        return self._steady[owner, name]

    def _is_steady(self, name: str) -> bool:
        """Whether no text of the project gives the name to a module, or spells it as if it might."""
        if ("", name) not in self._steady:
            files = self._project.holding(name)
            self._steady["", name] = files is not None and not any(
                _gives(tree, name) or _spells(tree, name) for _, tree in files
            )
        return self._steady["", name]


def _imports(tree: Tree, mention: Mention, name: str) -> bool:
    """Whether a place imports the module of that name, or one within it."""
    dotted = mention.node.parent
    return mention.role == "module" and dotted is not None and tree.code(dotted).partition(".")[0] == name


def _is_above(statement: Node, node: Node) -> bool:
    """Whether a statement of the module itself is done where a node stands."""
    parent = statement.parent
    return parent is not None and parent.type == "module" and statement.end_byte <= node.start_byte


def _operands(node: Node) -> list[Node]:
    return [each for each in node.named_children if each.type != "comment"]


def _combined(node: Node, parts: list[Meaning]) -> Meaning | None:
    words = [each.type for each in node.children if not each.is_named]
    combine = _SENSES.get((node.type, *words)) if len(parts) < len(_FIELDS) else None
    if node.type == "tuple" and 0 < len(parts) <= len(_FIELDS):
        combine = _listed
    return None if combine is None else _together(parts, combine)


def _together(parts: list[Meaning], combine: Callable[..., Any]) -> Meaning:
    """What is made of the values of several expressions."""
    asks = frozenset[Part]().union(*(each.asks for each in parts))
    return Meaning(lambda interpreter: combine(*(each.on(interpreter) for each in parts)), asks)


def _constant(value: Any) -> Meaning:
    return Meaning(lambda _: value)


def _listed(*values: Any) -> Any:
    return values


def _number(code: str) -> Meaning | None:
    value = int(code) if code.isdecimal() and (code == "0" or not code.startswith("0")) else LARGEST + 1
    return _constant(value) if value <= LARGEST else None


def _text(tree: Tree, node: Node) -> str | None:
    """What a plain string says."""
    parts = node.children
    if [each.type for each in parts if each.type != "string_content"] != ["string_start", "string_end"]:
        return None
    text = "".join(tree.code(each) for each in parts[1:-1])
    return text if tree.code(parts[0]) in {"'", '"'} and "\\" not in text else None


def _texts(tree: Tree, node: Node) -> Meaning | None:
    """A group of plain strings."""
    found = [_text(tree, each) if each.type == "string" else None for each in _operands(node)]
    texts = [each for each in found if each is not None]
    return _constant(_GROUPS[node.type](texts)) if texts and len(texts) == len(found) else None


def _method(called: str, text: Any, *arguments: Any) -> Any:
    if not isinstance(text, str):
        raise TypeError("no text")
    return getattr(text, called)(*arguments)


def _field(value: Any, index: int) -> Any:
    return _bounded(value, index + 1)[index]


def _named_field(value: Any, index: int) -> Any:
    """A part that only the whole has a name for."""
    if isinstance(value, str) or len(value) <= len(_FIELDS):
        raise TypeError("no version")
    return value[index]


def _first(value: Any, count: int) -> Any:
    return _bounded(value, count)[:count]


def _bounded(value: Any, count: int) -> Any:
    """What has so many parts that are known: of a version three, of a text all."""
    if not isinstance(value, str) and count > len(_FIELDS):
        raise TypeError("more than the numbers of a version")
    return value


def _statement(node: Node) -> Node:
    """The statement around a node, the smallest one."""
    return next(each for each in outwards(node) if each.parent is None or each.parent.type in ("block", "module"))


def _imported(tree: Tree, binding: Node) -> tuple[str, str]:
    """The module and the name there of what `from module import name` binds; nothing where it is no such import."""
    statement = _statement(binding)
    module = statement.child_by_field_name("module_name") if statement.type == "import_from_statement" else None
    return ("", "") if module is None else (tree.code(module), _plain(tree, binding))


def _plain(tree: Tree, binding: Node) -> str:
    """What an import calls the thing that it binds, before any `as`."""
    around = binding.parent
    if around is not None and around.type == "aliased_import":
        name = around.child_by_field_name("name")
        return "" if name is None else tree.code(name)
    return tree.code(binding)


def _gives(tree: Tree, name: str) -> bool:
    """Whether a text gives the name to an object or a module, or takes it away: `compat.PY2 = True`."""
    return any(each.role == "bound" and "." in each.dotted for each in mentions(tree, name))


def _spells(tree: Tree, name: str) -> bool:
    """Whether a string is the name, as a module's too, by which it could be given; `__all__` only lists it.

    What ends in `.py` is a file.
    """
    owner = "" if name == "py" else "([A-Za-z0-9_]+[.])*"
    pattern = rf'((string_content) @text (#match? @text "^{owner}{name}$"))'
    return any("__all__" not in _assigned(tree, text) for text in captured(tree.root, pattern))


def _assigned(tree: Tree, node: Node) -> Iterator[str]:
    """The targets of the assignments that a node stands in."""
    for around in outwards(node):
        left = around.child_by_field_name("left") if around.type.endswith("assignment") else None
        if left is not None:
            yield tree.code(left)
