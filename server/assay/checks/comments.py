"""Comments: what a person wrote beside the configuration is still there, or the user says that it may go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from assay.core.check import Candidate, CheckResult
from assay.tools.python_comments import python_comments
from assay.tools.requirement_files import PATTERN, Line, lines

NAME = "comments"

_IN_SCRIPT = re.compile(
    r"""//(?P<line>[^\n]*)|/\*(?P<block>.*?)\*/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*\"""", re.DOTALL
)
_SCRIPTS = frozenset((".js", ".cjs", ".mjs", ".json"))
_COMMENT = re.compile(r"(?:^|\s)[#;][#; \t]*(?P<words>\S[^\n\r]*)", re.MULTILINE)


async def comments(candidate: Candidate) -> CheckResult:
    """The check. It takes for a comment whatever looks like one: a word too many is shown, none too few."""
    changes = candidate.proposal.patch.changes
    before = _words((change.path, change.before or "") for change in changes)
    lost = sorted((before - _words((change.path, change.after or "") for change in changes)).elements())
    count = sum(before.values())
    kept = f"all {count} comments are kept" if count > 1 else "the comment is kept" if count else "there is no comment"
    words = f"lost: {'; '.join(lost)}" if lost else ""
    return CheckResult(NAME, required=True, status="passed", summary=words or kept, incomplete=words)


def _words(texts: Iterable[tuple[PurePosixPath, str]]) -> Counter[str]:
    return Counter(match["words"].rstrip() for path, text in texts for match in _COMMENT.finditer(_said(path, text)))


def _said(path: PurePosixPath, text: str) -> str:
    """The text, of some kinds of files its comments alone: there what looks like one is known from one."""
    if path.suffix == ".py":
        return "\n".join(words for _, words in python_comments(text))
    if path.suffix in _SCRIPTS or path.name == ".eslintrc":
        return "\n".join((*_in_script(text), *([text] if path.name == ".eslintrc" else ())))
    return "\n".join(line.comment for line in _lines(text)) if path.match(PATTERN) else text


def _in_script(text: str) -> Iterator[str]:
    """The comments of a text in JavaScript, or in JSON with some, each line as one that begins with `#`."""
    for match in _IN_SCRIPT.finditer(text):
        for line in (match["line"] or match["block"] or "").splitlines():
            if words := line.strip(" \t*!/"):
                yield f"# {words}"


def _lines(text: str) -> tuple[Line, ...]:
    try:
        return lines(text)
    except ValueError:
        return (Line(comment=text),)
