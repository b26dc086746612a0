"""Tests of what changed since the last commit, as an editor asks for them: by the command alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from support.sessions import Begin

NAME = "workspace/executeCommand"


def asked(project: Path, changed: object) -> dict[str, Any]:
    given = {"action": "draft_tests", "title": "Draft tests of what changed", "uri": project.as_uri()}
    return {"command": "assay.run", "arguments": [{**given, "changed": changed}]}


def test_a_folder_is_looked_through_for_it(begin: Begin, project: Path) -> None:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for words in ("init --quiet", "add .", "-c user.name=A -c user.email=a@localhost commit --quiet -m all"):
        subprocess.run(["git", *words.split()], cwd=project, check=True, env={**os.environ, **quiet})
    editor = begin(options={"diagnostics": "off"})
    assert "run" in editor.client.result(NAME, asked(project, changed=True))
    editor.said("nothing to do: no line of a public function has changed since the last commit", seconds=120)


def test_it_is_asked_for_by_true(begin: Begin, project: Path) -> None:
    editor = begin(options={"diagnostics": "off"})
    editor.client.request(NAME, asked(project, changed="yes"))
    editor.said("changed: true or false, not 'yes'")
