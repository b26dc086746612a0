"""Nothing that is committed says where packages come from, or where somebody's checkout lies."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# each pattern is written so that it does not match itself
PLACES = re.compile(
    r"py[p]i\.org|python[h]osted|registry\.np[m]js|yarn[p]kg\.com|deb\.debi[a]n\.org|archive\.ubunt[u]\.com"
    r"|--(?:extra-|default-)?inde[x]-url|--find-link[s]\b|https?://\S+\.(?:wh[l]|tg[z]|zi[p]|tar\.g[z])\b"
    r"|\"resolve[d]\": *\"http"
)
OWN = (str(ROOT), str(Path.home()))
"""Where this checkout and its user live; too short a name says nothing."""


def places(text: str) -> list[str]:
    return [*PLACES.findall(text), *(own for own in OWN if len(own) > 5 and own in text)]


def test_no_committed_file_names_a_place() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name for name in listed.decode().split("\0") if name]
    found = {
        str(file.relative_to(ROOT)): places(file.read_bytes().decode(errors="replace"))
        for file in files
        if file.is_file()
    }
    assert len(found) > 30
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "line",
    [
        "--inde" + "x-url=x",
        "--extra-inde" + "x-url x",
        "--find-link" + "s ./wheels",
        "see https:" + "//example.invalid/a-1.0.tar.g" + "z",
        "from py" + "pi.org",
        '"resolve' + 'd": "https:' + '//example.invalid/a"',
        f"cd {ROOT}",
    ],
)
def test_a_place_is_noticed(line: str) -> None:
    assert places(line) != []
