"""Tells without Assay's code what the scripts of a workflow give the runner: by bash, with a stub for every command."""

from __future__ import annotations

import itertools
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

SECONDS = 20
COMMANDS = re.compile(r"::(?:set-output|save-state|set-env)\s+name=[^:\s]+::|::add-path::", re.IGNORECASE)
FILES = {
    "set-output": "GITHUB_OUTPUT",
    "save-state": "GITHUB_STATE",
    "set-env": "GITHUB_ENV",
    "add-path": "GITHUB_PATH",
}
"""Which file took the place of a command."""

_TOLD = re.compile(r"^::(set-output|save-state|set-env|add-path)(?:\s+name=([^:]*))?::(.*)$", re.IGNORECASE)
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_REFERENCES = ("refs/heads/master", "refs/heads/devel", "refs/tags/v1.2.3")
_ANSWERS = ("answer", "two  words", "a=b*", "", "one\ntwo")
_STUB = """
command_not_found_handle() {
  printf '%s\\n' "$*" >> "$CALLS"
  case "$*" in
    "pip cache dir" | "python -m pip cache dir") printf '%s\\n' "${ANSWER%%$'\\n'*}" ;;
    *) printf '%s\\n' "$ANSWER" ;;
  esac
  return "$STATUS"
}
"""
"""A command that is not there answers by the probe; where pip has its cache is a path, and never of several lines."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What surrounds a script: the branch or tag, and what each command that it calls answers and returns."""

    reference: str
    answer: str
    status: int


PROBES = tuple(Probe(*each) for each in itertools.product(_REFERENCES, _ANSWERS, (0, 1)))


def scripts(text: str) -> dict[str, tuple[str, str]]:
    """Each script of a workflow or an action by its place, and the shell that is named for it or is not."""
    return {place: (step["run"], str(step.get("shell", ""))) for place, step in _steps(yaml.safe_load(text))}


def without_scripts(text: str) -> Any:
    """All that is said but for the scripts."""
    told = deepcopy(yaml.safe_load(text))
    for _, step in _steps(told):
        step["run"] = ""
    return told


def other_lines(before: str, after: str) -> int:
    """How many lines differ that had no old command; all, where there are more lines or fewer."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) != len(new):
        return len(old)
    return sum(one != other and not COMMANDS.search(one) for one, other in zip(old, new, strict=True))


def accounts(script: str, shell: str) -> list[dict[str, Any]]:
    """What it does on every probe: what it gives the runner, prints and calls, and how it ends."""
    return [_account(script, shell, probe) for probe in PROBES]


def names(script: str) -> set[str]:
    """The names of the values that its old commands give."""
    return {match[0].lower() for match in COMMANDS.finditer(script)}


def reached(found: list[dict[str, Any]]) -> set[str]:
    """Which of the names some probe came to."""
    told = {(command, name) for each in found for command, name, _ in each["told"]}
    return {f"::{command} name={name.lower()}::" if name else f"::{command}::" for command, name in told}


def _steps(root: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    jobs: dict[str, Any] = root.get("jobs") or {}
    parts: dict[str, Any] = {**{f"jobs.{name}": job for name, job in jobs.items()}, "runs": root.get("runs")}
    for name, part in parts.items():
        told: dict[str, Any] = part or {}
        steps: list[dict[str, Any]] = told.get("steps") or []
        for number, step in enumerate(steps):
            if isinstance(step.get("run"), str):
                yield f"{name}.{number}", step


def _account(script: str, shell: str, probe: Probe) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "stub.sh").write_text(_STUB)
        (place / "script.sh").write_text(_EXPRESSION.sub("an expression", script))
        kept = {name: place / name for name in (*FILES.values(), "CALLS")}
        for each in kept.values():
            each.touch()
        environ = {
            **{name: str(file) for name, file in kept.items()},
            "PATH": str(place / "nothing"),
            "HOME": folder,
            "BASH_ENV": str(place / "stub.sh"),
            "GITHUB_REF": probe.reference,
            "GITHUB_REF_NAME": probe.reference.split("/", 2)[2],
            "GITHUB_SHA": "0" * 40,
            "ANSWER": probe.answer,
            "STATUS": str(probe.status),
        }
        options = ("-eo", "pipefail") if shell == "bash" else ("-e",)
        done = subprocess.run(
            ["/bin/bash", "--noprofile", "--norc", *options, str(place / "script.sh")],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        told, printed = list[tuple[str, str, str]](), list[str]()
        for line in done.stdout.splitlines():
            match = _TOLD.match(line)
            if match:
                told.append((match[1].lower(), (match[2] or "").strip(), _undone(match[3])))
            else:
                printed.append(line)
        for command, name in FILES.items():
            told += [(command, *each) for each in _filed(kept[name].read_text(), named=command != "add-path")]
        told.sort(key=lambda each: each[0])  # one after the other only within what is given in one way
        calls = sorted(kept["CALLS"].read_text().splitlines())
        return {"told": told, "printed": printed, "calls": calls, "ended": done.returncode}


def _undone(value: str) -> str:
    return value.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _filed(text: str, *, named: bool) -> Iterator[tuple[str, str]]:
    """What one of the runner's files gives it; a line that it does not take is given as a fault."""
    lines = iter(text.splitlines())
    for line in lines:
        name, equals, value = line.partition("=")
        opened, marks, end = line.partition("<<")
        if not named:
            yield "", line
        elif marks and len(opened) < len(name):
            yield opened, "\n".join(itertools.takewhile(end.__ne__, lines))
        elif equals:
            yield name, value
        elif line:
            yield "(not taken)", line


def differences(before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Of all scripts that changed: on which probes they differ, and which old commands no probe came to."""
    several, others, unreached, left = False, list[str](), set[str](), 0
    for place, (old, shell) in before.items():
        new = after[place][0]
        left += len(COMMANDS.findall(new))
        if old == new:
            continue
        pairs = list(zip(PROBES, accounts(old, shell), accounts(new, shell), strict=True))
        unreached |= names(old) - reached([each for _, each, _ in pairs])
        for probe, one, other in pairs:
            if one != other and "\n" in probe.answer:
                several = True
            elif one != other:
                others.append(f"{place}: {_first(one, other)}")
    return {"several": several, "others": others, "unreached": sorted(unreached), "left": left}


def _first(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    key = next(key for key in one if one[key] != other[key])
    return f"{key} {one[key]} becomes {other[key]}"[:200]
