"""What follows from a wider annotation: what the errors that a checker reports after it ask for, or nothing at all.

An error is answered by a guard where None raised already, by widening a parameter that the value is handed to, or
by widening the same parameter of an overriding method. One error that none of these answers ends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic
from assay.core.text import Span
from assay.recipes.callees import receiver
from assay.recipes.guards import Guard, covered, guards
from assay.recipes.names import names
from assay.recipes.none_uses import Use, raising_use
from assay.recipes.sources import Sources
from assay.recipes.widening import implicit
from assay.recipes.wording.read import is_about_none, meaning, means
from assay.syntax.annotations import admits_none
from assay.syntax.scopes import Parameter, outwards, parameters
from assay.syntax.tree import Node, Tree

MOST_WIDENED = 8
"""More parameters than this in one step are a change of design, not the fix of an error."""

_ADMITS_NONE = re.compile(r"\b(?P<name>\w+): [^,()\n]*\bNone\b")
"""A parameter in the signature that an override is compared with, where the checker shows it."""

_FUNCTIONS = ("function_definition", "lambda")


@dataclass(frozen=True, slots=True)
class Fix:
    """Guards and parameters to widen, each with its file, and why."""

    guards: tuple[tuple[PurePosixPath, Guard], ...]
    widened: tuple[tuple[PurePosixPath, Parameter], ...]
    reasons: tuple[str, ...]

    @property
    def paths(self) -> tuple[PurePosixPath, ...]:
        """The files that it touches, sorted."""
        return tuple(sorted({path for path, _ in (*self.guards, *self.widened)}))


@dataclass(frozen=True, slots=True)
class _Reading:
    """An error at a parameter that may be None: its function, and the name as it is read there."""

    diagnostic: Diagnostic
    function: Node
    name: Node
    use: Use | None


def following(sources: Sources, diagnostics: Sequence[Diagnostic]) -> Fix | None:
    """What answers all of these errors, or None.

    What stands behind a guard is taken for answered by it: if it is not, the next round shows.
    """
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    overrides = [each for each in errors if means(each, "wrong override")]
    others = [each for each in errors if each not in overrides]
    readings = [reading for each in others if (reading := _reading(sources, each)) is not None]
    placed = _guards(sources, readings)
    if not errors or placed is None:
        return None
    unguarded = [each for each in others if not _is_behind(sources, placed, each)]
    handed = [reading for reading in readings if reading.use is None and reading.diagnostic in unguarded]
    widened = [_overriding(sources, each) for each in overrides] + [_receiving(sources, each) for each in handed]
    answered = [reading.diagnostic for reading in readings]
    chosen = dict.fromkeys(each for each in widened if each is not None)
    if None in widened or len(chosen) > MOST_WIDENED or any(each not in answered for each in unguarded):
        return None
    return Fix(tuple(placed), tuple(chosen), _reasons(placed, list(chosen)))


def _reading(sources: Sources, diagnostic: Diagnostic) -> _Reading | None:
    """The parameter that an error is about; the reading at which None raises, before one at which it does not."""
    tree = sources.tree(diagnostic.path)
    if tree is None or not is_about_none(diagnostic):
        return None
    lines = tree.lines
    place = Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end))
    found = [
        _Reading(diagnostic, function, name, _use(tree, function, name))
        for function, name in _optional_names(tree, place)
    ]
    meant = [reading for reading in found if _is_meant(tree, reading, place)]
    raising = [reading for reading in meant if reading.use is not None]
    return next(iter(raising or meant), None)


def _optional_names(tree: Tree, place: Span) -> list[tuple[Node, Node]]:
    """Every name in the statement at a place that reads a parameter which may be None and is by default."""
    found: list[tuple[Node, Node]] = []
    statement = tree.at(place)
    while statement.parent is not None and statement.parent.type != "block":
        statement = statement.parent
    seen: set[str] = set()
    for function in outwards(statement):
        for parameter in parameters(tree, function) if function.type in _FUNCTIONS else ():
            if parameter.name not in seen and _optional(tree, parameter):
                found += [(function, name) for name in names(tree, statement, parameter.name)]
            seen.add(parameter.name)
    return found


def _optional(tree: Tree, parameter: Parameter) -> bool:
    annotation, default = parameter.annotation, parameter.default
    return default is not None and default.type == "none" and annotation is not None and admits_none(tree, annotation)


def _use(tree: Tree, function: Node, name: Node) -> Use | None:
    around = next((node for node in outwards(name) if node.type in _FUNCTIONS), None)
    return raising_use(tree, name) if around == function else None


def _is_meant(tree: Tree, reading: _Reading, place: Span) -> bool:
    """Whether the error's place is that of the name, or of the expression in which the name stands as an operand."""
    name = tree.span(reading.name)
    line = tree.text[tree.text.rfind("\n", 0, place.start) + 1 : place.end]
    if not line.isascii():  # some checkers are wrong about columns there
        return "\n" not in tree.text[min(place.start, name.start) : max(place.start, name.start)]
    if place.start <= name.start and name.end <= max(place.end, place.start + 1):
        return True
    return reading.use is not None and place.start in _begins(tree, reading.use.expression)


