"""What one tier is made of on this system, and the command line that starts a box with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assay.sandbox.programs import Bubblewrap, find_program

OVERLAY_THEN = """
mount=$1; cd "$2" || exit
"$mount" --bind "$3" lower && "$mount" -t overlay overlay -o "$4" merged || exit
shift 4; exec "$@"
"""
"""Mounts the branch, then becomes the rest of its arguments. Names in the options are relative and ours: the
workspace's own may hold what mount(8) takes for a separator."""


@dataclass(frozen=True, slots=True)
class Means:
    """The programs of one tier. `nsenter` is there to limit processes where the caller is root."""

    level: Literal[0, 1, 2]
    bubblewrap: Bubblewrap
    prlimit: Path
    nsenter: Path | None


@dataclass(frozen=True, slots=True)
class Layers:
    """The folders of one branch: what lies above the workspace, topmost last, and where an overlay works."""

    workspace: Path
    masks: Path | None
    branch: Path

    @property
    def upper(self) -> Path:
        """What the patch and the commands wrote."""
        return self.branch / "upper"

    @property
    def work(self) -> Path:
        """The overlay's own."""
        return self.branch / "work"

    def make_folders(self) -> None:
        """All but `upper`, which a `Layer` makes."""
        for name in ("work", "lower", "merged"):
            (self.branch / name).mkdir(mode=0o700)


def overlay_view(means: Means, layers: Layers) -> tuple[str, ...]:
    """The options of bwrap that show the branch in the workspace's place, in tiers 0 and 1."""
    workspace = str(layers.workspace)
    if means.level == 1:
        return ("--bind", str(layers.branch / "merged"), workspace)
    masks = ("--overlay-src", str(layers.masks)) if layers.masks else ()
    return ("--overlay-src", workspace, *masks, "--overlay", str(layers.upper), str(layers.work), workspace)


def start(means: Means, layers: Layers, arguments: int, argv: Sequence[str]) -> tuple[str, ...]:
    """The whole command line; bwrap reads its options from the descriptor `arguments`."""
    bubblewrap = (str(means.bubblewrap.path), "--args", str(arguments), "--", *argv)
    if means.level != 1:
        return bubblewrap
    unshare, mount, shell = map(required, ("unshare", "mount", "sh"))
    masks = f"../{layers.masks.parent.name}/{layers.masks.name}:" if layers.masks else ""
    overlay = f"lowerdir={masks}lower,upperdir=upper,workdir=work,userxattr"
    script = (OVERLAY_THEN, "sh", str(mount), str(layers.branch), str(layers.workspace), overlay)
    namespaces = ("--user", "--map-root-user", "--mount", "--propagation", "private")
    return (str(unshare), *namespaces, str(shell), "-c", *script, *bubblewrap)


def required(name: str) -> Path:
    """A system program that a tier was chosen for having."""
    path = find_program(name)
    assert path, name
    return path
