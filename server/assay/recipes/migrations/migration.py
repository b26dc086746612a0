"""What a migration is: the files that it reads, how it says what there is to move in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Migration:
    """One kind of configuration. `code` is that of the notes that point at it.

    `names` are the files' names, or patterns of where they lie below a folder, such as `.github/workflows/*.yml`.

    `whole` is whether it is among what is done to a whole project; what is a choice of tools is not.

    `message` says what there is to move in a file, in words; empty where there is nothing. `title` is the move as a
    line of a menu. `notes` are the places that a person is to look at, one note for each thing.
    """

    names: tuple[str, ...]
    code: str
    message: Callable[[PurePosixPath, str], str]
    title: Callable[[Diagnostic], str]
    whole: bool = True
    notes: Callable[[PurePosixPath, str], tuple[Diagnostic, ...]] = lambda _path, _text: ()


def pointed_at(code: str) -> Callable[[Diagnostic], bool]:
    """What tells the notes of this code, by which `assay.actions.migrate_config` points at a file."""
    return lambda diagnostic: diagnostic.code == code
