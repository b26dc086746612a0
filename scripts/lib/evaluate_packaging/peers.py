"""What other tools make of the same packages, by their own command lines."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from evaluate_tests.processes import run

SECONDS = 120
OF_STYLE: Mapping[str, tuple[str, ...]] = {
    "setup.cfg": ("ini2toml", "hatch"),
    "poetry": ("migrate-to-uv",),
    "setup.py": ("setuptools-py2cfg", "hatch"),
}


def migrated_by(peer: str, project: Path, programs: Path) -> str:
    """Have a tool migrate a project in its place; why it could not, empty where it did."""
    match peer:
        case "ini2toml":
            return _ini2toml(project, programs)
        case "setuptools-py2cfg":
            if failure := _run(project, programs / "setuptools-py2cfg", "setup.py", into=project / "made.cfg"):
                return failure
            held = project / "setup.cfg"
            others = held.read_text("utf-8") if held.is_file() else ""
            held.write_text(f"{(project / 'made.cfg').read_text('utf-8')}\n{others}", encoding="utf-8")
            (project / "made.cfg").unlink()
            (project / "setup.py").unlink()
            return _ini2toml(project, programs)
        case "migrate-to-uv":
            words = ("--build-backend", "hatch", "--skip-lock", "--skip-uv-checks")
            return _run(project, programs / "migrate-to-uv", *words)
        case _:
            return _run(project, programs / "hatch", "new", "--init", str(project.name))


def _ini2toml(project: Path, programs: Path) -> str:
    made = project / "made.toml"
    if failure := _run(project, programs / "ini2toml", "-p", "setup.cfg", "setup.cfg", into=made):
        return failure
    shutil.move(made, project / "pyproject.toml")
    (project / "setup.cfg").unlink()
    return ""


def _run(project: Path, program: Path, *words: str, into: Path | None = None) -> str:
    done = run((str(program), *words), project, SECONDS, environ={"PYTHONPATH": str(project)})
    if done.code is None:
        return "it did not end"
    if done.code:
        return (done.said.strip().splitlines() or ["it said nothing"])[-1][-160:]
    if into is not None:
        into.write_text(done.output, encoding="utf-8")
    return ""
