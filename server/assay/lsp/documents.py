"""The open documents: their texts as the editor last sent them, which is what gets verified, not the files on disk.

Changes are applied here and not by pygls, whose documents break lines at form feeds and U+2028 too and so lose
their place in files that hold one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lsprotocol import types

from assay.core.text import Lines, Place
from assay.lsp import convert
from assay.lsp.convert import Encoding


@dataclass(frozen=True, slots=True)
class Document:
    """One open document at one version. `uri` is as the editor spells it."""

    uri: str
    path: Path
    version: int
    lines: Lines

    @property
    def text(self) -> str:
        """All of it."""
        return self.lines.text


class Documents:
    """What is open, by path."""

    def __init__(self) -> None:
        self.encoding: Encoding = "utf-16"
        self._open: dict[Path, Document] = {}
        self._changed = asyncio.Event()
        self._changed_at: dict[Path, float] = {}

    def at(self, uri: str) -> Document | None:
        """The open document of a URI."""
        path = convert.path_of(uri)
        return None if path is None else self._open.get(path)

    def get(self, path: Path) -> Document | None:
        """The open document of a file."""
        return self._open.get(path)

    def below(self, folder: Path) -> Iterator[tuple[PurePosixPath, str]]:
        """Path relative to the folder, and text, of every document in it."""
        for path, document in self._open.items():
            if path.is_relative_to(folder):
                yield PurePosixPath(path.relative_to(folder)), document.text

    def open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take a document over from the disk."""
        item = params.text_document
        if (path := convert.path_of(item.uri)) is not None:
            self._open[path] = Document(item.uri, path, item.version, Lines(item.text))
            self.look_again()

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Apply the editor's changes, in their order. One to a document that is not open is not for us."""
        if (document := self.at(params.text_document.uri)) is None:
            return
        lines = document.lines
        for change in params.content_changes:
            lines = Lines(self._changed_text(lines, change))
        self._open[document.path] = Document(document.uri, document.path, params.text_document.version, lines)
        self.touch(document.path)
        self.look_again()

    def close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Give a document back to the disk."""
        if (document := self.at(params.text_document.uri)) is not None:
            del self._open[document.path]
            if document.path in self._changed_at:
                self.touch(document.path)  # what was typed and never saved is gone with it
            self.look_again()

    def touch(self, path: Path) -> None:
        """Note that a file changed now."""
        self._changed_at[path] = asyncio.get_running_loop().time()

    def changed_since(self, folder: Path, moment: float) -> tuple[PurePosixPath, ...]:
        """The files below a folder that changed after a moment of the loop's clock, sorted."""
        changed = (path for path, when in self._changed_at.items() if when > moment and path.is_relative_to(folder))
        return tuple(sorted(PurePosixPath(path.relative_to(folder)) for path in changed))

    def forget(self) -> None:
        """Take every document as closed: a message was lost, so none of the texts can be relied on."""
        self._open.clear()
        self.look_again()

    async def quiet(self, paths: Iterable[Path], seconds: float) -> None:
        """Return once none of these files has changed for so long."""
        loop, watched = asyncio.get_running_loop(), tuple(paths)

        def left() -> float:
            return max(self._changed_at.get(path, 0.0) for path in watched) + seconds - loop.time()

        while left() > 0:  # noqa: ASYNC110 - that nothing happens is no event
            await asyncio.sleep(left())

    async def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait for something to hold of the documents, looking again at each change; whether it came to hold."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def look_again(self) -> None:
        """Let all who wait for something to hold look whether it does now."""
        self._changed.set()
        self._changed = asyncio.Event()

    def _changed_text(self, lines: Lines, change: types.TextDocumentContentChangeEvent) -> str:
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            return change.text
        place: Place = convert.place(lines, change.range, self.encoding)
        return lines.text[: lines.offset(place.start)] + change.text + lines.text[lines.offset(place.end) :]
