"""Draft tests of a function that has few: each one is stable and notices a fault that no other test notices.

When it is offered: on the head of a public function at the top level of a module that is no test, where you ask for
the menu. On the command line: `assay run draft_tests FILE:LINE`.

How it works, without a model: the function is called in the sandbox with what its documentation, its callers, its
literals and its annotations suggest. What two processes agree on is kept; small faults (mutants) are put into the
function one at a time, and the smallest set of calls that notices them is written as tests, into the file where the
project keeps its own for this module. A test whose value comes from the documentation says so; any other says "Records
current behaviour". Calls that fail without the function saying so are shown to you and not asserted.

What is verified: only tests are added; each can fail; each notices a fault that neither the project's tests nor the
others notice; none uses the network, processes, sleep or files outside the temporary folder, or changes the module;
all pass in five fresh processes that differ in order, hashes, chance, day and time zone.

What is not verified: whether what the function does now is what it should do. Not drafted are tests of methods, of
async functions and of functions whose arguments or results cannot be written down as literals; it then says why.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.actions.action import Action, Parsed
from assay.actions.bench import Bench
from assay.checks.asserting import asserting
from assay.checks.clean import clean
from assay.checks.kills import kills
from assay.checks.only_tests import only_tests
from assay.checks.parses import parses
from assay.checks.stable import stable
from assay.checks.withheld import withheld
from assay.core.action import Offer, Proposer, Request, Target
from assay.core.check import Check
from assay.core.diagnostics import Diagnostic
from assay.core.errors import BadInput
from assay.core.text import Place, Span
from assay.recipes.drafting.proposer import Desk, drafting
from assay.syntax.scopes import Scope
from assay.syntax.tree import Tree, parse
from assay.tools.pytest import lacking
from assay.tools.subject import function_at
from assay.tools.test_files import is_test

NAME = "draft_tests"
KIND = "refactor.assay.draftTests"
_WHERE = "name a line of a function at the top level of a module, as in FILE:LINE"


def refuses(path: PurePosixPath) -> str:
    """Tests are drafted for Python that is no test itself."""
    if path.suffix != ".py":
        return "not called .py, so no tests are drafted for it; name a module"
    return "part of the tests; name the module that they test" if is_test(path) else ""


def offers(request: Request, parsed: Parsed) -> tuple[Offer, ...]:
    """One offer on the definition of a function."""
    tree = parsed()
    scope = None if tree is None or request.place is None else _function(tree, request.place)
    if tree is None or scope is None or scope.name.startswith("_"):
        return ()  # what is private is tested through what calls it
    start = tree.lines.position(scope.span.start)
    head = Place(start, tree.lines.position(scope.header.end))
    if request.place is not None and not head.shares_a_line(request.place):
        return ()
    return (Offer(NAME, _title(scope), KIND, request.path, Place(start, tree.lines.position(scope.span.end))),)


def targets(request: Request, diagnostics: tuple[Diagnostic, ...]) -> tuple[Target, ...]:  # noqa: ARG001 - no checker is asked
    """The function at the place. Raises `BadInput` where there is none."""
    text = request.snapshot.read(request.path) if request.place is not None else None
    if text is None or request.place is None:
        raise BadInput(f"{request.path}: {_WHERE}")
    tree = parse(text)
    scope = _function(tree, request.place)
    if scope is None:
        raise BadInput(f"{request.path}:{request.place.start.line + 1}: no such function is there; {_WHERE}")
    start = tree.lines.position(tree.offset(scope.node.start_byte))
    end = tree.lines.position(scope.header.end)
    pointed = Diagnostic(request.path, start, end, f"tests of {scope.name} are asked for", NAME, "assay", "note")
    return (Target(request.path, _title(scope), (pointed,)),)


def checks(bench: Bench) -> tuple[Check, ...]:
    """The checks of drafted tests, the cheapest first."""
    fixed = (parses(bench.project.interpreter.version), only_tests(bench.policy), asserting)
    why = bench.withheld or lacking(bench.project, bench.runner)
    if why or bench.runner is None:
        return (*fixed, *(withheld(name, why) for name in ("kills mutants", "leaves nothing", "stable")))
    ground = bench.project, bench.runner, bench.limits
    return (*fixed, kills(*ground), clean(*ground), stable(*ground))


def proposers(bench: Bench) -> tuple[Proposer, ...]:
    """The one that calls the function."""
    return (drafting(Desk(bench.project, bench.runner, bench.limits, bench.open_side, bench.withheld)),)


def _function(tree: Tree, place: Place) -> Scope | None:
    start, end = tree.lines.offset(place.start), tree.lines.offset(place.end)
    return function_at(tree, Span(start, end)) or function_at(tree, Span(end, end))


def _title(scope: Scope) -> str:
    return f"Draft tests of {scope.name}"


ACTION = Action(
    name=NAME,
    title="Draft tests",
    kind=KIND,
    refuses=refuses,
    diagnosed=False,
    offers=offers,
    targets=targets,
    guesses=lambda request, parsed: (),  # noqa: ARG005 - it asks no checker
    whole=None,
    recipes=(),
    task="",
    beyond=lambda request, parsed: (),  # noqa: ARG005 - no model drafts tests
    checks=checks,
    runners=proposers,
)
