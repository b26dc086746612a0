"""Has Assay migrate what is in a folder, by its own command line, with all confirmed that may be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ACCEPTED = ("deletion", "dependency", "protected", "partial")
"""The boundaries that are confirmed."""

KINDS = ("equal", "equal after waivers", "refused", "rejected", "wrong, said partial", "silently wrong")


def kind(verdict: str, *, applied: bool, wrong: bool) -> str:
    """Which of the kinds a migration is, by Assay's verdict and what was found from outside."""
    if verdict == "unsolved":
        return "refused"
    if verdict == "rejected" or not applied:
        return "rejected"
    if wrong:
        return "silently wrong" if verdict == "verified" else "wrong, said partial"
    return "equal" if verdict == "verified" else "equal after waivers"


def migrated(
    place: Path, home: Path, accepted: Sequence[str], *options: str, project: Path | None = None
) -> list[dict[str, Any]]:
    """What became of each unit: the predicates of its statements.

    `place` is a folder, or a file of the folder `project`; where none is named, of the one that it stands in.
    """
    project = project or (place if place.is_dir() else place.parent)
    (project / ".git").mkdir(exist_ok=True)
    confirmed = [word for boundary in accepted for word in ("--confirm", boundary)]
    argv = [sys.executable, "-m", "assay", "run", "migrate_config", str(place), "--trust", "--json", "--apply"]
    environ = {**os.environ, "XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config")}
    done = subprocess.run(
        [*argv, *confirmed, *options],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"{place}: {done.stderr}")
    return [json.loads(line)["predicate"] for line in done.stdout.splitlines()[:-1]]
