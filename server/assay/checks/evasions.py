"""Code that silences a judge instead of satisfying it: what a checker cannot see, what a test runner will not run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assay.checks.weakening import Weakening
from assay.syntax.annotations import quoted_annotation
from assay.syntax.tree import Node, Tree, captured

_TYPING = ("typing", "typing_extensions")
_SILENT_TYPES = {"Any", "NoReturn", "Never", "Incomplete"}
_SILENT_NAMES = {"no_type_check", "no_type_check_decorator"}
_SKIPS = {"skip", "skipif", "xfail", "skipIf", "skipUnless", "skipTest", "expectedFailure", "importorskip", "SkipTest"}
_BY_NAME = {"getattr", "setattr", "delattr"}
_GETTERS = {"operator.attrgetter", "operator.methodcaller"}
_BLIND = {"eval", "exec", "compile", "__import__", "hasattr"}
_HOOKS = {"__getattr__", "__getattribute__", "__setattr__", "__class_getitem__"}
_PLATFORM = re.compile(
    r"\bsys\s*\.\s*(?:version_info|platform|implementation)\b|\bos\s*\.\s*name\b|^MYPY$|\b__debug__\b"
)


def evasions(tree: Tree) -> Iterator[Weakening]:
    """All of them, in the order in which they are looked for."""
    origins = _origins(tree)
    yield from _names(tree, origins)
    yield from _annotated(tree)
    yield from _calls(tree, origins)
    yield from _skips(tree)
    yield from _conditions(tree)
    yield from _definitions(tree)


def _origins(tree: Tree) -> Mapping[str, str]:
    """What imported names stand for, as `typing.cast`."""
    origins: dict[str, str] = {}
    for statement in captured(tree.root, "[(import_statement) (import_from_statement)] @import"):
        module = statement.child_by_field_name("module_name")
        prefix = "" if module is None else f"{tree.code(module)}."
        for name in statement.children_by_field_name("name"):
            alias = name.child_by_field_name("alias")
            origin = tree.code(name.child_by_field_name("name") or name)
            origins[tree.code(alias) if alias is not None else origin] = prefix + origin
    return origins


def _origin(tree: Tree, node: Node, origins: Mapping[str, str]) -> str:
    """The full name that a name or attribute stands for, as far as imports tell."""
    code = re.sub(r"\s+", "", tree.code(node))
    head, dot, rest = code.partition(".")
    return f"{origins.get(head, head)}{dot}{rest}"


def _names(tree: Tree, origins: Mapping[str, str]) -> Iterator[Weakening]:
    for node in captured(tree.root, "[(identifier) (attribute)] @name"):
        if _imported(node):
            continue
        module, _, name = _origin(tree, node, origins).rpartition(".")
        if name in _SILENT_TYPES | _SILENT_NAMES and (module.split(".")[0] in (*_TYPING, "_typeshed")):
            yield Weakening(f'"{name}"', tree.span(node))


def _imported(node: Node) -> bool:
    parent = node.parent
    return parent is not None and (parent.type in ("dotted_name", "aliased_import", "attribute"))


def _annotated(tree: Tree) -> Iterator[Weakening]:
    """`object` as a type, and what quoted annotations say."""
    for annotation in captured(tree.root, "(type) @type"):
        for name in captured(annotation, "(identifier) @name"):
            if name.parent is not None and name.parent.type != "attribute" and tree.code(name) == "object":
                yield Weakening('"object" as a type', tree.span(name))
        for string in captured(annotation, "(string) @string"):
            quoted = quoted_annotation(tree, string)
            words = re.findall(r"\w+", "" if quoted is None else quoted[0].code(quoted[1]))
            yield from (Weakening(f'"{word}"', tree.span(string)) for word in words if word in _SILENT_TYPES)
            yield from (Weakening('"object" as a type', tree.span(string)) for word in words if word == "object")


def _calls(tree: Tree, origins: Mapping[str, str]) -> Iterator[Weakening]:
    for call in captured(tree.root, "(call) @call"):
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or arguments is None:
            continue
        origin = _origin(tree, function, origins)
        if origin == "cast" or origin in {f"{module}.cast" for module in _TYPING}:
            yield Weakening('"cast"', tree.span(call))
        elif origin.removeprefix("builtins.") in _BLIND or origin == "importlib.import_module":
            yield Weakening(f'"{origin}"', tree.span(call))
        elif _names_literally(origin, arguments):
            yield Weakening(f'"{origin}" with a literal name', tree.span(call))


def _names_literally(origin: str, arguments: Node) -> bool:
    """Whether an attribute is named by a string, so that a checker does not see which."""
    by_name = origin.removeprefix("builtins.") in _BY_NAME
    return (by_name and _literal(arguments, 1)) or (origin in _GETTERS and _literal(arguments, 0))


def _literal(arguments: Node, index: int) -> bool:
    values = [child for child in arguments.named_children if child.type != "comment"]
    return len(values) > index and values[index].type in ("string", "concatenated_string")


def _skips(tree: Tree) -> Iterator[Weakening]:
    """Marks and calls by which a test does not run, or may fail."""
    for node in captured(tree.root, "[(identifier) (attribute)] @name"):
        if _imported(node):
            continue
        code = re.sub(r"\s+", "", tree.code(node))
        owner, _, name = code.rpartition(".")
        marks = owner.endswith("mark") or owner in ("pytest", "unittest", "self", "case")
        if name in _SKIPS and (marks or (not owner and _decorates_or_raises(node))):
            yield Weakening(f'"{code}"', tree.span(node))


def _decorates_or_raises(node: Node) -> bool:
    parent = node.parent
    if parent is not None and parent.type == "call":
        parent = parent.parent
    return parent is not None and parent.type in ("decorator", "raise_statement")


def _conditions(tree: Tree) -> Iterator[Weakening]:
    """Code under a condition by which a checker leaves it out."""
    for statement in captured(tree.root, "[(if_statement) (elif_clause) (while_statement)] @if"):
        condition = statement.child_by_field_name("condition")
        code = "" if condition is None else tree.code(condition)
        if "TYPE_CHECKING" in code:
            for real in _real_code(statement):
                yield Weakening('code under "if TYPE_CHECKING"', tree.span(real))
        elif _PLATFORM.search(code):
            yield Weakening(f'code under "if {code}"', tree.span(statement))


def _real_code(statement: Node) -> Iterator[Node]:
    blocks = captured(statement, "(block) @block")
    for block in (each for each in blocks if each.parent is not None and each.parent.type != "class_definition"):
        for child in block.named_children:
            kinds = {
                "import_statement",
                "import_from_statement",
                "future_import_statement",
                "comment",
                "pass_statement",
            }
            if child.type not in kinds:
                yield child


def _definitions(tree: Tree) -> Iterator[Weakening]:
    for node in captured(tree.root, "(function_definition) @function"):
        name = node.child_by_field_name("name")
        if name is not None and tree.code(name) in _HOOKS:
            yield Weakening(f'"{tree.code(name)}"', tree.span(name))
    for subscript in captured(tree.root, "(subscript value: (attribute attribute: (identifier) @name)) @subscript"):
        if subscript.type == "identifier" and tree.code(subscript) == "__dict__":
            yield Weakening('"__dict__" instead of an attribute', tree.span(subscript))
