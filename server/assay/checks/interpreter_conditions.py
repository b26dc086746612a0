"""Conditions on the interpreter that a patch writes out, and what is passed over because of them.

A checker decides `sys.version_info >= (3,)` and `sys.platform == "win32"`, and passes over the branch that its version
or its platform does not take. So the same words may hide code. They are allowed where nothing else is changed: where
all files of the patch are the same trees as before, but for expressions that were replaced by such a comparison, and
for `import sys`; and where each such expression was, on every version of Python and every platform, what is written
there now. What it was is worked out from the texts before the patch alone.

Then a branch may be passed over that runs on no Python 3 which the project is for, or on other platforms alone. The
branch that does run has to be looked at still, and may be asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from assay.checks.interpreter_values import InterpreterValues, Meaning
from assay.checks.interpreters import Interpreter, Part, every
from assay.checks.let_go import NEVER, NONE, PYTHON_3, Conditions, Live, PassedOver, older, together
from assay.checks.project_files import ProjectFiles
from assay.checks.replaced import replaced
from assay.checks.trees import ChangedFile
from assay.core.snapshot import Snapshot
from assay.syntax.branches import Decided, branches
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured
from assay.tools.platforms import CHECKED
from assay.tools.python_floor import Version, required_python

ELSEWHERE = "only other platforms run it"

OTHER_PLATFORMS = "what only other platforms run is not checked any more where the type checker looks at this one"

_ASKED = (b"sys.version_info", b"sys.platform")
_ALIKE = "parenthesized_expression", "not_operator", "boolean_operator"
_WITH_CONDITION = ("if_statement", "elif_clause", "while_statement")


def written_out(before: Snapshot, files: Sequence[ChangedFile]) -> Conditions:
    """Those of the changed files of a patch; `before` is the project before it."""
    if not all(_may_ask(file) for file in files):
        return NONE
    values = InterpreterValues(ProjectFiles(before))
    return together(_of_file(before, values, file) for file in files)


def _may_ask(file: ChangedFile) -> bool:
    """Whether it is worth a look."""
    if file.before is None or file.after is None or file.before.root.has_error or file.after.root.has_error:
        return False
    return any(each.decode() in file.after.text for each in _ASKED)


def _of_file(snapshot: Snapshot, values: InterpreterValues, file: ChangedFile) -> Conditions | None:
    assert file.before is not None
    assert file.after is not None
    pairs = replaced(file.before, file.after, by=lambda _, now: _asks(now))
    known = _meanings(values, file, pairs) if pairs else None
    if not pairs or known is None:
        return None
    declared = required_python(snapshot, file.path)
    floor = max(declared or PYTHON_3, PYTHON_3)
    anywhere, here = (_decided(file.after, known, floor, platform) for platform in (None, CHECKED))
    never = anywhere.dead()
    elsewhere = tuple(each for each in here.dead() if each not in never)
    live = (
        Live(file.path, _begin(file.before, old, index), _begin(file.after, new, index))
        for old, new in zip(_ifs(file.before), _ifs(file.after), strict=True)
        if (index := here.taken(new)) is not None
    )
    asks = frozenset[Part]().union(*(meaning.asks for _, meaning in known))
    return Conditions(
        tuple(
            PassedOver(file.path, each, why)
            for why, spans in ((NEVER, never), (ELSEWHERE, elsewhere))
            for each in spans
        ),
        frozenset((file.path, file.after.span(each)) for _, now in pairs for each in _condition(now)),
        tuple(each for each in live if not any(span.start <= each.after < span.end for span in (*never, *elsewhere))),
        _assumed(asks, declared),
    )


def _assumed(asks: AbstractSet[Part], declared: Version | None) -> str:
    """What nobody said, and what nobody checks."""
    told = (older(declared) if "version" in asks else "", OTHER_PLATFORMS if "platform" in asks else "")
    return "; ".join(filter(None, told))


def _asks(node: Node) -> bool:
    """Whether it asks for the version or the platform, in the words that checkers know."""
    parts = [each for each in node.named_children if each.type != "comment"]
    if node.type in _ALIKE:
        return all(map(_asks, parts))
    asked = parts[0] if node.type in ("comparison_operator", "call") and parts else None
    if asked is not None and node.type == "call":
        return asked.text == b"sys.platform.startswith"
    if asked is not None and asked.type == "subscript":
        asked = asked.child_by_field_name("value")
    return asked is not None and asked.text in _ASKED


def _meanings(
    values: InterpreterValues, file: ChangedFile, pairs: Sequence[tuple[Node, Node]]
) -> list[tuple[Node, Meaning]] | None:
    """What each expression is now; None where one of them was not that, on every interpreter."""
    assert file.before is not None
    assert file.after is not None
    judged: dict[tuple[bytes | None, bytes | None], bool] = {}
    found: list[tuple[Node, Meaning]] = []
    for was, now in pairs:
        one = values.meaning(file.path, file.before, was)
        other = values.meaning(file.path, file.after, now)
        if one is None or other is None:
            return None
        words = was.text, now.text
        if words not in judged:
            judged[words] = all(map(partial(_is_same, one, other), every(one.asks | other.asks)))
        if not judged[words]:
            return None
        found.append((now, other))
    return found


def _is_same(one: Meaning, other: Meaning, interpreter: Interpreter) -> bool:
    try:
        was, now = one.on(interpreter), other.on(interpreter)
    except (TypeError, IndexError):
        return False
    return isinstance(was, bool) and was is now


def _decided(tree: Tree, known: Sequence[tuple[Node, Meaning]], floor: Version, platform: str | None) -> Decided:
    """What is decided by these expressions on every Python 3 from a version on, on one platform or on all."""
    always: dict[bytes | None, bool | None] = {}
    for node, meaning in known:
        if node.text not in always:
            always[node.text] = _always(meaning, floor, platform)
    return Decided(tree, {_place(node): always[node.text] for node, _ in known})


def _always(meaning: Meaning, floor: Version, platform: str | None) -> bool | None:
    """What an expression is on all of them; None where it depends."""
    anywhere = platform is None or "platform" not in meaning.asks
    found = {
        meaning.on(each)
        for each in every(meaning.asks)
        if (each.version[0] == PYTHON_3[0] and each.version[:2] >= floor) and (anywhere or each.on.platform == platform)
    }
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
