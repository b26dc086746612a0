"""Draft tests of a function that has few: each one is stable and notices a fault that no other test notices.

When it is offered: on the head of a public function, method or class of a module that is no test, where you ask for the
menu. On the command line: `assay run draft_tests FILE:LINE`; on the line of a class, its public methods; without a
line, all of the file, one after the other. `assay run draft_tests --changed`, in a folder that git knows, drafts tests
of the functions with lines that changed since the last commit and that none of your tests runs; so does "Draft Tests of
What Changed" in the palette of VS Code.

How it works, without a model: the function is called in the sandbox with what its documentation shows, and the
project's README and the usual pages of `docs`, with what its callers and tests give it, and with values of its
annotations, of the constants in its code and in the code behind it, and of texts that its patterns match, one, two and
several at a time. The examples of other functions are run, too, and what the function is given meanwhile is tried on it
by itself. Which way through the code each call takes is looked at, and more calls are made from those that take a way
of their own. Objects are made from what their constructors take, or by the functions that give them in those examples,
methods are tried after others that change the object, those that Python itself calls by operators, built-in functions
and with the states of other objects, and a function that comes of a call is called. What two processes agree on is
kept: the value, the items of a generator, the exception, and what the call changed in the object or its arguments.
Small faults (mutants) are put into it, the private functions and classes behind it, of a method a few behind what makes
its object, their defaults and the constants of the module that they name, one at a time, and the smallest set of calls
that notices them is written as tests, into the file where the project keeps its own for this module, with the marks
that all tests there carry. A test of an `async` function awaits it where the project's tests do, by pytest-asyncio,
anyio or `unittest`. An object that a fixture makes by one call is taken from that fixture, where the project's tests
take it. A test whose value comes from the documentation says so; any other says "Records current behaviour". Calls that
fail without the function saying so, and values that contradict the documentation or the annotation, are shown to you
and not asserted. Where that leads to no test and you have named a model, it is asked for tests: it is shown the faults
that the project's tests do not notice, and the lines and branches that they do not reach.

Of the faults that no test notices you can say what should come: `--survivor RUN:N --intent "grade(-1) raises
ValueError"`, or *Have it noticed…* in the evidence in VS Code. Such an example has to be so, and becomes a test.

What is verified: only tests are added; each can fail; each notices a fault that neither the project's tests nor the
others notice, and passes where it runs once more without one; none uses the network, processes, sleep or files outside
the temporary folder, or changes the module; all pass in five fresh processes that differ in order, hashes, chance, day
and time zone, and no related test of the project comes out worse there than without them; where the project's
configuration names ruff or flake8 and it is installed there, it finds nothing. What fails a check is left out, and the
rest is judged again. How many lines and branches they add to what the project's tests run is counted.

What is not verified: whether what the function does now is what it should do. Not drafted are tests of what needs
objects that cannot be made from values, and of what reads the clock, chance, files or the network; it then says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from assay.actions.action import Action, Guided, Parsed
from assay.actions.bench import Bench
from assay.checks.asserting import asserting
from assay.checks.clean import clean
from assay.checks.gains import gains
from assay.checks.kills import kills
from assay.checks.lint import lint
from assay.checks.only_tests import only_tests
from assay.checks.parses import parses
from assay.checks.stable import stable
from assay.checks.withheld import withheld
from assay.core.action import Offer, Proposer, Request, Target
from assay.core.check import Check
from assay.core.diagnostics import Diagnostic
from assay.core.errors import BadInput
from assay.core.snapshot import Snapshot
from assay.core.text import Place, Span
from assay.recipes.drafting.cutting import remainder
from assay.recipes.drafting.guide import guide
from assay.recipes.drafting.proposer import Desk, drafting
from assay.syntax.scopes import Scope
from assay.syntax.tree import Tree, parse
from assay.tools.pytest import lacking
from assay.tools.subject import Subject, behind, class_at, decorators, function_at, functions, is_public
from assay.tools.test_files import is_test

NAME = "draft_tests"
KIND = "refactor.assay.draftTests"
TASK = """\
Write tests of this function in the way in which the project writes its own. Each one shall say in its name what it is
about, and notice a fault that no other test notices. Where the documentation says what comes of a call, that is what a
test asserts."""

RULES = """\
What you propose is put to the test. It adds test functions and the imports that they need to files of tests, and
touches nothing else: the code under test, tests that are there, configuration and protected files stay as they are.
Nothing in such a file does anything when it is imported; a test may be parametrised and marked, and takes fixtures that
are there. Each test has to pass, in processes that differ in order, hashes, chance, day and time zone. Each has to
assert what came of the code, and to fail for a small fault in it for which no other test fails. None uses the network,
a process, sleep, or a file outside of `tmp_path`, and none leaves anything changed behind. None is skipped, and none is
expected to fail. The tests that do not hold are named, and left out.
"""

_WHERE = "name a module, or a line of a function, a method or a class at its top level, as in FILE:LINE"


def refuses(path: PurePosixPath) -> str:
    """Tests are drafted for Python that is no test itself."""
    if path.suffix != ".py":
        return "not called .py, so no tests are drafted for it; name a module"
    return "part of the tests; name the module that they test" if is_test(path) else ""


def offers(request: Request, parsed: Parsed) -> tuple[Offer, ...]:
    """One offer on the definition of a function, a method or a class."""
    tree = parsed()
    found = None if tree is None or request.place is None else _pointed(tree, request.place)
    if tree is None or found is None or not is_public(found):
        return ()  # what is private is tested through what calls it
    start = tree.lines.position(found.span.start)
    head = Place(start, tree.lines.position(found.header.end))
    if request.place is not None and not head.shares_a_line(request.place):
        return ()
    return (Offer(NAME, _title(found), KIND, request.path, Place(start, tree.lines.position(found.span.end))),)


def targets(request: Request, diagnostics: tuple[Diagnostic, ...]) -> tuple[Target, ...]:  # noqa: ARG001 - no checker is asked
    """The function at the place; all public methods of a class there; all of the file where there is no place.

    Raises `BadInput` where there is none.
    """
    text = request.snapshot.read(request.path)
    if text is None:
        raise BadInput(f"{request.path}: {_WHERE}")
    tree = parse(text)
    pointed = None if request.place is None else _pointed(tree, request.place)
    if request.place is not None and pointed is None:
        raise BadInput(f"{request.path}:{request.place.start.line + 1}: no such function is there; {_WHERE}")
    if pointed is not None and pointed.kind == "function":
        return (_target(request.path, tree, pointed),)
    every = [each for each in functions(tree) if is_public(each) and not _is_secondary(tree, each)]
    if pointed is not None:
        every = [each for each in every if each.qualified.startswith(f"{pointed.qualified}.")]
    if not every:
        raise BadInput(f"{request.path}: no public function or method is there; {_WHERE}")
    return tuple(_target(request.path, tree, each) for each in every)


def untested(request: Request, lines: Mapping[PurePosixPath, frozenset[int]]) -> tuple[Target, ...]:
    """The public functions that hold these lines, from 1; a private one is tested through the first that reaches it."""
    found: list[Target] = []
    for path in sorted(lines):
        if (text := request.snapshot.read(path)) is None:
            continue
        tree, left = parse(text), set(lines[path])
        every = [each for each in functions(tree) if is_public(each) and not _is_secondary(tree, each)]
        reached = [(each, behind(Subject(path, "", tree, each))) for each in every]
        wanted: list[Scope] = []
        for parts in ([(each, (each,)) for each in every], reached):
            for scope, among in parts:
                held = left & _lines(tree, among)
                left -= held
                wanted += [scope] if held and scope not in wanted else []
        found += [_target(path, tree, each) for each in every if each in wanted]
    return tuple(found)


def _lines(tree: Tree, among: Iterable[Scope]) -> set[int]:
    """The lines, from 1, of functions."""
    places = ((tree.lines.position(each.span.start).line, tree.lines.position(each.span.end).line) for each in among)
    return {number for first, last in places for number in range(first + 1, last + 2)}


def _target(path: PurePosixPath, tree: Tree, scope: Scope) -> Target:
    start = tree.lines.position(tree.offset(scope.node.start_byte))
    end = tree.lines.position(scope.header.end)
    pointed = Diagnostic(path, start, end, f"tests of {scope.qualified} are asked for", NAME, "assay", "note")
    return Target(path, _title(scope), (pointed,))


def checks(bench: Bench) -> tuple[Check, ...]:
    """The checks of drafted tests, the cheapest first."""
    fixed = (parses(bench.project.interpreter.version), only_tests(bench.policy), asserting)
    why = withheld_by(bench)
    if why or bench.runner is None:
        return (*fixed, *(withheld(name, why) for name in ("lint", "kills mutants", "leaves nothing", "stable")))
    ground = bench.project, bench.runner, bench.limits
    keeps = lint(bench.project, bench.limits)
    return (*fixed, keeps, kills(*ground), gains(*ground), clean(*ground), stable(*ground, bench.open_side))


def proposers(bench: Bench) -> tuple[Proposer, ...]:
    """The one that calls the function."""
    return (drafting(_desk(bench)),)


async def guide_of(bench: Bench, snapshot: Snapshot, target: Target) -> tuple[str, tuple[PurePosixPath, ...]]:
    """What a model is shown: what the project's tests do not notice, run and take."""
    return await guide(_desk(bench), snapshot, target)


