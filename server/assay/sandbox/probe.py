"""Finding out by running commands what a tier really holds, in the workspace that it is for."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assay.core.command import INPUT, OUTPUT, Command, Completed, Limits
from assay.core.errors import SandboxFailed
from assay.sandbox.bait import lay_bait
from assay.sandbox.branch import SandboxBranch
from assay.sandbox.findings import KILLED, Finding, Seen, judge
from assay.sandbox.masks import Masks

PAYLOAD = Path(__file__).with_name("probe_payload.py")
LIMITS = Limits(wall=10, memory=1 << 30, processes=24)
SECRETS_TRIED = 20

LINGER = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open(sys.argv[1], "w").close()
time.sleep(60)
"""
READY_SECONDS = 5.0


async def probe(branch: SandboxBranch, masks: Masks, folder: Path, home: Path | None) -> tuple[Finding, ...]:
    """What holds for commands of this branch, whose hidden files include the witness. Raises `SandboxFailed`.

    `folder` lies outside what the branch's commands can see.
    """
    workspace = branch.snapshot.root
    masked = (*masks.secrets[:SECRETS_TRIED], *([masks.witness] if masks.witness else []))
    hidden = [str(path) for part in masked for path in (part, workspace / part)]
    with lay_bait(folder) as bait:
        places = [bait.folder / bait.name, workspace.parent / bait.name, *([home / bait.name] if home else [])]
        questions = {
            "write": [bait.name, *map(str, places)],
            "open": ["/proc/sys/kernel/core_pattern"],
            "read": [str(bait.secret), *hidden],
            "connect": bait.addresses,
            "memory": LIMITS.memory,
            "processes": LIMITS.processes,
        }
        completed = await branch.run(_payload(questions), LIMITS)
        written = tuple(str(path) for path in (workspace / bait.name, *places) if _took_away(path))
        seen = Seen(written, bait.was_reached(), completed.killed == "process limit")
        findings = judge(_answers(completed), seen, str(bait.secret), hidden, LIMITS.processes)
        return (*findings, await _kill(branch, bait.name))


def _payload(questions: dict[str, Any]) -> Command:
    # Written so that tier 3 does not put other paths in the place of these.
    asked = json.dumps(questions).replace("/", "\\u002f")
    inputs = {"probe.py": PAYLOAD.read_text(encoding="utf-8"), "questions.json": asked}
    arguments = (f"{INPUT}/probe.py", f"{INPUT}/questions.json", f"{OUTPUT}/answers.json")
    return _python(*arguments, inputs=inputs, outputs=("answers.json",))


def _python(*arguments: str, inputs: dict[str, str], outputs: tuple[str, ...]) -> Command:
    """A command of our own interpreter, without anything that is installed for it."""
    python = (str(Path(sys.executable).resolve()), "-I", "-S")
    readable = (Path(sys.base_prefix), Path(sys.executable).resolve())
    return Command((*python, *arguments), readable=readable, inputs=MappingProxyType(inputs), outputs=outputs)


def _answers(completed: Completed) -> dict[str, Any]:
    try:
        answers: dict[str, Any] = json.loads(completed.outputs["answers.json"])
    except (KeyError, ValueError) as error:
        said = completed.stderr.decode(errors="replace").strip()[-300:]
        raise SandboxFailed(f"the probe gave no answer ({completed.killed or completed.exit_code}): {said}") from error
    return answers


async def _kill(branch: SandboxBranch, name: str) -> Finding:
    """Cancel a command that left its session and its parent, and look for it among all processes."""
    command = _python("-c", LINGER, f"{OUTPUT}/ready", name, inputs={}, outputs=("ready",))
    run = asyncio.ensure_future(branch.run(command, LIMITS))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while not run.done() and not branch.left("ready"):
        if loop.time() - begun > READY_SECONDS:
            break
        await asyncio.sleep(0.005)
    started = branch.left("ready") and is_alive(name)
    run.cancel()
    await asyncio.wait({run})
    if not started:
        return Finding(KILLED, "the command to be killed was never seen")
    return Finding(KILLED, "a process is still there" if is_alive(name) else "")


def is_alive(word: str) -> bool:
    """Whether any process has this word on its command line."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in file.read_bytes():
                return True
        except OSError:
            continue
    return False


def _took_away(path: Path) -> bool:
    """Whether the file was there; it is not afterwards."""
    if not path.exists():
        return False
    path.unlink()
    return True
