"""What the probe lays out on the host to see whether a command can reach it: a secret, and a few servers."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

LONGEST_FOLDER = 100
"""Longer ones leave no room for the name of a unix socket."""


@dataclass(frozen=True, slots=True)
class Bait:
    """A folder that no command should see. `name` is like no other, and stands in its secret."""

    folder: Path
    name: str
    servers: tuple[socket.socket, ...]

    @property
    def secret(self) -> Path:
        """A file that anybody could read."""
        return self.folder / "secret"

    @property
    def addresses(self) -> list[int | str]:
        """Ports of 127.0.0.1, and names of unix sockets (an abstract one begins with NUL)."""
        return [_address(server.getsockname()) for server in self.servers]

    def was_reached(self) -> bool:
        """Whether anybody connected."""
        return any(map(_has_visitor, self.servers))


@contextmanager
def lay_bait(folder: Path) -> Generator[Bait]:
    """Bait in a new folder below `folder`; gone afterwards."""
    name = f".assay-probe-{uuid4().hex}"
    with tempfile.TemporaryDirectory(prefix="probe-", dir=folder) as made:
        bait = Bait(Path(made), name, _servers(Path(made), name))
        bait.secret.write_text(name, encoding="ascii")
        try:
            yield bait
        finally:
            for server in bait.servers:
                server.close()


def _servers(folder: Path, name: str) -> tuple[socket.socket, ...]:
    unix = [f"\0{name}", *([str(folder / "socket")] if len(str(folder)) < LONGEST_FOLDER else [])]
    return (_server(socket.AF_INET, ("127.0.0.1", 0)), *(_server(socket.AF_UNIX, address) for address in unix))


def _server(family: socket.AddressFamily, address: Any) -> socket.socket:
    server = socket.socket(family)
    server.bind(address)
    server.listen()
    server.settimeout(0)
    return server


def _address(name: Any) -> int | str:
    match name:
        case bytes():
            return name.decode()
        case str():
            return name
        case (_, int(port)):
            return port
        case _:
            raise AssertionError(name)


def _has_visitor(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True
