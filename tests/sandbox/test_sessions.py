"""Where branches lie, and that nothing of them stays: not when all goes well, not after a crash."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assay.core.errors import SandboxFailed
from assay.sandbox.session import GRACE, Session, open_session, sweep

HOLD = """
import os, sys, time
from pathlib import Path
from assay.sandbox.session import Session
session = Session(Path(sys.argv[1]))
(session.folder / "branch").mkdir()
print(session.folder, flush=True)
time.sleep(60)
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Where sessions are made."""
    folder = tmp_path / "base"
    folder.mkdir()
    return folder


def test_a_session_is_private_and_gone_when_closed(tmp_path: Path) -> None:
    session = open_session(tmp_path / "state", {}, tmp_path / "workspace")
    assert stat.S_IMODE(session.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(session.folder.parent.stat().st_mode) == 0o700
    session.close()
    assert not session.folder.exists()


def test_it_lies_in_memory_where_that_is_possible(tmp_path: Path) -> None:
    session = open_session(tmp_path / "state", {}, tmp_path)
    try:
        in_memory = session.folder.is_relative_to("/dev/shm")  # noqa: S108  # looked at, not used
        assert in_memory or session.folder.is_relative_to(tmp_path / "state")
    finally:
        session.close()


def test_it_lies_on_disk_where_it_must(tmp_path: Path) -> None:
    session = open_session(tmp_path / "state", {}, tmp_path / "workspace", on_disk=True)
    try:
        assert session.folder.parent == tmp_path / "state" / "branches"
    finally:
        session.close()


def test_a_runtime_folder_that_is_not_ours_or_too_small_is_passed_over(tmp_path: Path) -> None:
    for runtime in ("/proc", "/no/such/folder", "relative"):
        session = open_session(tmp_path / "state", {"XDG_RUNTIME_DIR": runtime}, tmp_path / "workspace")
        try:
            assert not session.folder.is_relative_to(runtime)
        finally:
            session.close()


def test_it_never_lies_in_the_workspace(tmp_path: Path) -> None:
    with pytest.raises(SandboxFailed, match="no private folder"):
        open_session(tmp_path / "state", {}, tmp_path, on_disk=True)


def test_a_folder_that_somebody_prepared_for_us_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "state" / "branches").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SandboxFailed, match="no private folder"):
        open_session(tmp_path / "state", {}, tmp_path / "workspace", on_disk=True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_a_crashed_process_left_is_swept_and_what_lives_is_not(base: Path) -> None:
    holders = [subprocess.Popen([sys.executable, "-c", HOLD, base], stdout=subprocess.PIPE, text=True) for _ in "12"]
    folders = [Path(holder.stdout.readline().strip()) for holder in holders if holder.stdout]
    own = Session(base)
    try:
        holders[0].send_signal(signal.SIGKILL)
        holders[0].wait()
        sweep(base)
        assert [folder.exists() for folder in (*folders, own.folder)] == [False, True, True]
    finally:
        own.close()
        for holder in holders:
            holder.kill()
            holder.communicate()


def test_a_session_that_goes_while_others_are_swept_is_no_error(base: Path) -> None:
    for name in ("1-a", "1-b"):
        (base / name).mkdir()
    listed = os.scandir(base)
    try:
        entries = list(listed)
    finally:
        listed.close()
    for entry in entries:
        Path(entry.path).rmdir()

    def listed_before(_base: Path) -> list[os.DirEntry[str]]:
        return entries

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", listed_before)
        sweep(base)
    assert list(base.iterdir()) == []


def test_a_session_that_is_just_being_made_is_not_swept(base: Path) -> None:
    new, old = base / "1-new", base / "1-old"
    new.mkdir()
    old.mkdir()
    before = time.time() - GRACE - 1
    os.utime(old, (before, before))
    sweep(base)
    assert (new.exists(), old.exists()) == (True, False)


NOT_CLOSED = """
import asyncio, glob, os, sys
from pathlib import Path
from assay.core.policy import Policy
from assay.sandbox.sandbox import open_sandbox
folder = Path(sys.argv[1])
(folder / "workspace").mkdir()
opening = open_sandbox(folder / "workspace", state=folder, policy=Policy(), declared=True, environ=os.environ)
sandbox = asyncio.run(opening)
memory = ("/dev/shm", os.environ.get("XDG_RUNTIME_DIR", "/none"))
bases = *(f"{place}/assay-{os.getuid()}" for place in memory), f"{folder}/branches"
print(*[path for base in bases for path in glob.glob(f"{base}/{os.getpid()}-*")], sep="\\n")
"""


def test_a_sandbox_that_is_not_closed_goes_with_its_process(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", NOT_CLOSED, tmp_path], capture_output=True, text=True, check=True)
    (folder,) = done.stdout.split()
    assert not Path(folder).exists()
