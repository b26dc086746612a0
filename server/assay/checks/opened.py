"""Declarations that make objects of what a container holds, and what has to be asked about them.

`object` in a type may be an honest answer: of what a container holds nothing is known, and nothing that is done with it
asks for more. It may be written where a patch declares a variable of a function, or one with a private name, that had
no annotation, to hold objects: `set[object]`, also as one of several types where it is given several things, and never
`object` alone. A parameter, a return or what others may name stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.checks.trees import ChangedFile
from assay.core.text import Span
from assay.syntax.bindings import Binding, bindings_of
from assay.syntax.container_writes import filled
from assay.syntax.containers import empty_container
from assay.syntax.privacy import is_private
from assay.syntax.scopes import function_of, innermost_class, scopes
from assay.syntax.tree import Node, Tree, captured
from assay.tools.revealing import class_name, members, mentions_object, parts

_DICTS = frozenset(
    ("dict", "defaultdict", "OrderedDict", "WeakValueDictionary", "WeakKeyDictionary", "Dict", "DefaultDict")
)
_TUPLES = frozenset(("tuple", "Tuple"))
_OTHERS = frozenset(("list", "set", "frozenset", "deque", "WeakSet", "List", "Set", "FrozenSet", "Deque"))
_ITERATORS = frozenset(
    ("Generator", "Iterable", "Iterator", "chain", "cycle", "dropwhile", "enumerate", "filter", "islice", "map",
     "reversed", "starmap", "takewhile", "zip")
)  # fmt: skip
_SCOPES = ("function_definition", "class_definition")


@dataclass(frozen=True, slots=True)
class Put:
    """What is put into a part of a variable; or all that it is given, where one of its types is meant, by its class."""

    nodes: tuple[Node, ...]
    head: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A variable that a patch declares to hold objects: where it is first bound before, and where it is declared."""

    path: PurePosixPath
    before: Tree
    after: Tree
    first: Binding
    declared: Node
    annotation: Span

    @property
    def name(self) -> str:
        """The variable as it stands there."""
        return self.after.code(self.declared)

    @property
    def kind(self) -> str:
        """Its type now."""
        return _unquoted(self.after.text[self.annotation.start : self.annotation.end])

    def reads(self) -> tuple[tuple[Node, Node], ...] | None:
        """Where it is read, before and after; None where the patch changes more than its type."""
        return _pairs(_reads(self.before, self.first.target), _reads(self.after, self.declared))

    def shown(self, *, returned: bool) -> tuple[tuple[Node, Node], ...] | None:
        """What comes of it and goes to what others name, before and after; None where the patch changes more.

        That is what a public attribute or variable is given; and, where a checker tells the type of what is
        `returned` from the body, that too.
        """
        old = _shown(self.before, self.first.target, returned=returned)
        return _pairs(old, _shown(self.after, self.declared, returned=returned))

    def put(self) -> tuple[Put, ...] | None:
        """For each of its parts that are objects what is put in there, before; None where not all can be seen."""
        value, target = self.first.value, self.first.target
        if value is None:
            return None
        several = members(self.kind)
        heads = [class_name(each) for each in several if mentions_object(each)]
        if len(several) > 1 or set(heads) & (_TUPLES | _ITERATORS):
            bound = (each.value for each, _ in _bindings(self.before, target))
            given = tuple(each for each in (*bound, *_added(self.before, target)) if each is not None)
            return tuple(Put(given, head if len(several) > 1 else "") for head in heads)
        container = empty_container(self.before, target, value)
        found = None if container is None else filled(self.before, container)
        if found is None:
            return None
        wanted = _open_parts(self.kind)
        return tuple(Put(tuple(each.node for each in found[1] if each.part in names)) for names in wanted)


def openings(files: Iterable[ChangedFile]) -> tuple[Opening, ...]:
    """All of them that may be."""
    found: list[Opening] = []
    for file in files:
        if file.before is not None and file.after is not None:
            found += _openings(file.path, file.before, file.after)
    return tuple(found)


