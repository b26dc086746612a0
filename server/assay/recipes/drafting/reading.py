"""Read the source of a function, beside what its own Python says of it, into what is known of it."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assay.core.parsing import parse_module
from assay.recipes.drafting.manuals import shown_calls
from assay.recipes.drafting.matter import Matter, Unfit, defined_names, imported_names
from assay.recipes.drafting.values import NAMES
from assay.tools.described import Described, Parameter
from assay.tools.subject import Subject


def matter_of(subject: Subject, described: Described, texts: Iterable[str], manuals: tuple[str, ...] = ()) -> Matter:
    """What is known of the function. `texts` are files that may call it, `manuals` may show how. Raises `Unfit`."""
    try:
        module = parse_module(subject.tree.text)
    except (SyntaxError, ValueError) as error:
        raise Unfit("its file is not Python as it stands") from error
    owner = next((each for each in module.body if isinstance(each, ast.ClassDef) and each.name == subject.owner), None)
    line = subject.scope.node.start_point[0] + 1
    definition = next((each for each in _functions(owner or module) if each.lineno == line), None)
    if definition is None:
        raise Unfit("its definition is not found")
    if any("overload" in ast.unparse(each) for each in definition.decorator_list):
        raise Unfit("this is one signature of several: point at the function that implements them")
    own = dict.fromkeys(defined_names(module), subject.module)
    # what the module itself imports may be meant by its documentation and its annotations
    names = {**NAMES, **imported_names(module), **described.names, **own}
    shown = (each for text in manuals for each in shown_calls(text))
    others = (*_parsed(texts), *_parsed(_examples(module)), *shown)
    if subject.name == "__hash__" and described.receiver is not None:
        # what a hash is differs from process to process; whether it is that of another object does not
        other = Parameter("other", "POSITIONAL_OR_KEYWORD", required=True, default="", taken=described.receiver)
        described = replace(described, parameters=(other,))
    return Matter(subject.name, module, definition, owner, described, names, others, manuals)


def _functions(part: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(part):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def _examples(module: ast.Module) -> Iterator[str]:
    """What the documentation of the module has one type, docstring by docstring."""
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            try:
                found = doctest.DocTestParser().get_examples(ast.get_docstring(node) or "")
            except ValueError:
                continue
            yield "".join(each.source for each in found)


def _parsed(texts: Iterable[str]) -> Iterator[ast.Module]:
    for text in texts:
        try:
            yield parse_module(text)
        except (SyntaxError, ValueError, RecursionError):
            continue
