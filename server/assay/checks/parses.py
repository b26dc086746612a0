"""Every Python file that a patch touches is Python afterwards, in the version that the project runs on.

Two judges: the grammar, which must not find an error that was not there before, and this interpreter's own
parser, as far as it knows the project's version. A file that was broken before can never be judged.
"""

from __future__ import annotations

import ast
import asyncio
import sys
import threading
import warnings

from assay.core.check import Candidate, Check, CheckResult
from assay.core.patch import FileChange
from assay.core.text import Lines
from assay.syntax.tree import errors, parse

NAME = "parses"
SUFFIXES = (".py", ".pyi")

_filters = threading.Lock()


def parses(version: tuple[int, int] | None) -> Check:
    """The check for a project of this Python version, None where it is not known."""

    async def check(candidate: Candidate) -> CheckResult:
        return await asyncio.to_thread(_judge, candidate, version)

    return check


def _judge(candidate: Candidate, version: tuple[int, int] | None) -> CheckResult:
    changes = [change for change in candidate.proposal.patch.changes if change.path.suffix in SUFFIXES]
    for change in changes:
        reason = _fault(change, version)
        if reason:
            return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
    known = f" as Python {version[0]}.{version[1]}" if version is not None and _knows(version) else ""
    words = f"{len(changes)} changed file{'' if len(changes) == 1 else 's'}" if changes else "no Python file changed"
    return CheckResult(NAME, required=True, status="passed", summary=f"{words}{known}")


def _fault(change: FileChange, version: tuple[int, int] | None) -> str:
    if change.after is None:
        return ""
    was, now = _grammar_errors(change.before), _grammar_errors(change.after)
    error = now[0] if len(now) > len(was) else None
    if error is None and (now or version is None or _knows(version)):
        error = _interpreter_error(change.after, version)
    if error is None:
        return ""
    before = None if change.before is None else _interpreter_error(change.before, version)
    if before is None:
        return f"{change.path}:{error[0]}: the file would not parse any more ({error[1]}); the proposal is broken"
    if version is None and not was and not now:
        return ""  # newer syntax than this interpreter's, before as after: the grammar's word stands
    return f"{change.path}:{before[0]}: the file does not parse ({before[1]}); mend that first"


def _grammar_errors(text: str | None) -> tuple[tuple[int, str], ...]:
    if text is None:
        return ()
    lines = Lines(text)
    return tuple((lines.position(span.start).line + 1, "invalid syntax") for span in errors(parse(text)))


def _interpreter_error(text: str, version: tuple[int, int] | None) -> tuple[int, str] | None:
    """What this interpreter's parser says, read as the project's version where that is not newer than its own."""
    feature = version if version is not None and _knows(version) else None
    try:
        with _filters, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text.removeprefix("\ufeff"), feature_version=feature)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except (RecursionError, MemoryError):
        return 1, "nested too deeply"
    except ValueError as error:
        return 1, str(error)
    return None


def _knows(version: tuple[int, int]) -> bool:
    return version <= sys.version_info[:2]
