"""Builds a project's wheel and source distribution and tells what is in them. It runs inside the sandbox alone.

Called with the file to leave the answer in and the file of its orders. The backend, which runs the project's code, is
called in a process of its own; this one never imports anything of the project. What earlier builds left in the tree is
taken out first, for it would hide what a new one loses.
"""

from __future__ import annotations

import email.parser
import hashlib
import importlib
import json
import os
import posixpath
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

_KINDS = ("wheel", "sdist")
_LEFT_OUT = (".tox", ".nox", ".venv", "node_modules", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache")
_TOLD = ("METADATA", "WHEEL", "entry_points.txt")
_MOST = 20_000
_LARGEST = 2 << 30
"""Bytes of an archive, unpacked, beyond which it is not read."""

_LARGEST_TEXT = 2 << 20
"""Bytes of a file that is told as a whole."""

_SAID = 1500
_SHOWN = 80


def main(answer: str, orders: str) -> None:
    """Build each kind from a fresh copy of the tree, and leave what came of it."""
    with ThreadPoolExecutor() as pool:
        answers = pool.map(partial(_answer, orders=orders), _KINDS)
        found = dict(zip(_KINDS, answers))  # noqa: B905 - `strict` is younger than some Pythons
    Path(answer).write_text(json.dumps(found, sort_keys=True), encoding="utf-8")


def _answer(kind: str, orders: str) -> dict[str, object]:
    asked = json.loads(Path(orders).read_text("utf-8"))
    tree, out = Path("/tmp", kind, "tree"), Path("/tmp", kind, "out")  # noqa: S108  # the sandbox's own
    try:
        out.mkdir(parents=True)
        _copy(Path.cwd(), tree)
        for edit in asked["edits"]:
            _edit(tree, edit)
        return _built(kind, tree, out, orders, asked)
    except Exception as error:  # noqa: BLE001 - whatever stops it is why there is no answer
        return {"failure": f"{type(error).__name__}: {error}"[:_SAID]}


def _copy(source: Path, tree: Path) -> None:
    shutil.copytree(source, tree, symlinks=True, ignore=lambda _, names: [name for name in names if name in _LEFT_OUT])
    for left in (*tree.rglob("*.egg-info"), tree / "dist", *(tree / "build").glob("*")):
        stale = left.parent.name != "build" or left.name == "lib" or left.name.startswith(("bdist.", "lib.", "temp."))
        if stale and left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)


def _edit(tree: Path, edit: dict[str, str]) -> None:
    """Change a file as a later release would: other words in the place of some, or some at its end."""
    path = tree / edit["path"]
    if not os.path.lexists(path) and not edit["old"] and path.parent.parent.is_dir():
        path.parent.mkdir(exist_ok=True)
        path.write_text(edit["new"], encoding="utf-8")
        return
    if path.is_symlink() or not path.is_file():
        return
    text = path.read_text("utf-8")
    path.write_text(text.replace(edit["old"], edit["new"]) if edit["old"] else text + edit["new"], encoding="utf-8")


