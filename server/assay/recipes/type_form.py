"""Type form: an annotation is written as a value looks, or names a module in place of its class.

What it does: writes the type that the form stands for: `[int]` and `list(int)` as `list[int]`, `(int, str)` as
`tuple[int, str]`, `{str: int}` as `dict[str, int]`, `int or None` as an Optional, and a parameter's `datetime` as
`datetime.datetime` where `datetime` is the module, and no other class of it has all that the function reads of the
parameter. What could mean several things it leaves alone, `any` and `callable` among them: what they stand for admits
anything, and would only hide the question.

When it is offered: at an annotation that the type checker does not take for a type.

For example,

    def lengths(texts: [str]) -> {str: int}:
        return {text: len(text) for text in texts}

becomes

    def lengths(texts: list[str]) -> dict[str, int]:
        return {text: len(text) for text in texts}

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether code that reads annotations when the program runs went by the old form.
"""

from __future__ import annotations

import array
import datetime as dt
import socket
from collections.abc import Hashable, Iterator
from types import MappingProxyType

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.spelling import GENERIC_BUILTINS
from assay.recipes.typing_import import imported, optional_spelling
from assay.recipes.wording.read import means
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.python_floor import lowest_python

NAME = "type_form"

UNVERIFIED = "No check tells whether code that reads annotations when the program runs went by the old form."

_MODULES = MappingProxyType({module.__name__: module for module in (array, dt, socket)})
"""Modules of the standard library with a class of their own name, which an annotation can mean."""

_PARAMETERS = ("typed_parameter", "typed_default_parameter")
_CALLED = frozenset(("list", "set", "frozenset", "dict", "tuple", "type"))


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether what stands in an annotation is no type."""
    return means(diagnostic, "not a type")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Write this as a type"


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """Every error in one signature: what is wrong in one way mostly is in its neighbours too."""
    tree = sources.tree(diagnostic.path)
    annotation = None if tree is None else _annotation(tree, diagnostic)
    return None if annotation is None else _holder(annotation).start_byte


def propose(question: Question) -> Proposal | None:
    """The annotations of the place as types; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    floor = lowest_python(question.snapshot, path)
    if tree is None or question.failures or (floor is not None and floor < GENERIC_BUILTINS):
        return None
    annotation = _annotation(tree, question.target.diagnostics[0])
    if annotation is None:
        return None
    edits = [edit for each in _annotations(_holder(annotation)) for edit in _edits(tree, each)]
    if not edits:
        return None
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, sorted(set(edits))))
    return Proposal(Patch((change,)), NAME, "What stands in the annotation is a value; this is its type.", UNVERIFIED)


def _annotation(tree: Tree, diagnostic: Diagnostic) -> Node | None:
    """The annotation that the error stands in; of a function's return where it stands at the function itself."""
    start = tree.lines.offset(diagnostic.start)
    for node in outwards(tree.at(Span(start, start + 1))):
        if node.type == "type":
            return node
        if node.type == "function_definition":
            return node.child_by_field_name("return_type") or next(_annotations(node), None)
    return None


def _holder(annotation: Node) -> Node:
    """The function whose signature holds it, or the annotation itself."""
    for node in outwards(annotation):
        if node.type == "function_definition":
            return node
        if node.type in ("block", "module"):
            break
    return annotation


def _annotations(holder: Node) -> Iterator[Node]:
    if holder.type == "type":
        yield holder
        return
    parameters = holder.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        if (annotation := parameter.child_by_field_name("type")) is not None:
            yield annotation
    if (returned := holder.child_by_field_name("return_type")) is not None:
        yield returned


def _edits(tree: Tree, annotation: Node) -> Iterator[TextEdit]:
    """The annotation as a type; nothing where it is one, or where its form says too little."""
    inner = annotation.named_children[0] if annotation.named_child_count == 1 else None
    if inner is None:
        return
    if inner.type == "boolean_operator":
        yield from _optional(tree, inner)
    elif (text := _text(tree, inner)) is not None:
        yield TextEdit(tree.span(inner), text)


def _text(tree: Tree, form: Node) -> str | None:
    parts = [child for child in form.named_children if child.type != "comment"]
    match form.type:
        case "list" if len(parts) == 1:
            return f"list[{_part(tree, parts[0])}]"
        case "tuple" if len(parts) > 1:
            return f"tuple[{', '.join(_part(tree, part) for part in parts)}]"
        case "dictionary" if len(parts) == 1 and parts[0].type == "pair":
            key, value = parts[0].named_children[:2]
            return f"dict[{_part(tree, key)}, {_part(tree, value)}]"
        case "call":
            return _of_call(tree, form)
        case "identifier" if tree.code(form) in _MODULES and _is_its_class(tree, form):
            return _of_module(tree, form)
        case _:
            return None


def _part(tree: Tree, form: Node) -> str:
    return _text(tree, form) or tree.code(form)


def _of_call(tree: Tree, call: Node) -> str | None:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or tree.code(function) not in _CALLED:
        return None
    given = [child for child in arguments.named_children if child.type != "comment"]
    plain = given and all(child.type in ("identifier", "attribute", "subscript", "list", "call") for child in given)
    return f"{tree.code(function)}[{', '.join(_part(tree, each) for each in given)}]" if plain else None


def _of_module(tree: Tree, name: Node) -> str | None:
    """The class of a module that is imported as such."""
    text = tree.code(name)
    return f"{text}.{text}" if any(each.origin == text and each.bound == text for each in imported(tree)) else None


def _is_its_class(tree: Tree, name: Node) -> bool:
    """Whether what is read of the parameter is had by the module's class of its own name, and by no other of it."""
    parameter = next((node for node in outwards(name) if node.type in _PARAMETERS), None)
    function = next((node for node in outwards(name) if node.type == "function_definition"), None)
    body = None if function is None else function.child_by_field_name("body")
    called = None if parameter is None else parameter.child_by_field_name("name") or parameter.named_children[0]
    if body is None or called is None or called.start_byte > name.start_byte:
        return False
    accesses = captured(body, "(attribute object: (identifier) attribute: (identifier)) @access")
    read = {
        tree.code(attribute)
        for access in accesses
        if (owner := access.child_by_field_name("object")) is not None and tree.code(owner) == tree.code(called)
        if (attribute := access.child_by_field_name("attribute")) is not None
    }
    classes = [each for each in vars(_MODULES[tree.code(name)]).values() if isinstance(each, type)]
    having = {each for each in classes if read <= set(dir(each))}
    return {each.__name__ for each in having} == {tree.code(name)}


def _optional(tree: Tree, form: Node) -> Iterator[TextEdit]:
    """`int or None` as an Optional; no other `or` says which of the two is meant."""
    left, right = form.child_by_field_name("left"), form.child_by_field_name("right")
    if left is None or right is None or not any(child.type == "or" for child in form.children):
        return
    others = [side for side in (left, right) if side.type != "none"]
    spelling = optional_spelling(tree, tree.offset(form.start_byte), evaluated=True)
    if len(others) == 1 and others[0].type in ("identifier", "attribute", "subscript") and spelling is not None:
        yield TextEdit(tree.span(form), f"{spelling.name}[{tree.code(others[0])}]")
        yield from spelling.edits


RECIPE = Recipe(NAME, recognises, title, cause, propose)
