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
import shutil
import subprocess
import sys
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

_KINDS = ("wheel", "sdist")
_LEFT_OUT = (".tox", ".nox", ".venv", "node_modules", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache")
_TOLD = ("METADATA", "WHEEL", "entry_points.txt")
_MOST = 20_000
_SAID = 1500


def main(answer: str, orders: str) -> None:
    """Build each kind from a fresh copy of the tree, and leave what came of it."""
    with ThreadPoolExecutor() as pool:
        answers = pool.map(lambda kind: _answer(kind, orders), _KINDS)
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
    read = _wheel if kind == "wheel" else _sdist
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


def _wheel(path: Path) -> dict[str, object]:
    files: dict[str, str] = {}
    info: dict[str, str] = {}
    told: dict[str, str] = {}
    with zipfile.ZipFile(path) as opened:
        for each in opened.infolist():
            top, _, rest = each.filename.partition("/")
            if each.filename.endswith("/"):
                continue
            content = opened.read(each)
            told_as = _digest(content) + ("+x" if each.external_attr >> 16 & 0o111 else "")
            if top.endswith(".dist-info"):
                info[rest] = _digest(content)
                if rest in _TOLD:
                    told[rest] = content.decode("utf-8")
            elif top.endswith(".data"):
                files[f".data/{rest}"] = told_as
            else:
                files[each.filename] = told_as
    if len(files) > _MOST:
        raise ValueError(f"{len(files)} files in the wheel")
    return {"file": path.name, "files": files, "info": info, **told}


def _sdist(path: Path) -> dict[str, object]:
    files: dict[str, str] = {}
    told: dict[str, str] = {}
    with tarfile.open(path) as opened:
        for each in opened:
            _, _, rest = each.name.partition("/")
            if each.isdir() or not rest:
                continue
            content = _content(opened, each)
            if rest == "PKG-INFO":
                told["METADATA"] = content.decode("utf-8")
            elif not any(part.endswith(".egg-info") for part in rest.split("/")):
                files[rest] = _digest(content) + ("+x" if each.mode & 0o111 else "")
    if len(files) > _MOST:
        raise ValueError(f"{len(files)} files in the source distribution")
    if email.parser.Parser().parsestr(told.get("METADATA", ""))["Name"] is None:
        raise ValueError("the source distribution has no PKG-INFO")
    return {"file": path.name, "files": files, "info": {}, **told}


def _content(opened: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The content of a file; of a link, where it leads."""
    if not member.isfile():
        return f"{member.type!r} {member.linkname}".encode()
    content = opened.extractfile(member)
    return b"" if content is None else content.read()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")
    if sys.argv[1] == "--one":
        _one(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
