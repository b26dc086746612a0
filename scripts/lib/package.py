"""Makes the .vsix: the extension in one file of JavaScript, the server's wheel, and the lock of what the server needs.

Several things that the server needs are compiled for each Python, so that no single package could hold them for all:
the extension installs them at its first start, or the package is made for one system and one Python and holds them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import client
import environment
from assay import __version__

CLIENT = environment.ROOT / "client-vscode"
OUT = environment.ROOT / ".cache" / "package"
LOCK = environment.REQUIREMENTS / "server.txt"
PLATFORMS = {
    "linux-x64": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_5_x86_64"),
    "linux-arm64": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
}
"""The systems where all of Assay works, as VS Code names them and as the Python index does."""

COPIED = ("icon.png", "README.md", "walkthrough")


def main(arguments: Sequence[str]) -> int:
    """Make the package and print where it is."""
    parser = argparse.ArgumentParser(prog="scripts/package", description=__doc__)
    parser.add_argument("--target", choices=PLATFORMS, help="pack what the server needs, for this system")
    parser.add_argument("--python", metavar="3.N", help="and for this version of Python")
    options = parser.parse_args(arguments)
    if bool(options.target) != bool(options.python):
        parser.error("--target and --python go together")
    print(packaged(options.target, options.python))
    return 0


def packaged(target: str | None = None, python: str | None = None) -> Path:
    """The package, made anew; for one system and one Python where they are named."""
    stage = OUT / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "server").mkdir(parents=True)
    _client(stage)
    _server(stage / "server")
    if target and python:
        _wheels(stage / "server" / "wheels", target, python)
    return _packed(stage, target, python)


def _client(stage: Path) -> None:
    bundle = stage / "dist" / "extension.js"
    if client.main(["run", "build", "--", f"--outfile={bundle}", "--log-level=warning"]):
        sys.exit("the extension could not be built")
    manifest = json.loads((CLIENT / "package.json").read_text())
    for unwanted in ("private", "scripts", "devDependencies", "dependencies"):
        manifest.pop(unwanted, None)
    (stage / "package.json").write_text(json.dumps({**manifest, "version": __version__}, indent=2))
    for name in COPIED:
        source = CLIENT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, stage / name)
    for name in ("LICENSE", "CHANGELOG.md"):
        shutil.copy(environment.ROOT / name, stage / name)


def _server(folder: Path) -> None:
    """The wheel, built from a copy: what a build leaves lying in a checkout would get into the next one."""
    source = OUT / "source"
    shutil.rmtree(source, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(environment.ROOT / "server", source / "server", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(environment.ROOT / name, source / name)
    pip = [sys.executable, "-I", "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    _run([*pip, "--wheel-dir", str(folder), str(source)], environment.ROOT)
    shutil.copy(LOCK, folder / "requirements.txt")


def _wheels(folder: Path, target: str, python: str) -> None:
    platforms = [option for platform in PLATFORMS[target] for option in ("--platform", platform)]
    pip = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", *platforms]
    # markers of the lock are about the Python that reads it, and the one of this checkout is another
    wanted = folder.parent / "requirements.txt"
    _run(
        [*pip, "--python-version", python, "--require-hashes", "-r", str(wanted), "--dest", str(folder)], folder.parent
    )


def _packed(stage: Path, target: str | None, python: str | None) -> Path:
    suffix = "" if target is None else f"-{target}-py{python}"
    package = OUT / f"assay-{__version__}{suffix}.vsix"
    node, _ = environment.npm()
    vsce = str(CLIENT / "node_modules" / "@vscode" / "vsce" / "vsce")
    options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", str(package)]
    _run([node, vsce, "package", *options, *(["--target", target] if target else [])], stage)
    return package


def _run(argv: Sequence[str], folder: Path) -> None:
    environ = {**os.environ, "PIP_CONSTRAINT": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(argv, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nfailed: {' '.join(argv)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