def _openings(path: PurePosixPath, before: Tree, after: Tree) -> Iterator[Opening]:
    for assignment in captured(after.root, "(assignment type: (type)) @assignment"):
        left, kind = assignment.child_by_field_name("left"), assignment.child_by_field_name("type")
        if left is None or kind is None or left.type not in ("identifier", "attribute"):
            continue
        written = _unquoted(after.code(kind))
        if not _holds_objects(written) or not is_private(after, left):
            continue
        scope = _scope(before, _qualified(after, left), left)
        old = [] if scope is None else list(_bound(before, scope, after.code(left), left.type))
        now = list(_bindings(after, left))
        declared = [each for each, is_declared in now if is_declared]
        if not old or any(is_declared for _, is_declared in old) or len(declared) != 1:
            continue
        if len(old) == 1 and len(members(written)) > 1:
            continue
        right, value = assignment.child_by_field_name("right"), old[0][0].value
        if right is None or (value is not None and after.code(right) == before.code(value)):
            yield Opening(path, before, after, old[0][0], left, after.span(kind))


def _holds_objects(kind: str) -> bool:
    """Whether it is a container, or may be one, and `object` stands in it as what a container holds."""
    several = members(kind)
    if len(several) > 1:
        return mentions_object(kind) and all(_holds_objects(each) for each in several if mentions_object(each))
    head, arguments = class_name(kind), parts(kind)[1]
    if not arguments or head not in _DICTS | _TUPLES | _OTHERS | _ITERATORS or not mentions_object(kind):
        return False
    return all(each == "object" or not mentions_object(each) or _holds_objects(each) for each in arguments)


def _unquoted(kind: str) -> str:
    """What a type in quotes says."""
    return kind[1:-1] if kind[:1] in ("'", '"') and kind[-1:] == kind[:1] else kind


def _open_parts(kind: str) -> list[tuple[str, ...]]:
    """The names of what goes to each part in which there is an object."""
    names: tuple[tuple[str, ...], ...] = (("element", "elements"),)
    if class_name(kind) in _DICTS:
        names = (("key", "items"), ("value", "items", "inner element", "inner elements"))
    return [each for each, part in zip(names, parts(kind)[1], strict=False) if mentions_object(part)]


def _pairs(old: list[Node], new: list[Node]) -> tuple[tuple[Node, Node], ...] | None:
    return tuple(zip(old, new, strict=True)) if len(old) == len(new) else None


def _holder(target: Node) -> Node | None:
    """The function, class or module of a name; the class of an attribute."""
    return function_of(target) if target.type == "identifier" else innermost_class(target)


def _qualified(tree: Tree, target: Node) -> str | None:
    """The name of the only function or class so called whose variable it is; of the module none."""
    holder = _holder(target)
    if holder is None or holder.type not in (*_SCOPES, "module"):
        return None
    every = scopes(tree)
    name = next((each.qualified for each in every if each.node == holder), "")
    return name if sum(each.qualified == name for each in every) <= 1 else None


def _scope(tree: Tree, qualified: str | None, target: Node) -> Node | None:
    """What is called so in another tree."""
    holder = _holder(target)
    if qualified is None or holder is None:
        return None
    if holder.type == "module":
        return tree.root
    found = [each.node for each in scopes(tree) if each.qualified == qualified]
    return found[0] if len(found) == 1 else None


def _bindings(tree: Tree, target: Node) -> Iterator[tuple[Binding, bool]]:
    """Each binding of the variable, and whether it has an annotation."""
    holder = _holder(target)
    return iter(()) if holder is None else _bound(tree, holder, tree.code(target), target.type)


def _bound(tree: Tree, holder: Node, name: str, kind: str) -> Iterator[tuple[Binding, bool]]:
    for assignment in captured(holder, "(assignment) @assignment"):
        for each in bindings_of(assignment):
            if each.target.type == kind and tree.code(each.target) == name and _holder(each.target) == holder:
                yield each, assignment.child_by_field_name("type") is not None


