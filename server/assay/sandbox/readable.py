"""What a command may read besides its workspace: where it really lies and the links that lead there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assay.sandbox.masks import is_installed

SYSTEM = tuple(map(Path, ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")))
"""Always shown."""

OWN = tuple(map(Path, ("/etc", "/proc", "/dev", "/sys", "/run", "/boot", "/assay")))
"""Made for each command; never the system's own."""

PRIVATE = (".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".netrc", ".config/gcloud", ".password-store")
"""Below the home folder, and never shown."""


@dataclass(frozen=True, slots=True)
class Readable:
    """Folders and files to bind, the outer ones first, and links to make, each with its target."""

    paths: tuple[Path, ...]
    links: tuple[tuple[Path, str], ...]


def resolve_readable(paths: Iterable[Path], workspace: Path, home: Path | None) -> Readable:
    """Follow the links in `paths`. What does not exist or may not be shown is left out.

    In the workspace only installed environments are bound; all else is in the branch, as the branch has it. The paths
    come from files that a repository can write (`pyvenv.cfg`, `.pth`), so that none of them may open the home folder
    as a whole or what lies in it to log in elsewhere.
    """
    real: set[Path] = set()
    links: dict[Path, str] = {}
    for path in paths:
        end = path.resolve()
        if not end.exists() or not _may_be_shown(end, home):
            continue
        links.update(_links(path))
        if not any(end.is_relative_to(shown) for shown in SYSTEM) and not _is_in_branch(end, workspace):
            real.add(end)
    shown = (*SYSTEM, *real, workspace)
    needed = {link: target for link, target in links.items() if not any(link.is_relative_to(path) for path in shown)}
    return Readable(tuple(sorted(real)), tuple(sorted(needed.items())))


def _may_be_shown(path: Path, home: Path | None) -> bool:
    if path == Path("/") or any(path.is_relative_to(own) or own.is_relative_to(path) for own in OWN):
        return False
    if home is None:
        return True
    secrets = [home / name for name in PRIVATE]
    return not home.is_relative_to(path) and not any(path.is_relative_to(secret) for secret in secrets)


def _is_in_branch(path: Path, workspace: Path) -> bool:
    """Whether the branch shows this path already, and may show it changed."""
    if not path.is_relative_to(workspace):
        return False
    within = [part for part in (path, *path.parents) if part != workspace and part.is_relative_to(workspace)]
    return not any(map(is_installed, within))


def _links(path: Path) -> dict[Path, str]:
    """The links that are met on the way along `path`, each with its target as written."""
    found: dict[Path, str] = {}
    pending = [path]
    while pending and len(found) < 40:
        current = pending.pop()
        for part in (*reversed(current.parents), current):
            if part.is_symlink() and part not in found:
                found[part] = str(part.readlink())
                pending.append(part.parent / part.readlink() / current.relative_to(part))
                break
    return found
