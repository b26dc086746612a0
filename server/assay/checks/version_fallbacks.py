"""Fallbacks that a patch writes as a condition on the version of Python: `try: import tomllib`, and `tomli` elsewhere.

A checker reads both branches of a `try`, and one alone of a condition on the version. So a patch may hide code in this
way. It is allowed where nothing else is changed: where all files of the patch are the same trees as before, but for
`try` statements with one handler in whose place stands an `if` with the same two blocks, and for `import sys`; and
where, on each version that the project is for, the condition is true where the first block comes to its end, whatever
the handler is for, and false where it raises what the handler catches, before it has given anything a name.

How the block ends is worked out from the texts before the patch and from what the standard library has on each version.
So each name has to be what it is there: no module of the project is called so, the file gives it no other value before,
and no text of the project puts it where it would be missing. That no installed package does is asked of
`not_gamed.py`, which is told of `modules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath

from assay.checks.class_mentions import Mention, mentions
from assay.checks.interpreter_values import InterpreterValues, Meaning
from assay.checks.interpreters import Interpreter, Part, every
from assay.checks.let_go import NEVER, NONE, PYTHON_3, Conditions, Live, PassedOver, older, together
from assay.checks.project_files import ProjectFiles
from assay.checks.replaced import replaced
from assay.checks.trees import ChangedFile
from assay.core.snapshot import Snapshot
from assay.syntax.branches import Decided, branches
from assay.syntax.fallbacks import Fallback, fallback, first_statement, says_the_same
from assay.syntax.scopes import function_of, outwards
from assay.syntax.tree import Node, Tree, captured, descendants
from assay.tools.python_floor import Version, required_python
from assay.tools.standard_library import EARLIEST, counts, module
from assay.tools.standard_needs import Need, Steps, steps

OTHERWISE = "only other versions of Python run it"

OTHER_VERSIONS = "what only other versions of Python run is not checked any more where the type checker looks at one"

_VERSION = frozenset[Part](("version",))
_LOOPS = ("for_statement", "while_statement")
_SHARED = ("global_statement", "nonlocal_statement")
_TELLING = frozenset(("exc_clear", "exc_info", "exc_type", "exc_value", "exception", "format_exc", "print_exc"))
"""Names by which a handler may ask what was raised."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A fallback, what stands in its place, and what either goes by."""

    fallback: Fallback
    statement: Node
    condition: Node
    does: Steps
    means: Meaning

    def runs_first(self, version: Version) -> bool | None:
        """Whether the first block runs to its end on a version, before the patch and after; None where they differ."""
        outcome = self.does.outcome(version)
        found = {self.means.on(each) for each in _interpreters()[version]}
        if outcome is None or found != {outcome.lacks is None}:
            return None
        if outcome.lacks is None:
            return True
        is_clean = not outcome.bound and self.fallback.catches(outcome.lacks.raises(version))
        return False if is_clean else None


def fallbacks(before: Snapshot, files: Sequence[ChangedFile]) -> Conditions:
    """What the changed files of a patch may hide; `before` is the project before it."""
    if not all(map(_may_be_written, files)):
        return NONE
    project = ProjectFiles(before)
    values = InterpreterValues(project)
    return together(_of_file(before, project, values, file) for file in files)


def _may_be_written(file: ChangedFile) -> bool:
    """Whether it is worth a look."""
    if file.before is None or file.after is None or file.before.root.has_error or file.after.root.has_error:
        return False
    return "sys.version_info" in file.after.text


def _of_file(
    snapshot: Snapshot, project: ProjectFiles, values: InterpreterValues, file: ChangedFile
) -> Conditions | None:
    assert file.before is not None
    assert file.after is not None
    pairs = replaced(file.before, file.after, by=_is_written)
    written = [_written(values, file, *pair) for pair in pairs or ()]
    known = [each for each in written if each is not None]
    if not known or len(known) != len(written):
        return None
    declared = required_python(snapshot, file.path)
    floor = declared if declared is not None and declared >= PYTHON_3 else EARLIEST
    versions = [each for each in _interpreters() if each >= floor]
    names = _Names(project, values, file.path, file.before, versions)
    if not all(names.hold(each.fallback, each.does.needs) for each in known):
        return None
    found = together(_conditions(file, each, versions, declared) for each in known)
    modules = frozenset(top for each in known for top in names.lacking(each.does.needs))
    return None if found == NONE else replace(found, modules=modules)


def _is_written(was: Node, now: Node) -> bool:
    found = fallback(was)
    return found is not None and says_the_same(found, now)


def _written(values: InterpreterValues, file: ChangedFile, was: Node, now: Node) -> _Written | None:
    """The two together; None where it is not the version alone that the condition asks for."""
    found, condition = fallback(was), now.child_by_field_name("condition")
    assert file.before is not None
    assert file.after is not None
    means = None if condition is None else values.meaning(file.path, file.after, condition)
    if found is None or condition is None or means is None or means.asks != _VERSION or _asks(found.otherwise):
        return None
    return _Written(found, now, condition, steps(file.before, found.tried), means)


def _asks(block: Node) -> bool:
    """Whether a handler asks what was raised, raises it again, or raises something because of it."""
    here = function_of(block)
    return any(
        (each.type == "identifier" and (each.text or b"").decode() in _TELLING)
        or (each.type == "raise_statement" and function_of(each) == here)
        for each in descendants(block)
    )


