"""What a change declares of packages of npm: what something new needs, as it is installed, and nothing else.

What is declared in another way, and a lock that says more than that, is a fault. Where a fresh copy of the project may
get another version than the one that was asked, that is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.core.check import Boundary, Candidate
from assay.core.snapshot import Snapshot
from assay.tools.json_in_place import read_object
from assay.tools.npm_packages import (
    NPM_LOCKS,
    PACKAGE,
    Installed,
    changed,
    declared,
    doubts,
    locked_otherwise,
    locks_in,
    relocked,
    told_in,
    wanted,
)


def fault(candidate: Candidate, installed: Installed) -> str:
    """Why the declarations are not right, beside the file that was pointed at; empty where they are."""
    folder, before = candidate.target.path.parent, candidate.before.snapshot
    needed, now = wanted(installed, told_in(before, folder)), _changed(candidate)
    if wrong := sorted(name for name, told in now.items() if needed.get(name) != told):
        return f"{PACKAGE} declares {wrong[0]} as {now[wrong[0]]}, which nothing that is installed asks for"
    for change in candidate.proposal.patch.changes:
        if change.path.name in NPM_LOCKS:
            lock = next((each for each in locks_in(before, folder) if each.path == change.path), None)
            right = relocked(lock, folder, now, installed) if lock is not None and now else None
            if right is None or read_object(change.after) != read_object(right):
                return f"{change.path} says something else"
    return ""


def crossed(candidate: Candidate) -> tuple[Boundary, ...]:
    """What a person has to confirm: another range of what the project declares already."""
    known = declared(_told(candidate.before.snapshot, candidate))
    return ("dependency",) if known.keys() & _changed(candidate).keys() else ()


def lacks(candidate: Candidate, installed: Installed) -> Iterator[str]:
    """Why a fresh copy may differ, each in words."""
    folder, after = candidate.target.path.parent, candidate.after.snapshot
    yield from doubts(installed, told_in(after, folder))
    for lock in locks_in(after, folder):
        if _changed(candidate) and lock.path not in candidate.proposal.patch.paths:
            yield f"{lock.path} does not hold what is declared now; run `{lock.command}` once"
        elif others := locked_otherwise(lock, installed):
            yield f"{lock.path} holds another version of {', '.join(others)} than is installed"


def _changed(candidate: Candidate) -> dict[str, str]:
    old, new = (_told(each.snapshot, candidate) for each in (candidate.before, candidate.after))
    return dict(changed(old, new))


def _told(snapshot: Snapshot, candidate: Candidate) -> str | None:
    return snapshot.read(candidate.target.path.with_name(PACKAGE))