def _begins(tree: Tree, expression: Node) -> tuple[int, ...]:
    """Where checkers say that an expression is: at its start or, of an attribute, at its name."""
    attribute = expression.child_by_field_name("attribute")
    return tuple(tree.span(node).start for node in (expression, attribute) if node is not None)


def _guards(sources: Sources, readings: Sequence[_Reading]) -> list[tuple[PurePosixPath, Guard]] | None:
    placed: list[tuple[PurePosixPath, Guard]] = []
    together: dict[tuple[PurePosixPath, int, str], list[_Reading]] = {}
    for reading in readings:
        tree = sources.tree(reading.diagnostic.path)
        if tree is not None and reading.use is not None:
            key = reading.diagnostic.path, reading.function.start_byte, tree.code(reading.name)
            together.setdefault(key, []).append(reading)
    for (path, _, name), group in together.items():
        tree = sources.tree(path)
        uses = [reading.use for reading in group if reading.use is not None]
        found = None if tree is None else guards(tree, name, uses)
        if found is None:
            return None
        placed += [(path, guard) for guard in found]
    return placed


def _is_behind(sources: Sources, placed: Sequence[tuple[PurePosixPath, Guard]], diagnostic: Diagnostic) -> bool:
    """Whether a guard stands before the place of an error on every way to it."""
    tree = sources.tree(diagnostic.path)
    if tree is None:
        return False
    start = tree.lines.offset(diagnostic.start)
    here = [guard for path, guard in placed if path == diagnostic.path]
    return covered(here, tree.at(Span(start, start + 1)))


def _receiving(sources: Sources, reading: _Reading) -> tuple[PurePosixPath, Parameter] | None:
    """The parameter that the value is handed to, where that one defaults to None as well without saying so."""
    said = meaning(reading.diagnostic)
    found = receiver(sources, reading.diagnostic.path, reading.name, said.owner if said is not None else "")
    if found is None or not implicit(found.function.tree, found.parameter):
        return None
    return found.function.path, found.parameter


def _overriding(sources: Sources, diagnostic: Diagnostic) -> tuple[PurePosixPath, Parameter] | None:
    """The parameter of an overriding method, where it defaults to None as well without saying so."""
    tree = sources.tree(diagnostic.path)
    if tree is None:
        return None
    start = tree.lines.offset(diagnostic.start)
    function = next(
        (node for node in outwards(tree.at(Span(start, start))) if node.type == "function_definition"), None
    )
    listed = parameters(tree, function) if function is not None else ()
    chosen = _differing(tree, listed, start, diagnostic)
    return (diagnostic.path, chosen) if chosen is not None and implicit(tree, chosen) else None


def _differing(tree: Tree, listed: Sequence[Parameter], start: int, diagnostic: Diagnostic) -> Parameter | None:
    """The parameter that an override is wrong in: at the error's place, by its number, or the only one it can be."""
    exact = [each for each in listed if each.span.start <= start < each.span.end]
    if exact:
        return exact[0]
    found = meaning(diagnostic)
    if found is not None and found.number is not None:
        return listed[found.number] if found.number < len(listed) else None
    named = {match["name"] for match in _ADMITS_NONE.finditer(diagnostic.message)}
    possible = [each for each in listed if implicit(tree, each) and (not named or each.name in named)]
    return possible[0] if len(possible) == 1 else None


def _reasons(
    placed: Sequence[tuple[PurePosixPath, Guard]], widened: Sequence[tuple[PurePosixPath, Parameter]]
) -> tuple[str, ...]:
    reasons: list[str] = []
    for _, guard in placed:
        reasons.append(f'Where "{guard.name}" is used as if it were not None, a guard raises {guard.raised} as before.')
    for path, parameter in widened:
        reasons.append(
            f'"{parameter.name}" in {path} defaults to None too and gets the same value, so it is widened as well.'
        )
    return tuple(dict.fromkeys(reasons))
