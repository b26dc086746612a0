"""What the user points at: a path that exists wins over a split; lines and columns count from 1 in characters."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.cli.target import Root, Target, find_root, inside, nearest_root, place_of, split
from assay.core.errors import BadInput
from assay.core.text import Place, Position


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("a.py", Target(Path("a.py"))),
        ("a.py:3", Target(Path("a.py"), 3)),
        ("a.py:3:7", Target(Path("a.py"), 3, 7)),
        ("odd:3", Target(Path("odd:3"))),
        ("odd:3:7", Target(Path("odd:3"), 7)),
        ("odd:3:7:1", Target(Path("odd:3"), 7, 1)),
        ("C:\\code\\a.py:3", Target(Path("C:\\code\\a.py"), 3)),
        ("two words.py:1", Target(Path("two words.py"), 1)),
    ],
)
def test_the_longest_path_that_exists_is_meant(text: str, target: Target) -> None:
    _make("a.py", "odd:3", "C:\\code\\a.py", "two words.py")
    assert split(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "b.py",
        "a.py:",
        "a.py:x",
        "a.py:3:x",
        "a.py::3",
        ":3",
        "a.py:1:2:3",
        "a.py:٣",
        "x" * 5_000,
        "a.py:" + "9" * 5_000,
    ],
)
def test_what_is_no_file_in_any_reading_is_an_error(text: str) -> None:
    _make("a.py")
    with pytest.raises(BadInput, match="there is no such file"):
        split(text)


def test_a_folder_is_a_target_without_lines() -> None:
    assert split(".") == Target(Path())
    with pytest.raises(BadInput, match="a folder has no lines; name a file in it"):
        split(".:3")


def test_the_root_is_the_nearest_folder_with_git(tmp_path: Path) -> None:
    _make("repo/.git/HEAD", "repo/pkg/pyproject.toml", "repo/pkg/a.py", "work/.git", "work/a.py")
    assert find_root(Path("repo/pkg/a.py"), None) == Root(tmp_path / "repo", "the nearest folder with .git")
    assert find_root(Path("work/a.py"), None) == Root(tmp_path / "work", "the nearest folder with .git")


def test_without_git_the_root_is_what_declares_a_project(tmp_path: Path) -> None:
    _make("repo/mypy.ini", "repo/pkg/sub/a.py")
    assert find_root(Path("repo/pkg/sub/a.py"), None) == Root(tmp_path / "repo", "the nearest folder with mypy.ini")


def test_else_the_root_is_the_files_folder(tmp_path: Path) -> None:
    _make("plain/a.py")
    assert find_root(Path("plain/a.py"), None).path == tmp_path / "plain"
    assert nearest_root(tmp_path / "plain").source == (
        "the file's folder: none above it has .git or declares a project"
    )


def test_a_given_root_holds_the_file(tmp_path: Path) -> None:
    _make("repo/.git", "repo/pkg/a.py", "other/b.py")
    assert find_root(Path("repo/pkg/a.py"), "repo/pkg") == Root(tmp_path / "repo" / "pkg", "by --root")
    with pytest.raises(BadInput, match="not in the workspace"):
        find_root(Path("repo/pkg/a.py"), "other")
    with pytest.raises(BadInput, match="there is no such folder"):
        find_root(Path("repo/pkg/a.py"), "nowhere")


def test_links_on_the_way_are_followed_and_a_link_at_the_end_is_kept(tmp_path: Path) -> None:
    _make("repo/pkg/a.py")
    Path("short").symlink_to("repo/pkg")
    Path("repo/b.py").symlink_to("pkg/a.py")
    assert find_root(Path("short/a.py"), "repo") == Root(tmp_path / "repo", "by --root")
    assert inside(tmp_path / "repo", Path("short/a.py")) == PurePosixPath("pkg/a.py")
    assert inside(tmp_path / "repo", Path("repo/b.py")) == PurePosixPath("b.py")


TEXT = "a = '😀é'\nb = 1\r\n"


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (Target(Path("a.py")), None),
        (Target(Path("a.py"), 1), Place(Position(0, 0), Position(0, 8))),
        (Target(Path("a.py"), 2), Place(Position(1, 0), Position(1, 5))),
        (Target(Path("a.py"), 1, 1), Place(Position(0, 0), Position(0, 0))),
        (Target(Path("a.py"), 1, 7), Place(Position(0, 6), Position(0, 6))),
        (Target(Path("a.py"), 1, 9), Place(Position(0, 8), Position(0, 8))),
        (Target(Path("a.py"), 3), Place(Position(2, 0), Position(2, 0))),
    ],
)
def test_lines_and_columns_count_from_1_in_characters(target: Target, place: Place | None) -> None:
    assert place_of(target, TEXT) == place


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (Target(Path("a.py"), 0), "a.py:0: the file has 3 lines, counted from 1"),
        (Target(Path("a.py"), 4), "a.py:4: the file has 3 lines, counted from 1"),
        (Target(Path("a.py"), 1, 0), "a.py:1:0: the line has 8 characters, counted from 1"),
        (Target(Path("a.py"), 2, 7), "a.py:2:7: the line has 5 characters, counted from 1"),
    ],
)
def test_a_place_that_is_not_in_the_file_is_an_error(target: Target, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        place_of(target, TEXT)
    assert str(caught.value) == message
