"""A container that begins empty: where it stands, what is put into it, and which type that makes.

Everything that is put in has to be seen: one place at which something unknown comes in, or the container is handed to
others, and its type would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assay.recipes.none_values import function_of
from assay.recipes.revealed import NONE, Type, joined
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

Part = Literal["element", "key", "value", "elements", "items", "inner element", "inner elements"]
"""What an operand is to the container: one of its elements, or something that holds many of them."""

_EMPTY: dict[str, str] = {
    "list": "list", "set": "set", "dict": "dict", "frozenset": "frozenset", "collections.deque": "collections.deque",
    "deque": "collections.deque", "collections.OrderedDict": "collections.OrderedDict",
    "OrderedDict": "collections.OrderedDict", "collections.defaultdict": "collections.defaultdict",
    "defaultdict": "collections.defaultdict",
}  # fmt: skip
_MAPPINGS = frozenset(("dict", "collections.OrderedDict", "collections.defaultdict"))
_INNER = frozenset(("list", "set", "int", "float", "str", "dict"))
_METHODS: dict[str, tuple[Part, ...]] = {
    "append": ("element",),
    "appendleft": ("element",),
    "add": ("element",),
    "extend": ("elements",),
    "extendleft": ("elements",),
    "insert": (),
    "setdefault": ("key", "value"),
}
_ITERABLES = frozenset(
    ("list", "set", "frozenset", "tuple", "collections.deque", "typing.Iterator", "typing.Iterable", "typing.Generator",
     "typing.Sequence", "typing.KeysView", "typing.ValuesView", "dict", "_collections_abc.dict_keys",
     "_collections_abc.dict_values", "filter", "map", "range", "enumerate", "zip", "reversed")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Container:
    """One of them. `kind` is its class by its full name, `inner` that of a defaultdict's values."""

    target: Node
    kind: str
    inner: str = ""


@dataclass(frozen=True, slots=True)
class Operand:
    """Something that is put in: the expression, and what it is to the container."""

    node: Node
    part: Part


def container_at(tree: Tree, row: int, name: str) -> Container | None:
    """The empty container that is assigned to a name or an attribute of `self` on a row."""
    for assignment in captured(tree.root, "(assignment) @assignment"):
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if left is None or right is None or left.start_point[0] != row or assignment.child_by_field_name("type"):
            continue
        if assignment.parent is not None and assignment.parent.type == "assignment":
            continue  # of several targets none can be annotated
        if tree.code(left).removeprefix("self.") == name and left.type in ("identifier", "attribute"):
            return _container(tree, left, right)
    return None


def filled(tree: Tree, container: Container) -> tuple[Container, tuple[Operand, ...]] | None:
    """The container with all that is put in; None where not everything can be seen.

    A dictionary whose values begin empty themselves is one of lists or sets.
    """
    put = _operands(tree, container)
    if put is None or container.inner:
        return None if put is None else (container, put)
    inner = {_inner(tree, each.node) for each in put if each.part == "value"}
    if len(inner) == 1 and (kind := inner.pop()):
        held = replace(container, inner=kind)
        put = _operands(tree, held)
        return None if put is None else (held, tuple(each for each in put if not _inner(tree, each.node)))
    return container, put


def _inner(tree: Tree, value: Node) -> str:
    """The kind of an empty list or set that is a value."""
    found = _container(tree, value, value)
    return found.kind if found is not None and found.kind in ("list", "set") else ""


def _operands(tree: Tree, container: Container) -> tuple[Operand, ...] | None:
    found: list[Operand] = []
    for use in _uses(container.target):
        put = _put(tree, container, use)
        if put is None:
            return None
        found += put
    return tuple(found)


def type_of(container: Container, told: Sequence[tuple[Part, Type]]) -> Type | None:
    """The container's type, from what its operands were revealed to be; None where a part stays unknown."""
    parts: dict[str, list[Type]] = {"element": [], "key": [], "value": [], "inner element": []}
    for part, kind in told:
        split = _split(part, kind)
        if split is None:
            return None
        for name, each in split.items():
            parts[name].append(each)
    return _made(container, {name: joined(each) for name, each in parts.items() if each})


