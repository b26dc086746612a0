"""A file in which a flag is tested, and what the proof allows for a change of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from textwrap import dedent

from assay.checks.interpreter_conditions import written_out
from assay.checks.let_go import Conditions
from assay.checks.trees import ChangedFile
from assay.core.snapshot import Snapshot
from assay.syntax.tree import parse
from support.sandboxes import write_tree

SHOP = PurePosixPath("shop.py")
BEFORE = """\
import sys

{flag}


def size(text):
    if {test}:
        live = len(text)
    else:
        dead = text.size()
    return live
"""


def written(
    root: Path,
    before: str,
    after: str,
    *,
    other: dict[str, str] | None = None,
    path: PurePosixPath = SHOP,
    proof: Callable[[Snapshot, Sequence[ChangedFile]], Conditions] = written_out,
) -> Conditions:
    """What the proof allows for a change of one file of a project."""
    write_tree(root, {**(other or {}), str(path): before})
    return proof(Snapshot(root), [ChangedFile(path, parse(before), parse(after))])


def of_flag(root: Path, flag: str, test: str, new: str, **other: str) -> Conditions:
    """The same for the file above."""
    files = {name.replace("__", "."): dedent(text) for name, text in other.items()}
    return written(root, BEFORE.format(flag=flag, test=test), BEFORE.format(flag=flag, test=new), other=files)


def passed_over(found: Conditions, after: str) -> list[str]:
    """What may be passed over, as text."""
    return [after[each.span.start : each.span.end] for each in found.passed_over]
