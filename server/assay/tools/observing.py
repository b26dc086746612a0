"""Have a function of the project called in the sandbox, and read what came of each call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath

from assay.core.command import INPUT, OUTPUT, Command, Completed
from assay.core.project import Project
from assay.tools.subject import Subject

REPORT = "observed.json"
_SCRIPT = "assay_observing.py"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one call: a `value`, `items` of an iterator, an exception it `raises`, or `none` with the reason."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What came of all calls, in their order; `error` says why none was made."""

    seen: tuple[Seen, ...]
    error: str = ""


def observing_command(
    project: Project, folder: PurePosixPath, subject: Subject, calls: tuple[str, ...], *, seed: int
) -> Command:
    """The command, started in `folder`. Another `seed` has other hashes, another random state, another day."""
    above = subject.path.parents[subject.module.count(".") + (subject.path.stem == "__init__")]
    up = "/".join([".."] * len(folder.parts)) or "."
    order = {
        "module": subject.module,
        "name": subject.name,
        "file": f"{up}/{subject.path}",
        "path": [f"{up}/{above}"],
        "calls": calls,
    }
    return Command(
        argv=(str(project.interpreter.executable), "-B", f"{INPUT}/{_SCRIPT}", f"{OUTPUT}/{REPORT}"),
        cwd=folder,
        environment={
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": str(seed),
            "ASSAY_SEED": str(seed),
            "TZ": "XXX-14" if seed % 2 else "XXX+12",
        },
        readable=project.interpreter.readable,
        inputs={_SCRIPT: resources.files("assay.tools").joinpath("observing_payload.py").read_text("utf-8")},
        outputs=(REPORT,),
        stdin=json.dumps(order).encode(),
    )


def read_observed(completed: Completed) -> Observed:
    """What the command left; whatever has not the right shape is an error."""
    content = completed.outputs.get(REPORT)
    if content is None:
        return Observed((), f"calling it did not come to an end ({completed.killed or 'it left no report'})")
    try:
        report = json.loads(content)
        seen = tuple(Seen(str(each["kind"]), str(each["text"])) for each in report["calls"])
        return Observed(seen, str(report["error"]))
    except (ValueError, KeyError, TypeError):
        return Observed((), "what came of calling it cannot be read")
