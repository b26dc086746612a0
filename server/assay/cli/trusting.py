"""Whether the workspace of a run is trusted: by the command line, by an earlier word, or by asking."""

from __future__ import annotations

import shlex
from pathlib import Path

from assay.cli.console import ask, interactive, say, shown
from assay.core.trust import Trust
from assay.workspace.trust import remember, trusted_through


def decide(state: Path, root: Path, *, given: bool) -> Trust:
    """The user's word on the workspace. Asks where somebody is there to answer; silence is no."""
    if given:
        return Trust(trusted=True, source="--trust, for this run")
    if (through := trusted_through(state, root)) is not None:
        return Trust(trusted=True, source=f"remembered for {through}")
    return _asked(state, root) if interactive() else Trust(trusted=False, source="not given")


def how_to_trust(root: Path) -> str:
    """What to do about a workspace that is not trusted."""
    return f"to trust it: assay trust {shown(shlex.quote(str(root)))}; or for one run: --trust"


def _asked(state: Path, root: Path) -> Trust:
    say(f"{shown(str(root))} is not trusted. Its type checker, with the plugins that it names, and its tests are code")
    say("of this folder; they run in a sandbox without network, and write nothing into the folder.")
    match ask("Trust it? [y] this once, [a] always, [N] no: ").lower():
        case "y" | "yes":
            return Trust(trusted=True, source="asked, for this run")
        case "a" | "always":
            remember(state, root)
            return Trust(trusted=True, source=f"remembered for {root}")
        case _:
            return Trust(trusted=False, source="asked and not given")
