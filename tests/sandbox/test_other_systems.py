"""Where there is no Linux there is no sandbox, said plainly; what needs none still works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assay.sandbox.kernel import version_of
from assay.sandbox.process_limit import is_namespaced
from assay.sandbox.refusal import old_kernel, system_folder, unsupported

BLOCKED = """
import asyncio, importlib, os, pkgutil, sys
from pathlib import Path
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
sys.platform = sys.argv[1]
for name in ("getuid", "getgid", "geteuid", "memfd_create", "pidfd_open", "lockf", "mknod"):
    delattr(os, name)
import assay.sandbox
for module in pkgutil.iter_modules(assay.sandbox.__path__):
    if module.name not in {"supervisor", "probe_payload"}:
        importlib.import_module(f"assay.sandbox.{module.name}")
from assay.core.policy import Policy
from assay.sandbox.sandbox import open_sandbox
found = asyncio.run(open_sandbox(Path("."), state=Path("state"), policy=Policy(), declared=True, environ={}))
print(type(found).__name__, found.reason, *found.remedies, sep="\\n")
"""


@pytest.mark.parametrize(("platform", "word"), [("win32", "WSL 2"), ("darwin", "macOS"), ("freebsd14", "freebsd14")])
def test_the_package_imports_and_says_why_there_is_no_sandbox(platform: str, word: str, tmp_path: Path) -> None:
    """Also where the user declared a container: even then there is nothing that would end what was started."""
    argv = [sys.executable, "-c", BLOCKED, platform]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "NoSandbox"
    assert word in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_linux_is_not_refused() -> None:
    assert unsupported("linux") is None


@pytest.mark.parametrize("folder", ["/", "/usr", "/home", "/etc", "/etc/x", "/proc/1", "/dev", "/tmp"])  # noqa: S108
def test_a_folder_of_the_system_is_no_workspace(folder: str) -> None:
    refusal = system_folder(Path(folder))
    assert refusal
    assert folder in refusal.reason


@pytest.mark.parametrize("folder", ["/home/x", "/tmp/x", "/usr/src/x", "/dev/shm/x", "/srv/x", "/opt/x"])  # noqa: S108
def test_a_folder_of_a_user_is_a_workspace(folder: str) -> None:
    assert system_folder(Path(folder)) is None


@pytest.mark.parametrize(
    ("release", "version"),
    [("6.18.44-fc", (6, 18)), ("5.15.167.4-microsoft-standard-WSL2", (5, 15)), ("6.1", (6, 1)), ("unknown", (0, 0))],
)
def test_the_version_of_a_kernel(release: str, version: tuple[int, int]) -> None:
    assert version_of(release) == version


def test_an_old_kernel_is_refused() -> None:
    refusal = old_kernel("5.10.0-33-amd64")
    assert refusal
    assert "5.10.0-33-amd64" in refusal.reason
    assert old_kernel("5.14.0") is None


def test_the_number_of_processes_of_a_whole_machine_is_never_limited() -> None:
    """Before Linux 6.14 `kernel.pid_max` is the machine's, whatever namespace it is written in."""
    assert [is_namespaced(release) for release in ("5.15.0", "6.13.12", "6.14.0", "6.18.44", "7.0.1")] == [
        False,
        False,
        True,
        True,
        True,
    ]
