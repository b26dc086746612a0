"""What the statements of a block need of the version of Python: modules, their names, builtins and names of those.

A statement that may fail in any other way ends what is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from assay.syntax.scopes import parameters
from assay.syntax.tree import Node, Tree
from assay.tools.python_floor import Version
from assay.tools.standard_library import Life, builtin, builtin_member, member, module

_CONSTANTS = ("none", "true", "false", "integer", "float", "string", "ellipsis")
_GROUPS = ("tuple", "list", "expression_list")
_LEAVES = ("return_statement", "break_statement", "continue_statement")
_CLASSES = {"dictionary": "dict", "list": "list", "string": "str"}
"""The class of a plain value, by how it is written."""

_NO_MODULES: Version = (3, 6)
"""Before this version there is no `ModuleNotFoundError`."""


@dataclass(frozen=True, slots=True)
class Need:
    """A name that a statement asks for, and when it is there.

    It is a module; a member of one that is imported; a builtin; or an attribute of a module or of a builtin class. The
    `owner` is the module or class, empty for what has none; `node` is where it is asked for, or the name that the
    expression begins with.
    """

    kind: Literal["module", "member", "builtin", "attribute"]
    owner: str
    name: str
    life: Life
    node: Node

    def raises(self, version: Version) -> tuple[str, ...]:
        """The exceptions of that version by which it can be caught that it is not there."""
        match self.kind:
            case "builtin":
                return ("NameError",)
            case "attribute":
                return ("AttributeError",)
            case "member":
                return ("ImportError",)
            case "module":
                return ("ImportError", "ModuleNotFoundError") if version >= _NO_MODULES else ("ImportError",)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a block lacks, None where it comes to its end; and whether it has bound a name by then."""

    lacks: Need | None
    bound: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """What a block does, step by step: what it needs, and by None that it binds a name; `known` to its end, or not."""

    done: tuple[Need | None, ...]
    known: bool

    @property
    def needs(self) -> tuple[Need, ...]:
        """What it needs, in order."""
        return tuple(each for each in self.done if each is not None)

    def outcome(self, version: Version) -> Outcome | None:
        """How the block ends on a version; None where that is not known."""
        bound = False
        for each in self.done:
            has = True if each is None else each.life.has(version)
            if has is None:
                return None
            if each is not None and not has:
                return Outcome(each, bound)
            bound = bound or each is None
        return Outcome(None, bound) if self.known else None


def steps(tree: Tree, block: Node) -> Steps:
    """What a block does."""
    done: list[Need | None] = []
    bound: dict[str, str] = {}
    for statement in block.named_children:
        found = _statement(tree, statement, bound)
        if found is None:
            return Steps(tuple(done), known=False)
        done += found
        if statement.type in _LEAVES:
            break
    return Steps(tuple(done), known=True)


def _statement(tree: Tree, statement: Node, bound: dict[str, str]) -> list[Need | None] | None:
    """What one statement does; `bound` are the names so far, with the module where it is one."""
    inner = [each for each in statement.named_children if each.type != "comment"]
    found: list[Need | None] | None = None
    match statement.type:
        case "comment" | "pass_statement":
            found = []
        case "import_statement":
            found = _import(tree, statement, bound)
        case "import_from_statement":
            found = _import_from(tree, statement, bound)
        case "function_definition":
            found = _definition(tree, statement, bound)
        case "expression_statement" if len(inner) == 1 and inner[0].type == "assignment":
            found = _assignment(tree, inner[0], bound)
        case "expression_statement" | "return_statement" | "break_statement" | "continue_statement":
            found = _all(_value(tree, each, bound) for each in inner)
        case _:
            pass
    return found


def _import(tree: Tree, statement: Node, bound: dict[str, str]) -> list[Need | None] | None:
    done: list[Need | None] = []
    for each in statement.children_by_field_name("name"):
        dotted, alias = _named(tree, each)
        life = module(dotted)
        if life is None:
            return None
        done += [Need("module", "", dotted, life, statement), None]
        bound[alias or dotted.partition(".")[0]] = dotted if not alias and "." not in dotted else ""
    return done


