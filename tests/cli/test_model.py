"""`assay run` with a model behind it: a scripted server on loopback, the real client, the real sandbox."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assay.workspace.configuration import folder_of
from support.commands import Done, Home
from support.receipts import against_schema
from support.scripted_openai import Recorded, ScriptedOpenAI, Step, calls, depending
from support.shop import LINE, MENDED, MENDS, MODULE, finishes, replaces, write_shop

PYTHON = ("--interpreter", sys.executable)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with an error that no recipe knows."""
    return write_shop(tmp_path / "shop")


def run(home: Home, shop: Path, server: ScriptedOpenAI, *more: str) -> Done:
    home.configure(f'model_url = "{server.url}"\nmodel = "scripted-1"\nmodel_prices = [2, 10, "EUR"]\n')
    return home.assay("run", "fix_types", f"{shop / 'shop.py'}:{LINE + 1}", "--trust", "--json", *more, *PYTHON)


def test_what_no_recipe_solves_a_model_does_and_the_receipt_says_what_left(home: Home, shop: Path) -> None:
    seen: list[str] = []

    def looks_at_what_it_was_shown(recorded: Recorded) -> Step:
        seen.extend(recorded.results())
        return MENDS

    with ScriptedOpenAI(
        calls(("read_file", {"path": "shop.py", "first_line": 1})),
        depending(looks_at_what_it_was_shown),
        calls(("run", {"argv": ["mypy"]})),
        finishes(),
    ) as server:
        done = run(home, shop, server, "--apply")
    assert done.code == 0, done
    unit, summary = done.statements
    assert [against_schema(each) for each in done.statements] == [[], []]
    assert seen == [f"shop.py, lines 1 to {len(MODULE.splitlines())} of {len(MODULE.splitlines())}:\n{MODULE}"]
    assert server.requests[-1].results()[-1] == "mypy: no error in the whole project"
    predicate = unit["predicate"]
    assert predicate["verdict"] == "verified"
    assert [(each["proposer"], each["rationale"]) for each in predicate["attempts"]] == [
        ("model", "The attribute is called price.")
    ]
    assert predicate["model"] == {"name": "scripted-1", "endpoint": f"http://127.0.0.1:{server.port}"}
    assert predicate["tokens"] == {"input": 400, "output": 40}
    assert predicate["cost"] == {"amount": 0.0012, "currency": "EUR"}
    assert predicate["egress"] == {
        "files": ["shop.py", "test_shop.py"],
        "bytes": sum(each.size for each in server.requests),
        "redactions": 0,
    }
    assert summary["predicate"]["applied"][0]["state"] == "applied"
    assert (shop / "shop.py").read_text() == MENDED


def test_without_an_endpoint_nothing_changes(home: Home, shop: Path) -> None:
    done = home.assay("run", "fix_types", f"{shop / 'shop.py'}:{LINE + 1}", "--trust", "--json", *PYTHON)
    unit, _ = done.statements
    assert done.code == 1
    assert unit["predicate"]["reason"] == "no recipe knows a change for this"
    assert unit["predicate"]["model"] is None
    assert unit["predicate"]["egress"] == {"files": [], "bytes": 0, "redactions": 0}


def test_what_is_remembered_is_said_and_forgotten(home: Home, shop: Path) -> None:
    assert home.assay("cache", "stats", cwd=shop).out.startswith(f"{shop}: nothing is remembered\n")
    with ScriptedOpenAI(MENDS, finishes(), MENDS, finishes()) as server:
        hits = [run(home, shop, server).statements[0]["predicate"]["cache"] for _ in range(2)]
        stats = home.assay("cache", "stats", cwd=shop)
        cleared = [home.assay("cache", "clear", cwd=shop).out for _ in range(2)]
        hits.append(run(home, shop, server).statements[0]["predicate"]["cache"])
    assert hits == ["miss", "hit", "miss"]
    assert stats.code == 0
    assert stats.out.startswith("changes and replies of models: 3, in ")
    assert "\noutlines of Python files: 2, in " in stats.out
    assert stats.out.endswith("is kept for 14 days, with what it said on the way; `model_memory` sets that\n")
    assert cleared == [
        f"changes and replies of models: {changes} forgotten\noutlines of Python files: {files} forgotten\n"
        for changes, files in ((3, 2), (0, 0))
    ]


def test_a_cache_that_cannot_be_used_stops_no_run_and_is_said(home: Home, shop: Path) -> None:
    home.assay("cache", "stats", cwd=shop)
    (home.folder / "mine").mkdir()
    folder = folder_of(home.state, shop)
    folder.mkdir(parents=True)
    (folder / "cache").symlink_to(home.folder / "mine")
    with ScriptedOpenAI(MENDS, finishes()) as server:
        done = run(home, shop, server)
    predicate = done.statements[0]["predicate"]
    assert (done.code, predicate["verdict"], predicate["cache"]) == (0, "verified", "miss")
    assert f"there is no cache: {folder / 'cache'}: not a folder" in done.err
    stats = home.assay("cache", "stats", cwd=shop)
    assert stats.code == 3
    assert "the cache cannot be read" in stats.err
    assert list((home.folder / "mine").iterdir()) == []


def test_another_way_after_an_earlier_run_with_a_remark_on_it(home: Home, shop: Path) -> None:
    with ScriptedOpenAI(MENDS, finishes(), replaces("item.cost", "float(item.price)"), finishes()) as server:
        (first, _) = run(home, shop, server, "--intent", "make it right").statements
        name = first["predicate"]["run"]
        done = run(home, shop, server, "--after", name, "--intent", "say float")
        unknown = run(home, shop, server, "--after", "0123456789ab")
    (second, _) = done.statements
    assert done.code == 0
    assert second["predicate"]["intent"] == "make it right"
    assert second["predicate"]["remarks"] == [
        {"run": name, "unit": 1, "patch": first["predicate"]["patch"]["digest"], "text": "say float"}
    ]
    asked = server.requests[2].text()
    assert "The user says: make it right" in asked
    assert "The user says of it: say float" in asked
    assert "float(item.price)" in second["predicate"]["patch"]["diff"]
    assert unknown.code == 2
    assert "run 0123456789ab: not in the ledger" in unknown.err


def test_the_limit_of_the_cost_ends_it_and_the_receipt_says_what_it_has_cost(home: Home, shop: Path) -> None:
    with ScriptedOpenAI(MENDS) as server:
        done = run(home, shop, server, "--cost", "0.0003")
    assert done.code == 1
    predicate = done.statements[0]["predicate"]
    assert predicate["verdict"] == "unsolved"
    assert predicate["reason"] == "the run has cost 0.0003 EUR, its limit is 0.0003; see `model_cost`"
    assert predicate["cost"] == {"amount": 0.0003, "currency": "EUR"}


def test_a_limit_without_prices_is_refused(home: Home, shop: Path) -> None:
    home.configure("model_cost = 1\n")
    done = home.assay("run", "fix_types", shop, "--trust", *PYTHON)
    assert done.code == 2
    assert "config.toml: model_cost: what a run costs is known only with `model_prices`" in done.err
