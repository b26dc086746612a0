"""`assay run --replay` and `assay trace`: a run is done again with no network, and given away on somebody's word."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.commands import SECONDS, Done, Home
from support.receipts import against_schema, lasting
from support.scripted_openai import ScriptedOpenAI
from support.shop import LINE, MENDED, MENDS, finishes, write_shop

PYTHON = ("--interpreter", sys.executable)

FORBID = """
import runpy, socket, sys

def forbid(name, arguments):
    if name == "socket.getaddrinfo" or (name == "socket.connect" and arguments[0].family != socket.AF_UNIX):
        raise RuntimeError("a connection is forbidden")

sys.addaudithook(forbid)
"""


def python(home: Home, shop: Path, source: str, *arguments: str) -> Done:
    """A program that may open no connection, with nobody at the terminal."""
    done = subprocess.run(
        [sys.executable, "-c", FORBID + source, *arguments],
        cwd=shop,
        env=home.environ(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def alone(home: Home, shop: Path, *arguments: str) -> Done:
    """A command of Assay that may open no connection, in the workspace."""
    return python(home, shop, "runpy.run_module('assay', run_name='__main__', alter_sys=True)", *arguments)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path, dict[str, Any]]:
    """A user who ran an action with a model and names none any more; the workspace, and the receipt of the run."""
    folder = tmp_path_factory.mktemp("ran")
    (folder / "home").mkdir()
    home, shop = Home(folder / "home"), write_shop(folder / "shop")
    with ScriptedOpenAI(MENDS, finishes()) as server:
        home.configure(f'model_url = "{server.url}"\nmodel = "scripted-1"\n')
        done = home.assay("run", "fix_types", f"{shop / 'shop.py'}:{LINE + 1}", "--trust", "--json", *PYTHON)
    home.configure("")
    assert done.code == 0, done
    return home, shop, done.statements[0]


def test_a_forbidden_connection_is_noticed(home: Home, tmp_path: Path) -> None:
    done = python(home, tmp_path, "socket.create_connection(('127.0.0.1', 9))")
    assert done.code == 1
    assert "a connection is forbidden" in done.err


def test_a_run_is_done_again_with_no_endpoint_and_no_connection(ran: tuple[Home, Path, dict[str, Any]]) -> None:
    home, shop, receipt = ran
    name = receipt["predicate"]["run"]
    before = (shop / "shop.py").read_text()
    done = alone(home, shop, "run", "--replay", name, "--trust", "--json", "--apply", *PYTHON)
    try:
        assert done.code == 0, done
        assert (shop / "shop.py").read_text() == MENDED
    finally:
        (shop / "shop.py").write_text(before)
    unit = done.statements[0]
    assert against_schema(unit) == []
    assert lasting(unit) == lasting(receipt)
    assert (unit["predicate"]["replayed"], unit["predicate"]["egress"]["bytes"] > 0) == (name, True)


def test_what_a_person_reads_of_a_replay_says_that_nothing_left(ran: tuple[Home, Path, dict[str, Any]]) -> None:
    home, shop, receipt = ran
    name = receipt["predicate"]["run"]
    done = alone(home, shop, "run", "--replay", name, "--trust", *PYTHON)
    assert done.code == 0, done
    assert f"not asked now, this is from run {name}" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fix_types", "shop.py"), "--replay goes without action: what was asked for is in the trace"),
        (("--intent", "x"), "--replay goes without intent: what was asked for is in the trace"),
    ],
)
def test_what_is_in_the_trace_is_not_asked_for_again(
    ran: tuple[Home, Path, dict[str, Any]], arguments: tuple[str, ...], words: str
) -> None:
    home, shop, receipt = ran
    done = alone(home, shop, "run", *arguments, "--replay", receipt["predicate"]["run"])
    assert done.code == 2
    assert words in done.err


def test_one_that_is_not_kept_is_said(home: Home, tmp_path: Path) -> None:
    done = alone(home, write_shop(tmp_path / "shop"), "run", "--replay", "0123456789ab")
    assert done.code == 2
    assert "0123456789ab.jsonl: there is no such trace; it is kept for as long as `model_traces` says" in done.err


def test_the_traces_are_listed(ran: tuple[Home, Path, dict[str, Any]], tmp_path: Path) -> None:
    home, shop, receipt = ran
    done = home.assay("trace", "list", cwd=shop)
    assert (done.code, done.out.split()[0]) == (0, receipt["predicate"]["run"])
    other = home.assay("trace", "list", cwd=write_shop(tmp_path / "other"))
    assert (other.code, other.out) == (0, "")
    assert "no trace is kept" in other.err


def test_without_a_yes_nothing_is_given_away_and_it_is_said_what_would_be(
    ran: tuple[Home, Path, dict[str, Any]], tmp_path: Path
) -> None:
    home, shop, receipt = ran
    done = home.assay("trace", "export", receipt["predicate"]["run"], "--output", tmp_path / "out", cwd=shop)
    assert done.code == 1
    assert done.err.startswith("2 requests and what came back, with text of shop.py, test_shop.py; ")
    assert "not written: nobody said yes" in done.err
    assert list(tmp_path.iterdir()) == []


def test_what_is_given_away_holds_no_secret_and_can_be_replayed(
    ran: tuple[Home, Path, dict[str, Any]], tmp_path: Path
) -> None:
    home, shop, receipt = ran
    secret, file = "sk-" + "a1B2" * 8, Path(receipt["predicate"]["trace"])
    kept = file.read_text()
    assert json.loads(kept.splitlines()[0])["trace"]["intent"] == ""
    file.write_text(kept.replace('"intent": ""', f'"intent": "{secret}"', 1))
    name, output = receipt["predicate"]["run"], tmp_path / "out.jsonl"
    done = home.assay("trace", "export", name, "--output", output, "--yes", cwd=shop)
    again = home.assay("trace", "export", name, "--output", output, "--yes", cwd=shop)
    file.write_text(kept)
    assert (done.code, done.out) == (0, f"{output}\n"), done
    assert "1 place, by today's patterns" in done.err
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert secret not in output.read_text()
    assert (again.code, "it is there already" in again.err) == (2, True)
    given, count = re.subn(r'"intent": "<secret-\d+>"', '"intent": ""', output.read_text())
    assert count == 1
    output.write_text(given)
    replayed = alone(home, shop, "run", "--replay", str(output), "--trust", "--json", *PYTHON)
    assert replayed.code == 0, replayed
    assert lasting(replayed.statements[0]) == lasting(receipt)
