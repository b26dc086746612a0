"""Brings the pinned source distributions here by hash, and unpacks them anew as often as asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PINS = ROOT / "scripts" / "requirements" / "evaluate-config-sources.txt"
ARCHIVES = ROOT / ".cache" / "evaluate-config"
Fetch = Callable[[str, str, Path], None]
"""Brings the archive of a name and a version into a folder."""

_PIN = re.compile(r"^(?P<name>\S+)==(?P<version>\S+) --hash=sha256:(?P<digest>[0-9a-f]{64})$", re.MULTILINE)


def names(pins: Path = PINS) -> tuple[str, ...]:
    """The releases that are pinned, as `name==version`."""
    return tuple(f"{match['name']}=={match['version']}" for match in _PIN.finditer(pins.read_text("utf-8")))


def prepare(pins: Path = PINS, archives: Path = ARCHIVES, fetch: Fetch | None = None) -> None:
    """Have every archive here that is pinned, and none that is not what is pinned. By pip, unless `fetch` is given."""
    archives.mkdir(parents=True, exist_ok=True)
    for match in _PIN.finditer(pins.read_text("utf-8")):
        if _archive(archives, match["digest"]) is None:
            (fetch or by_pip)(match["name"], match["version"], archives)
            if _archive(archives, match["digest"]) is None:
                raise SystemExit(f"{match['name']} {match['version']}: what came is not what {pins.name} pins")


def by_pip(name: str, version: str, archives: Path, constraint: str = os.devnull) -> None:
    """Bring a source distribution; `constraint` is a file that limits what pip asks of its backend with."""
    wanted = ("--no-deps", "--no-binary=:all:", "--dest", str(archives), f"{name}=={version}")
    environ = {**os.environ, "PIP_CONSTRAINT": constraint, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", *wanted], env=environ, check=True)


def by_pip_of_then(name: str, version: str, archives: Path) -> None:
    """Bring a source distribution whose `setup.py` imports what setuptools no longer has."""
    constraint = archives / "backends.txt"
    constraint.write_text("setuptools<81\n")  # the last that has it
    by_pip(name, version, archives, str(constraint))


def unpack(name: str, folder: Path, pins: Path = PINS, archives: Path = ARCHIVES) -> Path:
    """A release, unpacked into a folder of its own below `folder`."""
    pinned, _, version = name.partition("==")
    digest = next(
        match["digest"]
        for match in _PIN.finditer(pins.read_text("utf-8"))
        if (match["name"], match["version"]) == (pinned, version)
    )
    archive = _archive(archives, digest)
    assert archive is not None, "prepared"
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    return unpacked.rename(folder / "project")


def _archive(archives: Path, digest: str) -> Path | None:
    found = (path for path in archives.glob("*.t*gz") if sha256(path.read_bytes()).hexdigest() == digest)
    return next(found, None)
