"""The Node.js that a JavaScript action of GitHub Actions asks the runner for.

The runner has taken one after the other out, and runs what asks for one of those by a later one, with a warning.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.core.text import Span
from assay.syntax import yaml
from assay.syntax.yaml import Mapping, Part, Scalar

FILES = ("action.yml", "action.yaml")
DEPRECATED = ("node12", "node16", "node20")
"""What the runner has no more, or is about to have no more."""

CURRENT = "node24"
ENTRIES = ("pre", "main", "post")
"""The keys of `runs` that name a script."""


def is_action(path: PurePosixPath) -> bool:
    """Whether a file of this name describes an action."""
    return path.name in FILES


def runtime(root: Part | None) -> Scalar | None:
    """What an action says that runs it; None where it says nothing."""
    found = root.get("runs", "using") if isinstance(root, Mapping) else None
    return found if isinstance(found, Scalar) else None


def is_old(root: Part | None) -> bool:
    """Whether it asks for a Node.js that the runner has no more; in whatever case, as the runner reads it."""
    found = runtime(root)
    return found is not None and found.value.lower() in DEPRECATED


def beside_runtime(root: Part | None) -> object:
    """What an action says but for what runs it."""
    found = runtime(root)
    return yaml.sense(root if found is None else _without(root, found.span))


def entries(root: Part | None) -> tuple[str, ...]:
    """The scripts that an action has the runner run."""
    runs = root.get("runs") if isinstance(root, Mapping) else None
    listed = (yaml.scalar(runs.get(key)) for key in ENTRIES) if isinstance(runs, Mapping) else ()
    return tuple(each for each in listed if each)


def _without(part: Part | None, span: Span) -> Part | None:
    match part:
        case Scalar(value=_, tag=tag, span=own) if own == span:
            return Scalar("", tag, "", own)
        case Mapping(items, flow, own):
            kept = ((key, each) for key, value in items if (each := _without(value, span)) is not None)
            return Mapping(tuple(kept), flow, own)
        case _:
            return part
