"""References: no file that something runs still names a configuration file that goes, or a tool that is replaced.

A tool that is called with the name of a file that is gone fails, or goes on without its configuration. Such places are
listed for the user to change, and until then the verdict is partial.
"""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath

from assay.core.check import Candidate, CheckResult
from assay.core.errors import Unreadable
from assay.core.parsing import parse_module
from assay.core.snapshot import Snapshot
from assay.tools.homes import PYPROJECT
from assay.tools.listing import listed
from assay.tools.pipfile import PIPFILE
from assay.tools.versus_ruff import FLAKE8, retired, without_flake8

NAME = "references"
MOST = 20_000
"""Files of a workspace that are looked at."""

_RUN = re.compile(
    r"(?:tox\.ini|setup\.cfg|setup\.py|noxfile\.py|MANIFEST\.in|Makefile|justfile|tasks\.py|pyproject\.toml|"
    r"Dockerfile|.*\.(?:ya?ml|sh|toml|cfg|ini|mk|bat|ps1|json)|.*requirements.*\.(?:txt|in))"
)
_BESIDE = re.compile(
    r"(?i:(?:.*[.-])?(?:docker|container|make|jenkins|vagrant|proc|brew|earth|just)file(?:[.-].*)?)|"
    r".*\.(?:bash|zsh|fish|cmd|nix|tf|groovy|gradle)"
)
"""Files in which the name of a file is told from a word, beside those in which that of a tool is."""

_READ = re.compile(r".*\.(?:md|rst|txt)")
_FETCHING = ("ez_setup.py", "distribute_setup.py")
_COMMENT = re.compile(r"\s*(?:#(?!!)|;)")
_SHOWN = 5


async def references(candidate: Candidate) -> CheckResult:
    """The check."""
    return await asyncio.to_thread(_judge, candidate)


def _judge(candidate: Candidate) -> CheckResult:
    changes = candidate.proposal.patch.changes
    gone = [change.path.name for change in changes if change.after is None]
    lacks: list[str] = []
    summary = "no file goes"
    if gone:
        after = candidate.after.snapshot
        found, unread = _places(after, gone)
        run, read = ([each for each, runs in found if runs is wanted] for wanted in (True, False))
        lacks += [f"{_listed(unread)} cannot be looked at"] if unread else []
        summary = f"nothing that is run names {' or '.join(gone)}"
        if read:
            summary += f"; to be mended by hand: {_listed(read)}"
        if run:
            lacks.append(f"{_listed(run)} still names {' or '.join(gone)}; change it by hand")
    new = [change for change in changes if change.before is None and change.path.name == PYPROJECT]
    # where it says how the project is built, the builds of both sides are compared
    if new and "[build-system]" not in (new[0].after or "") and _builds(candidate.before.snapshot, new[0].path.parent):
        lacks.append(
            "pyproject.toml is new where setup.py is: pip will build this project in isolation, which nobody compared"
        )
    lacks += _calls(candidate)
    words = "; ".join(lacks)
    return CheckResult(NAME, required=True, status="passed", summary=words or summary, incomplete=words)


def _calls(candidate: Candidate) -> list[str]:
    """What still calls a tool whose configuration went to another one."""
    found: list[str] = []
    changes = candidate.proposal.patch.changes
    tools = [tool for each in changes if each.path.name == PYPROJECT for tool in retired(each.before, each.after)]
    if any(each.path.name == PIPFILE and each.after is None for each in changes):
        places = list(_lines(candidate.after.snapshot, re.compile(r"(?<![\w.-])pipenv(?![\w-])"), _RUN))
        found += [f"{_listed(places)} still calls pipenv, which finds no Pipfile; change it by hand"] if places else []
    for tool in (*tools, *((FLAKE8,) if without_flake8(changes) else ())):
        places = list(_lines(candidate.after.snapshot, re.compile(rf"(?<![\w.-]){tool}(?![\w-])"), _RUN))
        words = f"still names {tool}, which is not configured any more; change it by hand"
        found += [f"{_listed(places)} {words}"] if places else []
    return found


def _builds(snapshot: Snapshot, folder: PurePosixPath) -> bool:
    return any(snapshot.read(folder / name) is not None for name in ("setup.py", "setup.cfg"))


def _places(snapshot: Snapshot, gone: list[str]) -> tuple[list[tuple[str, bool]], list[str]]:
    """The lines, as `file:number`, that name one of these, each with whether it is run; and what could not be read."""
    # what pytest is told to pass over need not be there
    named = re.compile("|".join(rf"(?<![\w.-])(?<!--ignore[= ]){re.escape(name)}(?![\w-])" for name in gone))
    found, unread = list[tuple[str, bool]](), list[str]()
    for number, (path, _) in enumerate(listed(snapshot.root)):
        if number >= MOST:
            return found, [*unread, f"what is behind the first {MOST} files"]
        runs = any(kind.fullmatch(path.name) for kind in (_RUN, _BESIDE))
        if (not runs and path.suffix not in ("", ".py") and not _READ.fullmatch(path.name)) or _is_anothers(path):
            continue
        try:
            text = snapshot.read(path) or ""
        except Unreadable:
            unread += [str(path)] if runs else []
            continue
        runs = runs or (not path.suffix and text.startswith("#!"))
        if not named.search(text):
            continue
        told = _strings(text) if path.suffix == ".py" and not runs else enumerate(text.splitlines(), 1)
        is_run = runs or path.suffix == ".py"
        found += [
            (f"{path}:{line}", is_run and not (runs and _COMMENT.match(said)))
            for line, said in told
            if named.search(said)
        ]
    return found, unread


def _is_anothers(path: PurePosixPath) -> bool:
    """Whether a build has written it, or it is the old file that fetches setuptools, whose own `setup.py` it calls."""
    return path.name in _FETCHING or any(part.endswith((".egg-info", ".dist-info")) for part in path.parts)


def _strings(text: str) -> list[tuple[int, str]]:
    """What a Python file says in texts that it does something with, each with its line; not what it says to people."""
    try:
        module = parse_module(text)
    except (SyntaxError, ValueError, RecursionError):
        return list(enumerate(text.splitlines(), 1))
    alone = {id(each.value) for each in ast.walk(module) if isinstance(each, ast.Expr)}
    alone |= {id(each) for node in module.body for each in ast.walk(node) if _ignores(node)}
    texts = (each for each in ast.walk(module) if isinstance(each, ast.Constant) and id(each) not in alone)
    return [(each.lineno, each.value) for each in texts if isinstance(each.value, str)]


def _ignores(node: ast.stmt) -> bool:
    """Whether it tells pytest which files not to collect: one that is not there is not collected."""
    return isinstance(node, ast.Assign) and all(
        isinstance(each, ast.Name) and each.id in ("collect_ignore", "collect_ignore_glob") for each in node.targets
    )


def _lines(snapshot: Snapshot, named: re.Pattern[str], kind: re.Pattern[str]) -> Iterator[str]:
    """The lines, as `file:number`, of files of the kind in which a pattern is found."""
    for number, (path, _) in enumerate(listed(snapshot.root)):
        if number >= MOST:
            return
        if not kind.fullmatch(path.name) or _is_anothers(path):
            continue
        with suppress(Unreadable):
            for line, text in enumerate((snapshot.read(path) or "").splitlines(), 1):
                if named.search(text):
                    yield f"{path}:{line}"


def _listed(places: list[str]) -> str:
    shown = ", ".join(places[:_SHOWN])
    return f"{shown} and {len(places) - _SHOWN} more" if len(places) > _SHOWN else shown
