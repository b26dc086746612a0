"""Conditions on the version of Python that a patch writes out, and what can never run because of them.

A checker decides `sys.version_info >= (3,)`, and passes over the branch that its version does not take. So the same
words may hide code. They are allowed where nothing else is changed: where all files of the patch are the same trees as
before, but for expressions that were replaced by a comparison of `sys.version_info`, and for `import sys`; and where
each such expression was, on every version of Python, what is written there now. What it was is worked out from the
texts before the patch alone.

Then a branch that runs on no Python 3 which the project is for may be passed over. The branch that does run has to be
looked at still, and may be asked about.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from assay.checks.interpreter_values import InterpreterValues, Meaning
from assay.checks.interpreters import EVERY, Interpreter
from assay.checks.project_files import ProjectFiles
from assay.checks.trees import ChangedFile, changed_files
from assay.core.check import Candidate
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.core.text import Lines, Span
from assay.syntax.branches import Decided, branches
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.python_floor import Version, required_python

UNKNOWN_FLOOR = "what only Python 2 runs is not checked any more, and the project does not say that it needs Python 3"
RUNS_ON_2 = "what only Python 2 runs is not checked any more, and the project says that it runs there"

_PYTHON_3: Version = (3, 0)
_WITH_CONDITION = ("if_statement", "elif_clause", "while_statement")


@dataclass(frozen=True, slots=True)
class Live:
    """Where a branch begins that runs, before the patch and after it."""

    path: PurePosixPath
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a patch may hide; nothing where it does more than to write such conditions out.

    `dead` are the parts of the texts after it that never run, `conditions` the conditions as they stand there. `live`
    are the branches that do run. `assumed` is what the files do not say and has to be so.
    """

    dead: tuple[tuple[PurePosixPath, Span], ...] = ()
    conditions: frozenset[tuple[PurePosixPath, Span]] = frozenset()
    live: tuple[Live, ...] = ()
    assumed: str = ""

    def is_dead(self, path: PurePosixPath, span: Span) -> bool:
        """Whether a piece of the text after the patch never runs."""
        return any(path == file and each.start <= span.start and span.end <= each.end for file, each in self.dead)

    def hides(self, snapshot: Snapshot, diagnostic: Diagnostic) -> bool:
        """Whether what a checker says of the side after the patch, which is the snapshot, is said of such a piece."""
        if not any(path == diagnostic.path for path, _ in self.dead):
            return False
        lines = Lines(snapshot.read(diagnostic.path) or "")
        return self.is_dead(diagnostic.path, Span(lines.offset(diagnostic.start), lines.offset(diagnostic.start)))


NONE = Conditions()


async def conditions(candidate: Candidate) -> Conditions:
    """Those of a candidate."""
    files = await changed_files(candidate)
    before = candidate.before.snapshot
    return await candidate.after.once("conditions", lambda: asyncio.to_thread(written_out, before, files))


def written_out(before: Snapshot, files: Sequence[ChangedFile]) -> Conditions:
    """Those of the changed files of a patch; `before` is the project before it."""
    if not all(_is_about_versions(file) for file in files):
        return NONE
    values = InterpreterValues(ProjectFiles(before))
    found = [_of_file(before, values, file) for file in files]
    known = [each for each in found if each is not None]
    if len(known) != len(found):
        return NONE
    return Conditions(
        tuple(itertools.chain.from_iterable(each.dead for each in known)),
        frozenset(itertools.chain.from_iterable(each.conditions for each in known)),
        tuple(itertools.chain.from_iterable(each.live for each in known)),
        next((each.assumed for each in known if each.assumed), ""),
    )


def _is_about_versions(file: ChangedFile) -> bool:
    """Whether it is worth a look."""
    if file.before is None or file.after is None or file.before.root.has_error or file.after.root.has_error:
        return False
    return "sys.version_info" in file.after.text


def _of_file(snapshot: Snapshot, values: InterpreterValues, file: ChangedFile) -> Conditions | None:
    assert file.before is not None
    assert file.after is not None
    pairs = _module_pairs(file.before, file.after)
    if not pairs or not _are_alike(values, file, pairs):
        return None
    declared = required_python(snapshot, file.path)
    supported = _supported(declared)
    proven = {_place(now): _always(values, file, now, supported) for _, now in pairs}
    decided = Decided(file.after, proven)
    dead = decided.dead()
    live = (
        Live(file.path, _begin(file.before, old, index), _begin(file.after, new, index))
        for old, new in zip(_ifs(file.before), _ifs(file.after), strict=True)
        if (index := decided.taken(new)) is not None
    )
    return Conditions(
        tuple((file.path, each) for each in dead),
        frozenset((file.path, file.after.span(each)) for _, now in pairs for each in _condition(now)),
        tuple(each for each in live if not any(span.start <= each.after < span.end for span in dead)),
        UNKNOWN_FLOOR if declared is None else RUNS_ON_2 if declared < _PYTHON_3 else "",
    )