def _conditions(
    file: ChangedFile, written: _Written, versions: Sequence[Version], declared: Version | None
) -> Conditions | None:
    """What one of them may hide; None where it is not the same on each version."""
    assert file.before is not None
    assert file.after is not None
    runs = {each: written.runs_first(each) for each in versions}
    if None in runs.values():
        return None
    old, new = (written.fallback.tried, written.fallback.otherwise), _blocks(written.statement)
    on_3 = {first for version, first in runs.items() if version >= PYTHON_3}
    conditions = frozenset({(file.path, file.after.span(written.condition))})
    if len(on_3) > 1:
        other = tuple(PassedOver(file.path, file.after.span(each), OTHERWISE) for each in new)
        return Conditions(other, conditions, (), OTHER_VERSIONS)
    run = 0 if on_3 == {True} else 1
    decided = Decided(file.after, {(written.condition.start_byte, written.condition.end_byte): not run})
    begin_old, begin_new = first_statement(file.before, old[run]), first_statement(file.after, new[run])
    live = (Live(file.path, begin_old, begin_new),)
    assumed = "" if len(set(runs.values())) == 1 else older(declared)
    never = tuple(PassedOver(file.path, each, NEVER) for each in decided.dead())
    return Conditions(never, conditions, live, assumed)


def _blocks(statement: Node) -> tuple[Node, Node]:
    """The two blocks of an `if` with an `else`."""
    first, second = (each.block for each in branches(statement))
    return first, second


@cache
def _interpreters() -> Mapping[Version, tuple[Interpreter, ...]]:
    """The interpreters that are looked at, by their versions."""
    found: dict[Version, tuple[Interpreter, ...]] = {}
    for each in every(_VERSION):
        version = each.version[:2]
        if counts(version):
            found[version] = (*found.get(version, ()), each)
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """What the names of a file are where its fallbacks ask for them, on the versions that the project is for."""

    project: ProjectFiles
    values: InterpreterValues
    path: PurePosixPath
    tree: Tree
    versions: Sequence[Version]

    def hold(self, found: Fallback, needs: Sequence[Need]) -> bool:
        """Whether each is what it is in the standard library, and what is caught is a builtin."""
        return all(map(self._is_builtin, found.caught)) and all(map(self._is_it, needs))

    def lacking(self, needs: Sequence[Need]) -> Iterator[str]:
        """The modules that are asked for, at the top, and are not there on each version."""
        for need in needs:
            top = need.name.partition(".")[0] if need.kind == "module" else ""
            life = module(top) if top else None
            if life is not None and not all(map(life.has, self.versions)):
                yield top

    def _is_it(self, need: Need) -> bool:
        match need.kind:
            case "module":
                return not self._is_ours(need.name) and self._is_nowhere_given(need)
            case "member":
                return self._is_nowhere_given(need)
            case "builtin":
                return self._is_builtin(need.node) and self._is_nowhere_given(need)
            case "attribute":
                is_module = need.node.type == "identifier" and module(need.owner) is not None
                is_known = not is_module or self.values.is_standard(self.path, self.tree, need.node)
                return is_known and self._is_nowhere_given(need)

    def _is_ours(self, name: str) -> bool:
        """Whether the project may have a module of that name where this file imports it."""
        if EARLIEST in self.versions:  # there a package looks for it beside the file, too
            return self.project.is_ours(self.path, name)
        return self.project.file(self.path, name.partition(".")[0]) is not None

    def _is_nowhere_given(self, need: Need) -> bool:
        """Whether it is there on each version, or no text of the project looks as if it put it where it is not."""
        if all(map(need.life.has, self.versions)):
            return True
        name = re.escape(need.name)
        quoted = rf"['\"](?:\w+\.)*{name}['\"]"
        if need.kind == "module":
            return self.project.says(rf"modules\W[^\n]*{quoted}") is False
        giving = (
            rf"(?<!self)(?<!cls)\.\s*{name}\s*=(?!=)|(?:setattr|patch|setitem)[^\n]*{quoted}|{quoted}\s*\]\s*=(?!=)"
        )
        return self.project.says(giving) is False

    def _is_builtin(self, node: Node) -> bool:
        """Whether a name is that of a builtin where it is read, whatever the file gives the name to elsewhere."""
        around = set(outwards(node))
        scope = function_of(node)
        if scope.type == "class_definition" or any(each.type in _LOOPS for each in around):
            return False
        if captured(self.tree.root, "(wildcard_import) @all"):
            return False
        binding = (each for each in mentions(self.tree, self.tree.code(node)) if each.binds)
        return all(self._is_elsewhere(each, node, around) for each in binding)

    def _is_elsewhere(self, binding: Mention, node: Node, around: AbstractSet[Node]) -> bool:
        """Whether what a name is given in one place is not seen where it is read."""
        given = binding.node.parent
        if given is None or given.type in _SHARED:
            return False
        names_itself = binding.role == "class" or (given.type == "function_definition" and binding.role == "bound")
        scope = function_of(given.parent or given) if names_itself else function_of(binding.node)
        if scope.type != "module":
            return scope not in around
        # the module itself is done once, from top to bottom
        return function_of(node).type == "module" and binding.node.start_byte >= _statement(node).start_byte


def _statement(node: Node) -> Node:
    """The smallest statement around a node."""
    return next(each for each in outwards(node) if each.parent is None or each.parent.type in ("block", "module"))
