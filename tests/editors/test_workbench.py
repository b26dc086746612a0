"""The workbench that the tests of the extension run in: what fails in it fails the test, and nothing of it stays."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from workbench import PlayFailed, Workbench, lacking

FAILS = "exports.run = async () => { throw new Error('as it should'); };\n"
FINDS = """\
const vscode = require('vscode');
exports.run = async () => {
  const { HOME } = process.env;
  const telemetry = vscode.workspace.getConfiguration('telemetry').get('telemetryLevel');
  console.log(`RESULT ${JSON.stringify({ HOME, telemetry, name: vscode.workspace.name })}`);
};
"""


@pytest.fixture
def bare(tmp_path: Path) -> Workbench:
    """One without any extension."""
    if lack := lacking():
        pytest.skip(f"missing: {lack}")
    return Workbench(tmp_path, tmp_path / "extensions", tmp_path / "artefacts")


def play(bare: Workbench, scenario: str) -> dict[str, Any]:
    project = bare.folder / "project"
    project.mkdir()
    file = bare.folder / "scenario.cjs"
    file.write_text(scenario)
    return bare.play("host", file, project)


def left(folder: Path) -> list[str]:
    """The processes whose person lives in this folder."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"HOME={folder}/".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def test_a_scenario_gives_what_it_found_and_nothing_is_left(bare: Workbench) -> None:
    home = str(bare.folder / "home")
    assert play(bare, FINDS) == {"HOME": home, "telemetry": "off", "name": "project"}
    assert left(bare.folder) == []


def test_a_scenario_that_fails_is_a_failure_with_a_picture_and_nothing_is_left(bare: Workbench) -> None:
    with pytest.raises(PlayFailed, match="as it should"):
        play(bare, FAILS)
    assert [file.name for file in bare.artefacts.glob("*failed.png")] == ["02-failed.png"]
    assert left(bare.folder) == []


def test_what_is_left_is_noticed(tmp_path: Path) -> None:
    process = subprocess.Popen(["sleep", "60"], env={"HOME": str(tmp_path / "home")})
    try:
        assert left(tmp_path) == ["sleep 60 "]
    finally:
        process.kill()
        process.wait()
