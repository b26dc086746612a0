"""What a model can have done. Whatever it asks for, the answer is a text for it, and no error of ours."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, cast

from assay.core.check import Json
from assay.core.command import TOP
from assay.core.cutting import whole
from assay.core.errors import SandboxFailed, Unreadable
from assay.core.model import Call, Function
from assay.core.policy import Policy
from assay.core.text import split_lines, with_line_ending
from assay.model.drafting import Draft, Refused, replaced, with_symbol
from assay.model.lookup import Sight, references, symbols
from assay.model.running import Desk, run

MOST_LINES = 400
MOST_FOUND = 60
LONGEST_SEARCHED = 1 << 20
"""Bytes of a file that is searched; what is longer was hardly written by anybody."""

FINISH = "finish"

_SURROGATE = re.compile("[\ud800-\udfff]")

_TEXT: Json = {"type": "string"}
_LINE: Json = {"type": "string", "maxLength": 400}
"""Where a server holds a model to the schema, this is the end of one that repeats itself within it."""

_PATH: Json = {"type": "string", "description": "relative to the workspace, as in src/a.py", "maxLength": 400}


def _function(name: str, description: str, parameters: Mapping[str, Json]) -> Function:
    schema: dict[str, Json] = {
        "type": "object",
        "properties": dict(parameters),
        "required": list(parameters),
        "additionalProperties": False,
    }
    return Function(name, description, schema)


FUNCTIONS = (
    _function(
        "read_file",
        f"Lines of a file, from a line number on (from 1), {MOST_LINES} at most.",
        {"path": _PATH, "first_line": {"type": "integer"}},
    ),
    _function("search", "The lines of all files that hold a text, just as it is.", {"text": _LINE}),
    _function(
        "symbols",
        "Where a function, class or variable is defined, by its name, as in total or Class.method, with its header; "
        "or all that one file defines, by its path.",
        {"name": _LINE},
    ),
    _function(
        "references", "The lines in all files that use a name, and in what function they stand.", {"name": _LINE}
    ),
    _function(
        "run",
        "Run a program on the draft, without a shell: pytest, or the project's type checker.",
        {"argv": {"type": "array", "items": _LINE, "maxItems": 100}},
    ),
    _function(
        "replace_symbol",
        "Replace a whole function or class, decorators included, by its qualified name, as in Class.method.",
        {"path": _PATH, "name": _LINE, "new": _TEXT},
    ),
    _function(
        "replace_text",
        "Replace a passage that stands in the file exactly once.",
        {"path": _PATH, "old": _TEXT, "new": _TEXT},
    ),
    _function("create_file", "Make a file that is not there.", {"path": _PATH, "text": _TEXT}),
    _function("delete_file", "Delete a file.", {"path": _PATH}),
    _function(
        FINISH,
        "End: the draft is what you propose. Say in one or two sentences what it does and why.",
        {"rationale": _LINE},
    ),
)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a call: what is said to the model, and whose texts that shows."""

    text: str
    files: tuple[PurePosixPath, ...] = ()


class Cover(Protocol):
    """What is made unreadable for a model, as `assay.model.egress.Egress` keeps it."""

    def uncovered(self, text: str) -> str:
        """A text that came back, with the things themselves."""
        ...

    def look_over(self, text: str) -> None:
        """Know what a whole text holds, before a part of it is shown."""
        ...


