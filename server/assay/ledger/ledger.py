"""The history of runs: an append-only SQLite table whose rows form a hash chain.

The chain shows accident and edits after the fact. It does not bind a determined owner of the account, who can write
a new one; nothing here is a signature. All of it blocks on the disk.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.core.digest import canonical, digest
from assay.core.errors import Lacking

FIRST = "0" * 64
"""What the first row has for the digest of the one before it."""

PATIENCE = 10.0
"""Seconds to wait for another process that writes."""

_VERSION = 1

# A row goes in at the end or not at all; AUTOINCREMENT keeps the highest number even when the last rows are gone.
_TABLE = """
CREATE TABLE receipts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, statement TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE TRIGGER no_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_insert BEFORE INSERT ON receipts
    WHEN NEW.sequence <= (SELECT coalesce(max(sequence), 0) FROM receipts)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the table; `statement` is the canonical JSON text that its digest covers."""

    sequence: int
    statement: str
    previous: str
    digest: str

    def value(self) -> dict[str, Any]:
        """The statement as JSON values."""
        value: dict[str, Any] = json.loads(self.statement)
        return value


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row at which the chain does not hold, and why."""

    sequence: int
    reason: str


def append(path: Path, *statements: Mapping[str, Any]) -> str:
    """Write statements at the end, all or none, and give the last one's digest. Raises `Lacking` where it cannot be."""
    texts = [canonical(dict(statement)) for statement in statements]
    with _opened(path, writing=True) as connection:
        connection.execute("BEGIN IMMEDIATE")
        _prepare(connection, path)
        last = connection.execute("SELECT digest FROM receipts ORDER BY sequence DESC LIMIT 1").fetchone()
        link = FIRST if last is None else str(last[0])
        for number, text in enumerate(texts, _highest(connection) + 1):
            previous, link = link, _link(link, text)
            connection.execute("INSERT INTO receipts VALUES (?, ?, ?, ?)", (number, text, previous, link))
        connection.execute("COMMIT")
    return link


def read(path: Path) -> tuple[Row, ...]:
    """All rows in their order; none where there is no ledger yet. Raises `Lacking`."""
    if not path.exists():
        return ()
    with _opened(path, writing=False) as connection:
        return _rows(connection, path)


def of_run(path: Path, run: str) -> tuple[Row, ...]:
    """The rows of one run, the summary last; none where there is no ledger yet. Raises `Lacking`."""
    return tuple(row for row in read(path) if f'"run":{canonical(run)}' in row.statement)


def check(path: Path) -> Broken | None:
    """The first row that was edited, moved or lost since it was written; None where all hold. Raises `Lacking`."""
    if not path.exists():
        return None
    with _opened(path, writing=False) as connection:
        rows, highest = _rows(connection, path), _highest(connection)
    previous = FIRST
    for number, row in enumerate(rows, 1):
        if row.sequence != number:
            return Broken(number, f"row {number} is missing")
        if row.previous != previous:
            return Broken(number, f"row {number} does not follow the one before it")
        if row.digest != _link(previous, row.statement):
            return Broken(number, f"row {number} is not what was written")
        previous = row.digest
    if len(rows) < highest:
        return Broken(len(rows) + 1, f"row {len(rows) + 1} is missing")
    return None


def _link(previous: str, statement: str) -> str:
    return digest(previous + statement)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the table in a new file. A transaction is open, so no other process does the same."""
    if _version(connection, path) == 0:
        for command in _TABLE.split(";\n"):
            connection.execute(command)
        connection.execute(f"PRAGMA user_version = {_VERSION}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > _VERSION:
        raise Lacking(f"{path}: a newer version of Assay wrote this ledger; use that one, or move the file away")
    return version


def _highest(connection: sqlite3.Connection) -> int:
    """The highest number ever given to a row."""
    row = connection.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'receipts'").fetchone()
    return int(row[0] or 0)


def _rows(connection: sqlite3.Connection, path: Path) -> tuple[Row, ...]:
    if _version(connection, path) == 0:
        raise Lacking(f"{path}: not a ledger; move the file away and a new one begins")
    found = connection.execute("SELECT sequence, statement, previous, digest FROM receipts ORDER BY sequence")
    return tuple(Row(*row) for row in found)


@contextmanager
def _opened(path: Path, *, writing: bool) -> Generator[sqlite3.Connection]:
    """A connection without implicit transactions; what SQLite or the system refuse is raised as `Lacking`."""
    try:
        if writing:
            _create(path)
        # for reading too: what a crash left half-written is rolled back first
        uri = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
            yield connection
    except OSError as error:
        raise Lacking(f"{path}: {error.strerror}; the ledger cannot be {_done(writing=writing)}") from error
    except sqlite3.Error as error:
        raise Lacking(f"{path}: {error}; the ledger cannot be {_done(writing=writing)}{_way_out(error)}") from error


def _done(*, writing: bool) -> str:
    return "written" if writing else "read"


def _way_out(error: sqlite3.Error) -> str:
    match error.sqlite_errorcode if isinstance(error, sqlite3.DatabaseError) else None:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return ": move the file away and a new one begins"
        case sqlite3.SQLITE_FULL:
            return ": make room on the disk"
        case sqlite3.SQLITE_BUSY:
            return f": another process has held it for {PATIENCE:g} s"
        case _:
            return ""


def _create(path: Path) -> None:
    """An empty file that only its owner can read, before SQLite would make one that more can."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
