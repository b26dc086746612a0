"""Mutation operators: each makes, of well-typed code, code with a mistake whose right answer is the original.

They are text edits at places that the syntax tree gives, so that all else stays as it is. The numbers M1 to M15 and
the shapes follow our study of what real type errors look like; `changes_code` says whether the mistake is in what the
code does, so that only a test can tell whether an answer restores it, or in what an annotation says.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OTHER = {"str": "int", "int": "str", "bool": "str", "bytes": "str", "float": "str", "None": "int"}
_CONTAINERS = {"list", "List", "dict", "Dict", "set", "Set", "Iterable", "Iterator", "Sequence"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Site:
    """One mistake: what stands between two offsets becomes something else."""

    start: int
    end: int
    new: str

    def applied(self, text: str) -> str:
        """The text with the mistake."""
        return text[: self.start] + self.new + text[self.end :]


class Module:
    """A text with its tree, whose places are made offsets in characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.lines = [f"{line}\n" for line in text.split("\n")]
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt | ast.arg) -> tuple[int, int]:
        """Where a node stands."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def source(self, node: ast.expr | ast.stmt | ast.arg) -> str:
        """How it is written."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_start(self, number: int) -> int:
        """The offset of a line, counted from 0."""
        return self._starts[number]

    def replaced(self, node: ast.expr | ast.stmt | ast.arg, new: str) -> Site:
        """The mistake that puts a text in the place of a node."""
        return Site(*self.span(node), new)

    def _offset(self, line: int, column: int) -> int:
        # the tree counts bytes of UTF-8
        return self._starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())


Find = Callable[[Module], Iterator[Site]]


@dataclass(frozen=True, slots=True)
class Operator:
    """One kind of mistake."""

    name: str
    title: str
    find: Find
    changes_code: bool

    def sites(self, text: str) -> tuple[Site, ...]:
        """All places for it, in order, that leave a module which parses and differs."""
        module = Module(text)
        found = sorted(set(self.find(module)), key=lambda site: (site.start, site.end, site.new))
        return tuple(site for site in found if _parses(site.applied(text)) and site.applied(text) != text)


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _none_guards(module: Module) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        match node:
            case ast.If(test=test) if _compares_none(test, ast.IsNot):
                yield module.replaced(test, "True")
            case ast.If(test=test, body=[*_, ast.Return() | ast.Raise() | ast.Continue()], orelse=[]) if _compares_none(
                test, ast.Is
            ) and module.source(node).startswith("if"):
                yield module.replaced(node, "pass")
            case ast.Assert(test=test) if _compares_none(test, ast.IsNot):
                yield module.replaced(node, "pass")
            case _:
                pass


def _compares_none(test: ast.expr, how: type[ast.cmpop]) -> bool:
    match test:
        case ast.Compare(ops=[operator], comparators=[ast.Constant(value=None)]):
            return isinstance(operator, how)
        case _:
            return False


def _isinstance(module: Module) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        match node:
            case ast.If(test=ast.Call(func=ast.Name(id="isinstance")) as test):
                yield module.replaced(test, "True")
            case _:
                pass


def _return_annotations(module: Module) -> Iterator[Site]:
    for node in _functions(module):
        returns = node.returns
        if returns is not None and (other := _OTHER.get(ast.unparse(returns))):
            yield module.replaced(returns, other)


def _implicit_optionals(module: Module) -> Iterator[Site]:
    for node in _functions(module):
        spec = node.args
        positional = [*spec.posonlyargs, *spec.args]
        pairs = [
            *zip(reversed(positional), reversed(spec.defaults), strict=False),
            *zip(spec.kwonlyargs, spec.kw_defaults, strict=True),
        ]
        for arg, default in pairs:
            if arg.annotation is None or not isinstance(default, ast.Constant) or default.value is not None:
                continue
            match arg.annotation:
                case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
                    yield module.replaced(arg.annotation, module.source(left))
                case ast.Subscript(value=value, slice=inside) if ast.unparse(value).endswith("Optional"):
                    yield module.replaced(arg.annotation, module.source(inside))
                case _:
                    pass