def _added(tree: Tree, target: Node) -> Iterator[Node]:
    """What is added to a variable in place."""
    for assignment in captured(_holder(target) or tree.root, "(augmented_assignment) @assignment"):
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if left is not None and right is not None and tree.code(left) == tree.code(target):
            yield right


def _mentions(tree: Tree, within: Node, names: Iterable[str]) -> Iterator[Node]:
    """Where one of the variables is named."""
    wanted = set(names)
    for node in captured(within, "[(identifier) (attribute)] @name"):
        parent = node.parent
        is_whole = parent is None or parent.child_by_field_name("attribute") != node
        if is_whole and tree.code(node) in wanted and not _is_key(node):
            yield node


def _is_key(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "keyword_argument" and parent.child_by_field_name("name") == node


def _reads(tree: Tree, target: Node) -> list[Node]:
    """What is read of it: an element, what a method gives, or the whole."""
    found: list[Node] = []
    for node in _mentions(tree, _holder(target) or tree.root, (tree.code(target),)):
        read = _read(node)
        if read is not None:
            found.append(read)
    return found


def _read(node: Node) -> Node | None:
    """The expression that is read at a mention; None where it is assigned, or only something is put in."""
    parent = node.parent
    call = None if parent is None else parent.parent
    if parent is None or parent.child_by_field_name("left") == node or parent.type == "delete_statement":
        return None
    if parent.type == "subscript" and parent.child_by_field_name("value") == node:
        is_target = call is None or call.child_by_field_name("left") == parent or call.type == "delete_statement"
        return None if is_target else parent
    if parent.type == "attribute" and call is not None and call.type == "call":
        is_statement = call.parent is None or call.parent.type == "expression_statement"
        return None if is_statement or call.child_by_field_name("function") != parent else call
    return None if parent.type in ("attribute", "pattern_list", "tuple_pattern", "parameters") else node


def _shown(tree: Tree, target: Node, *, returned: bool) -> list[Node]:
    """What is made of the variable and given to a public name, or returned where no type says what."""
    holder = _holder(target) or tree.root
    names = _made_of_it(tree, holder, tree.code(target))
    found = [
        value
        for assignment in captured(holder, "(assignment) @assignment")
        if assignment.child_by_field_name("type") is None
        for each, value in _given(assignment)
        if not is_private(tree, each) and any(_mentions(tree, value, names))
    ]
    if returned and holder.type == "function_definition" and holder.child_by_field_name("return_type") is None:
        for statement in captured(holder, "[(return_statement) (yield)] @statement"):
            values = [each for each in statement.named_children if each.type != "comment"]
            if len(values) == 1 and function_of(statement) == holder and any(_mentions(tree, values[0], names)):
                found.append(values[0])
    return found


def _made_of_it(tree: Tree, holder: Node, name: str) -> frozenset[str]:
    """The variable, and those whose values are made of it."""
    names = {name}
    places = captured(holder, "[(assignment) (for_statement) (for_in_clause)] @place")
    while True:
        more = {
            tree.code(each)
            for place in places
            for each, value in _given(place)
            if each.type == "identifier" and any(_mentions(tree, value, names))
        }
        if more <= names:
            return frozenset(names)
        names |= more


def _given(place: Node) -> Iterator[tuple[Node, Node]]:
    """Each target of an assignment or a loop, with the value of which it gets at least a part."""
    left, right = place.child_by_field_name("left"), place.child_by_field_name("right")
    if left is None or right is None:
        return
    told = [(each.target, each.value) for each in bindings_of(place) if each.value is not None]
    if told:
        yield from told
    elif left.type in ("identifier", "attribute"):
        yield left, right
    else:
        yield from ((each, right) for each in captured(left, "(identifier) @name"))
