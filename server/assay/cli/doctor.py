"""`assay doctor`: what Assay finds on this system and for the folder that you are in, and what it lacks."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from assay import __version__
from assay.cli.console import coloured, out, shown
from assay.cli.exits import LACKING, OK
from assay.cli.target import nearest_root
from assay.cli.trusting import how_to_trust
from assay.core.command import TOP
from assay.core.errors import Lacking
from assay.core.model import Endpoint
from assay.core.project import Project, Tool
from assay.core.snapshot import Snapshot
from assay.core.trust import NoSandbox, Tier, Trust
from assay.model.egress import Shared
from assay.model.opening import open_egress
from assay.model.trial import attempt
from assay.settings import COMMAND_LINE
from assay.tools.checker import Judge
from assay.tools.checkers import choose
from assay.tools.project import find_project
from assay.tools.pytest import find_pytest
from assay.workspace.configuration import configuration_file, configured, handed, state_folder
from assay.workspace.trust import trusted_through
from assay.workspace.workspace import Workspace

_OWNERS = {"project": "the project's own", "assay": "Assay's", "user": "the one on PATH"}

ALWAYS = "parses, in scope, not gamed and interface (they run inside Assay itself)"
"""The checks that need neither trust nor a sandbox."""


def main(arguments: argparse.Namespace) -> int:
    """Look, say what was found, and give 3 where something needed is missing. Raises `BadInput`."""
    found = asyncio.run(_look())
    out(json.dumps(found) if arguments.json else _page(found))
    return LACKING if found["missing"] else OK


async def _look() -> dict[str, Any]:
    settings = handed(configured(configuration_file(), COMMAND_LINE), os.environ)
    root = nearest_root(Path.cwd())
    state = state_folder()
    through = trusted_through(state, root.path)
    trust = Trust(trusted=through is not None, source=f"remembered for {through}" if through else "not given")
    workspace = Workspace(root.path, settings=settings, trust=trust, state=state, environ=os.environ)
    try:
        sandbox = await workspace.sandbox()
    finally:
        await workspace.close()
    missing: list[str] = [] if isinstance(sandbox, Tier) else ["a sandbox: none holds on this system"]
    project: Project | None = None
    try:
        here = Path.cwd().relative_to(root.path)
        project = find_project(
            root.path, TOP / here.as_posix(), interpreter=settings.interpreter, chosen=None, environ=os.environ
        )
    except Lacking as error:
        missing.append(str(error))
    judge: Judge | None = None
    try:
        if project is not None:
            judge = choose(project, setting=settings.checker, sources=(), environ=os.environ)
    except Lacking as error:
        missing.append(str(error))
    runner = find_pytest(project) if project is not None else None
    if project is not None and runner is None:
        missing.append("a test runner: pytest is not in the project's environment, so nothing can be verified whole")
    model = await _model(settings.endpoint, root.path)
    if model is not None and model["fault"]:
        missing.append(model["fault"])
    if settings.endpoint is None and (settings.model or settings.model_url):
        missing.append("a model: set both `model_url` and `model`, or neither")
    return {
        "assay": __version__,
        "python": platform.python_version(),
        "executable": sys.executable,
        "system": f"{platform.system()} {platform.release()}",
        "configuration": str(configuration_file()),
        "state": str(state),
        "workspace": {"root": str(root.path), "source": root.source},
        "trust": {"trusted": trust.trusted, "source": trust.source},
        "sandbox": _sandbox(sandbox),
        "project": None if project is None else _project(project),
        "checker": None if judge is None else {**_tool(judge.tool), "reason": judge.reason},
        "tests": None if runner is None else _tool(runner),
        "model": model,
        "missing": missing,
    }


async def _model(endpoint: Endpoint | None, root: Path) -> dict[str, Any] | None:
    if endpoint is None:
        return None
    egress = await asyncio.to_thread(open_egress, endpoint, Snapshot(root), frozenset(), os.environ, Shared())
    try:
        trial = await attempt(egress)
    finally:
        await egress.close()
    return {"name": endpoint.name, "endpoint": endpoint.place, "fault": trial.fault, "notes": list(trial.notes)}


def _sandbox(sandbox: Tier | NoSandbox) -> dict[str, Any]:
    if isinstance(sandbox, Tier):
        return {
            "tier": sandbox.level,
            "label": sandbox.label,
            "tool": sandbox.tool,
            "held": list(sandbox.held),
            "missing": list(sandbox.missing),
            "remedies": [],
        }
    missing, remedies = [sandbox.reason], list(sandbox.remedies)
    return {"tier": None, "label": "none", "tool": "", "held": [], "missing": missing, "remedies": remedies}


def _project(project: Project) -> dict[str, Any]:
    interpreter = project.interpreter
    return {
        "root": str(project.root),
        "declared": str(project.declared) if project.declared else None,
        "interpreter": str(interpreter.executable),
        "interpreter_source": interpreter.source,
        "python": ".".join(map(str, interpreter.version)) if interpreter.version else None,
        "refused": list(interpreter.refused),
    }


def _tool(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "version": tool.version, "owner": tool.owner, "note": tool.note}


def _page(found: dict[str, Any]) -> str:
    lines = [
        f"Assay {found['assay']} on Python {found['python']} ({shown(found['executable'])}), {shown(found['system'])}",
        "",
        _line("workspace", f"{found['workspace']['root']} ({found['workspace']['source']})"),
        _line("trust", _trust(found)),
        *_project_lines(found["project"]),
        _line("type checker", _tool_line(found["checker"])),
        _line("test runner", _tool_line(found["tests"])),
        _line("model", _model_line(found["model"])),
        *_sandbox_lines(found["sandbox"]),
        _line("what runs", _runs(found)),
        _line("configuration", found["configuration"]),
        _line("state", found["state"]),
    ]
    lacks = [coloured(f"missing: {shown(each)}", "red", sys.stdout) for each in found["missing"]]
    return "\n".join([*lines, *(["", *lacks] if lacks else [])])


def _trust(found: dict[str, Any]) -> str:
    if found["trust"]["trusted"]:
        return f"yes, {found['trust']['source']}"
    return f"no; {how_to_trust(Path(found['workspace']['root']))}"


def _project_lines(project: dict[str, Any] | None) -> list[str]:
    if project is None:
        return [_line("project", "none")]
    declared = f"declared by {project['declared']}" if project["declared"] else "a plain folder"
    python = f"Python {project['python']}, " if project["python"] else ""
    return [
        _line("project", f"{project['root']} ({declared})"),
        _line("interpreter", f"{python}{project['interpreter']} ({project['interpreter_source']})"),
        *(_line("", f"closed to commands: {each}") for each in project["refused"]),
    ]


def _tool_line(tool: dict[str, Any] | None) -> str:
    if tool is None:
        return "none"
    words = (f"{tool['name']} {tool['version']}", _OWNERS[tool["owner"]], tool.get("reason"))
    return "; ".join(filter(None, (", ".join(filter(None, words)), tool["note"])))


def _model_line(model: dict[str, Any] | None) -> str:
    if model is None:
        return "none is set up, so recipes alone propose, and nothing leaves the machine"
    words = ("it cannot be used" if model["fault"] else "", *model["notes"])
    return f"{model['name']} at {model['endpoint']}: {'; '.join(filter(None, words))}"


def _sandbox_lines(sandbox: dict[str, Any]) -> list[str]:
    if sandbox["tier"] is None:
        return [
            _line("sandbox", f"none: {'; '.join(sandbox['missing'])}"),
            *(_line("", f"a way out: {each}") for each in sandbox["remedies"]),
        ]
    return [
        _line("sandbox", f"tier {sandbox['tier']}: {sandbox['label']} ({sandbox['tool']})"),
        *(_line("", f"held: {each}") for each in sandbox["held"]),
        *(_line("", f"lacking: {each}") for each in sandbox["missing"]),
    ]


def _runs(found: dict[str, Any]) -> str:
    if found["sandbox"]["tier"] is None:
        return f"{ALWAYS}; type checker and tests do not, and results are partial at best"
    if not found["trust"]["trusted"]:
        return f"{ALWAYS}; type checker and tests in the sandbox once the folder is trusted"
    return f"{ALWAYS}; type checker and tests in the sandbox"


def _line(name: str, text: str) -> str:
    return f"{name:14} {shown(text)}"
