"""A patch touches Python source of the project and nothing else.

Tests and the configuration of tools come from the base: they judge the patch, so it may not change them, unless the
file that the user pointed at is one of them. What the policy protects, what is deleted and a dependency that the
project did not declare ask for a confirmation.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from assay.checks.new_dependencies import newly_declared
from assay.core.check import Boundary, Candidate, Check, CheckResult
from assay.core.command import TOP
from assay.core.patch import FileChange
from assay.core.policy import Policy
from assay.tools.declared import declares_by_name
from assay.tools.test_files import is_test

NAME = "in scope"

_SUFFIXES = (".py", ".pyi")
_RUN_BY_TOOLS = {"conftest.py", "setup.py", "noxfile.py", "fabfile.py", "sitecustomize.py", "usercustomize.py"}


def in_scope(
    policy: Policy,
    root: PurePosixPath = TOP,
    *,
    beside: frozenset[str] = frozenset(),
    admits: Callable[[Candidate, FileChange], bool] = lambda _candidate, _change: False,
) -> Check:
    """The check for a project that stands in the folder `root` of the workspace.

    `beside` are names of files, or patterns of them, that may change in the folder of the one that the user pointed at.
    `admits` tells of a change of any other file that is no source of Python whether it is known to be right.
    """

    async def check(candidate: Candidate) -> CheckResult:
        patch = candidate.proposal.patch
        changes = patch.changes
        for change in changes:
            free = _is_beside(candidate, change.path, beside) or admits(candidate, change)
            reason = _fault(candidate, change.path, policy, root, free=free)
            if reason:
                return CheckResult(NAME, required=True, status="failed", summary=reason, reason=reason)
        crossed: set[Boundary] = {boundary for change in changes for boundary in _boundaries(change, policy)}
        if any(declares_by_name(change.path) for change, _ in newly_declared(candidate.before.snapshot, patch)):
            crossed.add("dependency")
        boundaries = tuple(sorted(crossed))
        shown = ", ".join(str(change.path) for change in changes) or "no file"
        return CheckResult(NAME, required=True, status="passed", summary=f"touches {shown}", boundaries=boundaries)

    return check


def _is_beside(candidate: Candidate, path: PurePosixPath, beside: frozenset[str]) -> bool:
    pointed = candidate.target.path
    return path == pointed or (path.parent == pointed.parent and any(path.match(name) for name in beside))


def _fault(candidate: Candidate, path: PurePosixPath, policy: Policy, root: PurePosixPath, *, free: bool) -> str:
    fault = ""
    if path.is_absolute() or ".." in path.parts or path == TOP:
        fault = "outside the workspace; a patch stays inside"
    elif policy.hides(path):
        fault = "kept secret by the policy; change it by hand"
    elif (link := _link(candidate.before.snapshot.root, path)) is not None:
        fault = f"reached through the link {link}; open the file at its real place"
    elif not path.is_relative_to(root):
        fault = f"outside the project in {root}; run the action there"
    elif free:
        fault = ""
    elif path.suffix not in _SUFFIXES:
        fault = "not Python source; change it by hand"
    elif is_test(path):
        fault = "part of the tests, which judge the change; change it by hand"
    elif path.name in _RUN_BY_TOOLS:
        fault = "run by tools that judge the change; change it by hand"
    return f"{path}: {fault}" if fault else ""


def _boundaries(change: FileChange, policy: Policy) -> set[Boundary]:
    crossed: set[Boundary] = set()
    if change.after is None:
        crossed.add("deletion")
    if policy.protects(change.path):
        crossed.add("protected")
    return crossed


def _link(root: Path, path: PurePosixPath) -> PurePosixPath | None:
    """The first part of the path that is a symbolic link on the disk."""
    for part in (*reversed(path.parents), path):
        if part != TOP and (root / part).is_symlink():
            return part
    return None
