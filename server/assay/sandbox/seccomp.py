"""The system calls that no command gets, as a filter that bwrap loads (classic BPF, see seccomp(2)).

Namespaces take away most of what a command could reach; this takes away the parts of the kernel that tests and type
checkers never need and that exploits often start from.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Mapping
from types import MappingProxyType

X86_64: Mapping[str, int] = MappingProxyType({
    "acct": 163, "add_key": 248, "bpf": 321, "chroot": 161, "delete_module": 176, "finit_module": 313,
    "fsconfig": 431, "fsmount": 432, "fsopen": 430, "fspick": 433, "init_module": 175, "io_uring_enter": 426,
    "io_uring_register": 427, "io_uring_setup": 425, "kcmp": 312, "kexec_file_load": 320, "kexec_load": 246,
    "keyctl": 250, "mbind": 237, "mount": 165, "mount_setattr": 442, "move_mount": 429, "move_pages": 279,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "open_tree": 428, "perf_event_open": 298,
    "pidfd_getfd": 438, "pivot_root": 155, "process_madvise": 440, "process_vm_readv": 310,
    "process_vm_writev": 311, "ptrace": 101, "quotactl": 179, "reboot": 169, "request_key": 249, "setns": 308,
    "swapoff": 168, "swapon": 167, "syslog": 103, "umount2": 166, "unshare": 272, "userfaultfd": 323,
    "vmsplice": 278,
})  # fmt: skip
AARCH64: Mapping[str, int] = MappingProxyType({
    "acct": 89, "add_key": 217, "bpf": 280, "chroot": 51, "delete_module": 106, "finit_module": 273,
    "fsconfig": 431, "fsmount": 432, "fsopen": 430, "fspick": 433, "init_module": 105, "io_uring_enter": 426,
    "io_uring_register": 427, "io_uring_setup": 425, "kcmp": 272, "kexec_file_load": 294, "kexec_load": 104,
    "keyctl": 219, "mbind": 235, "mount": 40, "mount_setattr": 442, "move_mount": 429, "move_pages": 239,
    "name_to_handle_at": 264, "open_by_handle_at": 265, "open_tree": 428, "perf_event_open": 241,
    "pidfd_getfd": 438, "pivot_root": 41, "process_madvise": 440, "process_vm_readv": 270,
    "process_vm_writev": 271, "ptrace": 117, "quotactl": 60, "reboot": 142, "request_key": 218, "setns": 268,
    "swapoff": 225, "swapon": 224, "syslog": 116, "umount2": 39, "unshare": 97, "userfaultfd": 282,
    "vmsplice": 75,
})  # fmt: skip
"""Refused on each architecture, by number."""

ARCHITECTURES: Mapping[str, tuple[int, Mapping[str, int], Mapping[str, int]]] = MappingProxyType({
    "x86_64": (0xC000003E, X86_64, {"clone": 56, "clone3": 435, "ioctl": 16, "socket": 41}),
    "aarch64": (0xC00000B7, AARCH64, {"clone": 220, "clone3": 435, "ioctl": 29, "socket": 198}),
})  # fmt: skip
"""By machine name: the audit number of the architecture, what is refused, what is refused by its arguments."""

X32 = 0x40000000
NEW_NAMESPACES = 0x7E020000
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16

LOAD, EQUAL, GREATER_EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24
ALLOW, KILL = 0x7FFF0000, 0x80000000


def seccomp_filter(machine: str, *, unix_sockets: bool) -> bytes | None:
    """The filter for a machine by its name in `uname`, or None where there is no table for it.

    Without `unix_sockets` none can be opened (pairs of them still can): a socket of the host that lies in a folder
    bound read-only could be connected to.
    """
    if machine not in ARCHITECTURES:
        return None
    architecture, refused, examined = ARCHITECTURES[machine]
    families = (AF_INET, AF_INET6, AF_NETLINK, *((AF_UNIX,) if unix_sockets else ()))
    program = [
        _step(LOAD, ARCHITECTURE),
        _step(EQUAL, architecture, 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER),
    ]
    if machine == "x86_64":
        program += [_step(GREATER_EQUAL, X32, 0, 1), _refuse(errno.ENOSYS)]
    for number in refused.values():
        program += [_step(EQUAL, number, 0, 1), _refuse(errno.EPERM)]
    # The C library falls back to clone, whose flags a filter can read.
    program += [_step(EQUAL, examined["clone3"], 0, 1), _refuse(errno.ENOSYS)]
    program += _call(examined["clone"], FIRST_ARGUMENT, [_step(ANY_BIT, NEW_NAMESPACES, 0, 1), _refuse(errno.EPERM)])
    terminal = [_step(EQUAL, TIOCSTI, 1, 0), _step(EQUAL, TIOCLINUX, 0, 1), _refuse(errno.EPERM)]
    program += _call(examined["ioctl"], SECOND_ARGUMENT, terminal)
    allowed = [_step(EQUAL, family, len(families) - index, 0) for index, family in enumerate(families)]
    program += _call(examined["socket"], FIRST_ARGUMENT, [*allowed, _refuse(errno.EAFNOSUPPORT)])
    return b"".join([*program, _step(RETURN, ALLOW)])


def _call(number: int, argument: int, body: list[bytes]) -> list[bytes]:
    """What is asked about one system call's argument: `body` refuses it or falls through."""
    return [_step(EQUAL, number, 0, len(body) + 2), _step(LOAD, argument), *body, _step(RETURN, ALLOW)]


def _refuse(error: int) -> bytes:
    return _step(RETURN, 0x00050000 | error)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
