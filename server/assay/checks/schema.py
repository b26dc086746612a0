"""Schema: `pyproject.toml` is TOML afterwards, and has the form that packaging tools ask for.

It is a gate and no evidence: a file of the right form may say the wrong thing.
"""

from __future__ import annotations

import asyncio
import tomllib

from validate_pyproject.api import Validator
from validate_pyproject.errors import ValidationError

from assay.core.check import Candidate, CheckResult
from assay.tools.homes import PYPROJECT

NAME = "schema"


async def schema(candidate: Candidate) -> CheckResult:
    """The check. What was wrong in the same words before the patch is not held against it."""
    return await asyncio.to_thread(_judge, candidate)


def _judge(candidate: Candidate) -> CheckResult:
    judged = [change for change in candidate.proposal.patch.changes if change.path.name == PYPROJECT]
    for change in judged:
        if change.after is None or not (fault := _fault(change.after)):
            continue
        if change.before is None or _fault(change.before) != fault:
            reason = f"{change.path}: {fault}"
            return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
    words = "pyproject.toml has the form that it must have" if judged else "no pyproject.toml changed"
    return CheckResult(NAME, required=True, status="passed", summary=words)


def _fault(text: str) -> str:
    try:
        Validator()(tomllib.loads(text.removeprefix("\ufeff")))
    except tomllib.TOMLDecodeError as error:
        return f"not TOML: {error}"
    except RecursionError:
        return "nested too deeply to be read"
    except ValidationError as error:
        return str(error).partition("\n")[0]
    return ""
