"""Unused ignore: a comment silences an error that is no longer there.

What it does: takes the comment away, or of several codes in it those that silence nothing. What else stands in the
comment stays.

When it is offered: where the type checker reports the comment as unused. Nothing is proposed where another platform,
another Python, another environment or another checker may need it: at an import, in a function that asks for the
platform or the version, and in a project that configures two type checkers.

For example,

    def size(text: str) -> int:
        return len(text)  # type: ignore[arg-type]  # in bytes

becomes

    def size(text: str) -> int:
        return len(text)  # in bytes

What is verified: that no error came up behind it, in the whole project.

What is not verified: whether another version of Python or of a library needs it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Span, TextEdit, apply_edits
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.scopes import function_of
from assay.syntax.tree import Node, Tree, captured

NAME = "unused_ignore"

UNVERIFIED = "No check tells whether another version of Python or of a library needs the comment."

_ASKS = re.compile(r"\b(?:sys\.platform|sys\.version_info|os\.name|platform\.\w+|PY\d+|WINDOWS|WIN\d*)\b")
_FILES = {
    "mypy.ini": "mypy",
    ".mypy.ini": "mypy",
    "pyrightconfig.json": "pyright",
    "ty.toml": "ty",
    "pyrefly.toml": "pyrefly",
}
_TABLES = re.compile(r"^\[tool\.(mypy|pyright|basedpyright|ty|pyrefly)\b", re.MULTILINE)
_IGNORE = re.compile(r"#\s*(?:type|pyright|ty|pyrefly)\s*:\s*ignore(?:\s*\[(?P<codes>[^\]]*)\])?[ \t]*")


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a comment is said to silence nothing."""
    return means(diagnostic, "unused ignore")


def title(_diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    return "Take away the ignore comment that silences nothing"


def propose(question: Question) -> Proposal | None:
    """The file without it; there is no second try."""
    path = question.target.path
    tree = Sources(question.snapshot).tree(path)
    if tree is None or question.failures:
        return None
    if _checkers(question.snapshot, path) > 1:
        return None
    edits = [_edit(tree, diagnostic) for diagnostic in question.target.diagnostics]
    known = sorted({edit for edit in edits if edit is not None})
    if not known or None in edits:
        return None
    change = FileChange(path, question.snapshot.read(path), apply_edits(tree.text, known))
    return Proposal(Patch((change,)), NAME, "The type checker says that the comment silences nothing.", UNVERIFIED)


def _edit(tree: Tree, diagnostic: Diagnostic) -> TextEdit | None:
    """The edit in the one comment of the diagnostic's line."""
    found = meaning(diagnostic)
    row = diagnostic.start.line
    comments = [node for node in captured(tree.root, "(comment) @comment") if node.start_point[0] == row]
    if len(comments) != 1 or found is None or _depends(tree, comments[0]):
        return None
    matches = list(_IGNORE.finditer(tree.code(comments[0])))
    if len(matches) != 1:
        return None
    unused, written = _codes(found.name), _codes(matches[0]["codes"] or "")
    kept = [code for code in written if code not in unused]
    start = tree.span(comments[0]).start
    if unused and written and kept:
        inside = Span(start + matches[0].start("codes"), start + matches[0].end("codes"))
        return TextEdit(inside, ", ".join(kept))
    return _without(tree, comments[0], Span(start + matches[0].start(), start + matches[0].end()))


def _depends(tree: Tree, comment: Node) -> bool:
    """Whether what the comment stands at depends on where the program runs, or on what is installed."""
    row = comment.start_point[0]
    imports = captured(tree.root, "[(import_statement) (import_from_statement)] @import")
    if any(node.start_point[0] <= row <= node.end_point[0] for node in imports):
        return True
    around = function_of(tree.at(Span(tree.span(comment).start, tree.span(comment).start)))
    return any(
        _ASKS.search(tree.code(node.child_by_field_name("condition") or node)) is not None
        for node in captured(around, "[(if_statement) (elif_clause) (conditional_expression) (assert_statement)] @if")
    )


def _checkers(snapshot: Snapshot, path: PurePosixPath) -> int:
    """How many type checkers the folders above a file configure."""
    found: set[str] = set()
    for folder in path.parents:
        for name, checker in _FILES.items():
            if (snapshot.root / folder / name).is_file():
                found.add(checker)
        found.update(_TABLES.findall(snapshot.read(folder / "pyproject.toml") or ""))
        found.update(["mypy"] if "[mypy" in (snapshot.read(folder / "setup.cfg") or "") else [])
    return len(found)


def _without(tree: Tree, comment: Node, ignore: Span) -> TextEdit:
    """The comment without the part, or without itself and the spaces before it, or without its whole line."""
    whole = tree.span(comment)
    rest = tree.text[ignore.end : whole.end].strip()
    if rest or tree.text[whole.start : ignore.start].strip("# \t"):
        return TextEdit(ignore, "" if rest.startswith("#") or not rest else "# ")
    lines = tree.lines
    line = lines.starts[comment.start_point[0]]
    lead = tree.text[line : whole.start]
    if lead.strip():
        return TextEdit(Span(line + len(lead.rstrip()), whole.end), "")
    last = comment.start_point[0] + 1 >= len(lines)
    return TextEdit(Span(line, whole.end if last else lines.starts[comment.start_point[0] + 1]), "")


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


RECIPE = Recipe(NAME, recognises, title, alone, propose)
