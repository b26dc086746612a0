"""Traps of overlays, bind mounts and Python that were fallen into once, each by name."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assay.core.command import Command
from assay.core.errors import SandboxFailed
from assay.core.snapshot import Snapshot
from assay.sandbox.candidates import Level
from support.audit import recorded
from support.boxes import LIMITS, PYTHON, READABLE, branch_at, compile_all, leaves, python, said, text
from support.sandboxes import write_tree
from support.scene import short_address


async def test_stale_bytecode_is_never_run(level: Level, workspace: Path) -> None:
    """Same size and same second: Python would take the old bytecode for current."""
    compile_all(workspace)
    run = replace(python("import a; print(a.A)"), argv=(PYTHON, "-S", "-c", "import a; print(a.A)"))
    for value in (2, 3):
        async with branch_at(level, workspace, {"a.py": f"A = {value}\n"}) as branch:
            assert text(await branch.run(run, LIMITS)) == f"{value}\n"


async def test_bytecode_that_is_not_compared_with_its_source_is_never_run(level: Level, workspace: Path) -> None:
    compile_all(workspace, "--invalidation-mode", "unchecked-hash")
    run = Command((PYTHON, "-S", "-c", "import a; print(a.A)"), readable=READABLE)
    async with branch_at(level, workspace, {"a.py": "A = 2\n"}) as branch:
        assert text(await branch.run(run, LIMITS)) == "2\n"


async def test_the_workspaces_own_caches_are_used(overlay_level: Level, workspace: Path) -> None:
    compile_all(workspace)
    code = "import pkg.m; print(pkg.m.__cached__)"
    async with branch_at(overlay_level, workspace, {"a.py": "A = 2\n"}) as branch:
        cached = text(await branch.run(Command((PYTHON, "-S", "-c", code), readable=READABLE), LIMITS)).strip()
        assert Path(cached).is_relative_to(workspace)
        assert await said(branch, "ls", str(Path(cached).relative_to(workspace))) != ""


async def test_edits_of_the_user_during_a_run_do_not_reach_patched_files(level: Level, workspace: Path) -> None:
    """What is not patched may show through: an overlay is not a snapshot of it."""
    code = "import time; open('/assay/out/ready', 'w').close(); time.sleep(0.4); print(open('a.py').read())"
    async with branch_at(level, workspace, {"a.py": "A = 2\n"}) as branch:
        run = asyncio.ensure_future(branch.run(python(code, outputs=("ready",)), LIMITS))
        await leaves(branch, "ready")
        (workspace / "a.py").write_text("A = 'the user'\n")
        assert text(await run) == "A = 2\n\n"
    assert (workspace / "a.py").read_text() == "A = 'the user'\n"


async def test_nobody_writes_into_a_layer_that_is_mounted(overlay_level: Level, workspace: Path) -> None:
    """An overlay keeps the text of a file that was looked up: a later one would seem to be there and not be seen."""
    async with branch_at(overlay_level, workspace, {"a.py": "A = 2\n"}) as branch:
        with recorded("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.link") as events:
            for _ in range(2):
                assert await said(branch, "cat", "a.py") == "A = 2\n"
        assert events
        assert [event for event in events if event.subject.startswith(str(branch.folder / "upper"))] == []
        with pytest.raises(AttributeError):
            setattr(branch, "snapshot", Snapshot(workspace))  # noqa: B010  # checkers refuse it


@pytest.mark.parametrize("target", ["link", "fifo", "device", "folder", "cut"])
async def test_outputs_are_not_trusted(level: Level, workspace: Path, target: str) -> None:
    (workspace.parent / "key").write_text("PRIVATE")
    make = {
        "link": f"ln -s {workspace.parent}/key /assay/out/report",
        "fifo": "mkfifo /assay/out/report",
        "device": "ln -s /dev/zero /assay/out/report",
        "folder": "mkdir /assay/out/report",
        "cut": "head -c 2000000 /dev/zero > /assay/out/report",
    }
    command = Command(("sh", "-c", make[target]), outputs=("report",))
    async with branch_at(level, workspace) as branch:
        completed = await asyncio.wait_for(branch.run(command, replace(LIMITS, file_size=1 << 20)), 10)
    assert completed.outputs == {}


async def test_a_socket_in_a_read_only_workspace_cannot_be_connected_to(workspace: Path, boxed_level: Level) -> None:
    """A read-only bind does not stop connect(); neither does it stop writing into a pipe."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(short_address(workspace / "socket"))
        server.listen()
        server.settimeout(0)
        code = "import socket; s = socket.socket(socket.AF_UNIX); s.connect('socket')"
        async with branch_at(boxed_level, workspace) as branch:
            assert (await branch.run(python(code), LIMITS)).exit_code == 1
        with pytest.raises(BlockingIOError):
            server.accept()


