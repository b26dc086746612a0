"""What was said to a model is kept on disk for its user alone, for some days, and not without limit."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assay.core.action import Request, Target
from assay.core.errors import BadInput
from assay.core.fingerprint import Fingerprint
from assay.core.model import Call, Message, Prompt
from assay.core.receipt import VOLATILE
from assay.core.snapshot import Snapshot
from assay.model.exchange import Asker, Exchange
from assay.settings import Settings
from assay.workspace import traces
from assay.workspace.exporting import exported
from assay.workspace.trace import Trace, trace
from assay.workspace.tracing import Tracing
from support.traces import TOLD, trace_values

DAY = 86400.0
ORDER = SimpleNamespace(
    request=Request("fix_types", Snapshot(Path()), PurePosixPath("a.py")),
    accept=frozenset[str](),
    budget=SimpleNamespace(seconds=60.0),
)
GROUND = SimpleNamespace(order=ORDER, pairs=False, fingerprint=Fingerprint("a", "b", "c", {}, "d"), seen={})
"""As much of a run as its trace names."""


def write(folder: Path, run: str, *, days_ago: float = 0.0, size: int = 0) -> Path:
    """A trace that was written so long ago; it is as long as that on disk, and takes no room."""
    file = traces.keep(folder, run, [])
    os.truncate(file, size)
    then = time.time() - days_ago * DAY
    os.utime(file, (then, then))
    return file


def names(folder: Path) -> list[str]:
    """The runs with a trace, the newest first."""
    return [file.stem for file, _ in traces.listed(folder)]


def test_it_is_for_its_user_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        file = traces.keep(tmp_path / "traces", "run1", trace_values())
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [each.name for each in file.parent.iterdir()] == ["run1.jsonl"]


def test_what_is_older_goes(tmp_path: Path) -> None:
    for run, days in (("a", 15.0), ("b", 13.0), ("c", 1.0)):
        write(tmp_path, run, days_ago=days)
    traces.prune(tmp_path, 14.0)
    assert names(tmp_path) == ["c", "b"]
    traces.prune(tmp_path, 0.0)
    assert names(tmp_path) == []


def test_beyond_the_limit_the_oldest_go(tmp_path: Path) -> None:
    for number, run in enumerate("abcd"):
        write(tmp_path, run, days_ago=number / 10, size=traces.SIZE // 3)
    traces.prune(tmp_path, 14.0)
    assert names(tmp_path) == ["a", "b", "c"]


def test_where_none_is_kept_nothing_is_made(tmp_path: Path) -> None:
    traces.prune(tmp_path / "none", 14.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../run", "/etc/passwd", "", "a/b", "a.b"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="not the name of a run"):
        traces.file_of(tmp_path, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "nothing",
        "[" * 100_000,
        '{"trace": {}}',
        json.dumps(trace_values()[0]).replace('"path": "shop.py"', '"path": "../shop.py"'),
        json.dumps(trace_values()[0]).replace('"path": "shop.py"', '"path": "/etc/passwd"'),
        json.dumps(trace_values()[0]).replace('"form": 2', '"form": 1'),
        json.dumps(trace_values()[0]).replace('"model": "coder"', '"model": "coder", "interpreter": "/tmp/python"'),
        json.dumps(trace_values()[0]).replace('"model": "coder"', '"model": "coder", "container_is_sandbox": true'),
        json.dumps(trace_values()[0]).replace('"started": 1760000000.25', f'"started": {"9" * 400}'),
        json.dumps(trace_values()[0]).replace('"started": 1760000000.25', '"started": NaN'),
        "\n".join(map(json.dumps, [*trace_values(), {"exchange": {"messages": [7]}}])),
    ],
)
def test_what_is_no_trace_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run1.jsonl"
    file.write_text(text)
    with pytest.raises(BadInput, match="not a trace"):
        traces.load(file)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = traces.keep(tmp_path, "run1", trace_values())
    assert traces.load(file) == trace(tuple(trace_values()))


SECRET = "sk-" + "a1B2" * 8


def planted(text: str) -> Trace:
    """A trace in which a model was told this, with a mark in it from when it left."""
    values = json.loads(json.dumps(trace_values()).replace(json.dumps(TOLD)[1:-1], json.dumps(text)[1:-1]))
    assert values != trace_values()
    return trace(tuple(values))


def test_what_is_given_away_is_looked_over_again(tmp_path: Path) -> None:
    export = exported(planted(f"key {SECRET} and <secret-1> in {tmp_path}/shop.py"), tmp_path, {})
    text = json.dumps(export.values)
    assert SECRET not in text
    assert str(tmp_path) not in text
    assert "key <secret-2> and <secret-1> in <workspace>/shop.py" in text
    assert (export.files, export.requests, export.places) == (("shop.py",), 1, 2)
    assert trace(export.values).exchanges


def test_what_is_given_away_names_no_file_that_was_not_shown(tmp_path: Path) -> None:
    export = exported(trace(tuple(trace_values())), tmp_path, {})
    head = trace(export.values).head
    assert ([str(path) for path in head.files], head.all_files) == (["shop.py"], False)
    assert "private.py" not in json.dumps(export.values)


def test_the_manual_lists_what_a_replay_has_otherwise() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "models.md").read_text("utf-8")
    listed = re.search(r"the same but for these\s+fields of the receipt: ([^.]+)\.", page)
    assert listed is not None
    assert tuple(re.findall(r"`(\w+)`", listed[1])) == VOLATILE


def test_what_is_given_away_names_files_of_what_was_remembered_and_turned_down(tmp_path: Path) -> None:
    """Their text is in it though no request of this run showed it."""
    values = trace_values()
    values[0]["trace"]["recalled"] = {
        "one": {"rationale": "so", "changes": [["private.py", "f" * 64, "x = 1"], ["new.py", None, "y = 2"]]},
        "two": {"no": "proposal"},
    }
    values[0]["trace"]["earlier"] = [
        {
            "run": "run0",
            "unit": 1,
            "path": "shop.py",
            "messages": [],
            "patch": "digest",
            "diff": "--- a/old.py",
            "files": ["old.py"],
            "remark": "",
        }
    ]
    export = exported(trace(tuple(values)), tmp_path, {})
    assert export.files == ("new.py", "old.py", "private.py", "shop.py")
    assert list(trace(export.values).head.recalled) == ["one"], "what cannot be named is not given away"


def test_a_trace_that_goes_meanwhile_is_not_listed(tmp_path: Path) -> None:
    write(tmp_path, "a")
    (tmp_path / "b.jsonl").symlink_to(tmp_path / "gone")
    assert names(tmp_path) == ["a"]
    traces.prune(tmp_path, 14.0)
    assert names(tmp_path) == ["a"]


def test_what_a_run_that_died_left_half_written_goes(tmp_path: Path) -> None:
    traces.keep(tmp_path, "a", [])
    old, new = tmp_path / ".b.jsonl.77.new", tmp_path / ".c.jsonl.78.new"
    for file, hours in ((old, 25), (new, 1)):
        file.touch()
        then = time.time() - hours * 3600
        os.utime(file, (then, then))
    traces.prune(tmp_path, 14.0)
    assert sorted(each.name for each in tmp_path.iterdir()) == [new.name, "a.jsonl"]


def test_what_is_longer_than_any_trace_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "run1.jsonl"
    file.touch()
    os.truncate(file, 2 * traces.LONGEST + 1)
    with pytest.raises(BadInput, match="no trace is so long"):
        traces.load(file)


@pytest.mark.parametrize(
    "message",
    [
        Message("user", "a" * traces.LONGEST),
        Message("user", "\N{GREEK SMALL LETTER ALPHA}" * (traces.LONGEST // 6 + 1)),
        Message("assistant", "", (Call("1", "finish", "a" * traces.LONGEST),)),
    ],
    ids=["long", "long in the file", "a long call"],
)
def test_one_that_cannot_hold_all_that_was_said_says_so(tmp_path: Path, message: Message) -> None:
    tracing = Tracing("run1", Settings(model_url="http://127.0.0.1:9/v1", model="coder"), tmp_path, None)
    asker = Asker(Target(PurePosixPath("a.py"), "", ()), 1)
    for said in (Message("user", "First."), message, Message("user", "Last.")):
        tracing.tape.note(asker, Exchange(Prompt((said,), ()), None, None, 1))
    file = tracing.keep(cast("Any", GROUND), ())
    assert file is not None
    found = traces.load(Path(file))
    assert not found.head.whole
    assert [each.prompt.messages[0].text for each in found.exchanges] == ["First."]
