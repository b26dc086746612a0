"""A layer: what is written over a workspace, before it is mounted and never after."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path, PurePosixPath

import pytest

from assay.core.errors import Unreadable
from assay.sandbox.layer import Layer
from support.sandboxes import write_tree

A, NEW = PurePosixPath("a.py"), PurePosixPath("pkg/deep/new.py")


@pytest.fixture
def layer(workspace: Path, tmp_path: Path) -> Layer:
    """An empty one."""
    return Layer(tmp_path / "layer", workspace)


def kinds(folder: Path) -> dict[str, str]:
    """Every file below the folder: its text, or that it hides one."""
    paths = {str(path.relative_to(folder)): path for path in folder.rglob("*") if not path.is_dir()}
    return {name: "gone" if stat.S_ISCHR(path.lstat().st_mode) else path.read_text() for name, path in paths.items()}


def test_it_holds_texts_and_whiteouts(layer: Layer) -> None:
    layer.write(A, b"A = 2\n")
    layer.write(NEW, b"N = 1\n")
    layer.remove(PurePosixPath("gone.py"))
    layer.remove(PurePosixPath("never/was.py"))
    layer.seal(whiteouts=True)
    assert kinds(layer.folder) == {"a.py": "A = 2\n", "pkg/deep/new.py": "N = 1\n", "gone.py": "gone"}


def test_nothing_is_written_once_it_may_have_been_mounted(layer: Layer) -> None:
    layer.seal(whiteouts=True)
    with pytest.raises(RuntimeError, match="never written again"):
        layer.write(A, b"late")
    with pytest.raises(RuntimeError, match="never written again"):
        layer.remove(A)
    assert kinds(layer.folder) == {}


def test_a_text_written_twice_is_the_last_one(layer: Layer) -> None:
    layer.write(A, b"1")
    layer.write(A, b"2")
    layer.seal(whiteouts=True)
    assert kinds(layer.folder) == {"a.py": "2"}


def test_a_file_removed_and_written_is_there(layer: Layer) -> None:
    layer.remove(A)
    layer.write(A, b"2")
    layer.seal(whiteouts=True)
    assert kinds(layer.folder) == {"a.py": "2"}


def test_a_file_takes_the_place_of_a_folder(layer: Layer) -> None:
    layer.remove(PurePosixPath("pkg/m.py"))
    layer.write(PurePosixPath("pkg"), b"a file now")
    layer.seal(whiteouts=True)
    assert kinds(layer.folder) == {"pkg": "a file now"}


def test_a_folder_takes_the_place_of_a_file(layer: Layer) -> None:
    layer.remove(A)
    layer.write(PurePosixPath("a.py/inner.py"), b"1")
    layer.seal(whiteouts=True)
    assert kinds(layer.folder) == {"a.py/inner.py": "1"}
    assert stat.S_IMODE((layer.folder / "a.py").stat().st_mode) == 0o755


def test_modes_are_those_of_the_workspace(layer: Layer, workspace: Path) -> None:
    (workspace / "pkg").chmod(0o751)
    (workspace / "pkg/m.py").chmod(0o755)
    layer.write(PurePosixPath("pkg/m.py"), b"1")
    layer.write(NEW, b"1")
    layer.seal(whiteouts=True)
    modes = {name: stat.S_IMODE((layer.folder / name).stat().st_mode) for name in ("pkg", "pkg/m.py", "pkg/deep", NEW)}
    assert modes == {"pkg": 0o751, "pkg/m.py": 0o755, "pkg/deep": 0o755, NEW: 0o644}


@pytest.mark.parametrize("age", [0, -86400, 86400])
def test_a_written_file_is_newer_than_the_one_it_hides(layer: Layer, workspace: Path, age: int) -> None:
    below = time.time() + age
    os.utime(workspace / "a.py", (below, below))
    layer.write(A, b"A = 2\n")
    written = (layer.folder / "a.py").stat().st_mtime
    assert int(written) > int(below)
    assert written >= time.time() - 5


def test_bytecode_of_a_written_or_removed_module_is_gone(layer: Layer, workspace: Path) -> None:
    names = ("a.cpython-311.pyc", "a.cpython-312.opt-1.pyc", "ab.cpython-311.pyc", "gone.cpython-39.pyc", "x.txt")
    write_tree(workspace / "__pycache__", dict.fromkeys(names, "bytecode"))
    layer.write(A, b"A = 2\n")
    layer.remove(PurePosixPath("gone.py"))
    layer.seal(whiteouts=True)
    assert sorted(kinds(layer.folder)) == [
        "__pycache__/a.cpython-311.pyc",
        "__pycache__/a.cpython-312.opt-1.pyc",
        "__pycache__/gone.cpython-39.pyc",
        "a.py",
        "gone.py",
    ]


@pytest.mark.parametrize("path", ["../x.py", "/etc/x.py", "out/x.py", "out_file.py", "."])
def test_a_path_that_leads_out_is_refused(layer: Layer, workspace: Path, tmp_path: Path, path: str) -> None:
    write_tree(tmp_path / "outside", {"x.py": "1"})
    (workspace / "out").symlink_to(tmp_path / "outside")
    (workspace / "out_file.py").symlink_to(tmp_path / "outside/x.py")
    with pytest.raises(Unreadable, match="workspace"):
        layer.write(PurePosixPath(path), b"bad")
    assert kinds(layer.folder) == {}


def test_a_link_out_of_the_workspace_can_be_removed_itself(layer: Layer, workspace: Path) -> None:
    (workspace / "out.py").symlink_to("/etc/hostname")
    layer.remove(PurePosixPath("out.py"))
    layer.seal(whiteouts=True)
    assert kinds(layer.folder) == {"out.py": "gone"}
