"""Tells without Assay's code what ESLint makes of a project, by its own command line, and has the migrator run bare."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 300
OLD = (".eslintrc.js", ".eslintrc.cjs", ".eslintrc.yaml", ".eslintrc.yml", ".eslintrc.json", ".eslintrc")
NEW = ("eslint.config.mjs", "eslint.config.js", "eslint.config.cjs")
_MOST = 30
_LEVELS = {"off": 0, "warn": 1, "error": 2}
_TABLES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_MAY_CHANGE = ("devDependencies", "eslintConfig", "eslintIgnore")
_IMPORTED = re.compile(r"""(?:from|import)\s+["'](?:(@[^/"']+/[^/"']+)|(?!node:|\.)([^@/"'][^/"']*))[^"']*["']""")
_UNTIDY = """
var unused_One = 1, again
if (again == null) { debugger; alert('x' + "y") }
else if (unused_One == 2) eval("1")
for (var key in again) { console.log(key, Promise, process, window, it) }
function longName (a, b, c, d, e) { with_nothing(arguments.callee); return; }
new Array(1,2 ,3); again = new Object; x = function(){ };;
switch (again) { case 1: again++; default: again-- }
"""


def account(node: Path, project: Path, *, flat: bool, arguments: tuple[str, ...]) -> dict[str, Any]:
    """What it finds in each file, and at which level each rule is for some; or why it cannot say.

    Beside each file stands one more with its text and what most rules find something in.
    """
    with _untidy(project):
        said = _eslint(node, project, flat, *arguments, "--format", "json", "--no-error-on-unmatched-pattern")
        try:
            results = json.loads(said.stdout)
        except ValueError:
            return {"failure": " ".join((said.stderr or said.stdout).split())[:300]}
        files = {str(Path(each["filePath"]).relative_to(project)): each["messages"] for each in results}
        files = {name: each for name, each in files.items() if name not in (*OLD, *NEW)}
        levels = {}
        for name in {Path(name).parent: name for name in sorted(files)}.values():
            shown = _eslint(node, project, flat, "--print-config", name)
            levels[name] = _levels(json.loads(shown.stdout)) if shown.returncode == 0 else shown.stderr[:200]
    found = {name: sorted(map(_found, messages)) for name, messages in sorted(files.items())}
    return {"files": found, "levels": levels}


def different(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Where two accounts differ, in a few words; empty where they do not."""
    if "failure" in before or "failure" in after:
        return "" if "failure" in before else f"ESLint fails: {_told(after['failure'])}"
    old, new = before["files"], after["files"]
    words: list[str] = []
    if lost := old.keys() - new.keys():
        words.append(f"{len(lost)} files linted no more")
    if more := new.keys() - old.keys():
        words.append(f"{len(more)} more files linted")
    common = old.keys() & new.keys()
    if others := [name for name in common if old[name] != new[name]]:
        words.append(f"other findings in {len(others)} files")
    levels = before["levels"].keys() & after["levels"].keys()
    if others := [name for name in levels if before["levels"][name] != after["levels"][name]]:
        words.append(f"other rules for {len(others)} files")
    return ", ".join(words)


def misdeclared(before: Mapping[str, Any], after: Mapping[str, Any], config: str) -> str:
    """What is wrong with the `package.json` beside a new configuration; empty where nothing is.

    It has to declare all that is imported, and nothing else may change but what is declared for development.
    """
    named = {name for table in _TABLES for name in after.get(table, {})}
    imported = {match[1] or match[2] for match in _IMPORTED.finditer(config)}
    if missing := sorted(imported - named):
        return f"{', '.join(missing)} imported and not declared"
    old, new = ({key: value for key, value in each.items() if key not in _MAY_CHANGE} for each in (before, after))
    kept = before.get("devDependencies", {}).keys() <= after.get("devDependencies", {}).keys()
    return "" if old == new and kept else "package.json says something else"


def migrate(node: Path, project: Path) -> str:
    """Have the migrator translate the configuration, and take the old one away; why it failed, empty where not."""
    name = next((name for name in OLD if (project / name).is_file()), "")
    package = json.loads((project / "package.json").read_text("utf-8"))
    if not name:
        name = OLD[4]
        (project / name).write_text(json.dumps(package.pop("eslintConfig")), encoding="utf-8")
        (project / "package.json").write_text(json.dumps(package), encoding="utf-8")
    program = project / "node_modules" / "@eslint" / "migrate-config" / "src" / "migrate-config-cli.js"
    done = _run([str(node), str(program), name], project, {})
    for each in (name, ".eslintignore"):
        (project / each).unlink(missing_ok=True)
    return done.stderr.strip().splitlines()[-1][:120] if done.returncode else ""


def _told(failure: str) -> str:
    """What it says of an error, without where in its code."""
    return failure.rpartition("Error: ")[2].partition(" at ")[0][:100].strip()


@contextmanager
def _untidy(project: Path) -> Generator[None]:
    scripts = (each for each in sorted(project.rglob("*.js")) if "node_modules" not in each.parts)
    made: list[Path] = []
    for each in [each for each in scripts if each.name not in (*OLD, *NEW)][:_MOST]:
        made.append(each.with_name(f"{each.name.removesuffix('.js')}-untidy.js"))
        made[-1].write_text(each.read_text("utf-8") + _UNTIDY, encoding="utf-8")
    try:
        yield
    finally:
        for each in made:
            each.unlink()


def _found(message: Mapping[str, Any]) -> str:
    keys = ("line", "column", "severity", "ruleId")
    return " ".join(str(message.get(key)) for key in keys) + ("" if message.get("ruleId") else f" {message['message']}")


def _levels(config: Mapping[str, Any]) -> dict[str, int]:
    told: dict[str, int] = {}
    for name, value in config.get("rules", {}).items():
        level: Any = value if isinstance(value, int | str) else value[0]
        if number := _LEVELS.get(level, level):
            told[name] = int(number)
    return dict(sorted(told.items()))


def _eslint(node: Path, project: Path, flat: bool, *arguments: str) -> subprocess.CompletedProcess[str]:  # noqa: FBT001 - handed on as it is
    argv = [str(node), str(project / "node_modules" / "eslint" / "bin" / "eslint.js"), *arguments]
    return _run(argv, project, {"ESLINT_USE_FLAT_CONFIG": str(flat).lower()})


def _run(argv: list[str], project: Path, more: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv,
        cwd=project,
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
