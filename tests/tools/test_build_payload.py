"""What is told of archives, and which of them are not looked into: those that a hostile backend might leave."""

from __future__ import annotations

import io
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from assay.tools import build_payload
from assay.tools.build_payload import sdist, wheel

METADATA = "Metadata-Version: 2.1\nName: shop\nVersion: 1\n"
SOUND = (("shop.py", "a = 1\n"), ("shop-1.dist-info/METADATA", METADATA), ("shop-1.dist-info/WHEEL", "Tag: a\n"))
SOURCE = (("shop-1/shop.py", "a = 1\n"), ("shop-1/PKG-INFO", METADATA))
Files = Sequence[tuple[str, str]]


def zipped(folder: Path, files: Files, *, mode: int = 0o644) -> Path:
    """A wheel of these files."""
    path = folder / "shop-1-py3-none-any.whl"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        warnings.simplefilter("ignore")  # it warns of a name that is there already
        for name, text in files:
            member = zipfile.ZipInfo(name)
            member.external_attr, member.compress_type = mode << 16, zipfile.ZIP_DEFLATED
            opened.writestr(member, text)
    return path


def tarred(folder: Path, files: Files, *, kind: bytes = tarfile.REGTYPE) -> Path:
    """A source distribution of these files."""
    path = folder / "shop-1.tar.gz"
    with tarfile.open(path, "w:gz") as opened:
        for name, content in files:
            text = content
            member = tarfile.TarInfo(name)
            if kind != tarfile.REGTYPE and name.endswith("shop.py"):
                member.type, member.linkname, text = kind, "/etc/passwd", ""
            member.size = len(text)
            opened.addfile(member, io.BytesIO(text.encode()))
    return path


def test_sound_ones_are_told(tmp_path: Path) -> None:
    told, source = wheel(zipped(tmp_path, SOUND)), sdist(tarred(tmp_path, SOURCE))
    assert (told["METADATA"], told["WHEEL"]) == (METADATA, "Tag: a\n")
    assert source["METADATA"] == METADATA
    assert (told["files"], list(told["files"])) == (source["files"], ["shop.py"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("/etc/shop.py", ""), "leads out of it: '/etc/shop.py'"),
        (("a/../../shop.py", ""), "leads out of it"),
        (("a\\..\\..\\shop.py", ""), "leads out of it"),
        (("shop.py", "a = 2\n"), "holds 'shop.py' twice"),
        (("./shop.py", "a = 2\n"), "holds 'shop.py' twice"),
        (("shop-1.dist-info/METADATA", "Name: other\n"), "holds 'shop-1.dist-info/METADATA' twice"),
        (("other-1.dist-info/METADATA", "Name: other\n"), "tells of itself in several folders"),
        (("shop-1.dist-info/entry_points.txt", "#" * (3 << 20)), "more than can be compared"),
    ],
)
def test_wheels_that_are_not_looked_into(more: tuple[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=reason.replace("\\", r"\\")):
        wheel(zipped(tmp_path, (*SOUND, more)))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("/etc/passwd", ""), "leads out of it"),
        (("shop-1/../../a", ""), "leads out of it"),
        (("shop-1/shop.py", "a = 2\n"), "holds 'shop-1/shop.py' twice"),
        (("shop-1/PKG-INFO", "Name: other\n"), "holds 'shop-1/PKG-INFO' twice"),
        (("shop-2/shop.py", "a = 2\n"), "more than one folder"),
    ],
)
def test_source_distributions_that_are_not_looked_into(more: tuple[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=reason):
        sdist(tarred(tmp_path, (*SOURCE, more)))


def test_one_that_unpacks_to_too_much_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_payload, "_LARGEST", 5 << 20)
    zeros = ("zeros", "\0" * (6 << 20))
    assert (size := zipped(tmp_path, (*SOUND, zeros)).stat().st_size) < 100_000, size
    with pytest.raises(ValueError, match="more than can be compared"):
        wheel(tmp_path / "shop-1-py3-none-any.whl")
    with pytest.raises(ValueError, match="more than can be compared"):
        sdist(tarred(tmp_path, (*SOURCE, ("shop-1/zeros", zeros[1]))))


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_payload, "_MOST", 2)
    with pytest.raises(ValueError, match="more than 2 files"):
        wheel(zipped(tmp_path, SOUND))
    with pytest.raises(ValueError, match="more than 2 files"):
        sdist(tarred(tmp_path, (*SOURCE, ("shop-1/a", ""))))


def test_a_link_is_no_file_of_the_same_text(tmp_path: Path) -> None:
    plain = wheel(zipped(tmp_path, SOUND))["files"]
    link = wheel(zipped(tmp_path, SOUND, mode=stat.S_IFLNK | 0o644))["files"]
    assert link == {name: f"{digest}+link" for name, digest in plain.items()}  # type: ignore[attr-defined]
    file, symbolic = (
        sdist(tarred(tmp_path, SOURCE, kind=kind))["files"] for kind in (tarfile.REGTYPE, tarfile.SYMTYPE)
    )
    assert file != symbolic
