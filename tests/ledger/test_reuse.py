"""What is said of why something was used again or not, part by part."""

from __future__ import annotations

from typing import Any

import pytest

from assay.ledger.reuse import explained

PARTS = "process request demands remarks files interpreter distributions tools policy tests sandbox model"
SAME = dict.fromkeys(PARTS.split(), "same")


def unit(run: str, *, verdict_of: str | None = None, barred: str = "", rests_on: Any = SAME, **other: Any) -> Any:
    """What a receipt says of a unit, as far as it matters here."""
    return {
        "run": run,
        "assay": "1",
        "action": "fix_types",
        "intent": "",
        "constraints": [],
        "remarks": [],
        "target": {"path": "a.py", "title": "The error", "diagnostics": [{"line": 3}]},
        "verdict": "verified",
        "base": {"a.py": "text"},
        "model": None,
        "saved": None,
        "cache": None,
        "reuse": {"verdict_of": verdict_of, "barred": barred, "rests_on": dict(rests_on)},
        **other,
    }


def asked(run: str, *, cache: str | None = "miss", replies: int = 0, **other: Any) -> Any:
    """Likewise where a model took part."""
    model = {"name": "m", "endpoint": "http://localhost"}
    values: dict[str, Any] = {"model": model, "cache": cache, "saved": {"replies": replies, "input": 0, "output": 0}}
    return unit(run, **(values | other))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("process", "the process (no verdict outlives the one that found it)"),
        ("files", "the files of the workspace"),
        ("policy", "the policy"),
        ("distributions", "the installed distributions"),
        ("tools", "the versions of the tools"),
        ("demands", "what was wanted of the result, or was allowed"),
        ("a part of later times", "a part of later times"),
    ],
)
def test_the_part_that_differs_is_named(part: str, words: str) -> None:
    later = unit("2", rests_on={**SAME, part: "other"})
    assert explained(later, [unit("1")]) == [f"judged anew: from run 1 differ: {words}"]


def test_it_is_compared_with_the_nearest_run_and_of_those_with_the_last() -> None:
    far = unit("far", rests_on={**SAME, "files": "x", "policy": "x"})
    near = [unit(name, rests_on={**SAME, "files": name}) for name in ("near", "nearer")]
    assert explained(unit("now"), [*near, far]) == ["judged anew: from run nearer differ: the files of the workspace"]


def test_a_file_that_is_known_to_differ_is_named() -> None:
    later = unit("2", rests_on={**SAME, "files": "other"}, base={"a.py": "other text"})
    assert explained(later, [unit("1")]) == [
        "judged anew: from run 1 differ: the files of the workspace (a.py among them)"
    ]


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (unit("2", verdict_of="1"), "the verdict of run 1: nothing that it rests on had changed"),
        (unit("2", barred="`model_memory` is 0"), "judged anew: `model_memory` is 0"),
        (unit("2", reuse=None), "judged anew: the run broke off before it was known what its verdict would rest on"),
        (
            unit("2", action="draft_tests"),
            "judged anew: no earlier run of this action on this is known that was verified",
        ),
    ],
)
def test_what_else_is_said_of_a_verdict(later: Any, words: str) -> None:
    assert explained(later, [unit("1")]) == [words]


def test_a_run_that_was_not_verified_gave_no_verdict_to_use_again() -> None:
    (line,) = explained(unit("2"), [unit("1", verdict="rejected")])
    assert line.startswith("judged anew: no earlier run")


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (asked("2", cache="hit"), "the model was not asked: the change that it wrote in an earlier run fitted"),
        (asked("2", cache="hit", replies=2), "the model was not asked: 2 replies were there already"),
        (asked("2", cache=None), "the model was asked: nothing is remembered, `model_memory` is 0"),
        (asked("2", intent="else"), "the model was asked: from run 1 differ: what was wanted of the result"),
        (
            asked("2", base={"a.py": "else"}, replies=1),
            "the model was asked: from run 1 differ: the text of a.py; 1 reply was there already",
        ),
        (
            asked("2", model={"name": "n", "endpoint": "http://localhost"}),
            "the model was asked: from run 1 differ: the model, or where it is asked",
        ),
    ],
)
def test_what_is_said_of_a_model(later: Any, words: str) -> None:
    assert explained(later, [asked("1")])[1] == words


def test_a_model_that_was_asked_for_the_first_time() -> None:
    assert explained(asked("2"), [unit("1")])[1] == "the model was asked: it had not been asked about this before"
