"""The probe: it says what holds because it saw it, and refuses a tier that does not isolate."""

from __future__ import annotations

import asyncio
import os
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from assay.core.policy import Policy
from assay.core.trust import NoSandbox
from assay.sandbox import findings
from assay.sandbox.candidates import Level, copied_candidate
from assay.sandbox.choosing import first_that_holds, make_surroundings
from assay.sandbox.findings import CRITICAL, Seen, judge
from assay.sandbox.grounds import Site
from assay.sandbox.masks import find_masks
from assay.sandbox.probe import is_alive
from assay.sandbox.sandbox import Sandbox, open_sandbox
from assay.sandbox.session import Session
from support.boxes import state_of
from support.sandboxes import sandbox_on

PROMISES = (
    findings.NOTHING_WRITTEN,
    findings.NOTHING_READ,
    findings.NO_NETWORK,
    findings.LOOPBACK,
    findings.SECRETS,
    findings.CLEAN,
    findings.NO_PRIVILEGES,
    findings.FILTERED,
    findings.MEMORY,
    findings.PROCESSES,
    findings.KILLED,
)
GOOD: dict[str, Any] = {
    "uid": 1000,
    "pid_max": 4194304,
    "status": {"CapEff": "0000000000000000", "NoNewPrivs": "1", "Seccomp": "2"},
    "environment": ["HOME", "LC_ALL", "PATH", "PYTHONHASHSEED"],
    "opened": [],
    "read": [],
    "connected": [],
    "loopback": True,
    "packet_error": 97,
    "memory_limited": True,
    "forked": 22,
}
NOTHING_SEEN = Seen((), reached=False, counted=False)


def children() -> list[str]:
    """The command lines of the processes that this one started and that are still there."""
    pids = [pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]
    found: list[str] = []
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            found.append(Path("/proc", pid, "cmdline").read_text())
    return found


async def open_tiers(workspace: Path, *tiers: Level, declared: bool = False) -> Sandbox | NoSandbox:
    """What is found with these tiers to try."""
    state = workspace.parent / "state"
    return await open_sandbox(
        workspace, state=state, policy=Policy(), declared=declared, environ=os.environ, tiers=tiers
    )


async def test_tiers_that_isolate_hold_every_promise(boxed_level: Level, workspace: Path) -> None:
    before = state_of(workspace)
    sandbox = await open_tiers(workspace, boxed_level)
    assert isinstance(sandbox, Sandbox)
    await sandbox.close()
    assert [text.partition(" (")[0] for text in sandbox.tier.held] == list(PROMISES)
    assert sandbox.tier.level == boxed_level
    assert len(sandbox.tier.missing) == (2 if boxed_level == 2 else 0)
    assert state_of(workspace) == before


async def test_tier_3_says_what_it_does_not_hold(workspace: Path) -> None:
    sandbox = await open_tiers(workspace, 3, declared=True)
    assert isinstance(sandbox, Sandbox)
    await sandbox.close()
    assert (sandbox.tier.level, sandbox.tier.label) == (3, "declared by you")
    said = [text.partition(" (")[0] for text in (*sandbox.tier.held, *sandbox.tier.missing)]
    assert sorted(said) == sorted(PROMISES)
    assert findings.KILLED in sandbox.tier.held
    assert any(text.startswith(findings.FILTERED) for text in sandbox.tier.missing)


async def test_tier_3_is_never_taken_without_the_users_word(workspace: Path) -> None:
    found = await open_tiers(workspace, 3)
    assert isinstance(found, NoSandbox)
    assert any("declare" in remedy or "your own settings" in remedy for remedy in found.remedies)


async def test_the_strongest_tier_is_taken(workspace: Path, lacking: dict[Level, str]) -> None:
    levels: tuple[Level, ...] = (0, 1, 2)
    there = [level for level in levels if level not in lacking]
    if not there:
        pytest.skip("missing: a sandbox tier that isolates")
    async with sandbox_on(workspace, workspace.parent / "state") as sandbox:
        assert sandbox.tier.level == there[0]


async def test_a_tier_that_does_not_isolate_is_refused(workspace: Path, tmp_path: Path) -> None:
    """Commands on a copy, passed off as a box: the probe sees all that gets out."""
    session = Session(tmp_path)
    try:
        site = Site(workspace, session.folder, Policy(), make_surroundings(session.folder, os.environ))
        impostor = replace(copied_candidate(site), level=0, tool="an impostor")
        reasons: list[str] = []
        masks = find_masks(workspace, site.policy)
        assert await first_that_holds([impostor], site, masks, reasons) is None
    finally:
        session.close()
    (reason,) = reasons
    assert reason.startswith("tier 0 with an impostor does not hold that")
    for promise in (findings.NOTHING_WRITTEN, findings.NOTHING_READ, findings.NO_NETWORK, findings.SECRETS):
        assert promise in reason


