"""Calls that the documentation shows, with what it says comes of them: doctests, sequences of them, and `f(x) -> y`."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assay.core.parsing import literal_value, parse_expression, parse_module
from assay.recipes.drafting.case import Case, filled, names_in
from assay.recipes.drafting.matter import Matter
from assay.tools.subject import BUILT_IN, OPERATORS

MOST_LINES, LONGEST_LINE = 6, 400
_SAYS = re.compile(r"^\s*(?P<call>\S.*?\))\s*(?:#\s*)?(?:->|=>|==>|==|\u2192|returns?)\s*(?P<value>\S.*?)[.`]*\s*$")
_OPERATOR: Mapping[type[ast.AST], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>",
    ast.Pow: "**",
}  # fmt: skip


@dataclass(slots=True)
class _Session:
    """What the examples of one docstring have bound so far: constants to be put in, and lines to be kept."""

    matter: Matter
    values: dict[str, str] = field(default_factory=dict[str, str])
    lines: list[str] = field(default_factory=list[str])

    def known(self, source: str) -> bool:
        bound = {*self.values, *self.made()}
        return all(name in bound or self.matter.known(name) for name in names_in([source]))

    def before(self, source: str) -> tuple[str, ...] | None:
        """The lines that the names in a source need, in order; None where they are too many."""
        needed, kept = set(names_in([source])), list[str]()
        for line in reversed(self.lines):
            bound = line.partition(" = ")[0] if " = " in line else ""
            if bound in needed or (not bound and not needed.isdisjoint(names_in([line]) & self.made())):
                kept.insert(0, line)
                needed |= names_in([line])
        return tuple(kept) if len(kept) <= MOST_LINES else None

    def made(self) -> set[str]:
        """The names that the lines bind."""
        return {line.partition(" = ")[0] for line in self.lines if " = " in line}


def documented(matter: Matter) -> Iterator[Case]:
    """The cases, in the order of the text; those of the function's own docstring first, those of manuals last."""
    nodes: list[ast.AST] = [matter.definition, *([matter.owner] if matter.owner is not None else [])]
    nodes += [each for each in ast.walk(matter.module) if isinstance(each, (ast.Module, ast.FunctionDef, ast.ClassDef))]
    seen: set[int] = set()
    for node in nodes:
        if id(node) not in seen and isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            seen.add(id(node))
            text = ast.get_docstring(node) or ""
            yield from _doctests(matter, text)
            if node is matter.definition:
                yield from _said(matter, text)
    for text in matter.manuals:
        yield from _doctests(matter, text)
        yield from _said(matter, text)


def concerns(matter: Matter, node: ast.AST) -> bool:
    """Whether the node calls the function, as far as names tell."""
    name, form = matter.name, matter.described.form
    owner = "" if matter.owner is None else matter.owner.name
    if isinstance(node, ast.Call):
        function = node.func
        spelled = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in BUILT_IN:
            return spelled == BUILT_IN[name]
        wanted = owner if form == "constructor" else name
        return spelled == wanted and (form in ("function", "constructor") or isinstance(function, ast.Attribute))
    if isinstance(node, ast.Compare):
        spelled = _OPERATOR.get(type(node.ops[0]), "")
        return spelled == OPERATORS.get(name, "in" if name == "__contains__" else None)
    if isinstance(node, ast.BinOp):
        return _OPERATOR.get(type(node.op), "") == OPERATORS.get(name)
    if isinstance(node, ast.Subscript):
        return name == "__getitem__"
    return form == "property" and isinstance(node, ast.Attribute) and node.attr == name


def sessions(text: str) -> Iterator[tuple[str, ...]]:
    """The statements that a documentation has one type, where there are some; those that are no Python left out."""
    statements = [each.source for each in _examples(text) if _is_python(each.source)]
    if statements:
        yield tuple(statements)


def _is_python(source: str) -> bool:
    try:
        parse_module(source)
    except (SyntaxError, ValueError):
        return False
    return True


