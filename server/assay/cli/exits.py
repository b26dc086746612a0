"""The exit codes of the command line."""

from __future__ import annotations

from assay.core.errors import AssayError, BadInput

OK = 0
NOT_ALL = 1
BAD_INPUT = 2
LACKING = 3
INTERNAL = 70
CANCELLED = 130


def of_error(error: AssayError) -> int:
    """The exit code that says what kind of error ended a command."""
    return BAD_INPUT if isinstance(error, BadInput) else LACKING