def _made(container: Container, parts: Mapping[str, Type]) -> Type | None:
    if container.kind not in _MAPPINGS:
        return Type(container.kind, (parts["element"],)) if set(parts) == {"element"} and _is_known(parts) else None
    value = parts.get("value")
    if container.inner in ("list", "set"):
        inner = parts.get("inner element")
        value = None if inner is None or value is not None else Type(container.inner, (inner,))
    elif container.inner and (value is None or value == Type(container.inner)):
        value = Type(container.inner)
    key = parts.get("key")
    if key is None or value is None or not _is_known(parts):
        return None
    return Type(container.kind, (key, value))


def _is_known(parts: Mapping[str, Type]) -> bool:
    """Whether each part is of few enough types, and not of None alone."""
    return all(len(each.members) <= 3 and each != NONE for each in parts.values())


def _split(part: Part, kind: Type) -> dict[str, Type] | None:
    match part:
        case "elements" | "inner elements":
            element = _element(kind)
            return None if element is None else {part.removesuffix("s"): element}
        case "items":
            is_mapping = kind.name in _MAPPINGS and len(kind.arguments) == 2
            return {"key": kind.arguments[0], "value": kind.arguments[1]} if is_mapping else None
        case _:
            return {part: kind}


def _element(kind: Type) -> Type | None:
    """What an iterable yields, where its name tells."""
    if kind.name == "str":
        return Type("str")
    if kind.name == "range":
        return Type("int")
    if kind.name == "tuple":
        inner = [each for each in kind.arguments if each.name != "..."]
        return joined(inner) if inner else None
    return kind.arguments[0] if kind.name in _ITERABLES and kind.arguments else None


def _container(tree: Tree, left: Node, right: Node) -> Container | None:
    if right.type in ("list", "dictionary") and not right.named_children:
        return Container(left, "list" if right.type == "list" else "dict")
    function = right.child_by_field_name("function") if right.type == "call" else None
    arguments = right.child_by_field_name("arguments") if right.type == "call" else None
    kind = _EMPTY.get(tree.code(function)) if function is not None else None
    if kind is None or arguments is None:
        return None
    given = arguments.named_children
    if kind == "collections.defaultdict":
        inner = tree.code(given[0]) if len(given) == 1 else ""
        return Container(left, kind, inner) if inner in _INNER else None
    return Container(left, kind) if not given else None


def _uses(target: Node) -> Iterator[Node]:
    """Where the same thing stands again: the name in its scope, the attribute in its class."""
    text = target.text
    if target.type == "identifier":
        scope = function_of(target)
        for node in captured(scope, "(identifier) @name"):
            if node.text == text and node != target and _is_same_name(node):
                yield node
        return
    holder = next((node for node in outwards(target) if node.type == "class_definition"), None)
    for node in captured(holder, "(attribute) @attribute") if holder is not None else ():
        if node.text == text and node != target:
            yield node


def _is_same_name(node: Node) -> bool:
    parent = node.parent
    if parent is None or (parent.type == "attribute" and parent.child_by_field_name("attribute") == node):
        return False
    return not (parent.type == "keyword_argument" and parent.child_by_field_name("name") == node)


def _put(tree: Tree, container: Container, use: Node) -> list[Operand] | None:
    """What a use puts in; nothing for one that only reads. None for one that may put in anything."""
    parent = use.parent
    found: list[Operand] | None = []  # it is read, returned or handed on: the checker sees whether that fits
    match parent.type if parent is not None else "":
        case "attribute" if parent is not None:
            found = _by_method(tree, container, parent)
        case "subscript" if parent is not None and parent.child_by_field_name("value") == use:
            found = _by_index(tree, container, parent)
        case "assignment" if parent is not None and parent.child_by_field_name("left") == use:
            found = _by_assignment(tree, container, parent)
        case "augmented_assignment" if parent is not None and parent.child_by_field_name("left") == use:
            found = _by_operator(container, parent)
        case "pattern_list" | "tuple_pattern" | "for_statement" | "for_in_clause" if parent is not None:
            found = None if _is_bound(parent, use) else []
        case _:
            pass
    return found