def _examples(text: str) -> list[doctest.Example]:
    try:
        return doctest.DocTestParser().get_examples(re.sub(r"^[ \t]*```.*$", "", text, flags=re.MULTILINE))
    except ValueError:
        return []


def _doctests(matter: Matter, text: str) -> Iterator[Case]:
    session = _Session(matter)
    for example in _examples(text):
        try:
            statement = parse_module(example.source).body[0]
            if isinstance(statement, ast.Expr):
                said = example.exc_msg or example.want
                yield from _case(session, statement.value, said.strip(), raises=bool(example.exc_msg))
            _remember(session, statement)
        except (SyntaxError, IndexError, ValueError):
            continue  # no statement; or a value that cannot be written within an f-string


def _case(session: _Session, node: ast.expr, said: str, *, raises: bool) -> Iterator[Case]:
    prints = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    printed = isinstance(node, ast.Call) and prints and len(node.args) == 1
    if prints and not printed:
        return
    node = node.args[0] if printed and isinstance(node, ast.Call) else node
    if not any(concerns(session.matter, each) for each in _judged_in(session.matter, node)):
        return
    source = _plain(session, filled(ast.unparse(node), session.values))
    before = session.before(source)
    if before is None or not session.known(source) or not all(map(session.known, before)):
        return
    said = said.partition(":")[0].rpartition(".")[2] if raises else said
    receiver = before[0].partition(" = ")[0] if before and session.matter.described.form == "method" else ""
    yield Case(source, (), before, receiver, said, printed, 0)


def _judged_in(matter: Matter, node: ast.expr) -> Iterator[ast.AST]:
    """The parts of an expression that it says something of: an object may just be made for something else."""
    if matter.described.form != "constructor":
        yield from ast.walk(node)
    else:
        yield node
        yield from (node.value,) if isinstance(node, ast.Attribute) else ()


def _remember(session: _Session, statement: ast.stmt) -> None:
    """Keep a constant to be put in where its name stands, and another line as it is, but one that just shows a name."""
    source = _plain(session, ast.unparse(statement))
    if isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Name, ast.Constant)):
        return
    if isinstance(statement, ast.FunctionDef):
        body = statement.body[-1]
        plain = len(statement.body) == 1 and not statement.decorator_list
        if plain and isinstance(body, ast.Return) and body.value is not None:
            session.values[statement.name] = ast.unparse(ast.Lambda(statement.args, body.value))
    elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
        value = filled(_plain(session, ast.unparse(statement.value)), session.values)
        if isinstance(statement.value, (ast.Constant, ast.Lambda, ast.UnaryOp)):
            session.values[name] = value
        else:
            session.values.pop(name, None)
            session.lines.append(f"{name} = {value}")
    elif isinstance(statement, (ast.Expr, ast.AugAssign, ast.Delete)) and not ast.unparse(statement).startswith(
        "print"
    ):
        session.lines.append(filled(source, session.values))


def _plain(session: _Session, source: str) -> str:
    """The source with names of the module as they are, where it writes `module.name`."""
    matter, bound = session.matter, session.made()

    class Plain(ast.NodeTransformer):
        def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
            self.generic_visit(node)
            own = isinstance(node.value, ast.Name) and node.value.id not in bound and not matter.known(node.value.id)
            return ast.Name(node.attr, node.ctx) if own and node.attr in matter.names else node

    return ast.unparse(Plain().visit(parse_module(source)))


def _said(matter: Matter, text: str) -> Iterator[Case]:
    """Lines such as `f(1) -> 2`, where both sides are values."""
    for line in text.splitlines():
        found = _SAYS.match(line.strip().strip("`*- ")) if len(line) <= LONGEST_LINE else None
        if found is None or ">>>" in line:
            continue
        try:
            call = parse_expression(found["call"].strip("`"))
            value = literal_value(found["value"].strip("`"))
        except (SyntaxError, ValueError, TypeError):
            continue
        source = ast.unparse(call)
        if concerns(matter, call) and all(map(matter.known, names_in([source]))):
            yield Case(source, (), (), "", repr(value), cost=1)
