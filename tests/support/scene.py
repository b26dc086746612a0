"""A user's machine in small: a workspace, what lies outside it, servers, and a process that harms nobody."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from support.attempts import MARK
from support.boxes import state_of
from support.sandboxes import write_tree


@dataclass(frozen=True, slots=True)
class Scene:
    """Where everything is, and how it was at first."""

    workspace: Path
    outside: Path
    servers: dict[str, socket.socket]
    pipe: int
    victim: subprocess.Popen[bytes]
    before: dict[str, str]

    @property
    def arguments(self) -> tuple[str, ...]:
        """What an attempt gets to know."""
        ports = [str(self.servers[name].getsockname()[1]) for name in ("tcp", "udp")]
        return (str(self.outside), *ports, self.workspace.parent.name, str(self.victim.pid))

    def harm(self) -> list[str]:
        """What is no longer as it was, or was reached."""
        now = state_of(self.workspace.parent)
        changed = [path for path in {**self.before, **now} if self.before.get(path) != now.get(path)]
        reached = [name for name, server in self.servers.items() if _reached(server)]
        planted = [str(path) for path in self.planted() if path.exists()]
        written = ["pipe"] if _read(self.pipe) else []
        return [*changed, *reached, *planted, *written, *(["victim"] if self.victim.poll() is not None else [])]

    def planted(self) -> list[Path]:
        """Where attempts try to leave something in the system."""
        folders = ("/tmp", "/dev/shm", "/usr", "/etc", "/dev", "/", "/usr/bin")  # noqa: S108  # looked at, not used
        return [Path(folder, f"{self.workspace.parent.name}.planted") for folder in folders]


@contextmanager
def build_scene(folder: Path) -> Generator[Scene]:
    """A scene in this folder; servers and process are gone afterwards."""
    outside = write_tree(folder / "outside", {"key": MARK, "target": "1", "venv/pyvenv.cfg": "", "venv/dep.py": "1"})
    files = {"a.py": "A = 1\n", "pkg/m.py": "X = 1\n", "pkg/server.pem": MARK, ".env": MARK, ".git/hooks/x": ""}
    workspace = write_tree(folder / "workspace", files)
    (workspace / "settings").symlink_to(".env")
    (workspace / "link").symlink_to("../outside/target")
    (workspace / "linked").symlink_to("../outside")
    (workspace / "hard").hardlink_to(outside / "target")
    os.mkfifo(workspace / "pipe")
    pipe = os.open(workspace / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    servers = {
        "tcp": _server(socket.SOCK_STREAM, ("127.0.0.1", 0), socket.AF_INET),
        "udp": _server(socket.SOCK_DGRAM, ("127.0.0.1", 0), socket.AF_INET),
        "abstract": _server(socket.SOCK_STREAM, f"\0{folder.name}"),
        "outside": _server(socket.SOCK_STREAM, short_address(outside / "socket")),
        "inside": _server(socket.SOCK_STREAM, short_address(workspace / "socket")),
    }
    waiting = ("sh", "-c", "read line", MARK)
    victim = subprocess.Popen(waiting, stdin=subprocess.PIPE, env={"KEY": MARK, "PATH": "/usr/bin:/bin"})
    scene = Scene(workspace, outside, servers, pipe, victim, state_of(folder))
    try:
        yield scene
    finally:
        victim.communicate()
        os.close(pipe)
        for server in servers.values():
            server.close()
        for path in scene.planted():
            path.unlink(missing_ok=True)


def _server(kind: socket.SocketKind, address: str | tuple[str, int], family: int = socket.AF_UNIX) -> socket.socket:
    server = socket.socket(family, kind)
    server.bind(address)
    if kind is socket.SOCK_STREAM:
        server.listen()
    server.settimeout(0)
    return server


def short_address(path: Path) -> str:
    """The path relative to here, if that is needed for it to fit into the address of a unix socket."""
    return str(path) if len(str(path)) < 100 else os.path.relpath(path)


def _reached(server: socket.socket) -> bool:
    with suppress(BlockingIOError):
        if server.type is socket.SOCK_DGRAM:
            server.recv(1)
        else:
            server.accept()[0].close()
        return True
    return False


def _read(pipe: int) -> bytes:
    with suppress(BlockingIOError):
        return os.read(pipe, 1)
    return b""
