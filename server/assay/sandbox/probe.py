"""Finding out by running commands what a tier really holds, in the workspace that it is for."""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from assay.core.command import INPUT, OUTPUT, Command, Completed, Limits
from assay.core.errors import SandboxFailed
from assay.sandbox.branch import SandboxBranch
from assay.sandbox.masks import Masks
from assay.sandbox.process_limit import RESERVED

PAYLOAD = Path(__file__).with_name("probe_payload.py")
LIMITS = Limits(wall=10, memory=1 << 30, processes=24)
SECRETS_TRIED = 20
EXPECTED = frozenset({"PATH", "HOME", "TMPDIR", "LANG", "LANGUAGE", "TZ", "PWD", "SHLVL", "_", "OLDPWD"})
"""Names that the environment may hold, besides those that begin with `LC_` or `PYTHON`."""

LINGER = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open(sys.argv[1], "w").close()
time.sleep(60)
"""
READY_SECONDS = 5.0

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


@dataclass(frozen=True, slots=True)
class Finding:
    """One guarantee: whether it held, and how it was kept or why it was not."""

    name: str
    held: bool
    how: str = ""

    @property
    def text(self) -> str:
        """For receipts and status."""
        return f"{self.name} ({self.how})" if self.how else self.name


@dataclass(frozen=True, slots=True)
class Bait:
    """What lies outside the sandbox to be reached for: a folder with a secret in it, and a server on each address."""

    folder: Path
    name: str
    servers: tuple[socket.socket, ...]

    @property
    def addresses(self) -> list[int | str]:
        """Ports, and names of unix sockets (an abstract one begins with NUL)."""
        names: list[Any] = [server.getsockname() for server in self.servers]
        return [
            name.decode() if isinstance(name, bytes) else name if isinstance(name, str) else name[1] for name in names
        ]

    def was_reached(self) -> bool:
        """Whether anybody connected."""
        return any(map(_has_visitor, self.servers))


async def probe(branch: SandboxBranch, masks: Masks, home: Path | None) -> tuple[Finding, ...]:
    """What holds for commands of this branch, whose hidden files include the witness. Raises `SandboxFailed`."""
    workspace = branch.snapshot.root
    with _bait() as bait:
        places = [bait.folder / bait.name, workspace.parent / bait.name, *([home / bait.name] if home else [])]
        hidden = [str(path) for path in (*masks.secrets[:SECRETS_TRIED], *([masks.witness] if masks.witness else []))]
        questions = {
            "write": [bait.name, *map(str, places)],
            "open": ["/proc/sys/kernel/core_pattern"],
            "read": [str(bait.folder / "secret"), *hidden],
            "connect": bait.addresses,
            "memory": LIMITS.memory,
            "processes": LIMITS.processes,
        }
        completed = await branch.run(_payload(questions), LIMITS)
        answers = _answers(completed)
        written = [str(path) for path in (workspace / bait.name, *places) if _took_away(path)]
        read = set(answers["read"])
        return (
            Finding(NOTHING_WRITTEN, not written and not answers["opened"], ", ".join([*written, *answers["opened"]])),
            Finding(NOTHING_READ, str(bait.folder / "secret") not in read),
            Finding(NO_NETWORK, not answers["connected"] and not bait.was_reached()),
            Finding(LOOPBACK, answers["loopback"]),
            Finding(SECRETS, not read & set(hidden), "" if hidden else "the workspace has no file to try it on"),
            _environment(answers),
            _privileges(answers),
            Finding(
                FILTERED, answers["status"].get("Seccomp") == "2" and answers["packet_error"] == errno.EAFNOSUPPORT
            ),
            Finding(MEMORY, answers["memory_limited"]),
            _processes(answers, completed),
            await _kill(branch, bait.name),
        )


def _payload(questions: dict[str, Any]) -> Command:
    inputs = {"probe.py": PAYLOAD.read_text(encoding="utf-8"), "questions.json": json.dumps(questions)}
    arguments = (f"{INPUT}/probe.py", f"{INPUT}/questions.json", f"{OUTPUT}/answers.json")
    return _python(*arguments, inputs=inputs, outputs=("answers.json",))


def _python(*arguments: str, inputs: dict[str, str], outputs: tuple[str, ...]) -> Command:
    """A command of our own interpreter, without anything that is installed for it."""
    python = (str(Path(sys.executable).resolve()), "-I", "-S")
    readable = (Path(sys.base_prefix), Path(sys.executable).resolve())
    return Command((*python, *arguments), readable=readable, inputs=MappingProxyType(inputs), outputs=outputs)


def _answers(completed: Completed) -> dict[str, Any]:
    try:
        answers: dict[str, Any] = json.loads(completed.outputs["answers.json"])
    except (KeyError, ValueError) as error:
        said = completed.stderr.decode(errors="replace").strip()[-300:]
        raise SandboxFailed(f"the probe gave no answer ({completed.killed or completed.exit_code}): {said}") from error
    return answers


def _environment(answers: dict[str, Any]) -> Finding:
    more = [name for name in answers["environment"] if name not in EXPECTED and not name.startswith(("LC_", "PYTHON"))]
    return Finding(CLEAN, not more, ", ".join(more))


def _privileges(answers: dict[str, Any]) -> Finding:
    status: dict[str, str] = answers["status"]
    if answers["uid"] == 0:
        return Finding(NO_PRIVILEGES, held=False, how="they run as root")
    return Finding(NO_PRIVILEGES, int(status["CapEff"], 16) == 0 and status["NoNewPrivs"] == "1")


def _processes(answers: dict[str, Any], completed: Completed) -> Finding:
    if completed.killed == "process limit":
        return Finding(PROCESSES, held=True, how="counted while they run")
    if answers.get("forked") is None:
        return Finding(PROCESSES, held=False)
    own = answers["pid_max"] == RESERVED + LIMITS.processes
    return Finding(PROCESSES, held=True, how="kernel.pid_max of its namespace" if own else "RLIMIT_NPROC")


async def _kill(branch: SandboxBranch, name: str) -> Finding:
    """Cancel a command that left its session and its parent, and look for it among all processes."""
    command = _python("-c", LINGER, f"{OUTPUT}/ready", name, inputs={}, outputs=("ready",))
    run = asyncio.ensure_future(branch.run(command, LIMITS))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while not run.done() and not branch.left("ready") and loop.time() - begun < READY_SECONDS:  # noqa: ASYNC110  # a file says it
        await asyncio.sleep(0.005)
    started = branch.left("ready") and _is_alive(name)
    run.cancel()
    await asyncio.wait({run})
    return Finding(KILLED, started and run.cancelled() and not _is_alive(name))


def _is_alive(word: str) -> bool:
    """Whether any process has this word on its command line."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in file.read_bytes():
                return True
        except OSError:
            continue
    return False


def _took_away(path: Path) -> bool:
    """Whether the file is there; it is not afterwards."""
    if not path.exists():
        return False
    path.unlink()
    return True


@contextmanager
def _bait() -> Generator[Bait]:
    name = f".assay-probe-{uuid4().hex}"
    with tempfile.TemporaryDirectory(prefix="assay-probe-") as folder:
        place = Path(folder)
        (place / "secret").write_text(name, encoding="ascii")
        servers = (
            _server(socket.AF_INET, ("127.0.0.1", 0)),
            _server(socket.AF_UNIX, f"\0{name}"),
            _server(socket.AF_UNIX, str(place / "socket")),
        )
        try:
            yield Bait(place, name, servers)
        finally:
            for server in servers:
                server.close()


def _server(family: socket.AddressFamily, address: Any) -> socket.socket:
    server = socket.socket(family)
    server.bind(address)
    server.listen()
    server.settimeout(0)
    return server


def _has_visitor(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True
