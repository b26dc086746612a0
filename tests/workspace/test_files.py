"""Noticing that a file moved, and what is not looked at."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from assay.core.snapshot import Snapshot
from assay.workspace.files import Files, moved, of_all


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def names(root: Path) -> list[str]:
    return [str(path) for path in Files(root).look(Snapshot(root))]


def test_ignored_files_are_not_looked_at(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".gitignore": "*.log\n/build/\n",
            "a.py": "", "a.log": "", "build/b.py": "", "sub/build/c.py": "",
            "sub/.gitignore": "!keep.log\n", "sub/keep.log": "", "sub/other.log": "",
            ".git/config": "", "__pycache__/a.pyc": "", "env/pyvenv.cfg": "", "env/lib/x.py": "",
        },
    )  # fmt: skip
    assert sorted(names(tmp_path)) == [".gitignore", "a.py", "sub/.gitignore", "sub/build/c.py", "sub/keep.log"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret.py": "", "root/a.py": ""})
    (tmp_path / "root/link").symlink_to(tmp_path / "outside")
    (tmp_path / "root/b.py").symlink_to(tmp_path / "outside/secret.py")
    assert names(tmp_path / "root") == ["a.py"]


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path) == []


def test_what_moved_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"same.py": "1", "edited.py": "1", "gone.py": "1"})
    files = Files(tmp_path)
    before = files.look(Snapshot(tmp_path))
    write(tmp_path, {"edited.py": "2", "new.py": "1"})
    (tmp_path / "gone.py").unlink()
    after = files.look(Snapshot(tmp_path))
    assert [str(path) for path in moved(before, after)] == ["edited.py", "gone.py", "new.py"]
    assert of_all(before) != of_all(after)


def test_open_documents_lie_above_the_disk(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "1", "b.py": "1"})
    files = Files(tmp_path)
    before = files.look(Snapshot(tmp_path))
    unsaved = Snapshot(tmp_path, {PurePosixPath("a.py"): "typed", PurePosixPath("b.py"): None})
    assert [str(path) for path in moved(before, files.look(unsaved))] == ["a.py", "b.py"]
    assert moved(before, files.look(Snapshot(tmp_path, {PurePosixPath("a.py"): "1"}))) == ()


def test_a_file_that_did_not_move_is_not_read_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "1"})
    files = Files(tmp_path)
    before = files.look(Snapshot(tmp_path))
    status = (tmp_path / "a.py").stat()
    reads: list[object] = []
    import sys  # noqa: PLC0415 - the hook cannot be taken off again, so it is armed as late as can be

    armed = True
    sys.addaudithook(lambda event, arguments: reads.append(arguments[0]) if armed and event == "open" else None)
    assert files.look(Snapshot(tmp_path)) == before
    armed = False
    assert reads == []
    assert (tmp_path / "a.py").stat().st_mtime_ns == status.st_mtime_ns


def test_a_change_behind_what_is_read_of_a_very_large_file_is_noticed(tmp_path: Path) -> None:
    with (tmp_path / "large.bin").open("wb") as large:
        large.truncate((64 << 20) + 10)
    files = Files(tmp_path)
    before = files.look(Snapshot(tmp_path))
    assert moved(before, files.look(Snapshot(tmp_path))) == ()
    with (tmp_path / "large.bin").open("r+b") as large:
        large.seek(-1, os.SEEK_END)
        large.write(b"1")
    assert [str(path) for path in moved(before, files.look(Snapshot(tmp_path)))] == ["large.bin"]
