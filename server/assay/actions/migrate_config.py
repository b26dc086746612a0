"""Migrate configuration: what old files say, said in today's file, and shown to mean the same to the tools themselves.

When it is offered: in `pytest.ini`, `.coveragerc`, `.isort.cfg`, `mypy.ini`, `setup.cfg` and `tox.ini`, for what they
say to pytest, coverage, isort and mypy; in `setup.cfg`, `setup.py` and `[tool.poetry]` of `pyproject.toml` for what
they say of the package; in workflows and composite actions of GitHub Actions, for commands that the runner no longer
takes from what a script prints, and for old versions of actions, which are listed; in JavaScript actions, for a
Node.js that it has no more; in `.pre-commit-config.yaml`, for its old layout; in a compose file, for its obsolete
version; in files of requirements and a `Pipfile`, for what they ask to be installed; in `.eslintrc.*` and
`package.json`, for what they say to ESLint; and for all of these of a folder.
For a file alone, for what they say to black, isort and flake8.

What is verified of a package: its wheel and its source distribution are built before and after, offline, by its own
backend. Dependencies (over all Pythons and systems that matter), Requires-Python, extras, entry points, files and their
bytes, licence files, tags and version have to be the same, and have to follow when a later release changes version and
texts. What is only displayed may differ where you accept it (`presentation`). What the build needs and your environment
lacks is fetched by pip, wheels alone, once you say yes.

What is verified of a tool: `pyproject.toml` has the form that it must have (a gate, and no evidence); only it, the file
that you pointed at, `setup.cfg` and `MANIFEST.in` are touched, and where `tox.ini` and the like hand such a file to a
tool in a way that is known; every tool that the file configures, in the version that the project has installed, ends
up with the same values before and after, and pytest with the same tests, marked the same; no file that is run names one
that goes; no comment is lost. Where one of the last two does not hold, it is shown, and yours to confirm. So are the
file that is deleted and the protected ones that change.

What is verified of a workflow: nothing but scripts changes, and each that does is run in the old way and the new, on
probes, with stubs for all that it calls: it tells the runner the same, prints the same and calls the same.
Of an action that asks for another Node.js, only that it says nothing else: it is never more than partial.

What is verified of a compose file and of `.pre-commit-config.yaml`: it says the same to the program that it is for.

What is verified of ESLint: in the project's version it looks at the same files by the same rules, and finds the same;
what its new file needs is declared in a range that admits what is installed.

What is verified of requirements: in every environment the same is asked for, and `pyproject.toml` says nothing else.

What is verified of ruff in the place of other tools: it rewrites every Python file, with probes in it, to the same as
black and isort; it finds as many problems of each code in each file as flake8.

What is not verified: what reads the old file that Assay does not know of.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from assay.actions.action import Action, Parsed, Whole
from assay.actions.bench import Bench
from assay.checks.action_runtime import action_runtime as runtime_of_action
from assay.checks.comments import comments
from assay.checks.constraints import constraints
from assay.checks.effective import effective, name_of
from assay.checks.eslint import NAME as ESLINT
from assay.checks.eslint import TOUCHED, eslint, moves_nested
from assay.checks.formatting import NAME as FORMATTING
from assay.checks.formatting import formatting
from assay.checks.in_scope import in_scope
from assay.checks.linting import NAME as LINTING
from assay.checks.linting import linting
from assay.checks.package import NAME as PACKAGE
from assay.checks.package import Builder, environment_of, package
from assay.checks.references import references
from assay.checks.requirements import requirements
from assay.checks.same_sense import same_sense
from assay.checks.schema import schema
from assay.checks.withheld import withheld
from assay.checks.workflow_scripts import NAME as SCRIPTS
from assay.checks.workflow_scripts import workflow_scripts
from assay.core.action import Offer, Proposer, Request, Target
from assay.core.check import Candidate, Check
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange
from assay.core.text import Lines, Place, Position
from assay.recipes.migrations import (
    action_runtime,
    action_versions,
    compose_version,
    eslint_flat,
    pipfile,
    poetry,
    precommit_layout,
    requirement_files,
    ruff_formatting,
    ruff_linting,
    setup_cfg,
    setup_script,
    tool_sections,
    workflow_commands,
)
from assay.recipes.migrations.migration import Migration
from assay.recipes.migrations.workbench import Workbench
from assay.recipes.recipe import Recipe
from assay.tools.effective import TOOLS
from assay.tools.file_mentions import carries
from assay.tools.homes import MANIFEST, PYPROJECT
from assay.tools.packaging_files import SETUP_CFG
from assay.tools.requirement_files import PATTERN

NAME = "migrate_config"
KIND = "refactor.assay.migrateConfig"
WHOLE = Whole("source.assay.migrateConfig", None, "Migrate the configuration of the project")
MIGRATIONS = (
    setup_script.MIGRATION,  # first, as what setup.cfg says goes along with it
    tool_sections.MIGRATION,
    setup_cfg.MIGRATION,
    poetry.MIGRATION,
    workflow_commands.MIGRATION,
    action_runtime.MIGRATION,
    action_versions.MIGRATION,
    eslint_flat.MIGRATION,
    precommit_layout.MIGRATION,
    compose_version.MIGRATION,
    requirement_files.MIGRATION,
    pipfile.MIGRATION,
    ruff_formatting.MIGRATION,
    ruff_linting.MIGRATION,
)
"""Each says what there is to move in a file; all that it finds is judged alone."""

RECIPES: tuple[Recipe, ...] = (
    tool_sections.RECIPE,
    setup_cfg.RECIPE,
    poetry.RECIPE,
    workflow_commands.RECIPE,
    action_runtime.RECIPE,
    action_versions.RECIPE,
    precommit_layout.RECIPE,
    compose_version.RECIPE,
    requirement_files.RECIPE,
    pipfile.RECIPE,
    ruff_formatting.RECIPE,
    ruff_linting.RECIPE,
)
FILES = tuple(dict.fromkeys(name for each in MIGRATIONS for name in each.names))
"""The names of the files that it reads, or patterns of them."""
_BESIDE = frozenset((PYPROJECT, MANIFEST, PATTERN, SETUP_CFG, *TOUCHED))
TASK = "Move this configuration to where it belongs today, without changing what any tool makes of it."


def refuses(path: PurePosixPath) -> str:
    """Only files that a migration knows are read."""
    if _is_known(path):
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
    if _is_known(request.path):
        return _targets(request.path, request.snapshot.read(request.path))
    paths = (path for name in FILES for path in _matching(request, name))
    return tuple(each for path in paths for each in _targets(path, request.snapshot.read(path), whole=True))


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
        in_scope(bench.policy, bench.project.root, beside=_BESIDE, admits=_carries),
        *((constraints,) if bench.constrained else ()),
        references,
        comments,
        same_sense,
        runtime_of_action,
        requirements,
        _scripts(bench),
        _eslint(bench),
        *_versus_ruff(bench),
        *(_judge(bench, tool) for tool in reversed(TOOLS)),
        _package(bench),
    )


def _carries(candidate: Candidate, change: FileChange) -> bool:
    carried = carries(change, candidate.proposal.patch, candidate.target.path.parent)
    return carried or (_is_eslints(candidate) and moves_nested(candidate, change))


def _is_eslints(candidate: Candidate) -> bool:
    return any(each.code == eslint_flat.CODE for each in candidate.target.diagnostics)


def _judge(bench: Bench, tool: str) -> Check:
    if bench.withheld:
        return withheld(name_of(tool), bench.withheld)
    return effective(tool, bench.project, bench.limits, remaining=bench.remaining)


def runners(bench: Bench) -> tuple[Proposer, ...]:
    """Who has a script of the project run to find out what it says; nobody where nothing may run."""
    if bench.prepare is None:
        return ()
    prepare = bench.prepare

    async def environment(requirements: tuple[str, ...]) -> Path | str | None:
        return await environment_of(bench.project, prepare, requirements)

    workbench = Workbench(bench.project, bench.open_side, environment)
    return setup_script.proposer(workbench), eslint_flat.proposer(workbench, bench.node)


def _package(bench: Bench) -> Check:
    if bench.withheld or bench.prepare is None:
        return withheld(PACKAGE, bench.withheld)
    return package(Builder(bench.project, bench.limits, bench.remaining, bench.prepare))


def _scripts(bench: Bench) -> Check:
    if bench.withheld:
        return withheld(SCRIPTS, bench.withheld)
    return workflow_scripts(bench.project, bench.limits, remaining=bench.remaining)


def _eslint(bench: Bench) -> Check:
    if bench.withheld:
        return withheld(ESLINT, bench.withheld)
    return eslint(bench.node, bench.limits, remaining=bench.remaining)


def _versus_ruff(bench: Bench) -> tuple[Check, ...]:
    if bench.withheld:
        return withheld(FORMATTING, bench.withheld), withheld(LINTING, bench.withheld)
    return tuple(each(bench.project, bench.limits, remaining=bench.remaining) for each in (formatting, linting))


def _is_known(path: PurePosixPath) -> bool:
    return any(path.match(name) for name in FILES)


def _matching(request: Request, name: str) -> tuple[PurePosixPath, ...]:
    """The files of the folder that a name or a pattern means."""
    if "*" not in name:
        return (request.path / name,)
    root = request.snapshot.root
    return tuple(sorted(PurePosixPath(each.relative_to(root)) for each in (root / request.path).glob(name)))


def _targets(path: PurePosixPath, text: str | None, *, whole: bool = False) -> tuple[Target, ...]:
    """What there is to move in a file, of a whole project what is no choice of tools."""
    if text is None:
        return ()
    asked = (each for each in MIGRATIONS if each.whole or not whole)
    return tuple(found for each in asked if (found := _target(each, path, text)) is not None)


def _target(migration: Migration, path: PurePosixPath, text: str) -> Target | None:
    if not any(path.match(name) for name in migration.names) or not (words := migration.message(path, text)):
        return None
    start = Position(0, 0)
    end = Position(0, len(Lines(text).line(0)))
    found = Diagnostic(path, start, end, words, migration.code, "assay", severity="note")
    return Target(path, migration.title(found), (found, *migration.notes(path, text)))


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
    runners=runners,
    running={setup_script.NAME: setup_script.proposer, eslint_flat.NAME: eslint_flat.proposer},
)