def _import_from(tree: Tree, statement: Node, bound: dict[str, str]) -> list[Need | None] | None:
    source = statement.child_by_field_name("module_name")
    owner = "" if source is None else tree.code(source)
    life = module(owner)
    if life is None:
        return None
    done: list[Need | None] = [Need("module", "", owner, life, statement)]
    for each in statement.children_by_field_name("name"):
        name, alias = _named(tree, each)
        life = member(owner, name)
        if life is None:
            return None
        done += [Need("member", owner, name, life, statement), None]
        bound[alias or name] = ""
    # whatever a module has, it can be had
    return done if len(done) > 1 else [*done, None]


def _named(tree: Tree, node: Node) -> tuple[str, str]:
    """What is imported, and the other name that it gets."""
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    return tree.code(name or node), "" if alias is None else tree.code(alias)


def _definition(tree: Tree, function: Node, bound: dict[str, str]) -> list[Need | None] | None:
    """A function that is only put down, without anything that would be worked out."""
    name = function.child_by_field_name("name")
    if name is None or function.child_by_field_name("return_type") is not None:
        return None
    if any(each.annotation is not None or not _is_constant(each.default) for each in parameters(tree, function)):
        return None
    bound[tree.code(name)] = ""
    return [None]


def _assignment(tree: Tree, assignment: Node, bound: dict[str, str]) -> list[Need | None] | None:
    """Names that are given a value, or several that are given one each."""
    left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if left is None or right is None or assignment.child_by_field_name("type") is not None:
        return None
    targets = left.named_children if left.type == "pattern_list" else [left]
    if any(each.type != "identifier" for each in targets):
        return None
    fits = left.type == "identifier" or (right.type in _GROUPS and len(right.named_children) == len(targets))
    is_chain = right.type == "assignment"
    done = _assignment(tree, right, bound) if is_chain else _all([_value(tree, right, bound)])
    if done is None or not fits:
        return None
    bound.update(dict.fromkeys(map(tree.code, targets), ""))
    return [*done, None]


def _all(found: Iterable[Sequence[Need | None] | None]) -> list[Need | None] | None:
    """All of them one after the other; None where one is not known."""
    listed = list(found)
    known = [each for each in listed if each is not None]
    return list(chain.from_iterable(known)) if len(known) == len(listed) else None


def _value(tree: Tree, node: Node, bound: dict[str, str]) -> list[Need | None] | None:
    """What an expression needs; None where it may fail in another way."""
    found: list[Need | None] | None = None
    match node.type:
        case _ if _is_constant(node):
            found = []
        case "tuple" | "list" | "parenthesized_expression" | "expression_list":
            found = _all(_value(tree, each, bound) for each in node.named_children if each.type != "comment")
        case "dictionary" if not node.named_children:
            found = []
        case "identifier":
            name = tree.code(node)
            life = builtin(name)
            if life is not None or name in bound:
                found = [] if life is None or name in bound else [Need("builtin", "", name, life, node)]
        case "attribute":
            found = _attribute(tree, node, bound)
        case _:
            pass
    return found


def _attribute(tree: Tree, node: Node, bound: dict[str, str]) -> list[Need | None] | None:
    """A name of a module, of a builtin class or of a plain value of one."""
    owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    if owner is None or name is None:
        return None
    called = tree.code(name)
    if owner.type in _CLASSES:
        is_plain = _value(tree, owner, bound) == [] and tree.code(owner)[0] in "[{'\""
        life = builtin_member(_CLASSES[owner.type], called) if is_plain else None
        return None if life is None else [Need("attribute", _CLASSES[owner.type], called, life, owner)]
    of = tree.code(owner)
    if bound.get(of, of) != of or (owner.type != "identifier" and of != "os.path"):
        return None
    if module(of) is not None:
        life = member(of, called)
        root = owner if owner.type == "identifier" else owner.named_children[0]
        return None if life is None else [Need("attribute", of, called, life, root)]
    life, class_life = builtin_member(of, called), builtin(of)
    if life is None or class_life is None:
        return None
    return [Need("builtin", "", of, class_life, owner), Need("attribute", of, called, life, owner)]


def _is_constant(node: Node | None) -> bool:
    """Whether there is no value, or one that is written out, or a function that is."""
    if node is None:
        return True
    if node.type == "lambda":
        given = node.child_by_field_name("parameters")
        return given is None or not any("default" in each.type for each in given.named_children)
    return node.type in _CONSTANTS and not any(each.type == "interpolation" for each in node.named_children)
