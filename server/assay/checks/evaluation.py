"""Whether an annotation that is evaluated can fail there, as far as its text tells.

It errs on one side: what is not known to be harmless counts as able to fail.
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from assay.checks.annotations import Slot, bound_in

TYPING = frozenset(
    "AbstractSet Any AnyStr AsyncContextManager AsyncGenerator "  # noqa: SIM905 - a name a line would hide the rest
    "AsyncIterable AsyncIterator Awaitable BinaryIO Callable ClassVar Collection Container ContextManager Coroutine "
    "Counter DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable IO ItemsView Iterable Iterator KeysView "
    "List Literal Mapping MappingView Match MutableMapping MutableSequence MutableSet NoReturn Optional OrderedDict "
    "Pattern Reversible Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex "
    "SupportsInt SupportsRound Text TextIO Tuple Type TYPE_CHECKING Union ValuesView".split()
)
"""Names that `typing` has had since Python 3.9, the oldest that a project may run on."""

ABSTRACT = frozenset(
    "AsyncGenerator AsyncIterable AsyncIterator Awaitable Callable "  # noqa: SIM905 - likewise
    "Collection Container Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView "
    "MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView".split()
)
"""Names that `collections.abc` has had since then."""

TYPING_MODULES: Mapping[str, frozenset[str]] = {"typing": TYPING, "collections.abc": ABSTRACT}

_GENERIC_BUILTINS = frozenset({"dict", "frozenset", "list", "set", "tuple", "type"})
_CLASSES = frozenset(name for name, value in vars(builtins).items() if isinstance(value, type))


@dataclass(frozen=True, slots=True)
class Names:
    """What names stand for where a module's annotations are evaluated.

    `typing` maps names to what they are in `typing` or `collections.abc`, modules ending in a dot; `types` are
    other imported names and classes; `bound` is every name of the module. Each with the last line of what binds it.
    """

    typing: Mapping[str, tuple[str, int]]
    types: Mapping[str, int]
    bound: AbstractSet[str]


def names_of(tree: ast.Module) -> Names:
    """The names that a module's own statements bind; one that is bound twice stands for nothing certain."""
    typing: dict[str, tuple[str, int]] = {}
    types: dict[str, int] = {}
    for statement in tree.body:
        line = statement.end_lineno or statement.lineno
        match statement:
            case ast.ImportFrom(module=module, level=0) if module and module in TYPING_MODULES:
                typing |= {
                    alias.asname or alias.name: (alias.name, line)
                    for alias in statement.names
                    if alias.name in TYPING_MODULES[module]
                }
            case ast.Import():
                for alias in statement.names:
                    if alias.name in TYPING_MODULES:
                        typing[alias.asname or alias.name] = (f"{alias.name}.", line)
            case ast.ImportFrom():
                types |= {alias.asname or alias.name: line for alias in statement.names}
            case ast.ClassDef():
                types[statement.name] = line
            case _:
                pass
    counts = Counter(_module_bindings(tree.body))
    return Names(
        typing={name: what for name, what in typing.items() if counts[name.partition(".")[0]] == 1},
        types={name: line for name, line in types.items() if counts[name] == 1},
        bound=frozenset(counts),
    )


def _module_bindings(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield statement.name
            case _:
                yield from bound_in(statement)


def known_expressions(slots: Iterable[Slot]) -> frozenset[str]:
    """What importing the module evaluates already, so that it cannot fail; of a subscript also that it has one."""
    nodes = [node for slot in slots if slot.certain for node in ast.walk(slot.annotation)]
    subscripted = (node.value for node in nodes if isinstance(node, ast.Subscript))
    return frozenset(map(ast.dump, nodes)) | {f"{ast.dump(value)}[]" for value in subscripted}


def may_fail(slot: Slot, names: Names, known: Container[str], python: tuple[int, int] | None) -> bool:
    """Whether evaluating the annotation can raise, as far as can be told; `known` are expressions that cannot."""

    def fails(node: ast.expr) -> bool:
        if isinstance(node, ast.Constant) or ast.dump(node) in known:
            return False
        match node:
            case ast.Name(id=name):
                return not _stands(name, slot, names)
            case ast.Attribute():
                return _typing_name(node, slot, names) is None
            case ast.Subscript(value=value, slice=arguments):
                return not (_is_generic(value, slot, names) or f"{ast.dump(value)}[]" in known) or list_fails(arguments)
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                return python is None or python < (3, 10) or union_fails(left, right)
            case _:
                return True

    def list_fails(arguments: ast.expr) -> bool:
        if isinstance(arguments, (ast.Tuple, ast.List)):
            return any(list_fails(each) for each in arguments.elts)
        return fails(arguments)

    def union_fails(*operands: ast.expr) -> bool:
        types = [each for each in operands if not (isinstance(each, ast.Constant) and each.value is None)]
        return not types or any(
            # a name may be known and stand for a text, which is an annotation but no operand
            not _stands(each.id, slot, names)
            if isinstance(each, ast.Name)
            else isinstance(each, ast.Constant) or fails(each)
            for each in types
        )

    return fails(slot.annotation)


def _stands(name: str, slot: Slot, names: Names) -> bool:
    """Whether the name is bound, to a type, when the annotation is evaluated."""
    if name in slot.shadowed:
        return False
    if name not in names.bound:
        return name in _CLASSES
    line = names.types.get(name, names.typing.get(name, ("", slot.annotation.lineno))[1])
    return line < slot.annotation.lineno


def _is_generic(node: ast.expr, slot: Slot, names: Names) -> bool:
    if isinstance(node, ast.Name) and node.id in _GENERIC_BUILTINS:
        return node.id not in names.bound and node.id not in slot.shadowed
    return _typing_name(node, slot, names) not in (None, "Any", "AnyStr", "NoReturn", "Text", "TYPE_CHECKING")


def _typing_name(node: ast.expr, slot: Slot, names: Names) -> str | None:
    """The name in `typing` or `collections.abc` that the expression certainly stands for."""
    text = ast.unparse(node)
    module, _, name = text.rpartition(".")
    what, line = names.typing.get(module or text, ("", slot.annotation.lineno))
    if line >= slot.annotation.lineno or text.partition(".")[0] in slot.shadowed or bool(module) != what.endswith("."):
        return None
    return what if not module or name in TYPING_MODULES[what.removesuffix(".")] else None
