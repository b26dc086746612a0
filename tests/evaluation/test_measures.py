"""What the tables rest on: grouping, regressions, levels, rates, what a run cost, that no stale result is shown."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from evaluate import figures, kept, suite
from evaluate.causes import causes
from evaluate.checker import Error, appeared, beyond, errors
from evaluate.mutants import level
from evaluate.quick_fixes import Edit, apply_all, edits_of
from evaluate.real import Real
from evaluate.run import Fixing, Unit, of_json, read
from evaluate.suite import Suite
from evaluate.table import counts
from evaluate.watch import Mark, Watched, watch

MESSAGE = '"Box" has no attribute "{}"'


def unit(
    path: str = "shop.py",
    *,
    code: str = "attr-defined",
    message: str = MESSAGE.format("lid"),
    title: str = "",
    proposers: tuple[str, ...] = (),
    verdict: str = "unsolved",
    gamed: tuple[str, ...] = (),
) -> Unit:
    return Unit(path, 1, (code,), message, title or f"Solve: {message}", verdict, "", proposers, (), gamed, 1.0, 2.0)


def fixing(*units: Unit, applied: int = 0, failure: str = "") -> Fixing:
    return Fixing(units, len(units), applied, (), 1.0, 2.0, failure)


def error(message: str, line: int = 1, code: str = "misc") -> Error:
    return Error("shop.py", line, 1, code, message)


def test_what_no_recipe_knows_is_one_cause_for_file_code_and_receiver() -> None:
    found = causes([unit(), unit(message=MESSAGE.format("key")), unit("other.py"), unit(code="misc")])
    assert [len(cause.units) for cause in found] == [2, 1, 1]


def test_what_a_recipe_knows_stands_alone() -> None:
    known = unit(title="Declare it")
    assert len(causes([known, known, unit(proposers=("guard",))])) == 3


def test_errors_of_the_environment_are_no_causes() -> None:
    assert causes([unit(code="import-untyped"), unit(code="import-not-found"), unit(code="syntax")]) == ()


def test_new_errors_are_found_though_lines_move() -> None:
    before = (error("a at line 3", 3), error("b"))
    assert beyond(before, (error("a at line 9", 9), error("b"))) == ()
    assert beyond(before, (error("b"), error("b", 7), error("c"))) == (error("b", 7), error("c"))


def lacking(kind: str, line: int, code: str = "attr-defined") -> Error:
    return error(f'{kind} has no attribute "lid"', line, code)


def test_an_error_that_names_other_types_on_the_same_line_is_no_new_one() -> None:
    old, new = {"shop.py": "a\nb\n"}, {"shop.py": "first\na\nb\n"}
    before = (lacking('"list[Any]"', 1), lacking('Item "Box" of "Box | None"', 2, "union-attr"))
    after = (lacking('"list[str]"', 2), lacking('"Box"', 3))
    assert appeared(before, after, old, new) == ()
    assert appeared(before, (*after, lacking('"Bag"', 3)), old, new) == (lacking('"Bag"', 3),)
    assert appeared(before, (lacking('"list[str]"', 1),), old, new) == (lacking('"list[str]"', 1),)
    assert appeared(before, after, old, {"shop.py": "first\na\nc\n"}) == (lacking('"Box"', 3),)
    assert appeared((error("a"),), (error("b"),), old, old) == (error("b"),)


def test_notes_are_no_errors() -> None:
    said = {"file": "a.py", "line": 1, "column": 0, "code": "misc", "message": "m"}
    lines = [json.dumps({**said, "severity": severity}) for severity in ("note", "error")]
    assert list(errors("\n".join(["told", *lines]))) == [Error("a.py", 1, 1, "misc", "m")]


TESTS = "import shop\ndef test_sum(): assert shop.total([1, 2]) == 3\ndef test_none(): assert shop.total([]) == 0\n"


def test_a_test_that_fails_now_or_is_gone_is_a_regression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "PYTHON", Path(sys.executable))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "shop.py").write_text("total = sum\n")
    (tmp_path / "test_shop.py").write_text(TESTS)
    before = suite.run(tmp_path)
    assert len(before.passed) == 2
    assert suite.regressions(tmp_path, before) == ()
    (tmp_path / "shop.py").write_text("def total(values): return sum(values) or None\n")
    assert suite.regressions(tmp_path, before) == ("test_shop::test_none",)
    (tmp_path / "test_shop.py").write_text(TESTS.replace("test_sum", "sum"))
    assert suite.regressions(tmp_path, before) == ("test_shop::test_none", "test_shop::test_sum")
    (tmp_path / "shop.py").write_text("import os\nos._exit(0)\n")
    assert suite.run(tmp_path).failure
    assert len(suite.regressions(tmp_path, before)) == 2


def test_of_two_tests_of_one_name_the_worse_counts() -> None:
    case = '<testcase classname="a" name="b">{}</testcase>'
    for parts in (("", "<failure/>"), ("<failure/>", "")):
        assert suite.read(f"<testsuite>{''.join(case.format(part) for part in parts)}</testsuite>") == {
            "a::b": "failed"
        }
    assert suite.worse(Suite({"a": "passed"}), Suite({"a": "skipped"})) == ("a",)


@pytest.mark.parametrize(
    ("found", "killed", "expected"),
    [
        ({}, True, "exact"),
        ({"likeness": "equivalent"}, True, "equivalent"),
        ({"likeness": "other"}, True, "tests pass"),
        ({"likeness": "other"}, False, "untold"),
        ({"likeness": "other", "worse": ["t"]}, True, "wrong"),
        ({"likeness": "other", "worse": ["t"], "left": 1}, True, "in part"),
        ({"likeness": "exact", "new": 1}, True, "wrong"),
        ({"likeness": "other", "left": 2}, False, "in part"),
    ],
)
def test_how_right_an_answer_is(found: dict[str, object], killed: bool, expected: str) -> None:  # noqa: FBT001
    seen: dict[str, object] = {"left": 0, "new": 0, "likeness": "exact", "worse": [], **found}
    assert level(fixing(unit(), applied=1), seen, killed=killed) == expected
    assert level(fixing(unit()), seen, killed=killed) == "abstained"
    assert level(fixing(unit(), applied=1, failure="ended"), seen, killed=killed) == "failed"


def test_rates_have_their_interval() -> None:
    low, high = figures.wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)  # as Brown, Cai and DasGupta (2001) have it
    assert figures.wilson(0, 0) == (0.0, 1.0)
    assert figures.rate(0, 40) == "0% (0%-9%)"
    assert figures.rate(0, 0) == "-"
    assert figures.quantile([3.0, 1.0, 2.0, 4.0], 0.5) == 2.0
    assert figures.quantile([], 0.5) is None


def receipt(number: int, **more: object) -> str:
    attempt = {"proposer": "guard", "checks": [{"name": "not gamed", "status": "failed", "reason": "adds an ignore"}]}
    plain = {
        "kind": "unit",
        "unit": number,
        "verdict": "rejected",
        "reason": "no",
        "boundaries": [],
        "model": None,
        "tokens": None,
        "attempts": [attempt],
    }
    target = {"path": "a.py", "title": "t", "diagnostics": [{"line": 3, "code": "misc", "message": "m"}]}
    return json.dumps({"predicate": {**plain, "target": target, **more}})


def test_receipts_are_read() -> None:
    summary = json.dumps({"predicate": {"kind": "run", "applied": [{"unit": 2, "state": "stale", "message": "moved"}]}})
    output = "\n".join([receipt(1), receipt(2, verdict="partial", boundaries=["interface", "partial"]), summary])
    done = read(Watched(1, output, "", 9.0, 5.0, (Mark(1, 3, 2.0, 1.0), Mark(2, 3, 4.0, 1.5))))
    assert [(each.verdict, each.gamed, each.seconds, each.cpu) for each in done.units] == [
        ("rejected", ("adds an ignore",), 2.0, 0.5),
        ("partial", ("adds an ignore",), 5.0, 3.5),
    ]
    assert (done.targets, done.applied, done.lost, done.failure) == (3, 0, ("unit 2: moved",), "")
    assert of_json(json.loads(json.dumps(asdict(done)))) == done


@pytest.mark.parametrize(("code", "output"), [(70, receipt(1)), (0, receipt(1)), (0, ""), (130, "")])
def test_a_run_without_its_end_does_not_count(code: int, output: str) -> None:
    assert read(Watched(code, output, "said", 1.0, 1.0, ())).failure


def test_counts_tell_apart_what_was_not_tried() -> None:
    late = Unit("a.py", 1, ("misc",), "m", "Guard", "unsolved", "the budget of 9 s is spent", (), (), (), None, None)
    units = (unit(title="A", verdict="verified", proposers=("a",)), late, unit(), unit(code="import-untyped"))
    total = counts([Real(5, 1, 3, (), 9, (), (), Fixing(units, 6, 1, (), 1.0, 1.0), None)])
    assert (total.causes, total.offered, total.out_of_time, total.abstained, total.solved_along) == (3, 1, 1, 1, 2)


BUSY = """
import subprocess, sys, time
sys.stderr.write("\\r\\x1b[K[====] 1 s  1 of 2: first\\r")
child = "import time\\nwhile time.process_time() < 0.5: pass"
subprocess.Popen([sys.executable, "-c", child]).wait()
sys.stderr.write("\\r\\x1b[K[====] 2 s  tests: 8 of 8 tests pass\\r[====] 2 s  2 of 2: second\\r")
time.sleep(0.2)
print("{}")
sys.exit(1)
"""


def test_what_a_unit_costs_is_seen_with_its_children(tmp_path: Path) -> None:
    done = watch([sys.executable, "-c", BUSY], cwd=tmp_path, environ={})
    assert (done.exit_code, done.output, [mark.number for mark in done.marks]) == (1, "{}\n", [1, 2])
    first, second = done.spent(1), done.spent(2)
    assert first
    assert second
    assert first[1] > 0.3
    assert second[1] < 0.2 < second[0] + 0.05
    assert done.spent(3) is None


def test_results_are_kept_under_all_that_they_were_made_from(tmp_path: Path) -> None:
    keeper = kept.Keeper(tmp_path)
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [keeper.once("a", {"assay": digest}, make) for digest in ("1", "1", "2", "1")] == [0, 0, 1, 0]


def test_the_digest_of_the_server_follows_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "server" / "assay" / "words.txt"
    file.parent.mkdir(parents=True)
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    digests: list[str] = []
    for text in ("a", "b", "a"):
        file.write_text(text)
        digests.append(kept.assay())
    assert digests[0] == digests[2] != digests[1]


def test_quick_fixes_that_overlap_are_not_both_applied() -> None:
    fixes = [(Edit(0, 0, "import a\n"),), (Edit(4, 7, "two"),), (Edit(5, 6, "X"),), (Edit(0, 0, "import a\n"),)]
    assert apply_all("one one\n", fixes) == ("import a\none two\n", 2)


def test_edits_of_an_action_are_read_in_utf16_and_of_one_file_alone() -> None:
    place = {"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 4}}
    change = {"range": place, "newText": "y"}
    text = "a\n💡 x\n"
    assert edits_of({"edit": {"changes": {"f": [change]}}}, "f", text) == (Edit(4, 5, "y"),)
    both = {"edit": {"documentChanges": [{"textDocument": {"uri": u}, "edits": [change]} for u in "fg"]}}
    assert edits_of(both, "f", text) == ()
