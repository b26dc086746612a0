"""The workspace folders of one session, and which of them holds a file: the innermost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assay.workspace.workspace import Workspace  # heavy, and first needed when a folder is opened


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder. `given` is its path as the editor spells it, links and all; documents lie below that one."""

    given: Path
    workspace: Workspace


class Folders:
    """Opened workspaces by folder."""

    def __init__(self, open_workspace: Callable[[Path], Workspace]) -> None:
        self._open_workspace = open_workspace
        self._folders: dict[Path, Folder] = {}

    def __iter__(self) -> Iterator[Folder]:
        return iter(self._folders.values())

    def add(self, given: Path) -> Folder:
        """Open a folder, once."""
        if (folder := self._folders.get(given)) is None:
            folder = self._folders[given] = Folder(given, self._open_workspace(given))
        return folder

    def at(self, given: Path) -> Folder | None:
        """The folder that was opened at this path itself."""
        return self._folders.get(given)

    def remove(self, folder: Folder) -> None:
        """Hold a folder no longer; its workspace is left to be closed."""
        self._folders.pop(folder.given, None)

    def of(self, path: Path) -> tuple[Folder, PurePosixPath] | None:
        """The innermost folder that holds the file, and the file's path in it. The disk is not looked at."""
        holding: Iterable[Folder] = (each for each in self if path.is_relative_to(each.given))
        innermost = max(holding, key=lambda folder: len(folder.given.parts), default=None)
        return None if innermost is None else (innermost, PurePosixPath(path.relative_to(innermost.given)))
