"""Limiting how many processes a command may have where the caller is root, for whom RLIMIT_NPROC does not hold.

Since Linux 6.14 every PID namespace has its own `kernel.pid_max`. It is set from outside, in the namespace and before
the command is let go; the command cannot change it back, since its `/proc` is read-only. On an older kernel the same
write would limit the whole machine.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from assay.sandbox.kernel import version_of
from assay.sandbox.means import required
from assay.sandbox.process import Launch, Process, to_its_end

RESERVED = 300
"""The kernel never gives out numbers below this a second time; `pid_max` must be larger."""

SCRIPT = "echo $(($1 + $2)) > /proc/sys/kernel/pid_max && echo $1 > /proc/sys/kernel/ns_last_pid"


def is_namespaced(release: str) -> bool:
    """Whether `kernel.pid_max` is each PID namespace's own on this kernel."""
    return version_of(release) >= (6, 14)


async def limit_namespace(nsenter: Path, pid: int, processes: int) -> None:
    """Let the PID namespace of `pid` hold no more than `processes` from now on. The kernel is one that can.

    Whether it holds is for the probe to find out: where this fails, processes are counted while they run.
    """
    inside = (str(required("sh")), "-c", SCRIPT, "sh", str(RESERVED), str(processes))
    process = Process(Launch((str(nsenter), "--target", str(pid), "--pid", "--", *inside), Path("/")), 1 << 16)
    over = asyncio.ensure_future(process.over())
    try:
        await asyncio.shield(over)
    except asyncio.CancelledError:
        process.kill("cancelled")
        raise
    finally:
        over.add_done_callback(lambda _: process.close())
        await to_its_end(over)