def _final_returns(module: Module) -> Iterator[Site]:
    for node in _functions(module):
        match node.body:
            case [_, *_, ast.Return(value=ast.expr()) as last] if node.returns is not None:
                yield module.replaced(last, "pass")
            case _:
                pass


def _overrides(module: Module) -> Iterator[Site]:
    for owner in ast.walk(module.tree):
        if not isinstance(owner, ast.ClassDef) or not owner.bases:
            continue
        for node in owner.body:
            if not isinstance(node, Function) or node.returns is None or node.name in {"__init__", "__new__"}:
                continue
            if node.args.args and node.args.args[0].arg == "self":
                end = module.span(node.args.args[0])[1]
                yield Site(end, end, ", _extra: int")


def _attributes(module: Module) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(), ctx=ast.Load()):
                end = module.span(node)[1]
                yield Site(end, end, "_x")
            case _:
                pass


def _calls(module: Module) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(args=[_, *_] as arguments, keywords=[]):
                # a generator without parentheses of its own stands in those of the call
                if not any(isinstance(each, ast.Starred | ast.GeneratorExp) for each in arguments):
                    yield node
            case _:
                pass


def _arguments(module: Module) -> Iterator[Site]:
    for node in _calls(module):
        start, end = module.span(node.args[-1])
        if len(node.args) > 1:
            start = module.span(node.args[-2])[1]
        yield Site(start, end, "")


def _literals(module: Module) -> Iterator[Site]:
    for node in _calls(module):
        match node.args[-1]:
            case ast.Constant(value=str()) as last:
                yield module.replaced(last, "0")
            case ast.Constant(value=int(value)) as last if not isinstance(value, bool):
                yield module.replaced(last, '"0"')
            case _:
                pass


def _containers(module: Module) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        match node:
            case ast.AnnAssign(value=ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(args=[], keywords=[])):
                yield Site(module.span(node.target)[1], module.span(node.annotation)[1], "")
            case _:
                pass


def _elements(module: Module) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=element) as inside) if (
                name in _CONTAINERS and element in _OTHER
            ):
                yield module.replaced(inside, _OTHER[element])
            case _:
                pass


def _imports(module: Module) -> Iterator[Site]:
    for node in module.tree.body:
        match node:
            case ast.ImportFrom(module=name, names=[ast.alias(name=what)]) if name != "__future__" and what != "*":
                yield module.replaced(node, "pass")
            case ast.Import(names=[_]):
                yield module.replaced(node, "pass")
            case _:
                pass


def _returned_names(module: Module) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Return(value=ast.Name() as value):
                yield module.replaced(value, "object()")
            case _:
                pass


def _awaits(module: Module) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Await):
            yield module.replaced(node, module.source(node.value))


def _ignores(module: Module) -> Iterator[Site]:
    ends = {node.end_lineno for node in ast.walk(module.tree) if isinstance(node, ast.Expr | ast.Assign | ast.Return)}
    for number, line in enumerate(module.lines):
        if number + 1 in ends and line.rstrip().endswith(")") and "#" not in line:
            end = module.line_start(number) + len(line.rstrip())
            yield Site(end, end, "  # type: ignore[arg-type]")


def _functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


OPERATORS = (
    Operator("M1", "drop a None guard", _none_guards, changes_code=True),
    Operator("M2", "drop an isinstance narrowing", _isinstance, changes_code=True),
    Operator("M3", "wrong return annotation", _return_annotations, changes_code=False),
    Operator("M4", "implicit Optional", _implicit_optionals, changes_code=False),
    Operator("M5", "drop the final return", _final_returns, changes_code=True),
    Operator("M6", "one more parameter in an override", _overrides, changes_code=True),
    Operator("M7", "misspell an attribute", _attributes, changes_code=True),
    Operator("M8", "drop an argument", _arguments, changes_code=True),
    Operator("M9", "wrong literal argument", _literals, changes_code=True),
    Operator("M10", "drop a container's annotation", _containers, changes_code=False),
    Operator("M11", "wrong element type", _elements, changes_code=False),
    Operator("M12", "drop an import", _imports, changes_code=True),
    Operator("M13", "return object()", _returned_names, changes_code=True),
    Operator("M14", "drop an await", _awaits, changes_code=True),
    Operator("M15", "needless type: ignore", _ignores, changes_code=False),
)
