"""How keys and values lie on disk: as plain text, whatever a row of the store says of itself.

The package below unpickles what a row calls a pickle, removes the file that a row names, and reads one into memory:
who writes into the store would run code. Here a row that is not a JSON text is refused.
"""

from __future__ import annotations

import json

import diskcache

LARGEST = 4 * 1024 * 1024
"""Characters of a value."""

_RAW = 1
"""The mode of a row that holds its value as it is, in diskcache's numbers."""


class Refused(ValueError):
    """A row that this store did not make."""


class Unkept(ValueError):
    """A value that this store does not keep."""


class PlainText(diskcache.Disk):
    """JSON texts under keys that are texts; no pickle, no file beside the database."""

    def put(self, key: object) -> tuple[object, bool]:
        """The key as it is stored."""
        if type(key) is not str:
            raise Unkept("a key is a text")
        return key, True

    def get(self, key: object, raw: bool) -> object:  # noqa: FBT001 - diskcache's signature
        """The key as it is used."""
        if not raw or type(key) is not str:
            raise Refused("a key that is not a text")
        return key

    def store(
        self,
        value: object,
        read: bool,  # noqa: FBT001
        key: object = diskcache.UNKNOWN,  # noqa: ARG002
    ) -> tuple[int, int, str | None, object]:
        """The columns of a row: size of its file, mode, file, value. Raises `Unkept`."""
        try:
            text = json.dumps(value, separators=(",", ":"))
        except (TypeError, RecursionError) as error:
            raise Unkept("a value that is not JSON") from error
        if read or len(text) > LARGEST:
            raise Unkept(f"a value of more than {LARGEST:,} characters")
        return 0, _RAW, None, text

    def fetch(self, mode: int, filename: str | None, value: object, read: bool) -> object:  # noqa: FBT001
        """The value of a row. Raises `Refused` for any row that `store` does not make."""
        if read or mode != _RAW or filename is not None or type(value) is not str:
            raise Refused("a row that does not hold its value as a text")
        try:
            found: object = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise Refused("a value that is not JSON") from error
        return found

    def remove(self, file_path: str) -> None:
        """Remove no file: none is made, so whatever a row names is not ours."""