async def test_pairs_of_unix_sockets_work(boxed_level: Level, workspace: Path) -> None:
    """Event loops are made of them."""
    code = "import socket; a, b = socket.socketpair(); a.send(b'1'); print(b.recv(1))"
    async with branch_at(boxed_level, workspace) as branch:
        assert text(await branch.run(python(code), LIMITS)) == "b'1'\n"


def test_a_mount_inside_the_workspace_leads_to_a_tier_without_overlay(tmp_path: Path, workspace: Path) -> None:
    """The kernel refuses an overlay over a folder that holds a mount of somebody else's."""
    (workspace / "mounted").mkdir()
    script = write_tree(tmp_path, {"open.py": OPEN})
    inner = 'mount -t tmpfs none "$1"/mounted && echo M > "$1"/mounted/file && exec "$2" "$3" "$1"'
    unshare = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inner, "sh")
    if subprocess.run([*unshare[:-4], "true"], capture_output=True, check=False).returncode:
        pytest.skip("missing: user namespaces, to mount something in a workspace")
    argv = (*unshare, str(workspace), sys.executable, str(script / "open.py"))
    completed = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert completed.stdout == "2\nM\nA = 2\n", completed.stderr


OPEN = """
import asyncio, os, sys
from pathlib import Path, PurePosixPath
from assay.core.command import Command, Limits
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import open_sandbox

async def main():
    workspace = Path(sys.argv[1])
    sandbox = await open_sandbox(workspace, state=workspace.parent / "state", policy=Policy(), environ=os.environ)
    print(sandbox.tier.level)
    async with sandbox.branch(Snapshot(workspace, {PurePosixPath("a.py"): "A = 2\\n"})) as branch:
        print((await branch.run(Command(("cat", "mounted/file", "a.py")), Limits())).stdout.decode(), end="")
    await sandbox.close()

asyncio.run(main())
"""


async def test_commands_start_on_the_thread_of_the_loop(level: Level, workspace: Path) -> None:
    """Dying with one's parent means with the thread that started one: another one may end long before we do."""
    async with branch_at(level, workspace) as branch:
        with recorded("subprocess.Popen") as events:
            await said(branch, "true")
    assert {event.thread for event in events} == {threading.get_ident()}


async def test_what_nobody_may_enter_is_removed(overlay_level: Level, workspace: Path) -> None:
    """The overlay leaves a folder of mode 000 behind; a command can leave more."""
    async with branch_at(overlay_level, workspace) as branch:
        await said(branch, "sh", "-c", "mkdir -p x/y && touch x/y/z && chmod 000 x/y x")
        folder = branch.folder
        assert folder.exists()
    assert not folder.exists()


async def test_removing_a_branch_follows_no_link(overlay_level: Level, workspace: Path) -> None:
    outside = write_tree(workspace.parent / "outside", {"x": "1"})
    outside.chmod(0o755)
    async with branch_at(overlay_level, workspace) as branch:
        await said(branch, "sh", "-c", f"mkdir x && ln -s {outside} x/link && ln -s {outside} link && chmod 000 x")
    assert (outside / "x").read_text() == "1"
    assert outside.stat().st_mode & 0o777 == 0o755


async def test_a_folder_swapped_for_a_link_is_not_mounted_on(overlay_level: Level, workspace: Path) -> None:
    """The way to an environment in the workspace is followed by the program that makes the box, with its rights."""
    venv = write_tree(workspace / "sub/.venv", {"pyvenv.cfg": "", "x": "1"})
    outside = workspace.parent / "outside"
    outside.mkdir()
    async with branch_at(overlay_level, workspace) as branch:
        command = Command(("cat", "sub/.venv/x"), readable=(venv,))
        assert text(await branch.run(command, LIMITS)) == "1"
        up = "../" * 20
        await said(branch, "sh", "-c", f"mv sub gone && ln -s {up}oldroot{outside} sub")
        with pytest.raises(SandboxFailed, match="in the place of"):
            await branch.run(command, LIMITS)
    assert list(outside.iterdir()) == []


async def test_a_program_of_the_workspace_is_never_run_outside(level: Level, workspace: Path) -> None:
    """Nothing that makes the box is looked for on the caller's path."""
    for name in ("bwrap", "unshare", "mount", "prlimit", "nsenter", "sh", "python3"):
        write_tree(workspace, {f"bin/{name}": f"#!/bin/sh\ntouch {workspace}/was-run\n"})
        (workspace / "bin" / name).chmod(0o755)
    environ = {**os.environ, "PATH": f"{workspace}/bin:{os.environ['PATH']}"}
    async with branch_at(level, workspace, environ=environ) as branch:
        assert await said(branch, "cat", "a.py") == "A = 1\n"
    assert not (workspace / "was-run").exists()
    assert shutil.which("bwrap", path=environ["PATH"]) == f"{workspace}/bin/bwrap"
