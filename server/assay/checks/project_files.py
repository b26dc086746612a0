"""The Python files of a project, and which of them an import means.

Nothing is known where one of them cannot be read. The work is bounded: what is beyond the bounds is not known either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath

from assay.checks.trees import SUFFIXES
from assay.core.errors import Unreadable
from assay.core.snapshot import Snapshot
from assay.syntax.limits import too_much
from assay.syntax.tree import Tree, parse
from assay.tools.listing import listed

_MOST_FILES = 5_000
_MOST_NAMES = 60
"""Each name is looked for in all texts."""


class ProjectFiles:
    """The files of one side, read when they are asked about."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._trees: dict[PurePosixPath, Tree] = {}
        self._found: dict[str, tuple[PurePosixPath, ...] | None] = {}

    def file(self, path: PurePosixPath, module: str) -> PurePosixPath | None:
        """The file of a module of the project, as another one names it; no module is imported from within a package."""
        level = len(module) - len(module.lstrip("."))
        parts = [part for part in module.split(".") if part]
        if level > len(path.parents):
            return None
        roots = (up for up in path.parents if up / "__init__.py" not in (self._texts or {}))
        folders = [path.parents[level - 1]] if level else [each for up in roots for each in (up, up / "src")]
        for folder in folders:
            stem = folder.joinpath(*parts)
            files = (stem.with_suffix(".py"), stem / "__init__.py") if parts else (stem / "__init__.py",)
            found = next((file for file in files if file in (self._texts or {})), None)
            if found is not None:
                return found
        return None

    def is_ours(self, path: PurePosixPath, module: str) -> bool:
        """Whether a module of that name, or its package, may be one of the project's."""
        first = module.partition(".")[0]
        return any(here / first in self._modules or here / "src" / first in self._modules for here in path.parents)

    @cached_property
    def _modules(self) -> frozenset[PurePosixPath]:
        """Every module of the project, and every folder of one, without suffixes."""
        paths = tuple(self._texts or ())
        return frozenset((*(path.with_suffix("") for path in paths), *(up for path in paths for up in path.parents)))

    def holding(self, name: str) -> tuple[tuple[PurePosixPath, Tree], ...] | None:
        """The files that hold a name; None where that is not known of all."""
        return self._parsed(self.mentioning(name))

    def matching(self, pattern: re.Pattern[str]) -> tuple[tuple[PurePosixPath, Tree], ...] | None:
        """The files whose text a pattern matches somewhere; None where that is not known of all."""
        texts = self._texts
        return self._parsed(None if texts is None else tuple(path for path in texts if pattern.search(texts[path])))

    def says(self, pattern: str) -> bool | None:
        """Whether a pattern matches the text of one of the files, Python or not; None where not all are known."""
        texts = self._texts
        return None if texts is None else any(re.search(pattern, text) for text in texts.values())

    def _parsed(self, files: tuple[PurePosixPath, ...] | None) -> tuple[tuple[PurePosixPath, Tree], ...] | None:
        found = [(path, tree) for path in files or () if (tree := self.tree(path)) is not None]
        return tuple(found) if files is not None and len(found) == len(files) else None

    def mentioning(self, name: str) -> tuple[PurePosixPath, ...] | None:
        """The files that hold the name; None where that is not known of all."""
        if name not in self._found:
            word = re.compile(rf"\b{re.escape(name)}\b")
            texts = self._texts if len(self._found) < _MOST_NAMES else None
            holding = [path for path, text in (texts or {}).items() if name in text and word.search(text)]
            self._found[name] = None if texts is None else tuple(holding)
        return self._found[name]

    def tree(self, path: PurePosixPath) -> Tree | None:
        """The tree of a file; None where it is not Python."""
        if path not in self._trees:
            self._trees[path] = parse((self._texts or {}).get(path, "("))
        tree = self._trees[path]
        return None if tree.root.has_error else tree

    @cached_property
    def _texts(self) -> Mapping[PurePosixPath, str] | None:
        """The project's Python files; None where they are too many, or one cannot be read or is too much."""
        on_disk = (path for path, _ in listed(self._snapshot.root) if path.suffix in SUFFIXES)
        paths = {*islice(on_disk, _MOST_FILES + 1), *(path for path in self._snapshot.above if path.suffix in SUFFIXES)}
        if len(paths) > _MOST_FILES:
            return None
        try:
            texts = {path: self._snapshot.read(path) for path in sorted(paths)}
        except Unreadable:
            return None
        known = {path: text for path, text in texts.items() if text is not None}
        return None if any(too_much(text) for text in known.values()) else known
