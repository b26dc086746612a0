"""What a build needs is fetched by the real pip, from a folder in the place of an index: wheels alone."""

from __future__ import annotations

import asyncio
import os
import sys
import time
import types
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from assay.sandbox.fetching import fetch, folder_for, used

PYTHON = "3.11"


def wheel(folder: Path, name: str, files: Mapping[str, str]) -> None:
    """A wheel of version 1 that holds these files."""
    folder.mkdir(exist_ok=True)
    info = f"{name}-1.dist-info"
    told = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as opened:
        for path, text in told.items():
            opened.writestr(path, text)
        opened.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in told))


def fetched(tmp_path: Path, *requirements: str) -> Path | str:
    """What is fetched, with pip configured as a user does."""
    environ = {
        **os.environ,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path / "links"),
        "PIP_CONSTRAINT": os.devnull,
    }
    return asyncio.run(fetch(tmp_path / "store", requirements, PYTHON, environ))


def test_a_wheel_is_unpacked_where_it_is_found_again(tmp_path: Path) -> None:
    wheel(tmp_path / "links", "tiny", {"tiny.py": "raise SystemExit('it ran')\n"})
    found = fetched(tmp_path, "tiny>=1")
    assert found == folder_for(tmp_path / "store", ("tiny>=1",), PYTHON)
    assert isinstance(found, Path)
    assert (found / "tiny.py").is_file()
    assert [each.name for each in (tmp_path / "store").iterdir()] == [found.name]


def test_what_somebody_else_has_fetched_in_the_meantime_stays(tmp_path: Path) -> None:
    wheel(tmp_path / "links", "tiny", {"tiny.py": ""})
    there = folder_for(tmp_path / "store", ("tiny",), PYTHON)
    there.mkdir(parents=True)
    (there / "theirs.py").write_text("")
    assert fetched(tmp_path, "tiny") == there
    assert [each.name for each in there.iterdir()] == ["theirs.py"]
    assert [each.name for each in (tmp_path / "store").iterdir()] == [there.name]


def test_what_was_not_used_for_long_is_taken_away_at_the_next_fetch(tmp_path: Path) -> None:
    wheel(tmp_path / "links", "tiny", {"tiny.py": ""})
    ago = {"old": 31, "recent": 29, "back": 31, "fetching-left": 31}
    now = time.time()
    for name, days in ago.items():
        (tmp_path / "store" / name / "in it").mkdir(parents=True)
        os.utime(tmp_path / "store" / name, (now, now - days * 24 * 3600))
    assert used(tmp_path / "store" / "back")
    assert not used(tmp_path / "store" / "nowhere")
    found = fetched(tmp_path, "tiny")
    assert isinstance(found, Path), found
    assert {each.name for each in (tmp_path / "store").iterdir()} == {"recent", "back", found.name}


def test_a_source_distribution_is_not_built(tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "tiny-1.tar.gz").write_bytes(b"")
    found = fetched(tmp_path, "tiny>=1")
    assert isinstance(found, str)
    assert found.startswith("pip could not fetch tiny>=1: ")
    assert list((tmp_path / "store").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    found = fetched(tmp_path, "tiny")
    assert isinstance(found, str)
    assert found.endswith("build requirements cannot be kept")


def test_that_distutils_is_there_is_no_matter_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distutils = types.ModuleType("distutils")
    monkeypatch.setitem(sys.modules, "distutils", distutils)
    (tmp_path / "store").write_text("")
    fetched(tmp_path, "tiny")  # a warning is an error here
    assert sys.modules["distutils"] is distutils