def _built(kind: str, tree: Path, out: Path, orders: str, asked: dict[str, Any]) -> dict[str, object]:
    told = out.parent / "told.json"
    isolated = ("-I", "-S") if asked["paths"] else ("-I",)
    done = subprocess.run(
        [sys.executable, *isolated, "-B", __file__, "--one", kind, str(out), orders, str(told)],
        cwd=tree,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = done.stdout.decode("utf-8", "replace").strip()
    known: dict[str, object] = json.loads(told.read_text("utf-8")) if told.is_file() else {}
    if done.returncode or not isinstance(name := known.get("name"), str):
        return {**known, "failure": known.get("failure") or f"the build ended with {done.returncode}: {said[-_SAID:]}"}
    read = wheel if kind == "wheel" else sdist
    return {**known, **read(out / Path(name).name)}


def _one(kind: str, out: str, orders: str, told: str) -> None:
    """Call the backend's hooks, in the tree that is the working folder."""
    asked = json.loads(Path(orders).read_text("utf-8"))
    sys.argv = [sys.argv[0]]
    sys.path[:0] = [*(str(Path.cwd() / each) for each in asked["backend path"]), *asked["paths"]]
    module, _, name = asked["backend"].partition(":")
    known: dict[str, object] = {}
    try:
        backend: Any = importlib.import_module(module)
        for part in filter(None, name.split(".")):
            backend = getattr(backend, part)
        asks = getattr(backend, f"get_requires_for_build_{kind}", None)
        known["asks"] = list(asks({})) if asks else []
        known["name"] = getattr(backend, f"build_{kind}")(out, {})
    except BaseException as error:
        known["failure"] = f"{type(error).__name__}: {error}"[:_SAID]
        raise
    finally:
        Path(told).write_text(json.dumps(known), encoding="utf-8")


def wheel(path: Path) -> dict[str, object]:
    """What is in a wheel: digests by name, and three texts. Raises `ValueError` for one that means several things."""
    files: dict[str, str] = {}
    info: dict[str, str] = {}
    told: dict[str, str] = {}
    left = _LARGEST
    with zipfile.ZipFile(path) as opened:
        members = [each for each in opened.infolist() if not each.filename.endswith("/")]
        _settle("wheel", [each.filename for each in members])
        if len({each.filename.partition("/")[0] for each in members if ".dist-info/" in each.filename}) > 1:
            raise ValueError("the wheel tells of itself in several folders")
        for each in members:
            top, _, rest = each.filename.partition("/")
            with opened.open(each) as stream:
                digest, kept, left = _read(stream, left, keep=top.endswith(".dist-info") and rest in _TOLD)
            if top.endswith(".dist-info"):
                info[rest] = digest
                if kept is not None:
                    told[rest] = kept
            else:
                name = f".data/{rest}" if top.endswith(".data") else each.filename
                files[name] = digest + _mode(each.external_attr >> 16)
    return {"file": path.name, "files": files, "info": info, **told}


def sdist(path: Path) -> dict[str, object]:
    """What is in a source distribution. Raises `ValueError` as `wheel` does."""
    files: dict[str, str] = {}
    told: dict[str, str] = {}
    left = _LARGEST
    with tarfile.open(path) as opened:
        members = [each for each in islice(opened, _MOST * 2) if not each.isdir()]
        _settle("source distribution", [each.name for each in members])
        if len({each.name.partition("/")[0] for each in members}) > 1:
            raise ValueError("the source distribution holds more than one folder")
        for each in members:
            _, _, rest = each.name.partition("/")
            stream = opened.extractfile(each) if each.isfile() else None
            if stream is None:
                digest, kept = _digest(f"{each.type!r} {each.linkname}".encode()), None
            else:
                digest, kept, left = _read(stream, left, keep=rest == "PKG-INFO")
            if kept is not None:
                told["METADATA"] = kept
            elif not any(part.endswith(".egg-info") for part in rest.split("/")):
                files[rest] = digest + _mode(each.mode)
    if email.parser.Parser().parsestr(told.get("METADATA", ""))["Name"] is None:
        raise ValueError("the source distribution has no PKG-INFO")
    return {"file": path.name, "files": files, "info": {}, **told}


def _settle(kind: str, names: list[str]) -> None:
    """Raise `ValueError` where names lead out of the archive, or where one file hides another."""
    if len(names) > _MOST:
        raise ValueError(f"more than {_MOST} files in the {kind}")
    for name in names:
        if name.startswith("/") or ".." in re.split(r"[/\\]", name):
            raise ValueError(f"a file of the {kind} leads out of it: {name[:_SHOWN]!r}")
    if twice := [name for name, count in Counter(map(posixpath.normpath, names)).items() if count > 1]:
        raise ValueError(f"the {kind} holds {twice[0][:_SHOWN]!r} twice")


def _read(stream: IO[bytes], left: int, *, keep: bool) -> tuple[str, str | None, int]:
    """The digest of a file, its text where it is to be kept, and how many bytes may still come of the archive."""
    found, kept, most = hashlib.sha256(), b"", min(left, _LARGEST_TEXT) if keep else left
    while content := stream.read(1 << 20):
        most -= len(content)
        left -= len(content)
        if most < 0:
            raise ValueError("it holds more than can be compared")
        found.update(content)
        kept += content if keep else b""
    return found.hexdigest(), kept.decode("utf-8") if keep else None, left


def _mode(mode: int) -> str:
    """What of a file's mode is installed; a link in a wheel would be as no other file is."""
    return ("+link" if stat.S_ISLNK(mode) else "") + ("+x" if mode & 0o111 else "")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")
    if sys.argv[1] == "--one":
        _one(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
