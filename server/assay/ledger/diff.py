"""A unified diff as people read it."""

from __future__ import annotations

from assay.core.visible import visible


def readable(diff: str) -> str:
    """The diff with nothing in it that steers a display, and plain line ends where all of its lines end in CRLF.

    Where only some do, each CR is spelled out: a change of line ends is a change.
    """
    content = [
        line for line in diff.split("\n") if line[:1] in ("+", "-", " ") and not line.startswith(("+++ ", "--- "))
    ]
    uniform = all(line.endswith("\r") for line in content)
    return visible(diff.replace("\r\n", "\n") if uniform else diff, keep="\n\t")
