"""Have a function of the project described and called in the sandbox, and read what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Literal

from assay.core.command import INPUT, OUTPUT, Command, Completed
from assay.core.project import Project
from assay.tools.described import Described, described
from assay.tools.subject import Subject

REPORT = "observed.json"
_SHARED = ("rendering", "speaking", "observing")


@dataclass(frozen=True, slots=True)
class Calling:
    """One call to make: `given` are values by name as source, `lines` go before it, `judged` is the call.

    `receiver` is the name of the object that it is a method of, where the lines make one.
    """

    given: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    judged: str
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one call, as source.

    `kind` is a value; items of an iterator; raises; the receiver itself; fields of an object that cannot be written
    down; what `str` said of one; or none, with the reason as `text`. `said` and `shown` are what `str` and `repr` made
    of it. `changes` are expressions that have another value than before. `names` are those in all of that source, each
    with the module that it is imported from.
    """

    kind: str
    text: str
    said: str = ""
    shown: str = ""
    type: str = ""
    fields: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Observed:
    """What came of all calls, in their order; `error` says why none was made."""

    seen: tuple[Seen, ...]
    error: str = ""


def describing_command(project: Project, folder: PurePosixPath, subject: Subject) -> Command:
    """The command that describes it, started in `folder`."""
    return program_command(project, folder, subject, "describing", {})


def observing_command(
    project: Project,
    folder: PurePosixPath,
    subject: Subject,
    calls: Sequence[Calling],
    *,
    names: Mapping[str, str],
    mode: str,
    seed: int,
    together: bool,
) -> Command:
    """The command that makes the calls. Another `seed` has other hashes, another random state, another time zone.

    `together` is whether one process may make many of them, one after the other, which takes a fraction of the time:
    what one leaves behind without showing it may change what comes of the next.
    """
    more = {"together": together}
    return calls_command(project, folder, subject, calls, "observing", names=names, mode=mode, seed=seed, more=more)


def calls_command(
    project: Project,
    folder: PurePosixPath,
    subject: Subject,
    calls: Sequence[Calling],
    what: Literal["observing", "following"],
    *,
    names: Mapping[str, str],
    mode: str,
    seed: int,
    more: Mapping[str, bool] = MappingProxyType({}),
) -> Command:
    """The command of the program that is called so, which makes calls and tells of each; `more` is for it alone."""
    told = [
        {
            "given": each.given,
            "lines": each.lines,
            "judged": each.judged,
            "receiver": each.receiver,
            "mode": mode,
            "made": subject.name == "__init__",
        }
        for each in calls
    ]
    order = {"calls": told, "names": dict(names), **more}
    return program_command(project, folder, subject, what, order, seed=seed)


def program_command(
    project: Project, folder: PurePosixPath, subject: Subject, what: str, more: Mapping[str, Any], *, seed: int = 0
) -> Command:
    """The command of the program that is called so, started in `folder`; `more` is ordered beside the function."""
    order = {**_order(folder, subject), **more}
    script = f"assay_{what}.py"
    return Command(
        argv=(str(project.interpreter.executable), "-B", f"{INPUT}/{script}", f"{OUTPUT}/{REPORT}"),
        cwd=folder,
        environment={
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": str(seed),
            "ASSAY_SEED": str(seed),
            "TZ": "XXX-14" if seed % 2 else "XXX+12",
        },
        readable=project.interpreter.readable,
        inputs={f"assay_{each}.py": _text(f"{each}_payload.py") for each in sorted({what, *_SHARED})},
        outputs=(REPORT,),
        stdin=json.dumps(order).encode(),
    )


def read_described(completed: Completed) -> Described:
    """What the command left; whatever has not the right shape is an error."""
    content = completed.outputs.get(REPORT)
    if content is None:
        return Described(error=f"importing it did not come to an end ({completed.killed or 'it left no report'})")
    try:
        return described(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Described(error="what is told of it cannot be read")


def read_observed(completed: Completed) -> Observed:
    """What the command left; whatever has not the right shape is an error."""
    content = completed.outputs.get(REPORT)
    if content is None:
        return Observed((), f"calling it did not come to an end ({completed.killed or 'it left no report'})")
    try:
        report = json.loads(content)
        return Observed(tuple(map(_seen, report["calls"])), str(report["error"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Observed((), "what came of calling it cannot be read")


def _seen(told: Mapping[str, Any]) -> Seen:
    return Seen(
        kind=str(told["kind"]),
        text=str(told["text"]),
        said=str(told["said"]),
        shown=str(told.get("shown", "")),
        type=str(told["type"]),
        fields=tuple(map(str, told.get("fields", ()))),
        changes=tuple((str(expression), str(text)) for expression, text in told["changes"]),
        names={str(name): str(module) for name, module in told["names"].items()},
    )


def _order(folder: PurePosixPath, subject: Subject) -> dict[str, Any]:
    above = subject.path.parents[subject.module.count(".") + (subject.path.stem == "__init__")]
    up = "/".join([".."] * len(folder.parts)) or "."
    return {
        "module": subject.module,
        "owner": subject.owner,
        "name": subject.name,
        "file": f"{up}/{subject.path}",
        "path": [f"{up}/{above}"],
    }


def _text(name: str) -> str:
    return resources.files("assay.tools").joinpath(name).read_text("utf-8")
