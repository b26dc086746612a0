"""Attempts to get out: each fails at every tier that isolates, and most are seen to work where there is no sandbox."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from assay.core.command import Command, Completed
from assay.sandbox.branch import SandboxBranch
from assay.sandbox.candidates import Level
from support.attempts import ATTEMPTS, MARK, PRELUDE, Attempt
from support.boxes import LIMITS, PYTHON, READABLE, branch_at
from support.scene import Scene, build_scene

TOGETHER = [attempt for attempt in ATTEMPTS if not attempt.alone]
ALONE = [attempt for attempt in ATTEMPTS if attempt.alone]
TRIED_OUTSIDE = ("works", "works for root") if os.geteuid() == 0 else ("works",)
CONTROLS = [attempt for attempt in ATTEMPTS if attempt.outside in TRIED_OUTSIDE]

DRIVER = f"""
{PRELUDE}
import json, os, signal, sys, traceback
seen = {{}}
for name, code in json.load(open("/assay/in/attempts.json")).items():
    said = f"/tmp/said-{{len(seen)}}"
    if (pid := os.fork()) == 0:
        signal.alarm(10)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 1)
        os.dup2(1, 2)
        try:
            exec(code, {{"__name__": "attempt"}})
        except BaseException:
            traceback.print_exc(limit=0)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(pid, 0)
    seen[name] = open(said, errors="replace").read()
json.dump(seen, open("/assay/out/seen.json", "w"))
"""


@pytest.fixture
def scene(tmp_path: Path) -> Generator[Scene]:
    """Everything that can be harmed."""
    with build_scene(tmp_path) as scene:
        yield scene


async def test_nothing_gets_out(boxed_level: Level, scene: Scene) -> None:
    async with _branch(boxed_level, scene) as branch:
        codes = {attempt.name: PRELUDE + attempt.code for attempt in TOGETHER}
        completed = await _run(branch, scene, {"driver.py": DRIVER, "attempts.json": json.dumps(codes)})
    seen: dict[str, str] = json.loads(completed.outputs["seen.json"])
    assert list(seen) == list(codes)
    assert {name: said for name, said in seen.items() if MARK in said} == {}
    assert scene.harm() == []


@pytest.mark.parametrize("attempt", ALONE, ids=lambda attempt: attempt.name)
async def test_not_even_what_destroys_all_it_can(boxed_level: Level, scene: Scene, attempt: Attempt) -> None:
    async with _branch(boxed_level, scene) as branch:
        completed = await _run(branch, scene, {"driver.py": PRELUDE + attempt.code})
    assert MARK.encode() not in completed.stdout
    assert scene.harm() == []


@pytest.mark.parametrize("attempt", CONTROLS, ids=lambda attempt: attempt.name)
def test_it_works_without_a_sandbox(scene: Scene, attempt: Attempt, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("attempt") / "attempt.py"
    file.write_text(PRELUDE + attempt.code)
    argv = (PYTHON, "-I", "-S", str(file), *scene.arguments)
    completed = subprocess.run(argv, cwd=scene.workspace, capture_output=True, timeout=20, check=False)
    assert MARK.encode() in completed.stdout or scene.harm(), completed


def _branch(level: Level, scene: Scene) -> Any:
    return branch_at(level, scene.workspace, environ={**os.environ, "HOME": str(scene.outside), "SECRET_TOKEN": MARK})


async def _run(branch: SandboxBranch, scene: Scene, inputs: dict[str, str]) -> Completed:
    argv = (PYTHON, "-I", "-S", "/assay/in/driver.py", *scene.arguments)
    readable = (*READABLE, scene.outside / "venv")
    return await branch.run(Command(argv, readable=readable, inputs=inputs, outputs=("seen.json",)), LIMITS)
