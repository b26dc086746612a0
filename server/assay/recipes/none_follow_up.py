"""What follows from a variable that may be None now: guards before the uses at which None raised already.

Every error that a checker reports after the first try has to be about None at such a use. One that no guard answers
ends it, and so do more guards than a fix should have.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from assay.core.action import Failure, Proposal, Target
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import apply_edits
from assay.recipes.guards import Guard, written
from assay.recipes.none_placing import cause, placed_before, recognises
from assay.recipes.sources import Sources

MOST = 6
"""More guards than this say that None was not meant to be among the values, or that the code wants another design."""


def with_guards(snapshot: Snapshot, failure: Failure) -> Proposal | None:
    """The proposal with guards that answer all that was wrong with it; None where they do not."""
    earlier = failure.proposal
    sources = Sources(snapshot.with_patch(earlier.patch))
    errors = [each for each in failure.diagnostics if each.severity == "error"]
    placed = _placed(sources, errors)
    if not placed or sum(len(found) for found in placed.values()) > MOST:
        return None
    texts = {change.path: change.after for change in earlier.patch.changes}
    for path, found in placed.items():
        tree = sources.tree(path)
        assert tree is not None, "guards were placed in it"
        texts[path] = apply_edits(tree.text, sorted(written(tree, guard) for guard in found))
    changes = tuple(FileChange(path, snapshot.read(path), texts[path]) for path in sorted(texts))
    reasons = [each for each in dict.fromkeys(_reasons(placed)) if each not in earlier.rationale]
    return replace(earlier, patch=Patch(changes), rationale=" ".join([earlier.rationale, *reasons]))


def _placed(sources: Sources, errors: list[Diagnostic]) -> dict[PurePosixPath, list[Guard]] | None:
    """The guards of each file; None where an error is left without one."""
    together: dict[tuple[PurePosixPath, Hashable], list[Diagnostic]] = {}
    for each in errors:
        shared = cause(sources, each) if recognises(each) else None
        if shared is None:
            return None
        together.setdefault((each.path, shared), []).append(each)
    placed: dict[PurePosixPath, list[Guard]] = {}
    for (path, _), found in together.items():
        tree = sources.tree(path)
        guards = None if tree is None else placed_before(tree, Target(path, "", tuple(found)))
        if guards is None:
            return None
        placed.setdefault(path, []).extend(guards)
    return placed


def _reasons(placed: dict[PurePosixPath, list[Guard]]) -> Iterator[str]:
    for guard in (each for path in sorted(placed) for each in placed[path]):
        yield f'Where "{guard.name}" is used as if it were not None, a guard raises {guard.raised} as before.'
