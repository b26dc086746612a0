"""What a sandbox promises, and what the probe's answers say of each promise."""

from __future__ import annotations

import errno
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from assay.sandbox.process_limit import RESERVED

NOTHING_WRITTEN = "nothing is written outside the branch"
NOTHING_READ = "files outside the workspace cannot be read"
NO_NETWORK = "no network but the sandbox's own loopback"
LOOPBACK = "the sandbox's own loopback works"
SECRETS = "secret files are hidden"
CLEAN = "the environment is a short list"
NO_PRIVILEGES = "commands have no privileges"
FILTERED = "system calls are filtered"
MEMORY = "the memory of a process is limited"
PROCESSES = "the number of processes is limited"
KILLED = "a killed command leaves nothing alive"
CRITICAL = frozenset({NOTHING_WRITTEN, NOTHING_READ, NO_NETWORK, SECRETS, CLEAN, KILLED})
"""Without these a tier that the user did not declare is refused."""

EXPECTED = frozenset({"PATH", "HOME", "TMPDIR", "LANG", "LANGUAGE", "TZ", "PWD", "SHLVL", "_", "OLDPWD"})
"""Names that the environment may hold, besides those that begin with `LC_` or `PYTHON`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise. `failure` says what was seen against it, `untried` why nothing could be seen.

    `how` says by what it was kept, where that varies.
    """

    name: str
    failure: str = ""
    how: str = ""
    untried: str = ""

    @property
    def held(self) -> bool:
        """Whether it was seen to be kept."""
        return not (self.failure or self.untried)

    @property
    def text(self) -> str:
        """For receipts and status."""
        more = self.failure or self.untried or self.how
        return f"{self.name} ({more})" if more else self.name


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen from outside: files that were written, a server that was reached, processes that were counted."""

    written: tuple[str, ...]
    reached: bool
    counted: bool


def judge(answers: dict[str, Any], seen: Seen, secret: str, hidden: Collection[str], processes: int) -> list[Finding]:
    """All promises but the one on killing. `secret` lies outside the workspace, `hidden` are files in it."""
    read: list[str] = answers["read"]
    untried = "" if hidden else "untried: the workspace has no file with something in it"
    return [
        Finding(NOTHING_WRITTEN, _count("files were opened for writing", [*seen.written, *answers["opened"]])),
        Finding(NOTHING_READ, _count("file was read", [path for path in read if path == secret])),
        Finding(NO_NETWORK, "a server of the host was reached" if answers["connected"] or seen.reached else ""),
        Finding(LOOPBACK, "" if answers["loopback"] else "no connection"),
        Finding(SECRETS, _count("were read", [path for path in read if path in hidden]), untried=untried),
        _environment(answers["environment"]),
        _privileges(answers["uid"], answers["status"]),
        _filter(answers["status"], answers["packet_error"]),
        Finding(MEMORY, "" if answers["memory_limited"] else "more than the limit was given"),
        _processes(answers, processes, counted=seen.counted),
    ]


def _environment(names: list[str]) -> Finding:
    more = [name for name in names if name not in EXPECTED and not name.startswith(("LC_", "PYTHON"))]
    return Finding(CLEAN, f"it also has {', '.join(more)}" if more else "")


def _privileges(uid: int, status: dict[str, str]) -> Finding:
    if uid == 0:
        return Finding(NO_PRIVILEGES, "they run as root")
    if int(status["CapEff"], 16):
        return Finding(NO_PRIVILEGES, f"capabilities {status['CapEff']}")
    return Finding(NO_PRIVILEGES, "" if status["NoNewPrivs"] == "1" else "they can gain some")


def _filter(status: dict[str, str], packet_error: int | None) -> Finding:
    if status.get("Seccomp") != "2":
        return Finding(FILTERED, "no filter is loaded")
    return Finding(FILTERED, "" if packet_error == errno.EAFNOSUPPORT else "the filter is not ours")


def _processes(answers: dict[str, Any], limit: int, *, counted: bool) -> Finding:
    if counted:
        return Finding(PROCESSES, how="counted while they run")
    if answers.get("forked") is None:
        return Finding(PROCESSES, f"more than {limit} were started")
    own = answers["pid_max"] == RESERVED + limit
    return Finding(PROCESSES, how="kernel.pid_max of their namespace" if own else "RLIMIT_NPROC")


def _count(what: str, paths: list[str]) -> str:
    return f"{len(paths)} {what}" if paths else ""
