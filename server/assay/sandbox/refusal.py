"""Why there is no sandbox here, in words for the user, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assay.core.trust import NoSandbox
from assay.sandbox.kernel import version_of
from assay.sandbox.programs import find_program

FOLDERS = "/ /usr /bin /sbin /lib /lib64 /home /root /tmp /var /run /dev /opt /srv /mnt /assay"
SYSTEM_FOLDERS = frozenset(map(Path, FOLDERS.split()))
"""No workspaces; folders in them may be."""

NEVER = tuple(map(Path, ("/etc", "/proc", "/sys", "/boot")))
"""Nor is anything in these."""

OLDEST = (5, 14)
KERNEL_SETTINGS = (
    ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
    ("/proc/sys/kernel/unprivileged_userns_clone", "0", "1"),
    ("/proc/sys/user/max_user_namespaces", "0", "15000"),
)
"""Files of the kernel, the text with which each forbids user namespaces, and the one that allows them."""

DECLARE = (
    "in a container or virtual machine that is a sandbox already, say so in your own settings (docs/sandbox.md): "
    "commands then run on a copy, as tier 3"
)
STATIC = "checks that run no code of the project stay on"


def unsupported(platform: str) -> NoSandbox | None:
    """The refusal on a system that we have no sandbox for; None on Linux."""
    if platform.startswith("linux"):
        return None
    if platform == "win32":
        return NoSandbox(
            "Windows has no isolation that Assay can use without an administrator", ("run Assay in WSL 2", STATIC)
        )
    name = "macOS" if platform == "darwin" else platform
    return NoSandbox(
        f"Assay has no sandbox for {name}: it needs the namespaces of Linux",
        ("run Assay in a Linux virtual machine or container", STATIC),
    )


def old_kernel(release: str) -> NoSandbox | None:
    """The refusal before Linux 5.14, where a limit of processes counts all that the user runs."""
    if version_of(release) >= OLDEST:
        return None
    return NoSandbox(f"this kernel is too old: Linux {release}", ("use Linux 5.14 or newer", STATIC))


def system_folder(workspace: Path) -> NoSandbox | None:
    """The refusal for a workspace that is a part of the system itself."""
    if workspace in SYSTEM_FOLDERS or any(workspace.is_relative_to(folder) for folder in NEVER):
        return NoSandbox(f"{workspace} is a folder of the system", ("open the project's own folder",))
    return None


def no_tier(reasons: Sequence[str]) -> NoSandbox:
    """The refusal where no tier holds."""
    remedies: list[str] = []
    if not find_program("bwrap"):
        remedies.append("install bubblewrap 0.8 or newer: apt install bubblewrap, or dnf install bubblewrap")
    remedies += [f"install util-linux: {name} is missing" for name in ("prlimit", "unshare") if not find_program(name)]
    for file, forbids, allows in KERNEL_SETTINGS:
        if _reads(file, forbids):
            setting = file.removeprefix("/proc/sys/").replace("/", ".")
            remedies.append(f"allow user namespaces: sudo sysctl -w {setting}={allows}")
    reason = "; ".join(reasons) or "no bubblewrap is installed that could make one"
    return NoSandbox(reason, (*remedies, DECLARE, STATIC))


def _reads(file: str, text: str) -> bool:
    try:
        return Path(file).read_text(encoding="ascii").strip() == text
    except OSError:
        return False
