"""Implicit Optional: a parameter that defaults to None and whose type does not admit it, with the guards of its uses.

What it does: lets the annotation admit None, in the style of the file. Where the checker then finds uses at which
None raises, as it always did, it writes a guard before the first of them that raises the same. Where the parameter
is handed on to a function of the project that says the same untruth, or a method that overrides this one does, that
one is widened too. All of it is one patch. Wherever something else would have to change, it proposes nothing.

When it is offered: at mypy's `Incompatible default for parameter "x" (default has type "None", ...)` and what pyright,
basedpyright, ty and Pyrefly say in its place; where no checker ran, at a parameter that looks like it.

For example,

    def shout(text: str = None, times: int = 1) -> str:
        return text.upper() * times

becomes

    from typing import Optional

    def shout(text: Optional[str] = None, times: int = 1) -> str:
        if text is None:
            raise AttributeError("text must not be None")
        return text.upper() * times

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether None is meant to be a value here, or whether the default should have been another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from assay.core.action import Failure, Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Lines, Position, Span, TextEdit, apply_edits
from assay.recipes.cascade import Fix, following
from assay.recipes.guards import written
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.sources import Sources
from assay.recipes.widening import admitting, implicit
from assay.recipes.wording.read import GUESSED, meaning, means
from assay.syntax.scopes import Parameter, definitions, parameters
from assay.syntax.tree import Tree
from assay.tools.python_floor import lowest_python

NAME = "implicit_optional"

UNVERIFIED = "No check tells whether None is a meaningful value here, or whether the default should be another value."


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether the recipe knows this error, told from the diagnostic alone."""
    return means(diagnostic, "implicit optional")


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do about an error that it recognises, as a line of a menu."""
    found = meaning(diagnostic)
    assert found is not None, "only of what the recipe recognises"
    return f'Let parameter "{found.name}" be None, as its default is' if found.name else "Let the parameter be None"


def sites(path: PurePosixPath, tree: Tree, span: Span) -> tuple[Diagnostic, ...]:
    """What mypy would say of the parameters at a span; of those on its lines where none is right there."""
    lines = tree.lines
    first, last = lines.position(span.start).line, lines.position(span.end).line
    whole = Span(lines.starts[first], lines.offset(Position(last, len(tree.text))))
    near = [
        parameter
        for node in definitions(tree, whole)
        for parameter in parameters(tree, node)
        if parameter.span.overlaps(whole) and implicit(tree, parameter)
    ]
    here = [parameter for parameter in near if parameter.span.overlaps(span)]
    return tuple(_as_said(path, tree, lines, parameter) for parameter in here or near)


def propose(question: Question) -> Proposal | None:
    """The wider annotation; after a failure, that with what the checker found missing; None at its wits' end."""
    if question.failures:
        return _repaired(question.snapshot, question.failures[-1])
    return _first(question.snapshot, question.target)


def _first(snapshot: Snapshot, target: Target) -> Proposal | None:
    known = [diagnostic for diagnostic in target.diagnostics if recognises(diagnostic)]
    tree = Sources(snapshot).tree(target.path)
    if tree is None or not known:
        return None
    found = [_parameter(tree, diagnostic) for diagnostic in known]
    chosen = [parameter for parameter in found if parameter is not None]
    if len(chosen) < len(known):
        return None
    edits = admitting(tree, target.path, chosen, lowest_python(snapshot, target.path))
    if not edits:
        return None
    names = " and ".join(dict.fromkeys(f'"{parameter.name}"' for parameter in chosen))
    rationale = f"The default of {names} is None, so the annotation has to admit None."
    return _proposal(snapshot, {target.path: apply_edits(tree.text, edits)}, rationale)


def _repaired(snapshot: Snapshot, failure: Failure) -> Proposal | None:
    earlier = failure.proposal
    patched = snapshot.with_patch(earlier.patch)
    sources = Sources(patched)
    fix = following(sources, failure.diagnostics)
    if fix is None:
        return None
    texts = {change.path: change.after for change in earlier.patch.changes if change.after is not None}
    for path in fix.paths:
        tree = sources.tree(path)
        edits = _edits(sources, path, fix, patched)
        if tree is None or not edits:
            return None
        texts[path] = apply_edits(tree.text, edits)
    reasons = (reason for reason in fix.reasons if reason not in earlier.rationale)
    return _proposal(snapshot, texts, " ".join([earlier.rationale, *reasons]))


def _edits(sources: Sources, path: PurePosixPath, fix: Fix, patched: Snapshot) -> list[TextEdit]:
    tree = sources.tree(path)
    if tree is None:
        return []
    chosen = [parameter for place, parameter in fix.widened if place == path]
    edits = admitting(tree, path, chosen, lowest_python(patched, path))
    if chosen and not edits:
        return []
    return edits + [written(tree, guard) for place, guard in fix.guards if place == path]


def _proposal(snapshot: Snapshot, texts: Mapping[PurePosixPath, str], rationale: str) -> Proposal:
    changes = tuple(FileChange(path, snapshot.read(path), texts[path]) for path in sorted(texts))
    return Proposal(Patch(changes), NAME, rationale, UNVERIFIED)


def _parameter(tree: Tree, diagnostic: Diagnostic) -> Parameter | None:
    """The parameter that the checker means."""
    found = meaning(diagnostic)
    assert found is not None, "only of what the recipe recognises"
    lines = tree.lines
    start = lines.offset(diagnostic.start)
    line = Span(lines.starts[min(diagnostic.start.line, len(lines) - 1)], start)
    named = [
        parameter
        for node in definitions(tree, Span(line.start, line.start + len(lines.line(diagnostic.start.line))))
        for parameter in parameters(tree, node)
        if found.name in ("", parameter.name) and implicit(tree, parameter)
    ]
    exact = [parameter for parameter in named if parameter.span.start <= start <= parameter.span.end]
    return _only(exact) or _only(named)


def _only(found: Iterable[Parameter]) -> Parameter | None:
    match list(found):
        case [parameter]:
            return parameter
        case _:
            return None


def _as_said(path: PurePosixPath, tree: Tree, lines: Lines, parameter: Parameter) -> Diagnostic:
    """What mypy would say of a parameter."""
    assert parameter.annotation is not None, "an implicit optional has an annotation"
    assert parameter.default is not None, "an implicit optional has a default"
    default = tree.span(parameter.default)
    annotation = " ".join(tree.code(parameter.annotation).split())
    message = (
        f'Incompatible default for parameter "{parameter.name}" '
        f'(default has type "None", parameter has type "{annotation}")'
    )
    return Diagnostic(path, lines.position(default.start), lines.position(default.end), message, "assignment", GUESSED)


RECIPE = Recipe(NAME, recognises, title, alone, propose, sites=sites)
