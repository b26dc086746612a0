"""`assay run` as a user sees it: real processes, a real project, the real sandbox."""

from __future__ import annotations

import contextlib
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.ledger.ledger import check, read
from support.averages import INSIDE, INSIDE_FIXED, MODULE, PUBLIC, PUBLIC_FIXED
from support.commands import SECONDS, Done, Home
from support.receipts import against_schema
from support.sandboxes import contents

PYTHON = ("--interpreter", sys.executable)


def _verdicts(done: Done) -> list[str]:
    return [each["predicate"]["verdict"] for each in done.statements[:-1]]


def test_a_fix_is_verified_and_shown_and_nothing_is_written(home: Home, project: Path) -> None:
    before = contents(project)
    done = home.assay("run", "fix_types", f"{project / 'mean.py'}:4", "--trust", *PYTHON)
    assert done.code == 0, done
    assert f"workspace: {project} (the nearest folder with pyproject.toml)" in done.err
    lines = done.out.splitlines()
    assert lines[0].startswith("mean.py:4:")
    assert lines[1].startswith("verified: parses, in scope")
    assert f"-{INSIDE} -> float:" in lines
    assert f"+{INSIDE_FIXED} -> float:" in lines
    assert re.fullmatch("another way: --after [0-9a-f]{12} --intent TEXT", lines[-3])
    assert lines[-2:] == ["not applied; apply with --apply", ""]
    assert contents(project) == before


def test_a_result_is_held_to_what_is_demanded_of_it(home: Home, project: Path) -> None:
    def run(*demands: str) -> Done:
        given = [word for each in demands for word in ("--constraint", each)]
        return home.assay("run", "fix_types", f"{project / 'mean.py'}:4", "--trust", "--json", *given, *PYTHON)

    kept = run(
        "mean([1.0, 2.0]) returns 1.5", "mean([]) raises ZeroDivisionError", "must pass test_mean", "no dependencies"
    )
    assert kept.code == 0, kept
    assert all(each["checked"] for each in kept.statements[0]["predicate"]["constraints"])
    broken = run("mean([1.0, 2.0]) returns 7")
    assert broken.code == 1
    predicate = broken.statements[0]["predicate"]
    assert predicate["verdict"] == "rejected"
    last = predicate["attempts"][-1]["checks"][-1]
    assert (last["name"], last["status"]) == ("mean([1.0, 2.0]) returns 7", "failed")
    assert last["reason"] == "mean([1.0, 2.0]) returned 1.5, not 7"
    assert run("must pass git push").code == 2


def test_json_is_one_receipt_a_unit_and_the_summary_last(home: Home, project: Path) -> None:
    home.configure('protected = ["mean.py"]\n')
    done = home.assay(
        "run", "fix_types", project / "mean.py", "--trust", "--json", "--apply", "--intent", "tidy up",
        "--constraint", "at most 9 lines", "--constraint", "be nice", "--confirm", "protected", *PYTHON,
    )  # fmt: skip
    assert done.code == 0, done
    *units, summary = done.statements
    assert [against_schema(each) for each in done.statements] == [[], [], []]
    assert [each["predicate"]["verdict"] for each in units] == ["verified", "verified"]
    # each unit has its own time, and they came one after the other
    took = [each["predicate"]["seconds"] for each in units]
    assert min(took) > 0
    assert sum(took) <= summary["predicate"]["seconds"]
    predicate = units[0]["predicate"]
    assert predicate["intent"] == "tidy up"
    assert predicate["constraints"] == [
        {"text": "at most 9 lines", "checked": True},
        {"text": "be nice", "checked": False},
    ]
    assert predicate["trust"] == {"trusted": True, "source": "--trust, for this run"}
    assert predicate["sandbox"]["tier"] in (0, 1, 2)
    assert predicate["project"]["interpreter"] == sys.executable
    assert [each["unit"] for each in summary["predicate"]["applied"]] == [1, 2]
    assert summary["predicate"]["applied"][1]["confirmed"] == ["protected"]
    assert summary["predicate"]["verdicts"]["verified"] == 2
    assert summary["predicate"]["exit_code"] == 0
    assert (project / "mean.py").read_text() == MODULE.replace(INSIDE, INSIDE_FIXED).replace(PUBLIC, PUBLIC_FIXED)
    (ledger,) = home.state.rglob("ledger.db")
    assert len(read(ledger)) == 3
    assert check(ledger) is None


