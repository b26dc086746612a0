"""Versions of well-known actions of GitHub that are for a Node.js before 20, which the runner has no more.

The last such major version of each, and what changed beyond it, as the changelogs and the pages on migration of these
actions tell. An action of which nothing is known here, and a reference to a commit or a branch, is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assay.syntax import yaml
from assay.syntax.yaml import Mapping as YamlMapping
from assay.syntax.yaml import Part, Scalar

_ARTIFACTS = (
    "artifacts of v3 and v4 cannot be mixed, several uploads to one name fail, and hidden files are left out (v4.4)"
)
_RETIRED = "it is retired; what a later one finds may differ"
_ARCHIVED = "it is archived, and there is no later one"
KNOWN: dict[str, tuple[int, str]] = {
    "actions/cache": (3, "v1, v2 and the early v3 ask a service that was shut down"),
    "actions/checkout": (3, "since v2 one commit is fetched alone, and `path` begins at the workspace"),
    "actions/create-release": (1, _ARCHIVED),
    "actions/download-artifact": (3, _ARTIFACTS),
    "actions/github-script": (6, "since v5 the methods of the API are below `github.rest`"),
    "actions/labeler": (4, "since v5 the file that configures it is written in another way"),
    "actions/setup-dotnet": (3, ""),
    "actions/setup-go": (4, "since v4 it caches unless told not to"),
    "actions/setup-java": (3, "since v2 `distribution` has to be named"),
    "actions/setup-node": (3, ""),
    "actions/setup-python": (4, ""),
    "actions/stale": (8, ""),
    "actions/upload-artifact": (3, _ARTIFACTS),
    "actions/upload-release-asset": (1, _ARCHIVED),
    "github/codeql-action": (2, _RETIRED),
}
"""The last major version of an action that is old, and what to look at on the way beyond it."""

_REFERENCE = re.compile(r"(?P<name>[\w.-]+/[\w.-]+)(?:/[\w./-]+)?@v?(?P<major>\d{1,3})(?:\.\d+){0,2}")


@dataclass(frozen=True, slots=True)
class OldAction:
    """An action of which steps ask for old versions: each reference with the lines where it stands, counted from 1.

    `last` is the last major version that is old, `look` what to look at on the way beyond it.
    """

    name: str
    references: Mapping[str, tuple[int, ...]]
    last: int
    look: str


def old_actions(text: str) -> tuple[OldAction, ...]:
    """Those that a workflow or a composite action names, in the order of the text. Raises `ValueError`: no YAML."""
    if not any(name in text.lower() for name in KNOWN):
        return ()
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for name, reference, line in sorted(_found(text, yaml.read(text)), key=lambda each: each[2]):
        references = found.setdefault(name, {})
        references[reference] = (*references.get(reference, ()), line)
    return tuple(OldAction(name, references, *KNOWN[name]) for name, references in found.items())


def _found(text: str, root: Part | None) -> Iterator[tuple[str, str, int]]:
    for uses in _uses(root):
        match = _REFERENCE.fullmatch(uses.value)
        name = match["name"].lower() if match else ""
        if match and name in KNOWN and int(match["major"]) <= KNOWN[name][0]:
            yield name, uses.value, text.count("\n", 0, uses.span.start) + 1


def _uses(root: Part | None) -> Iterator[Scalar]:
    if not isinstance(root, YamlMapping):
        return
    jobs = root.get("jobs")
    parts = [job for _, job in jobs.items] if isinstance(jobs, YamlMapping) else []
    for step in (step for each in (*parts, root.get("runs")) for step in _steps(each)):
        if isinstance(step, YamlMapping) and isinstance(uses := step.get("uses"), Scalar):
            yield uses


def _steps(part: Part | None) -> Iterator[Part]:
    return yaml.items(part.get("steps") if isinstance(part, YamlMapping) else None)
