"""Brings the pinned distributions here by hash, installs them editable, and unpacks them anew as often as asked."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from evaluate.subjects import PINS, ROOT, SUBJECTS, Pin, Subject, pins

ENVIRONMENT = ROOT / ".cache" / "evaluate"
PYTHON = ENVIRONMENT / "bin" / "python"
SOURCES = ENVIRONMENT / "sources"


class Unfit(Exception):
    """A source is not what was pinned; the text says which and what to do."""


@contextmanager
def alone() -> Generator[None]:
    """One evaluation at a time: two would change the same unpacked files."""
    SOURCES.mkdir(parents=True, exist_ok=True)
    with (SOURCES / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unfit("another evaluation runs in this checkout; wait for its end") from None
        yield


def prepare() -> None:
    """Have every archive here and every package installed, so that importing it takes it from where it is unpacked."""
    state = hashlib.sha256((ENVIRONMENT / ".set-up").read_bytes() + PINS.read_bytes()).hexdigest()
    stamp = SOURCES / "installed"
    if stamp.is_file() and stamp.read_text() == state:
        return
    print("installing the packages (once, a minute or two)", file=sys.stderr)
    pip("download", "--no-binary=:all:", "--require-hashes", "--requirement", str(PINS), "--dest", str(SOURCES))
    folders = [str(unpack(subject)) for subject in SUBJECTS]
    # one after the other: some are built by what others of them, already installed, provide
    for folder in folders:
        pip("install", "--no-index", "--editable", folder)
    stamp.write_text(state)


def unpack(subject: Subject) -> Path:
    """The folder of a package, as it was released but for what is added."""
    pin = pins()[subject.name]
    folder = folder_of(subject)
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(_archive(pin)) as opened:
        opened.extractall(SOURCES, filter="data")
    for name, text in subject.added.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def folder_of(subject: Subject) -> Path:
    """Where a package is unpacked."""
    return SOURCES / f"{subject.name}-{pins()[subject.name].version}"


def _archive(pin: Pin) -> Path:
    archive = SOURCES / f"{pin.name}-{pin.version}.tar.gz"
    if hashlib.sha256(archive.read_bytes()).hexdigest() != pin.digest:
        raise Unfit(f"{archive} is not what {PINS.name} pins; delete it and run again")
    return archive


def pip(command: str, *arguments: str) -> None:
    """Run the environment's pip, with the build tools that are locked in it."""
    argv = [str(PYTHON), "-I", "-m", "pip", command, "--quiet", "--no-deps", "--no-build-isolation", *arguments]
    environ = {**os.environ, "PIP_CONSTRAINT": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(argv, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unfit(f"{done.stdout}{done.stderr}\nThis failed: {' '.join(argv)}")
