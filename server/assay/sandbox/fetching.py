"""Fetch what a project is built with, by pip, outside the sandbox and with the network: wheels alone, unpacked.

Nothing that is fetched runs here: a wheel is only unpacked, and what is in it is imported in the sandbox, offline. pip
is the one beside Assay, with the user's own configuration, and works in a folder that no repository can write.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from assay.core.digest import canonical, digest
from assay.core.errors import SandboxFailed
from assay.sandbox.process import Launch, Process, to_its_end

SECONDS = 300.0
DAYS = 30
"""What was not built with for so long is taken away at the next fetch."""

_SAID = 300
_OUTPUT = 1 << 20


def folder_for(store: Path, requirements: Sequence[str], python: str) -> Path:
    """Where these requirements are for a Python, once they are there."""
    return store / digest(canonical([sorted(requirements), python, sys.platform]))[:24]


def pip_arguments(requirements: Sequence[str], python: str) -> tuple[str, ...]:
    """What pip is called with, as a person is asked about it."""
    return ("pip", "install", "--only-binary", ":all:", "--python-version", python, *requirements)


async def fetch(
    store: Path, requirements: Sequence[str], python: str, environ: Mapping[str, str], *, seconds: float = SECONDS
) -> Path | str:
    """The folder with what was asked for, or why there is none. Cancelling it ends pip and leaves nothing."""
    if PathFinder.find_spec("pip") is None:  # asked of the path alone: setuptools answers for pip with a warning
        return f"there is no pip beside Assay; install {' '.join(requirements)} into the project's environment"
    target = folder_for(store, requirements, python)
    try:
        work = await asyncio.to_thread(_work_folder, store)
    except OSError as error:
        return f"{store}: {error.strerror}; build requirements cannot be kept"
    try:
        _, *arguments = pip_arguments(requirements, python)
        quiet = ("--no-compile", "--no-input", "--disable-pip-version-check", "--no-warn-script-location", "-q")
        argv = (sys.executable, "-I", "-m", "pip", *arguments, *quiet, "--target", str(work / "there"))
        if failure := await _run(Launch(argv, work, environ), seconds):
            return f"pip could not fetch {' '.join(requirements)}: {failure}"
        await asyncio.to_thread(_moved, work / "there", target)
        await asyncio.to_thread(_without_old, store, target)
    except (OSError, SandboxFailed) as error:
        return f"pip could not be run: {error}"
    finally:
        await to_its_end(asyncio.to_thread(shutil.rmtree, work, ignore_errors=True))
    return target


def used(folder: Path) -> bool:
    """Whether it is there; if so, it counts as used now."""
    try:
        os.utime(folder)
    except OSError:
        return False
    return folder.is_dir()


def _without_old(store: Path, target: Path) -> None:
    """Take away what nobody used for long before the target was made; what cannot be removed stays."""
    used(target)
    oldest = target.stat().st_mtime - DAYS * 24 * 3600
    for folder in store.iterdir():
        if folder != target and folder.is_dir() and not folder.is_symlink() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _work_folder(store: Path) -> Path:
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(prefix="fetching-", dir=store))


def _moved(made: Path, target: Path) -> None:
    """Where somebody else has fetched the same in the meantime, theirs stays."""
    try:
        made.replace(target)
    except OSError:
        if not target.is_dir():
            raise


async def _run(launch: Launch, seconds: float) -> str:
    """Run to the end; why it failed, empty where it did not. Raises `SandboxFailed`."""
    process = Process(launch, _OUTPUT)
    over = asyncio.ensure_future(process.over())
    try:
        ended, _ = await asyncio.wait({over}, timeout=seconds)
        if not ended:
            process.kill("wall limit")
    except asyncio.CancelledError:
        process.kill("cancelled")
        raise
    finally:
        await to_its_end(_closed(process, over))
    if process.killed is not None:
        return process.killed
    said = process.stderr.content.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
    return "" if process.exit_code == 0 else f"{said[-1][:_SAID]}"


async def _closed(process: Process, over: asyncio.Future[None]) -> None:
    await asyncio.wait({over})
    process.close()
