"""Have Assay migrate the configuration of a project, by its command line, and tell what came of each unit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def migrated(
    target: Path,
    home: Path,
    accepted: Sequence[str],
    *,
    root: Path | None = None,
    interpreter: Path | None = None,
    environ: Mapping[str, str] | None = None,
    more: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The receipts of the units; what is verified, and what these boundaries are accepted for, is written.

    `root` is the project where the target is a file of it.
    """
    ((root or target) / ".git").mkdir(exist_ok=True)
    confirmed = [word for boundary in accepted for word in ("--confirm", boundary)]
    argv = [sys.executable, "-m", "assay", "run", "migrate_config", str(target), "--trust", "--json", "--apply"]
    own = {"XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config")}
    done = subprocess.run(
        [*argv, *confirmed, "--interpreter", str(interpreter or sys.executable), *more],
        env={**os.environ, **(environ or {}), **own},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"{target}: {done.stderr}")
    return [json.loads(line)["predicate"] for line in done.stdout.splitlines()[:-1]]
