"""Run `assay` as a user does: its own process, with a configuration and a state of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def statements(self) -> list[dict[str, Any]]:
        """What stands on stdout, which has to be one JSON value a line and nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Home:
    """The home of a user who has not run Assay yet."""

    folder: Path

    @property
    def configuration(self) -> Path:
        """The user's configuration file; it does not exist at first."""
        return self.folder / "config" / "assay" / "config.toml"

    @property
    def state(self) -> Path:
        """The user's state folder; it does not exist at first."""
        return self.folder / "state" / "assay"

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of the user's processes."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "LANG": "C.UTF-8",
            **more,
        }

    def configure(self, text: str) -> None:
        """Write the configuration file."""
        self.configuration.parent.mkdir(parents=True, exist_ok=True)
        self.configuration.write_text(text)

    def assay(
        self, *arguments: str | Path, cwd: Path | None = None, within: Sequence[str] = (), seconds: float = SECONDS
    ) -> Done:
        """Run a command to its end, with nobody at the terminal, and where it says so `within` another command."""
        done = subprocess.run(
            [*within, *self.argv(*arguments)],
            cwd=cwd or self.folder,
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    @staticmethod
    def argv(*arguments: str | Path) -> list[str]:
        """The command line of a command."""
        return [sys.executable, "-m", "assay", *map(str, arguments)]
