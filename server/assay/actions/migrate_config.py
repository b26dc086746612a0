"""Migrate configuration: what old files say, said in today's file, and shown to mean the same to the tools themselves.

When it is offered: in `pytest.ini`, `.coveragerc`, `.isort.cfg`, `mypy.ini`, `setup.cfg` and `tox.ini`, for what they
say to pytest, coverage, isort and mypy; and for all of these of a folder.

What is verified: `pyproject.toml` has the form that it must have (a gate, and no evidence); only it, the file that
you pointed at and `MANIFEST.in` are touched; every tool that the file configures, in the version that the project has
installed, ends up with the same values before and after, and pytest with the same tests, marked the same; no file
that is run names one that goes; no comment is lost. Where one of the last two does not hold, it is shown, and yours
to confirm. So are the file that is deleted and the protected ones that change.

What is not verified: what reads the old file that Assay does not know of.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.actions.action import Action, Parsed, Whole
from assay.actions.bench import Bench
from assay.checks.comments import comments
from assay.checks.constraints import constraints
from assay.checks.effective import effective, name_of
from assay.checks.in_scope import in_scope
from assay.checks.references import references
from assay.checks.schema import schema
from assay.checks.withheld import withheld
from assay.core.action import Offer, Request, Target
from assay.core.check import Check
from assay.core.diagnostics import Diagnostic
from assay.core.text import Lines, Place, Position
from assay.recipes.migrations import tool_sections
from assay.recipes.recipe import Recipe
from assay.tools.effective import TOOLS
from assay.tools.homes import HOMES, MANIFEST, PYPROJECT

NAME = "migrate_config"
KIND = "refactor.assay.migrateConfig"
WHOLE = Whole("source.assay.migrateConfig", None, "Migrate the configuration of the project")
RECIPES: tuple[Recipe, ...] = (tool_sections.RECIPE,)
FILES = tuple(HOMES)
"""The names of the files that it reads."""
TASK = "Move this configuration to where it belongs today, without changing what any tool makes of it."


def refuses(path: PurePosixPath) -> str:
    """Only files that a migration knows are read."""
    if path.name in FILES:
        return ""
    return f"not a file that a migration knows; name one of {', '.join(FILES)}, or their folder"


def offers(request: Request, _parsed: Parsed) -> tuple[Offer, ...]:
    """One offer for a file that holds what can be moved."""
    return tuple(
        Offer(NAME, each.title, KIND, each.path, Place(Position(0, 0), Position(0, 0)))
        for each in _targets(request.path, request.snapshot.above.get(request.path))
    )


def targets(request: Request, _diagnostics: tuple[Diagnostic, ...]) -> tuple[Target, ...]:
    """The file that was pointed at, or those of the folder. Raises `Unreadable`."""
    if request.path.name in HOMES:
        return _targets(request.path, request.snapshot.read(request.path))
    paths = (request.path / name for name in HOMES)
    return tuple(each for path in paths for each in _targets(path, request.snapshot.read(path)))


def guesses(request: Request, _parsed: Parsed) -> tuple[Target, ...]:
    """No checker has a say in this, so they are the targets."""
    return targets(request, ())


def beyond(_request: Request, _parsed: Parsed) -> tuple[Offer, ...]:
    """No model is asked."""
    return ()


def checks(bench: Bench) -> tuple[Check, ...]:
    """The checks of a migration, the cheapest first."""
    return (
        schema,
        in_scope(bench.policy, bench.project.root, beside=frozenset((PYPROJECT, MANIFEST))),
        *((constraints,) if bench.constrained else ()),
        references,
        comments,
        *(_judge(bench, tool) for tool in reversed(TOOLS)),
    )


def _judge(bench: Bench, tool: str) -> Check:
    if bench.withheld:
        return withheld(name_of(tool), bench.withheld)
    return effective(tool, bench.project, bench.limits, remaining=bench.remaining)


def _targets(path: PurePosixPath, text: str | None) -> tuple[Target, ...]:
    if text is None or not (words := tool_sections.message(path, text)):
        return ()
    start = Position(0, 0)
    end = Position(0, len(Lines(text).line(0)))
    found = Diagnostic(path, start, end, words, tool_sections.CODE, "assay", severity="note")
    return (Target(path, tool_sections.title(found), (found,)),)


ACTION = Action(
    name=NAME,
    title="Migrate configuration",
    kind=KIND,
    refuses=refuses,
    diagnosed=False,
    offers=offers,
    targets=targets,
    guesses=guesses,
    whole=WHOLE,
    recipes=RECIPES,
    task=TASK,
    beyond=beyond,
    checks=checks,
)
