"""Every Python file that a patch touches is Python afterwards, in the version that the project runs on.

Two judges: the grammar, which must not find an error that was not there before, and this interpreter's own
parser, as far as it knows the project's version. A file that was broken before can never be judged.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from assay.checks.trees import SUFFIXES, ChangedFile, changed_files
from assay.core.check import Candidate, Check, CheckResult
from assay.core.parsing import parse_module
from assay.syntax.limits import too_much
from assay.syntax.tree import Tree, errors

NAME = "parses"


def parses(version: tuple[int, int] | None) -> Check:
    """The check for a project of this Python version, None where it is not known."""

    async def check(candidate: Candidate) -> CheckResult:
        for change in candidate.proposal.patch.changes:
            texts = (change.before or "", change.after or "") if change.path.suffix in SUFFIXES else ()
            if why := next((why for text in texts if (why := too_much(text))), ""):
                return _failed(f"{change.path}: it is {why}; such a file is not judged")
        return await asyncio.to_thread(_judge, await changed_files(candidate), version)

    return check


def _judge(files: Sequence[ChangedFile], version: tuple[int, int] | None) -> CheckResult:
    for file in files:
        reason = _fault(file, version)
        if reason:
            return _failed(reason)
    known = f" as Python {version[0]}.{version[1]}" if version is not None and _knows(version) else ""
    words = f"{len(files)} changed file{'' if len(files) == 1 else 's'}{known}" if files else "no Python file changed"
    return CheckResult(NAME, required=True, status="passed", summary=words)


def _failed(reason: str) -> CheckResult:
    return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)


def _fault(file: ChangedFile, version: tuple[int, int] | None) -> str:
    if file.after is None:
        return ""
    was, now = _grammar_errors(file.before), _grammar_errors(file.after)
    error = now[0] if len(now) > len(was) else None
    if error is None and (now or version is None or _knows(version)):
        error = _interpreter_error(file.after.text, version)
    if error is None:
        return ""
    before = None if file.before is None else _interpreter_error(file.before.text, version)
    if before is None:
        return f"{file.path}:{error[0]}: the file would not parse any more ({error[1]}); the proposal is broken"
    if version is None and not was and not now:
        return ""  # newer syntax than this interpreter's, before as after: the grammar's word stands
    return f"{file.path}:{before[0]}: the file does not parse ({before[1]}); mend that first"


def _grammar_errors(tree: Tree | None) -> tuple[tuple[int, str], ...]:
    if tree is None or not tree.root.has_error:
        return ()
    lines = tree.lines
    return tuple((lines.position(span.start).line + 1, "invalid syntax") for span in errors(tree))


def _interpreter_error(text: str, version: tuple[int, int] | None) -> tuple[int, str] | None:
    """What this interpreter's parser says, read as the project's version where that is not newer than its own."""
    feature = version if version is not None and _knows(version) else None
    try:
        parse_module(text.removeprefix("\ufeff"), feature)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except (RecursionError, MemoryError):
        return 1, "nested too deeply"
    except ValueError as error:
        return 1, str(error)
    return None


def _knows(version: tuple[int, int]) -> bool:
    return version <= sys.version_info[:2]
