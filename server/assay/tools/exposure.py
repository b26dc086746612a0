"""Which folders outside the workspace a command may be shown.

What an environment's files name is data that a repository may have written: a `.pth` file that names the home
folder must not open it to the code under test.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from assay.core.policy import Policy

SYSTEM = ("etc", "proc", "sys", "dev", "run", "boot", "lost+found", "System", "Library", "Volumes")
"""Top folders of which nothing is shown."""

CROWDED = ("home", "root", "var", "srv", "mnt", "media", "tmp", "opt", "Users", "private")
"""Top folders that hold too many things to be shown whole."""

PYTHON_HOMES = tuple(
    tuple(home.split("/"))
    for home in (
        ".asdf",
        ".cache/pypoetry",
        ".cache/uv",
        ".conda",
        ".local/lib",
        ".local/pipx",
        ".local/share/hatch",
        ".local/share/mise",
        ".local/share/pdm",
        ".local/share/pipx",
        ".local/share/uv",
        ".local/share/virtualenvs",
        ".nox",
        ".pixi",
        ".pyenv",
        ".rye",
        ".tox",
        ".venv",
        ".virtualenvs",
    )
)
"""The hidden folders that tools keep Pythons and environments in; any other hidden folder stays closed."""

SECRET = frozenset(("secret", "secrets", "credentials", "keyrings", "Keychains"))


def refusal(path: Path, *, home: Path | None) -> str | None:
    """Why a folder that holds a Python must not be shown all the same; None where it may."""
    real = Path(os.path.realpath(path))
    parts = real.parts[1:]
    if not parts:
        return "it is the whole file system"
    if home is not None and _real(home).is_relative_to(real):
        return "it is the home folder or holds it"
    if parts[0] in SYSTEM or (len(parts) == 1 and parts[0] in CROWDED):
        return "it belongs to the system"
    return None


def target_refusal(path: Path, *, workspace: Path, home: Path | None) -> str | None:
    """Why a file or folder that a `.pth` file or an editable install names must not be shown; None where it may."""
    real = Path(os.path.realpath(path))
    if SECRET.intersection(real.parts) or Policy().hides(PurePosixPath(real.as_posix())):
        return "it looks like a secret"
    if reason := refusal(path, home=home):
        return reason
    if real != _real(workspace) and _real(workspace).is_relative_to(real):
        return "it holds the workspace and what lies beside it"
    return _hidden(real.parts)


def _hidden(parts: tuple[str, ...]) -> str | None:
    """Why the first hidden part of a path closes it; one that tools keep Pythons in does not."""
    number = next((number for number, part in enumerate(parts) if part.startswith(".")), None)
    if number is None or any(parts[number : number + len(home)] == home for home in PYTHON_HOMES):
        return None
    return f"{parts[number]} is hidden"


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
