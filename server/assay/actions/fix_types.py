"""Fix type errors: one root cause at a time, each fix judged by the project's own checker and tests.

When it is offered: at an error of the type checker that a recipe knows, or, where the editor shows none, at a
place that such an error would point to. Where you have set up a model, at every error of the type checker: the model
is asked for what no recipe solves.

What is verified: the file parses; only code of the project is touched; no check was weakened; the public
interface is the same, or is shown for confirmation; the error is gone and nothing new appeared in the whole
project; where the error was, the checker still knows a type and finds a way there; every test of the scope that
passed before still passes.

What is not verified: whether the type that now stands there is the one that was meant.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from assay.actions import causes
from assay.actions.action import Action, Parsed, Whole
from assay.actions.bench import Bench
from assay.checks.constraints import constraints
from assay.checks.in_scope import in_scope
from assay.checks.interface import interface
from assay.checks.not_gamed import not_gamed
from assay.checks.parses import parses
from assay.checks.revealed import reveals
from assay.checks.sifted import sifted
from assay.checks.tests import tests
from assay.checks.trees import SUFFIXES
from assay.checks.types import types
from assay.checks.withheld import withheld
from assay.core.action import Offer, Request, Target
from assay.core.check import Check
from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.catalogue import RECIPES
from assay.recipes.sources import Sources
from assay.syntax.tree import Tree
from assay.tools.checkers import named
from assay.tools.environment import package_folders

NAME = "fix_types"
KIND = "quickfix"
_NOT_PYTHON = "not called .py or .pyi, so no checker reads it as Python; name one that is"
WHOLE = Whole("source.assay.fixTypes", "Fix the type errors of this file", "Fix the type errors of the project")

TASK = """\
Solve these errors of the type checker. They have one cause. Where the code is right and an annotation is wrong, mend
the annotation; where the checker is right about the code, mend the code, and keep what it does for what is tested."""


def refuses(path: PurePosixPath) -> str:
    """A checker reads Python alone."""
    return "" if path.suffix in SUFFIXES else _NOT_PYTHON


def offers(request: Request, parsed: Parsed) -> tuple[Offer, ...]:
    """One offer for each thing at the place that a recipe knows how to fix."""
    found = _likely(_at(request, request.diagnostics), parsed) or _guessed(request, parsed)
    return tuple(_offer(request, diagnostic, parsed) for diagnostic in found)


def beyond(request: Request, parsed: Parsed) -> tuple[Offer, ...]:
    """One offer for each error of a type checker at the place that no recipe is likely to fix."""
    found = (each for each in _at(request, request.diagnostics) if causes.likely(each, parsed) is None)
    return tuple(
        replace(_offer(request, each, parsed), preferred=False, generated=True)
        for each in found
        if each.severity == "error" and named(each.source)
    )


def targets(request: Request, diagnostics: tuple[Diagnostic, ...]) -> tuple[Target, ...]:
    """The errors at the request's place, each with all of the same cause; in its file or folder where it names none.

    What is no error is a target only where a recipe knows it.
    """
    wanted = tuple(each for each in diagnostics if each.severity == "error" or causes.recipe_of(each) is not None)
    here = _pointed_at(request, _at(request, wanted))
    near = {each.path for each in here}
    found = causes.targets(Sources(request.snapshot), (each for each in wanted if each.path in near))
    return tuple(target for target in found if not set(target.diagnostics).isdisjoint(here))


def guesses(request: Request, parsed: Parsed) -> tuple[Target, ...]:
    """What a checker would most likely say at the place, read from the syntax."""
    found = _likely(_at(request, request.diagnostics), parsed) or _guessed(request, parsed)
    return tuple(Target(each.path, causes.title(each, parsed), (each,)) for each in found)


def checks(bench: Bench) -> tuple[Check, ...]:
    """The checks of a fix, the cheapest first."""
    interpreter = bench.project.interpreter
    return (
        parses(interpreter.version),
        in_scope(bench.policy, bench.project.root),
        *((constraints,) if bench.constrained else ()),
        not_gamed((*package_folders(interpreter), *interpreter.readable)),
        interface,
        *_judges(bench),
    )


def _judges(bench: Bench) -> tuple[Check, ...]:
    if bench.withheld:
        return withheld("types", bench.withheld), withheld("tests", bench.withheld)
    assert bench.judge is not None, "a run that may execute has a checker"
    judged = types(bench.judge, bench.limits, remaining=bench.remaining)
    return (
        judged if bench.sift is None else sifted(bench.judge.tool, bench.sift, judged),
        reveals(bench.judge, bench.open_side, bench.limits, remaining=bench.remaining),
        tests(bench.project, bench.runner, scope=bench.scope, remaining=bench.remaining, limits=bench.limits),
    )


def _likely(diagnostics: tuple[Diagnostic, ...], parsed: Parsed) -> tuple[Diagnostic, ...]:
    return tuple(each for each in diagnostics if causes.likely(each, parsed) is not None)


def _guessed(request: Request, parsed: Parsed) -> tuple[Diagnostic, ...]:
    if (tree := parsed()) is None:
        return ()
    span = _span(request, tree)
    finders = [recipe.sites for recipe in RECIPES if recipe.sites is not None]
    return tuple(found for sites in finders for found in sites(request.path, tree, span))


def _span(request: Request, tree: Tree) -> Span:
    if request.place is None:
        return Span(0, len(tree.text))
    lines = tree.lines
    return Span(lines.offset(request.place.start), lines.offset(request.place.end))


def _at(request: Request, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Those in the request's file or folder and, where it has a place, right there; on its lines where none is."""
    here = tuple(each for each in diagnostics if each.path.is_relative_to(request.path))
    if (place := request.place) is None:
        return here
    touched = tuple(each for each in here if place.touches(each.place))
    return touched or tuple(each for each in here if place.shares_a_line(each.place))


def _pointed_at(request: Request, here: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Of what is there, just what the user chose, where the checker says it in the same words."""
    chosen = {diagnostic.key for diagnostic in request.diagnostics}
    return tuple(each for each in here if each.key in chosen) or here


def _offer(request: Request, diagnostic: Diagnostic, parsed: Parsed) -> Offer:
    title = causes.title(diagnostic, parsed)
    return Offer(NAME, title, KIND, request.path, diagnostic.place, (diagnostic,), preferred=True)


ACTION = Action(
    name=NAME,
    title="Fix a type error",
    kind=KIND,
    refuses=refuses,
    diagnosed=True,
    offers=offers,
    targets=targets,
    guesses=guesses,
    whole=WHOLE,
    recipes=RECIPES,
    task=TASK,
    beyond=beyond,
    checks=checks,
)