def _is_bound(parent: Node, use: Node) -> bool:
    return parent.type in ("pattern_list", "tuple_pattern") or parent.child_by_field_name("left") == use


def _by_method(tree: Tree, container: Container, attribute: Node) -> list[Operand] | None:
    name, call = attribute.child_by_field_name("attribute"), attribute.parent
    if name is None or call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        return []
    method, given = tree.code(name), _arguments(call)
    if given is None:
        return None if method in _METHODS or method == "update" else []
    if method == "update":
        part: Part = "items" if container.kind in _MAPPINGS else "elements"
        return [Operand(node, part) for node in given]
    if method == "insert" and len(given) == 2:
        return [Operand(given[1], "element")]
    if method == "setdefault" and container.inner in ("list", "set") and (outer := call.parent) is not None:
        return _by_inner_method(tree, outer, [Operand(given[0], "key")]) if outer.type == "attribute" else None
    parts = _METHODS.get(method, ())
    return [Operand(node, part) for node, part in zip(given, parts, strict=False)]


def _by_index(tree: Tree, container: Container, subscript: Node) -> list[Operand] | None:
    keys, around = subscript.children_by_field_name("subscript"), subscript.parent
    if len(keys) != 1 or keys[0].type == "slice" or around is None:
        return []
    key = [Operand(keys[0], "key")] if container.kind in _MAPPINGS else []
    assigned = around.child_by_field_name("left") == subscript
    found: list[Operand] | None = []
    match around.type:
        case "assignment" if assigned:
            right = around.child_by_field_name("right")
            part: Part = "value" if container.kind in _MAPPINGS else "element"
            found = None if right is None or right.type == "assignment" else [*key, Operand(right, part)]
        case "augmented_assignment" if assigned and container.inner in ("int", "float", "str"):
            found = key
        case "augmented_assignment" if assigned:
            found = _by_operator(container, around, inner=True, key=key)
        case "attribute" if container.inner in ("list", "set"):
            found = _by_inner_method(tree, around, key)
        case _:
            pass
    return found


def _by_inner_method(tree: Tree, attribute: Node, key: list[Operand]) -> list[Operand] | None:
    name, call = attribute.child_by_field_name("attribute"), attribute.parent
    if name is None or call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        return []
    given, method = _arguments(call), tree.code(name)
    if method not in ("append", "add", "extend", "update"):
        return []
    if given is None or len(given) != 1:
        return None
    part: Part = "inner element" if method in ("append", "add") else "inner elements"
    return [*key, Operand(given[0], part)]


def _by_assignment(tree: Tree, container: Container, assignment: Node) -> list[Operand] | None:
    """Another value for the same name: the same empty container again, or anything."""
    left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if left is None or right is None:
        return None
    other = _container(tree, left, right)
    return [] if other is not None and other.kind == container.kind else None


def _by_operator(
    container: Container, assignment: Node, *, inner: bool = False, key: Sequence[Operand] = ()
) -> list[Operand] | None:
    """`x += more`, and for the values of a defaultdict `x[key] += more`."""
    right = assignment.child_by_field_name("right")
    operator = next((child.type for child in assignment.children if child.type.endswith("=")), "")
    if right is None or operator not in ("+=", "|="):
        return None
    if inner:
        return [*key, Operand(right, "inner elements")] if container.inner in ("list", "set") else None
    return None if container.kind in _MAPPINGS else [Operand(right, "elements")]


def _arguments(call: Node) -> list[Node] | None:
    """The positional arguments of a call; None where there are others."""
    listed = call.child_by_field_name("arguments")
    if listed is None or listed.type != "argument_list":
        return None
    given = [child for child in listed.named_children if child.type != "comment"]
    special = ("keyword_argument", "list_splat", "dictionary_splat")
    return None if any(child.type in special for child in given) else given
