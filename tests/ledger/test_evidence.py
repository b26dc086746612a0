"""The evidence page: it says what was seen, and text from a repository or a tool stays data in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assay.core.check import CheckResult, Json
from assay.core.outcome import Outcome
from assay.core.patch import FileChange, Patch
from assay.core.trust import NoSandbox
from assay.ledger.evidence import markdown
from assay.ledger.headline import headline
from support.receipts import DIAGNOSTIC, EARLIER, PASSED, PROPOSAL, RECEIPT, SHARE, receipt_of

SKIPPED = tuple(
    CheckResult(name, required=True, status="skipped", summary="not run", reason="no sandbox on this system")
    for name in ("tests", "types")
)
FAILED = CheckResult("types", required=True, status="failed", summary="1 new error", reason="1 error is new")
STATEMENT = RECEIPT.statement()


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        (STATEMENT, "verified: parses, types and tests passed"),
        (
            receipt_of(PASSED[0], *SKIPPED, verdict="partial").statement(),
            "partial: tests and types not run: no sandbox on this system; parses passed",
        ),
        (
            receipt_of(replace(PASSED[2], required=True, incomplete="3 of 9 not run"), verdict="partial").statement(),
            "partial: tests in part: 3 of 9 not run",
        ),
        (receipt_of(PASSED[0], FAILED, verdict="rejected").statement(), "rejected: types failed: 1 error is new"),
        (
            receipt_of(*PASSED, replace(FAILED, name="style", required=False)).statement(),
            "verified: parses, types and tests passed; style failed, not required: 1 error is new",
        ),
        (
            replace(RECEIPT, outcome=Outcome(RECEIPT.outcome.target, "unsolved", (), "no recipe fits")).statement(),
            "unsolved: no recipe fits",
        ),
        (
            replace(RECEIPT, outcome=Outcome(RECEIPT.outcome.target, "cancelled", (), "cancelled")).statement(),
            "cancelled: cancelled",
        ),
    ],
)
def test_the_headline_names_what_passed_and_what_did_not(statement: dict[str, Any], line: str) -> None:
    assert headline(statement) == line


def test_the_page_says_what_a_person_has_to_know() -> None:
    page = markdown(STATEMENT)
    lines = page.splitlines()
    assert lines[0] == "# verified: `parses`, `types` and `tests` passed"
    assert "- Not checked: `keep it pretty`" in lines
    assert "- `No check tells whether None makes sense to callers.`" in lines
    assert "+def mean(xs: list | None = None): ..." in lines
    assert "## `types`: passed (required)" in lines
    assert "- `errors`: before `1`, after `0`" in lines
    assert "- Ran before the change: `python -m mypy src`: exit code 1, 2.5 s" in lines
    assert "- `at most 5 lines`: not checked" in lines
    assert "- Workspace: trusted (`command line`)" in lines
    assert "- Sandbox: tier 1, `overlay by nested unshare` (`bwrap 0.8.0`)" in lines
    assert "  - lacked: `limit of processes: as root`" in lines
    assert "1. `implicit_optional`: `the default is None`: no required check failed" in lines
    assert "## What left the machine\n\nNothing.\n" in page


def test_a_replay_says_that_nothing_left_for_it_and_whose_the_figures_are() -> None:
    receipt = replace(RECEIPT, share=SHARE, trace="/state/traces/r.jsonl", replayed="0123456789ab")
    lines = markdown(receipt.statement()).splitlines()
    assert "- It was not asked now: this is what was said and used in run `0123456789ab`" in lines
    assert "Nothing now; in run `0123456789ab`: 12345 bytes, 3 redactions, from:" in lines
    assert "- Trace, as long as it is kept: `/state/traces/r.jsonl`" in lines


def test_the_page_says_what_a_model_had_to_do_with_it() -> None:
    lines = markdown(replace(RECEIPT, share=SHARE).statement()).splitlines()
    assert "- Model: `coder-30b` at `https://models.example.com:8443`" in lines
    assert "- Tokens: 4000 read, 500 written" in lines
    assert "- Cost: 0.013 `EUR`" in lines
    assert "12345 bytes, 3 redactions, from:" in lines
    assert "- `src/sum.py`" in lines


def test_a_skipped_check_never_reads_as_passed() -> None:
    receipt = replace(
        receipt_of(PASSED[0], *SKIPPED, verdict="partial"), sandbox=NoSandbox("no user namespaces", ("install bwrap",))
    )
    lines = markdown(receipt.statement()).splitlines()
    assert lines[0] == "# partial: `tests` and `types` not run: `no sandbox on this system`; `parses` passed"
    assert "- `tests` was skipped: `no sandbox on this system`" in lines
    assert "## `tests`: skipped (required)" in lines
    assert "- Sandbox: none holds on this system" in lines
    assert "  - `install bwrap`" in lines
    assert "- Needs your confirmation: partial" in lines


def test_a_check_that_judged_only_a_part_does_not_read_as_passed() -> None:
    tests = replace(PASSED[2], required=True, incomplete="no test passed before the patch")
    lines = markdown(receipt_of(tests, verdict="partial").statement()).splitlines()
    assert "## `tests`: in part (required)" in lines
    assert "- `tests` judged only a part: `no test passed before the patch`" in lines


def test_only_some_of_many_problems_are_listed() -> None:
    many = replace(FAILED, problems=(DIAGNOSTIC,) * 50)
    page = markdown(receipt_of(many, verdict="rejected").statement())
    # one more stands there as what was to be solved
    assert page.count("`src/mean.py:3:5`") == 21
    assert "- 30 more problems" in page.splitlines()


SURVIVORS: dict[str, Json] = {"mutants": 9, "killed": 6, "survivors": ["@@ line 2 @@\n-a < b\n+a <= b", "+```\n+# b"]}


def test_what_survives_is_shown_as_diffs_the_first_of_many() -> None:
    page = markdown(receipt_of(replace(PASSED[1], after=SURVIVORS)).statement())
    diff = "3 survive; the first 2:\n\n````diff\n@@ line 2 @@\n-a < b\n+a <= b\n+```\n+# b\n````"
    assert diff in page
    assert "`survivors`" not in page


def test_the_line_ends_of_a_windows_file_are_no_noise_and_a_mixture_is_seen() -> None:
    def page(before: str, after: str) -> str:
        patch = Patch((FileChange(PurePosixPath("a.py"), before, after),))
        outcome = replace(
            RECEIPT.outcome, attempts=(replace(RECEIPT.outcome.attempts[0], proposal=replace(PROPOSAL, patch=patch)),)
        )
        return markdown(replace(RECEIPT, outcome=outcome).statement())

    assert "-a = 1\n+a = 2\n b = 1\n" in page("a = 1\r\nb = 1\r\n", "a = 2\r\nb = 1\r\n")
    assert "-a = 1<U+000D>\n+a = 1\n" in page("a = 1\r\nb = 1\r\n", "a = 1\nb = 1\r\n")


HOSTILE = (
    "![EVIL](https://evil.example/EVIL.png)",
    "[EVIL](command:EVIL)",
    "<img src=EVIL onerror=EVIL>",
    "<script>EVIL</script>",
    "<!-- EVIL",
    "https://EVIL.example and www.EVIL.example and EVIL@evil.example",
    "<https://EVIL.example>",
    "`EVIL`",
    "``EVIL",
    "EVIL`",
    "` EVIL `",
    "\\`EVIL",
    "`` ` ``` EVIL ` ``",
    "EVIL\n\n# EVIL\n",
    "\n```\n# EVIL\n[EVIL](https://evil.example)\n",
    "\n``````````\n<b>EVIL</b>\n",
    "\n~~~\n![EVIL](x)\n~~~\n",
    "\n[EVIL]: https://evil.example\n",
    "EVIL\n===\n",
    "\r# EVIL\r\r![EVIL](x)",
    "a\x0bb\x0c# EVIL",
    "| EVIL |\n|---|\n| [EVIL](x) |",
    "\n    EVIL\n\n<div>EVIL",
    "&lt;img src=EVIL&gt;",
)

CLOSED = frozenset(("kind", "verdict", "status", "side", "_type", "predicateType", "boundaries", "confirmed"))


def _poisoned(value: Json, poison: str, key: str = "") -> Any:
    """The statement with hostile text in every place where text from outside can stand."""
    if isinstance(value, dict):
        outside = key in ("base", "before", "after", "tools")
        return {(poison + name if outside else name): _poisoned(inner, poison, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_poisoned(inner, poison, key) for inner in value]
    if isinstance(value, str) and key not in CLOSED:
        return poison + value + poison
    return value


def _tokens(page: str) -> Iterator[Token]:
    """The page as a CommonMark parser reads it, with HTML, tables and all else that it knows."""
    for token in MarkdownIt("default", {"html": True, "linkify": False}).parse(page):
        yield token
        yield from token.children or ()


DATA = ("code_inline", "fence")


def test_a_constraint_reads_as_checked_only_where_its_check_came_to_an_end() -> None:
    kept = CheckResult("constraints", required=True, status="passed", summary="kept")
    for result, said in ((kept, "checked"), (replace(kept, status="skipped"), "not checked")):
        lines = markdown(receipt_of(*PASSED, result).statement()).splitlines()
        assert f"- `at most 5 lines`: {said}" in lines
        assert "- `keep it pretty`: not checked" in lines


@pytest.mark.parametrize("poison", HOSTILE)
def test_hostile_text_makes_no_image_no_link_no_html_and_no_heading(poison: str) -> None:
    """What is markup stays the page's own; the rest is data, where no reader makes a link out of an address."""
    statement = replace(
        receipt_of(replace(PASSED[0], incomplete="x"), PASSED[1], replace(FAILED, problems=(DIAGNOSTIC,)), *SKIPPED),
        sandbox=NoSandbox("x", ("y",)),
        request=replace(RECEIPT.request, earlier=(EARLIER,)),
        share=SHARE,
    ).statement()
    harmless = [token for token in _tokens(markdown(_poisoned(statement, "good"))) if token.type not in DATA]
    tokens = list(_tokens(markdown(_poisoned(statement, poison))))
    assert any("EVIL" in token.content for token in tokens if token.type in DATA)
    assert not [token for token in tokens if token.type not in (*DATA, "inline") and "EVIL" in token.content]
    assert [token.type for token in tokens if token.type not in DATA] == [token.type for token in harmless]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("access\u202e \u2066// admin\u2069", "access<U+202E> <U+2066>// admin<U+2069>"),
        ("zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"),
        ("nul\x00", "nul<U+0000>"),
        ("half\udce9", "half<U+DCE9>"),
        ("line\u2028sep", "line<U+2028>sep"),
        ("plain é 漢字 🙂", "plain é 漢字 🙂"),
    ],
)
def test_what_steers_a_display_is_spelled_out(text: str, shown: str) -> None:
    statement = replace(RECEIPT, request=replace(RECEIPT.request, intent=text)).statement()
    statement["predicate"]["patch"]["diff"] = f"+{text}\n"
    page = markdown(statement)
    assert f"- Intent: `{shown}`\n" in page
    assert f"```diff\n+{shown}\n```\n" in page


def test_a_long_text_is_cut_where_it_says_so() -> None:
    statement = replace(RECEIPT, request=replace(RECEIPT.request, intent="x" * 5_000)).statement()
    assert f"- Intent: `{'x' * 2_000} ... (3000 more characters)`\n" in markdown(statement)


def test_the_parser_of_these_tests_sees_what_must_not_be_there() -> None:
    seen: dict[str, Json] = {token.type: True for token in _tokens("# [a](b) ![c](d) <b>\n\n<div>")}
    assert {"link_open", "image", "html_inline", "html_block", "heading_open"} <= seen.keys()
