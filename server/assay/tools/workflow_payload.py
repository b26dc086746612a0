"""Runs scripts of workflows on probes, and notes what each told the runner. It is a text that runs inside the sandbox.

No command of a script runs but bash's own: for every other a stub answers what the probe says, and notes how it was
called. What a script printed and wrote for the runner is read as the runner reads it, in the old way and the new.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

SECONDS = 2
PATIENCE = 3
"""On how many probes a script may come to no end; the rest count as no better."""

FILES = {
    "set-output": "GITHUB_OUTPUT",
    "save-state": "GITHUB_STATE",
    "set-env": "GITHUB_ENV",
    "add-path": "GITHUB_PATH",
}
PRELUDE = r"""
assay_stub() {
  local assay_call
  printf -v assay_call '%s\x1f' "$@"
  printf '%s\n' "$assay_call" >> "$ASSAY_CALLS"
  while IFS= read -r _; do :; done
  printf '%s\n' "$ASSAY_SAYS"
  return "$ASSAY_CODE"
}
command_not_found_handle() { assay_stub "$@"; }
assay_test() { return "${ASSAY_TESTS:$(( $1 % 2 )):1}"; }
cd() { assay_stub cd "$@"; }
pushd() { assay_stub pushd "$@"; }
popd() { assay_stub popd "$@"; }
source() { assay_stub source "$@"; }
.() { assay_stub . "$@"; }
exec 9> "$ASSAY_TRACE"
BASH_XTRACEFD=9
PS4='+${BASH_SOURCE##*/}:${LINENO} '
set -x
"""
_TRACED = re.compile(rb"^\++script\.sh:(\d+) ", re.MULTILINE)


def unescaped(text: str) -> str:
    """A value as the runner takes it from a printed command."""
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def printed(text: str) -> tuple[list[list[str]], str]:
    """What was told by printing, and all else that was printed."""
    told: list[list[str]] = []
    rest: list[str] = []
    for line in text.split("\n"):
        begun = line.lstrip()
        head, end, value = begun[2:].partition("::") if begun.startswith("::") else ("", "", "")
        command, _, properties = head.partition(" ")
        kind = command.lower()
        if not end or kind not in FILES:
            rest.append(line)
            continue
        parts = [each.strip().partition("=") for each in properties.split(",") if "=" in each]
        given = {name: value for name, _, value in parts}
        told.append([kind, "" if kind == "add-path" else unescaped(given.get("name", "")), unescaped(value)])
    return told, "\n".join(rest)


def written(kind: str, text: str) -> list[list[str]]:
    """What was told by writing to a file of the runner."""
    told: list[list[str]] = []
    lines = iter(text.removesuffix("\n").split("\n") if text else [])
    for line in lines:
        equals, heredoc = line.find("="), line.find("<<")
        if kind == "add-path":
            told += [[kind, "", line]] if line else []
        elif equals > 0 and (heredoc < 0 or equals < heredoc):
            told.append([kind, line[:equals], line[equals + 1 :]])
        elif heredoc > 0:
            end, value = line[heredoc + 2 :], list[str]()
            for each in lines:
                if each == end:
                    break
                value.append(each)
            told.append([kind, line[:heredoc], "\n".join(value)])
        elif line:
            told.append(["invalid", "", line])
    return told


def run(script: str, probe: dict[str, str], shell: list[str]) -> dict[str, object]:
    """What one script does on one probe, in a folder that has the same name each time: a script may say where it is."""
    folder = Path(tempfile.gettempdir()) / "assay-script"
    shutil.rmtree(folder, ignore_errors=True)
    empty = folder / "work"
    empty.mkdir(parents=True)
    (folder / "script.sh").write_text(script, encoding="utf-8")
    own = {"ASSAY_CALLS": "calls", "ASSAY_TRACE": "trace", "BASH_ENV": "prelude", **{v: v for v in FILES.values()}}
    paths = {variable: str(folder / file) for variable, file in own.items()}
    for path in paths.values():
        Path(path).touch()
    (folder / "prelude").write_text(PRELUDE, encoding="utf-8")
    environment = {**probe, **paths, "PATH": "/nowhere", "HOME": "/home/probe", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # the shell is a list of ours, the script is the user's
            [shutil.which(shell[0]) or shell[0], *shell[1:], str(folder / "script.sh")],
            env=environment,
            cwd=empty,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"ended": False}
    told, rest = printed(done.stdout.decode("utf-8", "replace"))
    for kind, variable in FILES.items():
        told += written(kind, Path(paths[variable]).read_text(encoding="utf-8", errors="replace"))
    calls = Path(paths["ASSAY_CALLS"]).read_text(encoding="utf-8", errors="replace").splitlines()
    return {
        "ended": True,
        "told": sorted(told),
        "printed": rest,
        "exit code": done.returncode,
        "calls": sorted(calls),
        "reached": sorted({int(line) for line in _TRACED.findall(Path(paths["ASSAY_TRACE"]).read_bytes())}),
    }


def run_all(runs: list[tuple[dict[str, str], str]], shell: list[str]) -> list[dict[str, object]]:
    """What scripts do on probes, in the order given."""
    endless: Counter[str] = Counter()
    answers: list[dict[str, object]] = []
    for probe, script in runs:
        answers.append(run(script, probe, shell) if endless[script] < PATIENCE else {"ended": False})
        endless[script] += not answers[-1]["ended"]
    return answers


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    os.umask(0o077)
    answers = [run_all(each["runs"], each["shell"]) for each in asked]
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")