async def test_why_a_tier_failed_is_said(workspace: Path) -> None:
    """An overlay needs more than an empty hand: with no tier to try there is no reason but that."""
    found = await open_tiers(workspace)
    assert isinstance(found, NoSandbox)
    assert found.reason
    assert found.remedies


def test_nothing_is_held_against_good_answers() -> None:
    found = judge(GOOD, NOTHING_SEEN, "/secret", [".env"], 24)
    assert {finding.name: finding.failure for finding in found} == dict.fromkeys(PROMISES[:-1], "")


@pytest.mark.parametrize(
    ("promise", "bad"),
    [
        (findings.NOTHING_WRITTEN, {"opened": ["/proc/sys/kernel/core_pattern"]}),
        (findings.NOTHING_READ, {"read": ["/secret"]}),
        (findings.NO_NETWORK, {"connected": [4711]}),
        (findings.LOOPBACK, {"loopback": False}),
        (findings.SECRETS, {"read": [".env"]}),
        (findings.CLEAN, {"environment": ["AWS_SECRET_ACCESS_KEY", "PATH"]}),
        (findings.NO_PRIVILEGES, {"uid": 0}),
        (findings.NO_PRIVILEGES, {"status": {**GOOD["status"], "CapEff": "00000000a80425fb"}}),
        (findings.NO_PRIVILEGES, {"status": {**GOOD["status"], "NoNewPrivs": "0"}}),
        (findings.FILTERED, {"status": {**GOOD["status"], "Seccomp": "0"}}),
        (findings.FILTERED, {"packet_error": 1}),
        (findings.MEMORY, {"memory_limited": False}),
        (findings.PROCESSES, {"forked": None}),
    ],
)
def test_bad_answers_break_a_promise(promise: str, bad: dict[str, Any]) -> None:
    found = judge({**GOOD, **bad}, NOTHING_SEEN, "/secret", [".env"], 24)
    assert [finding.name for finding in found if finding.failure] == [promise]


@pytest.mark.parametrize(
    "seen", [Seen(("/home/x",), reached=False, counted=False), Seen((), reached=True, counted=False)]
)
def test_what_is_seen_from_outside_counts_whatever_the_answers_say(seen: Seen) -> None:
    broken = {finding.name for finding in judge(GOOD, seen, "/secret", [".env"], 24) if finding.failure}
    assert len(broken & CRITICAL) == 1


@pytest.mark.parametrize(
    ("answers", "counted", "how"),
    [
        ({"forked": 22}, False, "RLIMIT_NPROC"),
        ({"forked": 23, "pid_max": 324}, False, "kernel.pid_max of their namespace"),
        ({"forked": None}, True, "counted while they run"),
    ],
)
def test_how_processes_are_limited_is_said(answers: dict[str, Any], counted: bool, how: str) -> None:  # noqa: FBT001
    found = judge({**GOOD, **answers}, replace(NOTHING_SEEN, counted=counted), "/secret", [".env"], 24)
    assert next(finding for finding in found if finding.name == findings.PROCESSES).text.endswith(f"({how})")


def test_what_could_not_be_tried_is_not_held_and_not_broken() -> None:
    found = next(each for each in judge(GOOD, NOTHING_SEEN, "/secret", [], 24) if each.name == findings.SECRETS)
    assert (found.held, found.failure) == (False, "")
    assert "untried" in found.text


def test_the_living_are_told_from_the_dead() -> None:
    word = f"word{uuid4().hex}"
    argv = ["sh", "-c", "echo ready; read line", word]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n", "a process that has only just begun has no command line yet"
        assert is_alive(word)
        process.communicate()
    assert not is_alive(word)


async def test_a_cancelled_search_leaves_nothing(workspace: Path, boxed_level: Level) -> None:
    opening = asyncio.ensure_future(open_tiers(workspace, boxed_level))
    while not opening.done() and "--args" not in str(children()):  # noqa: ASYNC110  # another process is waited for
        await asyncio.sleep(0.001)
    opening.cancel()
    await asyncio.wait({opening})
    assert opening.cancelled()
    assert children() == []
