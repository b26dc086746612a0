"""Workflows and composite actions of GitHub Actions: the scripts in them, and which shell runs each.

The shell decides what a script means, and where nothing names it the machine does: on Windows it is PowerShell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assay.core.text import Span
from assay.syntax import yaml
from assay.syntax.yaml import Mapping, Part, Scalar

PATTERNS = (".github/workflows/*.yml", ".github/workflows/*.yaml", "action.yml", "action.yaml")
EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
"""What the runner puts a text in place of, before any shell sees it."""

_BASH = re.compile(r"bash(?:\s.*)?")
_UNIX = re.compile(r"(?:ubuntu|macos)-[\w.-]+")
_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}")
_UNNAMED = "no shell is named, and the machine is not known to be Linux or macOS: on Windows it would be PowerShell"


@dataclass(frozen=True, slots=True)
class Step:
    """A script of a workflow. `unfit` says why it is not known to be run by bash; empty where it is."""

    name: str
    script: Scalar
    unfit: str

    @property
    def span(self) -> Span:
        """Where it is written."""
        return self.script.span


def is_workflow(path: PurePosixPath) -> bool:
    """Whether a file of this name may hold such scripts."""
    return any(path.match(pattern) for pattern in PATTERNS)


def steps(root: Part | None) -> tuple[Step, ...]:
    """All scripts of a workflow or an action, in the order of the text."""
    return tuple(_steps(root)) if isinstance(root, Mapping) else ()


def frame(root: Part | None) -> object:
    """What a workflow says but for its scripts."""
    scripts = {step.span for step in steps(root)}

    def without(part: Part) -> Part:
        match part:
            case Scalar(span=span) if span in scripts:
                return replace(part, value="", style="")
            case Mapping(items):
                return replace(part, items=tuple((key, without(each)) for key, each in items))
            case yaml.Sequence(items):
                return replace(part, items=tuple(without(each) for each in items))
            case _:
                return part

    return None if root is None else yaml.sense(without(root))


def _steps(root: Mapping) -> Iterator[Step]:
    above = yaml.scalar(root.get("defaults", "run", "shell")) or ""
    jobs = root.get("jobs")
    for name, job in jobs.items if isinstance(jobs, Mapping) else ():
        if isinstance(job, Mapping):
            shell = yaml.scalar(job.get("defaults", "run", "shell")) or above
            yield from _listed(name.value, job.get("steps"), shell, _machine(job))
    yield from _listed("runs", root.get("runs", "steps"), "", "no shell is named")


def _listed(job: str, listed: Part | None, shell: str, machine: str) -> Iterator[Step]:
    for number, step in enumerate(yaml.items(listed), 1):
        if isinstance(step, Mapping) and isinstance(script := step.get("run"), Scalar):
            own = yaml.scalar(step.get("shell")) or shell
            unfit = machine
            if own:
                unfit = "" if _BASH.fullmatch(own) else f"its shell is {own}, which is not compared"
            yield Step(f"{job}, step {yaml.scalar(step.get('name')) or number}", script, unfit)


def _machine(job: Mapping) -> str:
    """Why a job without a shell of its own is not known to have bash; empty where it has."""
    if job.get("container") is not None:
        return "it runs in a container, whose shell is sh, which is not compared"
    labels = job.get("runs-on")
    names = list(yaml.items(labels)) if isinstance(labels, yaml.Sequence) else [labels]
    if len(names) != 1 or (name := yaml.scalar(names[0])) is None:
        return _UNNAMED
    if match := _MATRIX.fullmatch(name):
        machines = list(_values(job.get("strategy", "matrix"), match[1]))
        return "" if machines and all(map(_is_unix, machines)) else _UNNAMED
    return "" if _is_unix(name) else _UNNAMED


def _values(matrix: Part | None, name: str) -> Iterator[str | None]:
    """All that a variable of a matrix may be; None for what cannot be known."""
    if not isinstance(matrix, Mapping):
        yield None
        return
    listed, include = matrix.get(name), matrix.get("include")
    for each in (listed, include):
        if each is not None and not isinstance(each, yaml.Sequence):
            yield None  # it is an expression
    for each in yaml.items(listed):
        yield yaml.scalar(each)
    for each in yaml.items(include):
        if not isinstance(each, Mapping):
            yield None
        elif (value := each.get(name)) is not None:
            yield yaml.scalar(value)


def _is_unix(name: str | None) -> bool:
    return name is not None and _UNIX.fullmatch(name) is not None
