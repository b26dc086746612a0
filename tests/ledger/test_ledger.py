"""The ledger: what is appended stays, its chain shows what was done to it, and what cannot be kept is said."""

from __future__ import annotations

import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.core.errors import Lacking
from assay.ledger.ledger import FIRST, Broken, append, check, read
from support.receipts import RECEIPT


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "state of #1?" / "ledger.db"


def _filled(ledger: Path) -> Path:
    for number in range(1, 6):
        append(ledger, {"number": number, "text": "é \udce9 \x1b[31m"})
    return ledger


def test_what_is_appended_is_read_back_in_order(ledger: Path) -> None:
    digests = [append(ledger, RECEIPT.statement()), append(ledger, {"b": 1, "a": [None, True, 0.5]})]
    rows = read(ledger)
    assert [row.value() for row in rows] == [RECEIPT.statement(), {"b": 1, "a": [None, True, 0.5]}]
    assert [row.statement for row in rows[1:]] == ['{"a":[null,true,0.5],"b":1}']
    assert [row.digest for row in rows] == digests
    assert [row.previous for row in rows] == [FIRST, digests[0]]
    assert check(ledger) is None


def test_before_the_first_run_there_is_nothing(ledger: Path) -> None:
    assert read(ledger) == ()
    assert check(ledger) is None
    assert not ledger.exists()


def test_only_the_user_can_read_it(ledger: Path) -> None:
    append(ledger, {})
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    assert stat.S_IMODE(ledger.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE receipts SET statement = '{}' WHERE sequence = 2",
        "DELETE FROM receipts WHERE sequence = 5",
        "INSERT OR REPLACE INTO receipts VALUES (2, '{}', '', '')",
        "INSERT INTO receipts (statement, previous, digest) VALUES ('{}', '', '')",
    ],
)
def test_the_table_itself_forbids_all_but_appending(ledger: Path, command: str) -> None:
    connection = sqlite3.connect(_filled(ledger))
    with pytest.raises(sqlite3.IntegrityError, match="the ledger is append-only"):
        connection.execute(command)
    connection.close()
    assert check(ledger) is None


def _tamper(ledger: Path, *commands: str) -> None:
    """What somebody does who drops the triggers first."""
    connection = sqlite3.connect(ledger)
    for trigger in ("no_update", "no_delete", "no_insert"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for command in commands:
        connection.execute(command)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("commands", "broken"),
    [
        (
            ["UPDATE receipts SET statement = replace(statement, '3', '4') WHERE sequence = 3"],
            Broken(3, "row 3 is not what was written"),
        ),
        (["DELETE FROM receipts WHERE sequence = 1"], Broken(1, "row 1 is missing")),
        (["DELETE FROM receipts WHERE sequence = 4"], Broken(4, "row 4 is missing")),
        (["DELETE FROM receipts WHERE sequence > 3"], Broken(4, "row 4 is missing")),
        (["DELETE FROM receipts"], Broken(1, "row 1 is missing")),
        (
            [
                "DELETE FROM receipts WHERE sequence = 2",
                "UPDATE receipts SET sequence = sequence - 1 WHERE sequence > 2",
            ],
            Broken(2, "row 2 does not follow the one before it"),
        ),
        (
            [
                "UPDATE receipts SET sequence = 9 WHERE sequence = 2",
                "UPDATE receipts SET sequence = 2 WHERE sequence = 3",
                "UPDATE receipts SET sequence = 3 WHERE sequence = 9",
            ],
            Broken(2, "row 2 does not follow the one before it"),
        ),
    ],
    ids=[
        "edited",
        "first removed",
        "one removed",
        "last removed",
        "all removed",
        "removed and renumbered",
        "reordered",
    ],
)
def test_the_chain_shows_what_was_done_to_it(ledger: Path, commands: list[str], broken: Broken) -> None:
    _tamper(_filled(ledger), *commands)
    assert check(ledger) == broken


def test_after_lost_rows_the_gap_stays_visible(ledger: Path) -> None:
    _tamper(_filled(ledger), "DELETE FROM receipts WHERE sequence > 3")
    append(ledger, {"number": 6})
    assert check(ledger) == Broken(4, "row 4 is missing")


def test_processes_that_write_at_once_make_one_chain(ledger: Path) -> None:
    program = (
        "import sys, pathlib; from assay.ledger.ledger import append;"
        "[append(pathlib.Path(sys.argv[1]), {'number': number}) for number in range(10)]"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(ledger)]) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(read(ledger)) == 30
    assert check(ledger) is None


def _damage_header(ledger: Path) -> None:
    ledger.write_bytes(b"this is no database, and it is long enough to be looked at" * 20)


def _damage_middle(ledger: Path) -> None:
    content = bytearray(ledger.read_bytes())
    content[100:] = bytes(len(content) - 100)
    ledger.write_bytes(content)


def _from_the_future(ledger: Path) -> None:
    connection = sqlite3.connect(ledger)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def _a_folder(ledger: Path) -> None:
    ledger.unlink()
    ledger.mkdir()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_damage_header, "move the file away and a new one begins"),
        (_damage_middle, "move the file away and a new one begins"),
        (_from_the_future, "a newer version of Assay wrote this ledger"),
        (_a_folder, "the ledger cannot be "),
    ],
    ids=["no database", "damaged", "from a newer version", "a folder"],
)
def test_a_ledger_that_cannot_be_used_is_said_and_left_alone(
    ledger: Path, damage: Callable[[Path], None], message: str
) -> None:
    damage(_filled(ledger))
    content = ledger.read_bytes() if ledger.is_file() else None
    for use in (lambda: append(ledger, {}), lambda: read(ledger), lambda: check(ledger)):
        with pytest.raises(Lacking) as caught:
            use()
        assert str(ledger) in str(caught.value)
        assert message in str(caught.value)
    assert (ledger.read_bytes() if ledger.is_file() else None) == content


def test_a_full_disk_is_said_and_loses_nothing_that_was_there(ledger: Path) -> None:
    """The size limit of files stands for the disk: the same write that fails on a full one fails on it."""
    _filled(ledger)
    size = ledger.stat().st_size

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    program = (
        "import sys, pathlib; from assay.ledger.ledger import append;"
        "append(pathlib.Path(sys.argv[1]), {'x': 'y' * 9000})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(ledger)], capture_output=True, text=True, check=False, preexec_fn=limited
    )
    assert done.returncode == 1
    assert f"assay.core.errors.Lacking: {ledger}: " in done.stderr
    assert "the ledger cannot be written" in done.stderr
    assert len(read(ledger)) == 5
    assert check(ledger) is None


def test_a_writer_that_dies_half_way_leaves_the_chain_whole(ledger: Path) -> None:
    program = (
        "import os, sys, sqlite3; connection = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "connection.execute('PRAGMA cache_size = 1'); connection.execute('BEGIN IMMEDIATE');"
        "[connection.execute(\"INSERT INTO receipts VALUES (?, ?, '', '')\", (n, 'x' * 4000)) for n in range(6, 99)];"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(_filled(ledger))], check=False)
    assert done.returncode == -signal.SIGKILL
    assert ledger.with_name("ledger.db-journal").exists()
    assert len(read(ledger)) == 5
    assert check(ledger) is None


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib; from assay.ledger.ledger import append;"
        "os.geteuid() == 0 and os.setuid(65534);"  # permissions do not hold root
        "append(pathlib.Path(sys.argv[1]), {})"
    )
    folder = tmp_path / "state"
    folder.mkdir(mode=0o500)
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder / "ledger.db")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Permission denied; the ledger cannot be written" in done.stderr
