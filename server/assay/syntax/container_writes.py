"""All that is put into a container that begins empty.

Everything that is put in has to be seen: one place at which something unknown comes in, or the container is handed to
others, and its type would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assay.syntax.bindings import bindings_of, is_chained
from assay.syntax.containers import MAPPINGS, Container, Operand, Part, empty_container
from assay.syntax.scopes import function_of, innermost_class, outwards
from assay.syntax.tree import Node, Tree, captured

_METHODS: dict[str, tuple[Part, ...]] = {
    "append": ("element",),
    "appendleft": ("element",),
    "add": ("element",),
    "extend": ("elements",),
    "extendleft": ("elements",),
    "insert": (),
    "setdefault": ("key", "value"),
}


def filled(tree: Tree, container: Container) -> tuple[Container, tuple[Operand, ...]] | None:
    """The container with all that is put in; None where not everything can be seen.

    A dictionary whose values begin empty themselves is one of lists or sets.
    """
    put = operands(tree, container)
    if put is None or container.inner:
        return None if put is None else (container, put)
    inner = {_inner(tree, each.node) for each in put if each.part == "value"}
    if len(inner) == 1 and (kind := inner.pop()):
        held = replace(container, inner=kind)
        put = operands(tree, held)
        return None if put is None else (held, tuple(each for each in put if not _inner(tree, each.node)))
    return container, put


def _inner(tree: Tree, value: Node) -> str:
    """The kind of an empty list or set that is a value."""
    found = empty_container(tree, value, value)
    return found.kind if found is not None and found.kind in ("list", "set") else ""


def operands(tree: Tree, container: Container) -> tuple[Operand, ...] | None:
    """All that is put into a container behind its beginning; None where not everything can be seen."""
    found: list[Operand] = []
    for use in _uses(container.target):
        put = _put(tree, container, use)
        if put is None:
            return None
        found += put
    return tuple(found)


def _uses(target: Node) -> Iterator[Node]:
    """Where the same thing stands again: the name in its scope, the attribute in its class."""
    text = target.text
    if target.type == "identifier":
        scope = function_of(target)
        for node in captured(scope, "(identifier) @name"):
            if node.text == text and node != target and _is_same_name(node):
                yield node
        if scope.type == "class_definition":
            yield from _uses_of_attribute(scope, target)
        return
    holder = innermost_class(target)
    for node in captured(holder, "(attribute) @attribute") if holder is not None else ():
        if node.text == text and node != target:
            yield node


def _uses_of_attribute(holder: Node, target: Node) -> Iterator[Node]:
    """Where an attribute that stands in the body of a class is named: by `self`, `cls`, or the class in the file."""
    name = holder.child_by_field_name("name")
    *_, root = outwards(holder)
    for node in captured(root, "(attribute object: (identifier) @owner attribute: (identifier) @name) @attribute"):
        if node.type != "attribute":
            continue
        owner, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if owner is None or attribute is None or attribute.text != target.text:
            continue
        is_its_own = owner.text in (b"self", b"cls") and holder.start_byte <= node.start_byte < holder.end_byte
        if is_its_own or (name is not None and owner.text == name.text):
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
            found = _by_assignment(tree, container, parent, use)
        case "augmented_assignment" if parent is not None and parent.child_by_field_name("left") == use:
            found = _by_operator(container, parent)
        case "pattern_list" | "tuple_pattern" if parent is not None:
            around = parent.parent
            found = (
                None if around is None or around.type != "assignment" else _by_assignment(tree, container, around, use)
            )
        case "for_statement" | "for_in_clause" if parent is not None:
            found = None if parent.child_by_field_name("left") == use else []
        case _:
            pass
    return found


def _by_method(tree: Tree, container: Container, attribute: Node) -> list[Operand] | None:
    name, call = attribute.child_by_field_name("attribute"), attribute.parent
    if name is None or call is None:
        return []
    if call.type != "call" or call.child_by_field_name("function") != attribute:
        return _by_alias(container, attribute, tree.code(name))
    return _by_call(tree, container, call, tree.code(name))


def _by_call(tree: Tree, container: Container, call: Node, method: str) -> list[Operand] | None:
    given, each = _arguments(call), _of_generator(call)
    if given is None and each is not None and method in ("extend", "update") and container.kind not in MAPPINGS:
        return [Operand(each, "element")]
    if given is None:
        return None if method in _METHODS or method == "update" else []
    if method == "update":
        part: Part = "items" if container.kind in MAPPINGS else "elements"
        return [Operand(node, part) for node in given]
    if method == "insert" and len(given) == 2:
        return [Operand(given[1], "element")]
    if method == "setdefault" and container.inner in ("list", "set") and (outer := call.parent) is not None:
        return _by_inner_method(tree, outer, [Operand(given[0], "key")]) if outer.type == "attribute" else None
    parts = _METHODS.get(method, ())
    return [Operand(node, part) for node, part in zip(given, parts, strict=False)]


def _by_alias(container: Container, attribute: Node, method: str) -> list[Operand] | None:
    """`add = found.append`, and all that is put in by that name; None where the method goes elsewhere."""
    if method not in _METHODS and method not in ("update", "extend"):
        return []
    assignment = attribute.parent
    name = None if assignment is None or assignment.type != "assignment" else assignment.child_by_field_name("left")
    parts = _METHODS.get(method, ())
    if name is None or name.type != "identifier" or not parts or container.inner:
        return None
    put: list[Operand] = []
    for node in captured(function_of(attribute), "(identifier) @name"):
        call = node.parent
        if node.text != name.text or node == name or call is None or not _is_same_name(node):
            continue
        given = _arguments(call) if call.type == "call" and call.child_by_field_name("function") == node else None
        if given is None or len(given) != len(parts):
            return None
        put += [Operand(each, part) for each, part in zip(given, parts, strict=True)]
    return put


def _of_generator(call: Node) -> Node | None:
    """What a generator yields that is the only argument, without brackets of its own."""
    listed = call.child_by_field_name("arguments")
    return None if listed is None or listed.type != "generator_expression" else listed.child_by_field_name("body")


def _by_index(tree: Tree, container: Container, subscript: Node) -> list[Operand] | None:
    keys, around = subscript.children_by_field_name("subscript"), subscript.parent
    if len(keys) != 1 or keys[0].type == "slice" or around is None:
        return []
    key = [Operand(keys[0], "key")] if container.kind in MAPPINGS else []
    assigned = around.child_by_field_name("left") == subscript
    found: list[Operand] | None = []
    match around.type:
        case "assignment" if assigned:
            right = around.child_by_field_name("right")
            while right is not None and right.type == "assignment":
                right = right.child_by_field_name("right")
            part: Part = "value" if container.kind in MAPPINGS else "element"
            found = None if right is None else [*key, Operand(right, part)]
        case "augmented_assignment" if assigned and container.inner in ("", "int", "float", "str"):
            found = key  # what it becomes is made of what it was
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


def _by_assignment(tree: Tree, container: Container, assignment: Node, use: Node) -> list[Operand] | None:
    """Another value for the same name: an empty container again, or one whose elements count as put in."""
    found = next((each for each in bindings_of(assignment) if each.target == use), None)
    if found is None or found.value is None or is_chained(assignment) or container.inner:
        return None
    other = empty_container(tree, use, found.value)
    if other is not None:
        return [] if other.kind == container.kind else None
    if found.value.type == "none":
        return None
    return [Operand(found.value, "items" if container.kind in MAPPINGS else "elements")]


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
    if container.kind in MAPPINGS:
        return [Operand(right, "items")] if operator == "|=" else None
    return [Operand(right, "elements")]


def _arguments(call: Node) -> list[Node] | None:
    """The positional arguments of a call; None where there are others."""
    listed = call.child_by_field_name("arguments")
    if listed is None or listed.type != "argument_list":
        return None
    given = [child for child in listed.named_children if child.type != "comment"]
    special = ("keyword_argument", "list_splat", "dictionary_splat")
    return None if any(child.type in special for child in given) else given
