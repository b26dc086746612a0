"""The command line of bwrap: what a command sees of the system, how its workspace is put there, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.command import INPUT, OUTPUT, Limits
from assay.sandbox.etc import ALTERNATIVES, HOST
from assay.sandbox.readable import SYSTEM, Readable

HOME = "/home/sandbox"


@dataclass(frozen=True, slots=True)
class Box:
    """One command's box. `view` are the options that put the workspace in its place."""

    workspace: Path
    view: tuple[str, ...]
    cwd: PurePosixPath
    etc: Path
    inputs: Path
    outputs: Path
    readable: Readable
    uid: int
    gid: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Descriptors:
    """The numbers of the descriptors that bwrap reads its filter from, tells its status on and waits for."""

    seccomp: int | None
    status: int
    block: int | None


def options(box: Box, descriptors: Descriptors) -> list[str]:
    """All options, in the order in which bwrap carries them out: what is mounted later covers what is there."""
    inside = [path for path in box.readable.paths if path.is_relative_to(box.workspace)]
    outside = [path for path in box.readable.paths if path not in inside]
    return [
        *_namespaces(box),
        *_system(box),
        *_bound(outside),
        *(word for link, target in box.readable.links for word in ("--symlink", target, str(link))),
        *box.view,
        *_bound(inside),
        *("--ro-bind", str(box.inputs), INPUT, "--bind", str(box.outputs), OUTPUT),
        *("--remount-ro", "/", "--chdir", str(box.workspace / box.cwd)),
        *_descriptors(descriptors),
    ]


def limited(prlimit: Path, limits: Limits, argv: Sequence[str]) -> tuple[str, ...]:
    """The command under the limits that the kernel keeps for each process."""
    return (
        str(prlimit),
        f"--data={limits.memory}",
        f"--cpu={limits.cpu}:{limits.cpu + 1}",
        f"--nproc={limits.processes}",
        f"--fsize={limits.file_size}",
        f"--nofile={limits.open_files}",
        "--core=0",
        "--",
        *argv,
    )


def _namespaces(box: Box) -> list[str]:
    own = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"]
    return [*own, "--hostname", HOST, "--uid", str(box.uid), "--gid", str(box.gid), "--cap-drop", "ALL"]


def _system(box: Box) -> list[str]:
    """What every command sees of the system; nothing else of it is there.

    `/proc` is read-only as a whole: files in `/proc/sys` ask who one is rather than what one is capable of, and where
    the caller is root a command still is, seen from outside.
    """
    words: list[str] = []
    for path in SYSTEM:
        if path.is_symlink():
            words += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    temporary = ("--size", str(box.limits.temporary), "--tmpfs")
    return [
        *words,
        *("--ro-bind", str(box.etc), "/etc"),
        *("--ro-bind-try", str(ALTERNATIVES), str(ALTERNATIVES)),
        *("--proc", "/proc", "--remount-ro", "/proc"),
        *("--dev", "/dev", *temporary, "/dev/shm", "--remount-ro", "/dev"),  # noqa: S108  # the sandbox's own
        *(*temporary, "/tmp", *temporary, HOME, "--size", str(1 << 20), "--tmpfs", "/run"),  # noqa: S108  # likewise
    ]


def _bound(paths: Sequence[Path]) -> list[str]:
    return [word for path in paths for word in ("--ro-bind", str(path), str(path))]


def _descriptors(descriptors: Descriptors) -> list[str]:
    words = ["--json-status-fd", str(descriptors.status)]
    if descriptors.seccomp is not None:
        words += ["--seccomp", str(descriptors.seccomp)]
    if descriptors.block is not None:
        words += ["--block-fd", str(descriptors.block)]
    return words