def test_what_crosses_a_boundary_is_applied_only_when_that_is_confirmed(home: Home, project: Path) -> None:
    home.configure('protected = ["mean.py"]\n')
    target = f"{project / 'mean.py'}:4"
    done = home.assay("run", "fix_types", target, "--apply", "--confirm", "partial", *PYTHON)
    assert done.code == 3, done
    assert "not applied: needs your confirmation: protected" in done.out.splitlines()
    assert (project / "mean.py").read_text() == MODULE


def test_an_untrusted_folder_gets_static_checks_and_3(home: Home, project: Path) -> None:
    before = contents(project)
    done = home.assay("run", "fix_types", f"{project / 'mean.py'}:4", "--json", "--apply", *PYTHON)
    assert done.code == 3, done
    *units, summary = done.statements
    assert [against_schema(each) for each in done.statements] == [[], []]
    assert units[0]["predicate"]["verdict"] == "partial"
    skipped = [each["name"] for each in units[0]["predicate"]["checks"] if each["status"] == "skipped"]
    assert {"types", "tests"} <= set(skipped)
    assert not any(each["commands"] for each in units[0]["predicate"]["checks"])
    assert summary["predicate"]["exit_code"] == 3
    assert summary["predicate"]["applied"][0]["state"] == "not applied"
    assert f"to trust it: assay trust {shlex.quote(str(project))}; or for one run: --trust" in done.err
    assert contents(project) == before


def test_what_is_partial_is_applied_when_that_is_confirmed_and_line_ends_and_mode_stay(
    home: Home, project: Path
) -> None:
    module = project / "mean.py"
    module.write_bytes(MODULE.replace("\n", "\r\n").encode())
    module.chmod(0o640)
    done = home.assay("run", "fix_types", f"{module}:4", "--apply", "--confirm", "partial", *PYTHON)
    assert done.code == 3, done
    assert "applied to mean.py" in done.out.splitlines()
    assert module.read_bytes() == MODULE.replace(INSIDE, INSIDE_FIXED).replace("\n", "\r\n").encode()
    assert module.stat().st_mode & 0o777 == 0o640


def test_a_unit_builds_on_earlier_ones_only_where_these_are_to_be_applied(home: Home, project: Path) -> None:
    def built_on(*more: str) -> list[list[int]]:
        done = home.assay("run", "fix_types", project / "mean.py", "--json", *more, *PYTHON)
        return [each["predicate"]["builds_on"] for each in done.statements[:-1]]

    assert built_on() == [[], []]
    assert built_on("--confirm", "partial") == [[], [1]]


def test_remembered_trust_counts_and_forgotten_trust_does_not(home: Home, project: Path) -> None:
    # a file in which the checker finds nothing to do
    target = project / "test_mean.py"
    assert home.assay("trust", project.parent).code == 0
    done = home.assay("run", "fix_types", target, "--json", *PYTHON)
    (summary,) = done.statements
    assert summary["predicate"]["reason"].startswith("nothing to do: mypy ")
    assert done.code == 0
    assert home.assay("trust", project.parent, "--forget").code == 0
    assert home.assay("run", "fix_types", target, *PYTHON).code == 3


def test_a_link_is_not_written_through(home: Home, project: Path) -> None:
    (project / "real.py").write_text(MODULE)
    (project / "mean.py").unlink()
    (project / "mean.py").symlink_to("real.py")
    home.assay("run", "fix_types", f"{project / 'mean.py'}:4", "--apply", "--confirm", "partial", *PYTHON)
    assert (project / "mean.py").is_symlink()
    assert (project / "real.py").read_text() == MODULE


def _wait(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.05)