def withheld_by(bench: Bench) -> str:
    """Why drafted tests cannot be judged; empty where they can."""
    return bench.withheld or lacking(bench.project, bench.runner)


def _desk(bench: Bench) -> Desk:
    ground = bench.project, bench.runner, bench.limits, bench.open_side
    return Desk(*ground, bench.withheld, bench.examples, bench.intent)


def _is_secondary(tree: Tree, scope: Scope) -> bool:
    """Whether its decorators make it a signature of another one, or what sets a property."""
    above = decorators(tree, scope)
    return re.search(r"@(\w+\.)?overload\b|\.(setter|deleter)\b|abstractmethod", above) is not None


def _pointed(tree: Tree, place: Place) -> Scope | None:
    """The function at the place, else the class. The indentation of a line belongs to what begins there."""
    start, end = (_past_indentation(tree, tree.lines.offset(each)) for each in (place.start, place.end))
    spans = Span(start, max(start, end)), Span(end, end)
    found = (find(tree, span) for find in (function_at, class_at) for span in spans)
    return next((each for each in found if each is not None), None)


def _past_indentation(tree: Tree, offset: int) -> int:
    before, rest = tree.text[:offset].rpartition("\n")[2], tree.text[offset:].partition("\n")[0]
    return offset + len(rest) - len(rest.lstrip(" \t")) if not before.strip() and rest.strip() else offset


def _title(scope: Scope) -> str:
    return f"Draft tests of {scope.qualified}"


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
    task=TASK,
    beyond=lambda request, parsed: (),  # noqa: ARG005 - a function is offered whoever drafts
    checks=checks,
    runners=proposers,
    guided=Guided(RULES, guide_of, remainder, withheld_by),
    untested=untested,
)
