"""The files of a snapshot as trees, and which file an import means; all read as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, TypeVar

from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.syntax.limits import too_much
from assay.syntax.tree import Tree, parse
from assay.tools.listing import listed

T = TypeVar("T")

MOST_FILES = 5_000
"""Files of a project that are looked at; what is behind them is as if it were not there."""


class Sources:
    """The files of one snapshot, each parsed once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._trees: dict[PurePosixPath, Tree | None] = {}
        self._known: dict[Hashable, Any] = {}

    def tree(self, path: PurePosixPath) -> Tree | None:
        """The tree of a file; None where there is no text to read, or too much of it."""
        if path not in self._trees:
            try:
                text = self.snapshot.read(path)
            except Unreadable:
                text = None
            self._trees[path] = None if text is None or too_much(text) else parse(text)
        return self._trees[path]

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` gives, found once for each key."""
        if key not in self._known:
            self._known[key] = find()
        found: T = self._known[key]
        return found

    def mentioning(self, name: str) -> Iterator[tuple[PurePosixPath, Tree]]:
        """The project's Python files whose text holds the name as a word."""
        for file in self.once(("mentioning", name), lambda: self._holding(rf"\b{re.escape(name)}\b")):
            if (tree := self.tree(file)) is not None:
                yield file, tree

    def hold(self, pattern: str) -> bool:
        """Whether one of the project's Python files holds what matches; looked for once, without parsing."""
        return self.once(("held", pattern), lambda: any(re.search(pattern, text) for text in self._texts.values()))

    def module(self, path: PurePosixPath, name: str) -> PurePosixPath | None:
        """The file that `path` imports as `..names` or `package.name`; None outside the workspace."""
        parts = [part for part in name.split(".") if part]
        level = len(name) - len(name.lstrip("."))
        if level:
            folders = [path.parents[level - 1]] if level <= len(path.parents) else []
        else:
            folders = [root for folder in path.parents for root in (folder, folder / "src")]
        candidates = (file for folder in folders for file in _files(folder.joinpath(*parts), package=not parts))
        return next((file for file in candidates if self.tree(file) is not None), None)

    def _holding(self, pattern: str) -> list[PurePosixPath]:
        wanted = re.compile(pattern)
        return [file for file, text in self._texts.items() if wanted.search(text)]

    @cached_property
    def _texts(self) -> Mapping[PurePosixPath, str]:
        """The project's Python files, read once: names are looked for many times."""
        files = (file for file, _ in listed(self.snapshot.root) if file.suffix in (".py", ".pyi"))
        found: dict[PurePosixPath, str] = {}
        for file in islice(files, MOST_FILES):
            with suppress(Unreadable):
                if (text := self.snapshot.read(file)) is not None:
                    found[file] = text
        return found


def _files(stem: PurePosixPath, *, package: bool) -> tuple[PurePosixPath, ...]:
    return (stem / "__init__.py",) if package else (stem.with_name(f"{stem.name}.py"), stem / "__init__.py")