def _below(parent: int) -> set[int]:
    """The processes that a process has started, and theirs."""
    found: set[int] = set()
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found |= {int(child) for child in task.read_text().split()}
    return found.union(*map(_below, found))


def _alive(process: int) -> bool:
    """Whether a process is there and does not merely wait for its parent to take note of its end."""
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def _runs(process: int, program: str) -> bool:
    """Whether a process is alive and its command line names the program."""
    try:
        return program.encode() in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_cancelled_run_ends_all_it_started_and_its_receipts_say_so(
    home: Home, project: Path, number: signal.Signals
) -> None:
    before = contents(project)
    # where these tests run in a shell's background, SIGINT is ignored, and would be in the command too
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        home.argv("run", "fix_types", f"{project / 'mean.py'}:4", "--trust", "--json", *PYTHON),
        cwd=project,
        env=home.environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, ours)
    _wait(lambda: any(_runs(each, "assay_mypy.py") for each in _below(process.pid)))
    started = _below(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 130, err
    assert "cancelled" in err.splitlines()
    done = Done(process.returncode, out, err)
    assert [against_schema(each) for each in done.statements] == [[]] * len(done.statements)
    assert _verdicts(done) == ["cancelled"]
    assert done.statements[-1]["predicate"]["exit_code"] == 130
    assert [each for each in started if _alive(each)] == []
    assert contents(project) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("dance", "mean.py"), "no action is called 'dance'; there is: fix_types, draft_tests, migrate_config"),
        (("fix_types", "gone.py"), "gone.py: there is no such file"),
        (("fix_types", "mean.py:99"), "mean.py:99: the file has "),
        (("fix_types", "mean.py:1:99"), "mean.py:1:99: the line has "),
        (("fix_types", ".:3"), ".:3: a folder has no lines; name a file in it"),
        (("fix_types", "mean.py", "--root", ".."), None),
        (("fix_types", "mean.py", "--root", "/proc"), "mean.py: not in the workspace /proc"),
        (("fix_types", "latin.py"), "latin.py: not UTF-8 (byte 1); convert the file to UTF-8"),
        (("fix_types", "mean.py", "--budget", "-1"), "--budget: must be a number of seconds, 0 for no limit"),
        (("fix_types", "outside.py"), "outside.py: a link that leaves the workspace"),
    ],
)
def test_bad_input_ends_with_2_and_a_message(
    home: Home, project: Path, arguments: tuple[str, ...], message: str | None
) -> None:
    (project / "latin.py").write_bytes(b"#\xe9\n")
    (project / "outside.py").symlink_to("/etc/hostname")
    before = contents(project)
    done = home.assay("run", *arguments, "--json", *PYTHON, cwd=project)
    if message is None:
        assert done.code == 3, "it is good, only not trusted"
    else:
        assert (done.code, done.out) == (2, "")
        assert f"assay: {message}" in done.err
    assert contents(project) == before


@pytest.mark.parametrize("name", ["script", "pyproject.toml"])
def test_a_file_that_no_checker_reads_ends_with_2_and_never_with_nothing_to_do(
    home: Home, project: Path, name: str
) -> None:
    (project / "script").write_text(f"#!/usr/bin/env python3\n{MODULE}")
    done = home.assay("run", "fix_types", project / name, "--trust", "--json", *PYTHON)
    assert done.code == 2, done
    assert f"assay: {name}: not called .py or .pyi, so no checker reads it as Python; name one that is" in done.err
    (summary,) = done.statements
    assert (against_schema(summary), summary["predicate"]["exit_code"]) == ([], 2)


def test_a_bad_configuration_ends_with_2_and_names_file_and_key(home: Home, project: Path) -> None:
    home.configure("budget = 'soon'\n")
    done = home.assay("run", "fix_types", project / "mean.py", *PYTHON)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"assay: {home.configuration}: budget: must be a number of seconds, 0 for no limit, not 'soon'\n"


