"""Fix type errors: one root cause at a time, each fix judged by the project's own checker and tests.

When it is offered: at an error of the type checker that a recipe knows, or, where the editor shows none, at a
place that such an error would point to.

What is verified: the file parses; only code of the project is touched; no check was weakened; the public
interface is the same, or is shown for confirmation; the error is gone and nothing new appeared in the whole
project; every test of the scope that passed before still passes.

What is not verified: whether the type that now stands there is the one that was meant.
"""

from __future__ import annotations

from assay.actions.action import Action, Parsed
from assay.actions.bench import Bench
from assay.checks.constraints import constraints
from assay.checks.in_scope import in_scope
from assay.checks.interface import interface
from assay.checks.not_gamed import not_gamed
from assay.checks.parses import parses
from assay.checks.tests import tests
from assay.checks.types import types
from assay.checks.withheld import withheld
from assay.core.action import Offer, Request, Target
from assay.core.check import Check
from assay.core.diagnostics import Diagnostic
from assay.core.text import Lines, Span
from assay.recipes import implicit_optional
from assay.syntax.tree import Tree

NAME = "fix_types"
KIND = "quickfix"


def offers(request: Request, parsed: Parsed) -> tuple[Offer, ...]:
    """One offer for each thing at the place that a recipe knows how to fix."""
    found = _at(request, _known(request.diagnostics)) or _guessed(request, parsed)
    return tuple(_offer(request, diagnostic) for diagnostic in found)


def targets(request: Request, diagnostics: tuple[Diagnostic, ...]) -> tuple[Target, ...]:
    """The known errors at the request's place; in its file where it names none."""
    return tuple(_target(each) for each in _at(request, _known(diagnostics)))


def guesses(request: Request, parsed: Parsed) -> tuple[Target, ...]:
    """What a checker would most likely say at the place, read from the syntax."""
    found = _at(request, _known(request.diagnostics)) or _guessed(request, parsed)
    return tuple(_target(each) for each in found)


def checks(bench: Bench) -> tuple[Check, ...]:
    """The checks of a fix, the cheapest first."""
    return (
        parses(bench.project.interpreter.version),
        in_scope(bench.policy, bench.project.root),
        *((constraints,) if bench.constrained else ()),
        not_gamed,
        interface,
        *_judges(bench),
    )


def _judges(bench: Bench) -> tuple[Check, ...]:
    if bench.withheld:
        return withheld("types", bench.withheld), withheld("tests", bench.withheld)
    assert bench.checker is not None, "a run that may execute has a checker"
    return (
        types(bench.project, bench.checker, bench.limits),
        tests(bench.project, bench.runner, scope=bench.scope, remaining=bench.remaining, limits=bench.limits),
    )


def _known(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(each for each in diagnostics if implicit_optional.recognises(each))


def _guessed(request: Request, parsed: Parsed) -> tuple[Diagnostic, ...]:
    if (tree := parsed()) is None:
        return ()
    return tuple(site.diagnostic(request.path) for site in implicit_optional.sites(tree, _span(request, tree)))


def _span(request: Request, tree: Tree) -> Span:
    if request.place is None:
        return Span(0, len(tree.text))
    lines = Lines(tree.text)
    return Span(lines.offset(request.place.start), lines.offset(request.place.end))


def _at(request: Request, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Those in the request's file and, where it has a place, right there; on its lines where none is."""
    here = tuple(each for each in diagnostics if each.path == request.path)
    if (place := request.place) is None:
        return here
    touched = tuple(each for each in here if place.touches(each.place))
    return touched or tuple(each for each in here if place.shares_a_line(each.place))


def _target(diagnostic: Diagnostic) -> Target:
    return Target(diagnostic.path, implicit_optional.title(diagnostic), (diagnostic,))


def _offer(request: Request, diagnostic: Diagnostic) -> Offer:
    return Offer(
        NAME, implicit_optional.title(diagnostic), KIND, request.path, diagnostic.place, (diagnostic,), preferred=True
    )


ACTION = Action(NAME, "Fix a type error", KIND, offers, targets, guesses, (implicit_optional.propose,), checks)
