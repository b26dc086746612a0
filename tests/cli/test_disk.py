"""Writing a changed file: whole or not at all, as it was but for its text, and only over the text that was verified."""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath

import pytest

from assay.cli.disk import put, refuse_links
from assay.core.errors import BadInput
from assay.core.patch import FileChange, Patch

A = PurePosixPath("a.py")


def _change(before: str | None, after: str | None, path: PurePosixPath = A) -> FileChange:
    return FileChange(path, before, after)


def test_the_text_is_written_as_it_is_with_its_line_ends(tmp_path: Path) -> None:
    before, after = "\ufeffa = 1\r\nb = '😀'\r\n", "\ufeffa = 2\r\nb = '😀'\r\n"
    (tmp_path / A).write_bytes(before.encode())
    assert not put(tmp_path, _change(before, after))
    assert (tmp_path / A).read_bytes() == after.encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    (tmp_path / A).write_text("a = 1\n")
    (tmp_path / A).chmod(mode)
    assert not put(tmp_path, _change("a = 1\n", "a = 2\n"))
    assert stat.S_IMODE((tmp_path / A).stat().st_mode) == mode


@pytest.mark.parametrize("now", ["a = 3\n", "a = 1\r\n", None])
def test_a_text_that_was_not_the_verified_one_is_left_alone(tmp_path: Path, now: str | None) -> None:
    if now is not None:
        (tmp_path / A).write_bytes(now.encode())
    assert put(tmp_path, _change("a = 1\n", "a = 2\n"))
    assert ((tmp_path / A).read_bytes().decode() if (tmp_path / A).exists() else None) == now


def test_a_new_file_is_written_with_its_folders_and_never_over_another(tmp_path: Path) -> None:
    new = _change(None, "new\n", PurePosixPath("pkg/sub/b.py"))
    assert not put(tmp_path, new)
    assert (tmp_path / "pkg/sub/b.py").read_text() == "new\n"
    assert put(tmp_path, new)


def test_a_file_is_deleted_if_it_is_the_verified_one(tmp_path: Path) -> None:
    (tmp_path / A).write_text("a = 1\n")
    assert put(tmp_path, _change("a = 2\n", None))
    assert not put(tmp_path, _change("a = 1\n", None))
    assert not (tmp_path / A).exists()


def test_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").write_text("a = 1\n")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "link.py").symlink_to("real/a.py")
    with pytest.raises(BadInput, match=r"link\.py: a link; name the file that it leads to"):
        refuse_links(tmp_path, Patch((_change("a = 1\n", "", PurePosixPath("link.py")),)))
    with pytest.raises(BadInput, match=r"folder/a\.py: in a folder that is a link"):
        refuse_links(tmp_path, Patch((_change("a = 1\n", "", PurePosixPath("folder/a.py")),)))
    refuse_links(tmp_path, Patch((_change("a = 1\n", "", PurePosixPath("real/a.py")),)))


def test_a_file_that_became_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("a = 1\n")
    (tmp_path / A).symlink_to("real.py")
    assert put(tmp_path, _change("a = 1\n", "a = 2\n"))
    assert (tmp_path / "real.py").read_text() == "a = 1\n"
    assert (tmp_path / A).is_symlink()


@pytest.mark.parametrize(("mode", "refusal"), [(0o777, ""), (0o555, "not written: Permission denied")])
def test_a_folder_that_cannot_be_written_is_a_refusal_and_leaves_nothing_behind(mode: int, refusal: str) -> None:
    program = (
        "import os, sys; from pathlib import Path, PurePosixPath; from assay.cli.disk import put;"
        "from assay.core.patch import FileChange; change = FileChange(PurePosixPath('a.py'), 'a = 1\\n', 'a = 2\\n');"
        "os.geteuid() == 0 and os.setuid(65534);"  # permissions do not hold root
        "print(put(Path(sys.argv[1]), change))"
    )
    # not in `tmp_path`, which nobody else may enter
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / A
        file.write_text("a = 1\n")
        file.chmod(0o644)
        Path(folder).chmod(mode)
        done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
        Path(folder).chmod(0o700)
        assert done.stdout == f"{refusal}\n"
        assert file.read_text() == ("a = 1\n" if refusal else "a = 2\n")
        assert [path.name for path in Path(folder).iterdir()] == ["a.py"]