def _module_pairs(before: Tree, after: Tree) -> list[tuple[Node, Node]] | None:
    """What was replaced in a file that is otherwise the same; None where it is not."""
    old, new = before.root, after.root
    added = [index for index, each in enumerate(new.children) if each.text == b"import sys"]
    same = len(old.children) == len(new.children)
    for index in (None,) if same else added:
        children = [each for number, each in enumerate(new.children) if number != index]
        found = _pairs(old.children, children)
        if found is not None:
            return found
    return None


def _pairs(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[Node, Node]] | None:
    """The same of nodes beside each other."""
    if len(old) != len(new):
        return None
    found: list[tuple[Node, Node]] = []
    for was, now in zip(old, new, strict=True):
        if was.text == now.text:
            continue
        if _asks_for_version(now):
            found.append((was, now))
            continue
        inner = _pairs(was.children, now.children) if was.type == now.type and was.children else None
        if inner is None or _between(was) != _between(now):
            return None
        found += inner
    return found


def _between(node: Node) -> list[bytes]:
    """The text of a node that is in none of its parts: what strings say, and the layout, which says nothing."""
    text, start, found = node.text or b"", node.start_byte, list[bytes]()
    last = start
    for each in node.children:
        found.append(text[last - start : each.start_byte - start])
        last = each.end_byte
    return [each if each.strip() else b"" for each in found]


def _asks_for_version(node: Node) -> bool:
    """Whether it compares `sys.version_info`, in the words that checkers know."""
    left = node.named_children[0] if node.type == "comparison_operator" and node.named_children else None
    if left is not None and left.type == "subscript":
        left = left.child_by_field_name("value")
    return left is not None and left.text == b"sys.version_info"


def _are_alike(values: InterpreterValues, file: ChangedFile, pairs: Sequence[tuple[Node, Node]]) -> bool:
    """Whether each expression was, on every version, what it is now."""
    assert file.before is not None
    assert file.after is not None
    judged: dict[tuple[bytes | None, bytes | None], bool] = {}
    for was, now in pairs:
        one = values.meaning(file.path, file.before, was)
        other = values.meaning(file.path, file.after, now)
        if one is None or other is None:
            return False
        words = was.text, now.text
        if words not in judged:
            judged[words] = all(map(partial(_is_same, one, other), EVERY))
        if not judged[words]:
            return False
    return True


def _is_same(one: Meaning, other: Meaning, interpreter: Interpreter) -> bool:
    try:
        was, now = one(interpreter), other(interpreter)
    except (TypeError, IndexError):
        return False
    return isinstance(was, bool) and was is now


def _supported(declared: Version | None) -> tuple[Interpreter, ...]:
    """The versions of Python 3 that the project is for, as far as it says."""
    floor = max(declared or _PYTHON_3, _PYTHON_3)
    return tuple(each for each in EVERY if each.version[0] == _PYTHON_3[0] and each.version[:2] >= floor)


def _always(values: InterpreterValues, file: ChangedFile, node: Node, supported: Sequence[Interpreter]) -> bool | None:
    """What a comparison is on all of these versions; None where it depends."""
    assert file.after is not None
    meaning = values.meaning(file.path, file.after, node)
    found = {meaning(each) for each in supported} if meaning is not None else set[object]()
    return found == {True} if len(found) == 1 else None


def _place(node: Node) -> tuple[int, int]:
    return node.start_byte, node.end_byte


def _ifs(tree: Tree) -> list[Node]:
    return captured(tree.root, "(if_statement) @if")


def _begin(tree: Tree, statement: Node, index: int) -> int:
    """Where the first statement of a branch begins."""
    return tree.span(branches(statement)[index].statements[0]).start


def _condition(node: Node) -> Iterator[Node]:
    """The whole condition that an expression stands in."""
    for each in outwards(node):
        parent = each.parent
        if parent is not None and parent.type in _WITH_CONDITION:
            if parent.child_by_field_name("condition") == each:
                yield each
            return