class Toolbox:
    """The functions at work on one draft.

    `sight` is what a model may see; `cover` gives back what was made unreadable in what it writes, and looks over
    whole what it sees a part of.
    """

    def __init__(
        self,
        draft: Draft,
        desk: Desk,
        policy: Policy,
        sight: Sight,
        cover: Cover,
    ) -> None:
        self.draft = draft
        self._desk = desk
        self._policy = policy
        self._shown = sight.shown
        self._index = sight.index
        self._uncovered = cover.uncovered
        self._look_over = cover.look_over

    async def carry_out(self, call: Call) -> Done:
        """Do what is asked for, or say why not."""
        try:
            arguments = _arguments(call)
            if call.name == "run":
                argv = tuple(map(self._uncovered, _words(arguments, "argv")))
                return Done(await run(self._desk, argv, self.draft.snapshot, self._look_over))
            if call.name in ("symbols", "references"):
                return await self._looked_up(call.name, self._written(arguments, "name").strip())
            return await asyncio.to_thread(self._done, call.name, arguments)
        except (Refused, Unreadable, SandboxFailed) as error:
            return Done(str(error))

    def _done(self, name: str, arguments: Mapping[str, Any]) -> Done:
        match name:
            case "read_file":
                path = self._path(arguments)
                return Done(self._lines(path, arguments.get("first_line", 1)), self._theirs([path]))
            case "search":
                return self._found(self._written(arguments, "text"))
            case "replace_symbol":
                path = self._editable(arguments)
                symbol, new = _string(arguments, "name"), self._written(arguments, "new")
                self.draft.put(path, with_symbol(self.draft.text(path), symbol, new))
                return Done(f"{path}: {symbol} is replaced")
            case "replace_text":
                path = self._editable(arguments)
                old, new = self._written(arguments, "old"), self._written(arguments, "new")
                self.draft.put(path, replaced(self.draft.text(path), old, new))
                return Done(f"{path}: it is replaced")
            case "create_file":
                path = self._editable(arguments)
                self.draft.create(path, self._written(arguments, "text"))
                return Done(f"{path}: it is made")
            case "delete_file":
                path = self._editable(arguments)
                self.draft.delete(path)
                return Done(f"{path}: it is deleted")
            case _:
                raise Refused(f"there is no function {name!r}; there are: {', '.join(each.name for each in FUNCTIONS)}")

    async def _looked_up(self, function: str, name: str) -> Done:
        if not name:
            raise Refused("the name is empty")
        index, visible = await self._index(self.draft.snapshot), self._visible
        if function == "symbols":
            found = await asyncio.to_thread(symbols, index, name, visible)
        else:
            found = await asyncio.to_thread(references, index, name, visible, self._whole_lines)
        return Done(found.text, self._theirs(found.files))

    def _whole_lines(self, path: PurePosixPath) -> list[str]:
        return [whole(line) for line in split_lines(with_line_ending(self._readable(path), "\n"))]

    def _lines(self, path: PurePosixPath, first: object) -> str:
        lines = split_lines(self.draft.text(path))
        start = max(first, 1) if isinstance(first, int) else 1
        part = [whole(line) for line in lines[start - 1 : start - 1 + MOST_LINES]]
        return f"{path}, lines {start} to {start - 1 + len(part)} of {len(lines)}:\n{''.join(part)}"

    def _found(self, text: str) -> Done:
        if not text.strip():
            raise Refused("the text is empty")
        hits: list[str] = []
        files: list[PurePosixPath] = []
        for path in sorted(self._visible):
            for number, line in enumerate(split_lines(self._readable(path)), 1):
                if text in line:
                    hits.append(f"{path}:{number}: {whole(line).rstrip()}")
                    files.append(path)
            if len(hits) >= MOST_FOUND:
                break
        more = f"\n(more than {MOST_FOUND}; search for something longer)" if len(hits) > MOST_FOUND else ""
        listed = "\n".join(hits[:MOST_FOUND]) or "nothing is found"
        return Done(f"{listed}{more}", self._theirs(files[:MOST_FOUND]))

    @property
    def _visible(self) -> frozenset[PurePosixPath]:
        """What the model may see, and what it has made itself."""
        return self._shown | {change.path for change in self.draft.patch.changes}

    def _theirs(self, paths: Iterable[PurePosixPath]) -> tuple[PurePosixPath, ...]:
        """Those that the model did not make itself."""
        return tuple(path for path in dict.fromkeys(paths) if path in self._shown)

    def _readable(self, path: PurePosixPath) -> str:
        """The text of a file to search in; of one that is no text, or very long, nothing."""
        try:
            if path not in self.draft.snapshot.above and _size(self._desk.project.workspace / path) > LONGEST_SEARCHED:
                return ""
            return self.draft.snapshot.read(path) or ""
        except Unreadable:
            return ""

    def _inside(self, arguments: Mapping[str, Any]) -> PurePosixPath:
        """The path that is meant, in the workspace."""
        written = self._written(arguments, "path").removeprefix(f"{self._desk.project.workspace}/")
        path = PurePosixPath(written)
        if path.is_absolute() or ".." in path.parts or path == TOP or "\0" in written:
            raise Refused(f"{written!r}: not a path in the workspace; give one relative to it, as in src/a.py")
        return path

    def _path(self, arguments: Mapping[str, Any]) -> PurePosixPath:
        """A file that the model may see, or has made itself."""
        path = self._inside(arguments)
        if path not in self._visible:
            raise Refused(f"{path}: there is no such file, or it is not to be seen")
        return path

    def _editable(self, arguments: Mapping[str, Any]) -> PurePosixPath:
        """Likewise, or a file that is not there yet; and none that is protected."""
        path = self._inside(arguments)
        on_disk = self._desk.project.workspace / path
        if path in self._shown or on_disk.exists() or on_disk.is_symlink():
            path = self._path(arguments)
        if self._policy.protects(path) or self._policy.hides(path):
            raise Refused(f"{path}: it is protected, and stays as it is")
        return path

    def _written(self, arguments: Mapping[str, Any], name: str) -> str:
        return self._uncovered(_string(arguments, name))


def _arguments(call: Call) -> Mapping[str, Any]:
    try:
        found: object = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        raise Refused("the arguments are not JSON; write them again") from None
    if not isinstance(found, dict):
        raise Refused("the arguments are not a JSON object; write them again")
    return cast("Mapping[str, Any]", found)


def _string(arguments: Mapping[str, Any], name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str):
        raise Refused(f"`{name}` is missing, or no text")
    if _SURROGATE.search(value):
        raise Refused(f"`{name}` holds half of a character; write it again")
    return value.replace("\r\n", "\n")


def _words(arguments: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = arguments.get(name)
    words = cast("list[object]", value) if isinstance(value, list) else []
    strings = tuple(word for word in words if isinstance(word, str) and "\0" not in word)
    if not strings or len(strings) != len(words):
        raise Refused(f"`{name}` has to be a list of texts: a program and its arguments")
    return strings


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