def test_a_checker_that_cannot_run_ends_with_3_and_never_with_nothing_to_do(home: Home, project: Path) -> None:
    declaration = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(declaration.replace("[tool.mypy]", '[tool.mypy]\nplugins = ["not_there"]'))
    done = home.assay("run", "fix_types", project / "mean.py", "--trust", "--json", *PYTHON)
    assert done.code == 3, done
    assert "not_there" in done.err
    (summary,) = done.statements
    assert against_schema(summary) == []
    assert summary["predicate"]["exit_code"] == 3
    assert "not_there" in summary["predicate"]["reason"]
    assert "nothing to do" not in done.out + done.err


def test_an_interpreter_that_is_not_there_ends_with_3(home: Home, project: Path) -> None:
    done = home.assay("run", "fix_types", project / "mean.py", "--trust", "--interpreter", project / "bin" / "python")
    assert done.code == 3, done
    assert "no Python there" in done.err


def test_a_damaged_ledger_is_said_and_the_result_is_not_lost(home: Home, project: Path) -> None:
    home.assay("run", "fix_types", f"{project / 'mean.py'}:4", *PYTHON)
    (ledger,) = home.state.rglob("ledger.db")
    ledger.write_bytes(b"no database" * 1000)
    done = home.assay("run", "fix_types", f"{project / 'mean.py'}:4", "--json", *PYTHON)
    assert done.code == 3
    assert _verdicts(done) == ["partial"]
    assert "move the file away and a new one begins" in done.err
    assert ledger.read_bytes() == b"no database" * 1000


def test_a_reader_that_goes_away_is_no_crash(home: Home, project: Path) -> None:
    process = subprocess.Popen(
        home.argv("run", "fix_types", f"{project / 'mean.py'}:4", "--json", *PYTHON),
        env=home.environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(SECONDS)


def test_what_only_the_tests_show_is_partial_and_says_where_it_comes_from(home: Home, project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.mypy]\ncheck_untyped_defs = true\n")
    order = "class Order:\n    def __init__(self, fields):\n        self.__dict__.update(fields)\n\n"
    order += "    def total(self):\n        return self.price * 2\n"
    (project / "order.py").write_text(order)
    place = f"{project / 'order.py'}:6"

    def run() -> Done:
        return home.assay("run", "fix_types", place, "--trust", "--json", *PYTHON)

    unseen = run()
    assert unseen.code == 1, unseen
    assert _verdicts(unseen) == ["unsolved"]
    test = "from order import Order\n\ndef test_total():\n    assert Order({'price': 3}).total() == 6\n"
    (project / "test_order.py").write_text(test)
    done = run()
    predicate = done.statements[0]["predicate"]
    assert predicate["verdict"] == "partial"
    assert "+    price: int\n" in predicate["patch"]["diff"]
    assert "While 1 test ran, Order.price was int" in str(predicate)
    (not_gamed,) = (each for each in predicate["attempts"][-1]["checks"] if each["name"] == "not gamed")
    assert not_gamed["incomplete"] == "its values are taken for those that it had while the tests ran"


def test_where_the_checker_knows_more_than_the_tests_show_it_is_tried_again(home: Home, project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.mypy]\ncheck_untyped_defs = true\n")
    stock = "import os\n\nclass Stock:\n    def __init__(self) -> None:\n        self.places = {}\n\n"
    stock += "    def put(self, shelf, item):\n        self.places[shelf, item] = shelf\n        return self.places\n\n"
    stock += "    def take(self, shelf):\n        self.places[shelf, os.environ.get('HOME')] = shelf\n"
    (project / "stock.py").write_text(stock)
    runs = "from stock import Stock\n\ndef test_put():\n"
    runs += "    assert Stock().put(1, 'apples') == {(1, 'apples'): 1}\n"
    (project / "test_stock.py").write_text(runs)
    done = home.assay("run", "fix_types", f"{project / 'stock.py'}:5", "--trust", "--json", *PYTHON)
    predicate = done.statements[0]["predicate"]
    assert len(predicate["attempts"]) == 2, done
    assert predicate["verdict"] == "partial"
    assert "+        self.places: dict[tuple[int, str | None], int] = {}\n" in predicate["patch"]["diff"]
