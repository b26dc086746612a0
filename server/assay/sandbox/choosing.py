"""Trying candidates out until one holds: each runs the probe in the real workspace."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import MappingProxyType

from assay.core.errors import SandboxFailed
from assay.core.snapshot import Snapshot
from assay.core.trust import Tier
from assay.sandbox.boxed import Surroundings
from assay.sandbox.branch import Ground, SandboxBranch
from assay.sandbox.candidates import Candidate, MakeGround
from assay.sandbox.etc import make_etc
from assay.sandbox.findings import CRITICAL, Finding
from assay.sandbox.grounds import Site
from assay.sandbox.masking import Hidden, hiding_layer
from assay.sandbox.masks import MAX_ENTRIES, Masks
from assay.sandbox.probe import probe
from assay.sandbox.process import to_its_end
from assay.sandbox.session import remove_tree

ENVIRONMENT: Mapping[str, str] = MappingProxyType({
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/home/sandbox",
    "TMPDIR": "/tmp",  # noqa: S108  # the sandbox's own
    "LANG": "C.UTF-8",
    "PYTHONNOUSERSITE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
})  # fmt: skip
"""What every command gets, besides the user's language and time zone."""

UNPRIVILEGED = 1000
"""Who commands are where the caller is root."""


def make_surroundings(folder: Path, environ: Mapping[str, str]) -> Surroundings:
    """What commands share, with its files in `folder`."""
    uid, gid = os.getuid() or UNPRIVILEGED, os.getgid() or UNPRIVILEGED
    make_etc(folder / "etc", uid, gid)
    own = {name: text for name, text in environ.items() if name in {"LANG", "LANGUAGE", "TZ"} or name.startswith("LC_")}
    home = Path(environ["HOME"]).resolve() if environ.get("HOME") else None
    return Surroundings(folder / "etc", uid, gid, MappingProxyType({**ENVIRONMENT, **own}), home)


async def first_that_holds(
    candidates: Iterable[Candidate], site: Site, masks: Masks, reasons: list[str]
) -> tuple[Tier, MakeGround] | None:
    """The first candidate whose guarantees hold, as far as nothing runs without them. Why not goes to `reasons`."""
    hidden = await asyncio.to_thread(_with_witness, site, masks)
    for candidate in candidates:
        name = f"tier {candidate.level} with {candidate.tool}"
        try:
            findings = await _try(candidate, site, hidden)
        except SandboxFailed as error:
            reasons.append(f"{name}: {error}")
            continue
        lost = [finding.text for finding in findings if finding.name in CRITICAL and finding.failure]
        if not lost or candidate.level == 3:
            return _tier(candidate, findings, masks), candidate.make
        reasons.append(f"{name} does not hold that {'; '.join(lost)}")
    return None


async def open_branch(tier: Tier, make: MakeGround, hidden: Hidden, snapshot: Snapshot) -> SandboxBranch:
    """Make a branch. Raises `SandboxFailed`, `Unreadable`."""
    stop = Event()
    making = asyncio.ensure_future(asyncio.to_thread(make, hidden, snapshot, stop))
    try:
        ground = await asyncio.shield(making)
    except asyncio.CancelledError:
        stop.set()
        await to_its_end(_unmake(making))
        raise
    except OSError as error:
        raise SandboxFailed(f"a branch cannot be made: {error.strerror}") from error
    return SandboxBranch(tier, snapshot, ground)


async def _unmake(making: asyncio.Future[Ground]) -> None:
    await asyncio.wait({making})
    if making.exception() is None:
        await asyncio.to_thread(remove_tree, making.result().folder)


async def _try(candidate: Candidate, site: Site, hidden: Hidden) -> tuple[Finding, ...]:
    untested = Tier(candidate.level, candidate.label, candidate.tool, (), ())
    branch = await open_branch(untested, candidate.make, hidden, Snapshot(site.workspace))
    try:
        return await probe(branch, hidden.masks, site.folder, site.surroundings.home)
    finally:
        await branch.close()


def _with_witness(site: Site, masks: Masks) -> Hidden:
    """What is hidden while the probe runs: an ordinary file too, so that there is something to try it on."""
    more = replace(masks, secrets=(*masks.secrets, *([masks.witness] if masks.witness else [])))
    return Hidden(more, hiding_layer(site.workspace, more, site.folder))


def _tier(candidate: Candidate, findings: tuple[Finding, ...], masks: Masks) -> Tier:
    unseen = () if masks.complete else (f"secret files are hidden below the first {MAX_ENTRIES:,} files and folders",)
    return Tier(
        level=candidate.level,
        label=candidate.label,
        tool=candidate.tool,
        held=tuple(finding.text for finding in findings if finding.held),
        missing=(*(finding.text for finding in findings if not finding.held), *candidate.missing, *unseen),
    )
