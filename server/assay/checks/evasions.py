"""Code that silences a judge instead of satisfying it: what a checker cannot see, what a test runner will not run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assay.checks.weakening import Weakening
from assay.syntax.annotations import quoted_annotation
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_TYPING = ("typing", "typing_extensions", "_typeshed")
_SILENT = {"Any", "NoReturn", "Never", "Incomplete", "no_type_check", "no_type_check_decorator"}
_SKIPS = {"skip", "skipif", "xfail", "skipIf", "skipUnless", "skipTest", "expectedFailure", "importorskip", "SkipTest"}
_BLIND = {"eval", "exec", "compile", "__import__", "hasattr", "import_module"}
_BY_NAME = {"getattr": 1, "setattr": 1, "delattr": 1, "attrgetter": 0, "methodcaller": 0}
_HOOKS = {"__getattr__", "__getattribute__", "__setattr__", "__class_getitem__"}
_LOOKED_AT = {*_SILENT, *_SKIPS, *_BLIND, *_BY_NAME, *_HOOKS, "cast", "object", "__dict__"}
_OWNERS = ("", "builtins", "importlib", "operator")
_CONDITIONS = r"TYPE_CHECKING|sys\s*\.\s*(version_info|platform|implementation)|os\s*\.\s*name|^MYPY$|__debug__"
CONDITIONAL = 'code under "if '
"""How it begins what is said of a condition by which checkers leave out code."""

UNSEEN = f'{CONDITIONAL}TYPE_CHECKING"'
"""What is said of a statement that a checker reads and nothing runs."""

OBJECT = '"object" as a type'
"""What is said of a type that permits nothing."""

_IMPORTS = {"import_statement", "import_from_statement", "comment", "pass_statement"}


def evasions(tree: Tree, part: Node, found: Mapping[str, str]) -> Iterator[Weakening]:
    """All of them in a part of the tree; `found` is what `origins` tells of the whole."""
    listed = " ".join(f'"{name}"' for name in sorted(_LOOKED_AT | found.keys()) if name.isidentifier())
    for name in captured(part, f"((identifier) @name (#any-of? @name {listed}))"):
        yield from _named(tree, name, found)
    yield from _quoted(tree, part)
    yield from _conditional(tree, part)


def origins(tree: Tree) -> Mapping[str, str]:
    """What imported names stand for, as `typing.cast`, of those and of modules that silence anybody."""
    return {
        bound: origin
        for bound, origin in _imported(tree)
        if {bound, origin.split(".")[-1]} & _LOOKED_AT or origin in (*_TYPING, *_OWNERS)
    }


def _imported(tree: Tree) -> Iterator[tuple[str, str]]:
    for statement in captured(tree.root, "[(import_statement) (import_from_statement)] @import"):
        module = statement.child_by_field_name("module_name")
        prefix = "" if module is None else f"{tree.code(module)}."
        if prefix.rstrip(".") in _TYPING and any(child.type == "wildcard_import" for child in statement.named_children):
            yield from ((name, prefix + name) for name in (*_SILENT, "cast"))
        for name in statement.children_by_field_name("name"):
            alias = name.child_by_field_name("alias")
            origin = tree.code(name.child_by_field_name("name") or name)
            yield tree.code(alias) if alias is not None else origin, prefix + origin


def _named(tree: Tree, name: Node, found: Mapping[str, str]) -> Iterator[Weakening]:
    """What is said by a name, or by the attribute that it ends."""
    parent = name.parent
    if parent is None or parent.type in ("dotted_name", "aliased_import"):
        return
    if parent.child_by_field_name("name") == name:
        if parent.type == "function_definition" and tree.code(name) in _HOOKS:
            yield Weakening(f'"{tree.code(name)}"', tree.span(name))
        return
    ends = parent.type == "attribute" and parent.child_by_field_name("attribute") == name
    what = _meaning(tree, parent if ends else name, found)
    if what:
        yield Weakening(what, tree.span(name))


def _meaning(tree: Tree, node: Node, found: Mapping[str, str]) -> str:
    """In which way a dotted name silences somebody; empty where it does not."""
    code = re.sub(r"\s+", "", tree.code(node))
    head, dot, rest = code.partition(".")
    owner, _, name = f"{found.get(head, head)}{dot}{rest}".rpartition(".")
    called = _arguments(node)
    if name in _SILENT and owner in _TYPING:
        return f'"{name}"'
    if name in _SKIPS and _is_skip(code.rpartition(".")[0], node):
        return f'"{code}"'
    if name == "object" and not owner and any(around.type == "type" for around in outwards(node)):
        return OBJECT
    if name == "__dict__" and node.parent is not None and node.parent.child_by_field_name("value") == node:
        return '"__dict__" instead of an attribute'
    return "" if called is None else _call(owner, name, called)


def _call(owner: str, name: str, arguments: Node) -> str:
    if name == "cast" and owner in ("", *_TYPING):
        return '"cast"'
    if owner not in _OWNERS:
        return ""
    if name in _BLIND:
        return f'"{name}"'
    return f'"{name}" with a literal name' if name in _BY_NAME and _literal(arguments, _BY_NAME[name]) else ""


def _arguments(node: Node) -> Node | None:
    call = node.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != node:
        return None
    return call.child_by_field_name("arguments")


def _literal(arguments: Node, index: int) -> bool:
    values = [child for child in arguments.named_children if child.type != "comment"]
    return len(values) > index and values[index].type in ("string", "concatenated_string")


def _is_skip(owner: str, node: Node) -> bool:
    """Whether the name is that of a test runner, and not somebody's own."""
    if owner:
        return owner.endswith("mark") or owner in ("pytest", "unittest", "self", "case")
    parent = node.parent
    if parent is not None and parent.type == "call":
        parent = parent.parent
    return parent is not None and parent.type in ("decorator", "raise_statement")


def _quoted(tree: Tree, part: Node) -> Iterator[Weakening]:
    """What quoted annotations say."""
    pattern = r'((string) @string (#match? @string "\\b(Any|NoReturn|Never|Incomplete|object)\\b"))'
    for string in captured(part, pattern):
        if not any(around.type == "type" for around in outwards(string)):
            continue
        quoted = quoted_annotation(tree, string)
        for word in re.findall(r"\w+", "" if quoted is None else quoted[0].code(quoted[1])):
            if word in _SILENT:
                yield Weakening(f'"{word}"', tree.span(string))
            elif word == "object":
                yield Weakening(OBJECT, tree.span(string))


def _conditional(tree: Tree, part: Node) -> Iterator[Weakening]:
    """Code under a condition by which a checker leaves it out."""
    kinds = ("if_statement", "elif_clause", "while_statement")
    pattern = " ".join(f"({kind} condition: (_) @condition)" for kind in kinds)
    quoted = _CONDITIONS.replace("\\", "\\\\")
    for condition in captured(part, f'([{pattern}] (#match? @condition "{quoted}"))'):
        statement = condition.parent
        if statement is None:
            continue
        if "TYPE_CHECKING" in tree.code(condition):
            real = (Weakening(UNSEEN, tree.span(each)) for each in _real_code(statement))
            yield from real
        else:
            yield Weakening(f'{CONDITIONAL}{tree.code(condition)}"', tree.span(condition))


def _real_code(statement: Node) -> Iterator[Node]:
    """What is no import, outside of classes, which stand there for checkers."""
    for block in captured(statement, "(block) @block"):
        if block.parent is not None and block.parent.type != "class_definition":
            yield from (child for child in block.named_children if child.type not in _IMPORTS)
