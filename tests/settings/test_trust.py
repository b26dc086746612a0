"""Trust in folders: remembered, inherited, forgotten, and never given by a name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assay.core.errors import Lacking
from assay.workspace.trust import forget, is_trusted, remember, trusted_through


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "assay"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "code" / "project"
    folder.mkdir(parents=True)
    return folder


def test_nothing_is_trusted_at_first(state: Path, folder: Path) -> None:
    assert not is_trusted(state, folder)


def test_a_trusted_folder_trusts_what_lies_in_it_and_nothing_beside_or_above(state: Path, folder: Path) -> None:
    remember(state, folder)
    assert is_trusted(state, folder)
    assert is_trusted(state, folder / "package" / "tests")
    assert not is_trusted(state, folder.parent)
    assert not is_trusted(state, folder.with_name("project-2"))


def test_trust_is_forgotten_but_not_that_of_a_folder_above(state: Path, folder: Path) -> None:
    remember(state, folder)
    remember(state, folder.parent)
    assert trusted_through(state, folder) == folder.parent
    assert forget(state, folder.parent)
    assert trusted_through(state, folder) == folder
    assert forget(state, folder)
    assert not is_trusted(state, folder)
    assert not forget(state, folder)


def test_a_link_is_trusted_as_what_it_leads_to(state: Path, folder: Path) -> None:
    link, elsewhere = folder.parent / "link", folder.parent / "elsewhere"
    link.symlink_to(folder)
    remember(state, link)
    assert is_trusted(state, folder)
    elsewhere.mkdir()
    link.unlink()
    link.symlink_to(elsewhere)
    assert not is_trusted(state, link)


def test_only_the_user_can_read_or_write_it(state: Path, folder: Path) -> None:
    remember(state, folder)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (state, *state.rglob("*"))}
    assert modes.pop("assay") == 0o700
    assert modes.pop("trust") == 0o700
    assert list(modes.values()) == [0o600]


def test_a_damaged_file_gives_no_trust(state: Path, folder: Path) -> None:
    remember(state, folder)
    (file,) = (state / "trust").iterdir()
    file.write_bytes(b"/")
    assert not is_trusted(state, folder)


def test_a_folder_name_that_is_not_utf_8(state: Path, tmp_path: Path) -> None:
    folder = tmp_path / "caf\udce9"
    folder.mkdir()
    remember(state, folder)
    assert is_trusted(state, folder)


def test_trust_that_cannot_be_kept_is_said(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(Lacking, match="could not be remembered"):
        remember(tmp_path / "state", folder)
