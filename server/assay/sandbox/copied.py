"""The ground of tier 3: commands run on a copy of the workspace, in whatever the user declared to be the sandbox.

Nothing is mounted, so that real places stand in arguments, environment and inputs where the other tiers have the
workspace's own and `/assay`; in what a command says they are put back.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from threading import Event

from assay.core.command import INPUT, OUTPUT, Command, Limits
from assay.core.errors import SandboxFailed
from assay.sandbox.layer import Layer
from assay.sandbox.masks import is_installed
from assay.sandbox.memory import memory
from assay.sandbox.places import Places
from assay.sandbox.process import Launch, Process
from assay.sandbox.watch import Filled, disk_usage

SUPERVISOR = Path(__file__).with_name("supervisor.py")


class CopiedGround:
    """A copy of the workspace that holds one snapshot, in `folder`."""

    def __init__(self, workspace: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self._workspace = workspace
        self._folder = folder
        self._environment = {**environment, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
        for name in ("home", "tmp"):
            (folder / name).mkdir(mode=0o700)
        copied = (folder / "copy", folder / "home", folder / "tmp")
        self._filled = Filled(copied, disk_usage(copied, sys.maxsize))

    @property
    def folder(self) -> Path:
        """The branch's own."""
        return self._folder

    @property
    def filled(self) -> Filled:
        """What commands write lies here, beside what was copied."""
        return self._filled

    def start(self, command: Command, limits: Limits, stdin: int | None = None) -> Process:
        """Start the command below a supervisor that ends all that it leaves behind."""
        places = self._places(command)
        # Not RLIMIT_NPROC: without a namespace it counts everything that the user runs.
        kernel = {
            "RLIMIT_DATA": limits.memory,
            "RLIMIT_CPU": limits.cpu,
            "RLIMIT_FSIZE": limits.file_size,
            "RLIMIT_NOFILE": limits.open_files,
            "RLIMIT_CORE": 0,
        }
        words = [places.there(word) for word in command.argv]
        argv = (sys.executable, "-I", "-S", str(SUPERVISOR), json.dumps(kernel), *words)
        with ExitStack() as stack:
            if stdin is None:
                stdin = memory(stack, command.stdin) if command.stdin else subprocess.DEVNULL
            launch = Launch(
                argv,
                self._folder / "copy" / command.cwd,
                environment=self._environment_of(command, places),
                stdin=stdin,
                supervised=True,
            )
            return Process(launch, limits.output)

    async def release(self, process: Process, limits: Limits) -> int:
        """There is nothing to wait for."""
        del limits
        return process.pid

    def exit_code(self, process: Process) -> int | None:
        """The supervisor's is the command's."""
        return process.exit_code

    def input(self, command: Command, text: str) -> str:
        """An input as the command gets it."""
        return self._places(command).there(text)

    def said(self, command: Command, content: bytes) -> bytes:
        """What the command said, in the words of the workspace."""
        return self._places(command).back(content)

    def _places(self, command: Command) -> Places:
        installed = {str(path): str(path) for path in _within(command.readable, self._workspace) if is_installed(path)}
        return Places({
            str(self._workspace): str(self._folder / "copy"),
            INPUT: str(self._folder / "in"),
            OUTPUT: str(self._folder / "out"),
            **installed,
        })  # fmt: skip

    def _environment_of(self, command: Command, places: Places) -> dict[str, str]:
        """With the copy first on Python's path where an installation points into the workspace."""
        environment = self._environment | {name: places.there(text) for name, text in command.environment.items()}
        sources = [_import_root(path) for path in _within(command.readable, self._workspace) if not is_installed(path)]
        path = [*(places.there(str(source)) for source in sources), environment.get("PYTHONPATH", "")]
        if joined := os.pathsep.join(dict.fromkeys(filter(None, path))):
            environment["PYTHONPATH"] = joined
        return environment


def copy_workspace(workspace: Path, folder: Path, left_out: Iterable[PurePosixPath], stop: Event) -> None:
    """Copy all but what is left out, what may not be read, and installed environments, which stay where they are.

    Links into the workspace lead into the copy afterwards. Raises `SandboxFailed`, also when `stop` is set meanwhile.
    """
    hidden = {workspace / path for path in left_out}

    def is_skipped(path: Path) -> bool:
        if path in hidden or is_installed(path):
            return True
        return path.is_dir() and not path.is_symlink() and not os.access(path, os.R_OK | os.X_OK)

    def skipped(parent: str, names: list[str]) -> list[str]:
        return [name for name in names if is_skipped(Path(parent, name))]

    def copy(source: str, target: str) -> None:
        if stop.is_set():
            raise SandboxFailed("the copy of the workspace was cancelled")
        with suppress(FileNotFoundError, PermissionError, shutil.SpecialFileError):
            shutil.copy2(source, target, follow_symlinks=False)

    try:
        shutil.copytree(workspace, folder, symlinks=True, ignore=skipped, copy_function=copy)
        _relink(workspace, folder)
    except (OSError, shutil.Error) as error:
        raise SandboxFailed(f"the workspace cannot be copied: {error}") from error


def overwrite(copy: Path, layer: Layer) -> None:
    """Put what a layer holds into a copy of its workspace."""
    for path in layer.removed - layer.written:
        with _opened(copy, path):
            (copy / path).unlink(missing_ok=True)
    for path in sorted(layer.written):
        with _opened(copy, path):
            (copy / path).unlink(missing_ok=True)
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(layer.folder / path, copy / path)


@contextmanager
def _opened(copy: Path, path: PurePosixPath) -> Generator[None]:
    """The folder of a path, or the nearest above it, as one that can be written: it was copied with its mode."""
    folder = next(copy / parent for parent in path.parents if (copy / parent).is_dir())
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(mode | stat.S_IRWXU)
    try:
        yield
    finally:
        folder.chmod(mode)


def _relink(workspace: Path, copy: Path) -> None:
    for parent, folders, names in os.walk(copy):
        for link in (Path(parent, name) for name in (*folders, *names)):
            if link.is_symlink() and link.readlink().is_relative_to(workspace):
                target = copy / link.readlink().relative_to(workspace)
                link.unlink()
                link.symlink_to(target)


def _within(paths: Iterable[Path], workspace: Path) -> list[Path]:
    return [path for path in paths if path.is_relative_to(workspace)]


def _import_root(path: Path) -> Path:
    """The folder on Python's path by which this folder, or this package or module, is found."""
    folder = path if path.is_dir() else path.parent
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder
