"""The workbench that the tests of the extension run in: what fails in it fails the test, and nothing of it stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workbench
from workbench import PlayFailed, Workbench, lacking

PERSON = f"const person = require({json.dumps(str(Path(workbench.__file__).with_name('host.cjs')))});\n"
FAILS = f"""\
{PERSON}\
exports.run = person.scenario(async () => {{ console.log('noise'); throw new Error('as it should'); }});
"""
FINDS = """\
const vscode = require('vscode');
exports.run = async () => {
  const { HOME } = process.env;
  const telemetry = vscode.workspace.getConfiguration('telemetry').get('telemetryLevel');
  console.log(`RESULT ${JSON.stringify({ HOME, telemetry, name: vscode.workspace.name })}`);
};
"""
# what the workbench asks for is given up when another begins to offer meanwhile, as a server does that has just started
ASKS_WHILE_ANOTHER_BEGINS = f"""\
{PERSON}\
const later = () => new Promise((resolve) => setTimeout(resolve, 3000));
const offer = (title, asked) =>
  person.vscode.languages.registerCodeActionsProvider('*', {{
    provideCodeActions: async (document, range, context, token) => {{
      if (context.triggerKind === person.vscode.CodeActionTriggerKind.Invoke) asked.push(title);
      await Promise.race([later(), new Promise((resolve) => token.onCancellationRequested(resolve))]);
      return token.isCancellationRequested ? [] : [{{ title }}];
    }},
  }});
exports.run = person.scenario(async () => {{
  const editor = await person.open('note.txt');
  const asked = [];
  offer('one', asked);
  await later();
  const titles = person.titles(editor);
  await person.until('the question', () => asked.length === 1);
  offer('two', asked);
  person.result({{ titles: await titles, asked }});
}});
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
    (project / "note.txt").write_text("a note\n")
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


def test_a_scenario_that_fails_says_first_why_leaves_a_picture_and_nothing_else(bare: Workbench) -> None:
    with pytest.raises(PlayFailed) as failed:
        play(bare, FAILS)
    said = str(failed.value)
    assert said.index("FAILED Error: as it should") < said.index("noise")
    assert [file.name for file in bare.artefacts.glob("*failed.png")] == ["02-failed.png"]
    assert left(bare.folder) == []


def test_a_menu_that_was_given_up_is_asked_for_again(bare: Workbench) -> None:
    found = play(bare, ASKS_WHILE_ANOTHER_BEGINS)
    assert found["asked"][0] == "one"
    assert len(found["asked"]) == 3, "the first question was given up"
    assert sorted(found["titles"]) == ["one", "two"]


def test_nothing_is_left_of_one_whose_player_is_killed(bare: Workbench) -> None:
    scenario = bare.folder / "scenario.cjs"
    scenario.write_text("exports.run = () => new Promise(() => {});\n")
    player = (
        "import pathlib, sys, workbench\n"
        "folder, scenario = map(pathlib.Path, sys.argv[1:])\n"
        "workbench.Workbench(folder, folder / 'x', folder / 'artefacts').play('host', scenario, folder)\n"
    )
    library = Path(workbench.__file__).parents[1]
    argv = [sys.executable, "-c", player, str(bare.folder), str(scenario)]
    process = subprocess.Popen(argv, env={**os.environ, "PYTHONPATH": str(library)})
    try:
        assert until(lambda: any("chromium" in line for line in left(bare.folder)))
    finally:
        process.kill()
        process.wait()
    assert until(lambda: left(bare.folder) == [])


def until(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_what_is_left_is_noticed(tmp_path: Path) -> None:
    process = subprocess.Popen(["sleep", "60"], env={"HOME": str(tmp_path / "home")})
    try:
        assert left(tmp_path) == ["sleep 60 "]
    finally:
        process.kill()
        process.wait()
