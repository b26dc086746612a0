"""What a person turns down is done in another way where they ask for it, and never offered again as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.abilities import knowing
from support.project import FIXED, LINE, make_slow
from support.sessions import Begin

OFFER = "^Let parameter"


def test_another_way_where_there_is_none(untrusted: Begin, project: Path) -> None:
    """A recipe has one answer: it is not offered again."""
    editor = untrusted()
    buffer = editor.open(project / "migrations" / "rates.py")
    editor.client.answers["window/showMessageRequest"] = lambda _: None
    editor.choose(buffer, LINE, OFFER)
    editor.said("not applied: choose 'Apply pending'")
    answer: Any = editor.choose(buffer, LINE, "^Try another way: Let parameter")
    editor.said("^discarded: ")
    assert answer["run"]
    assert "nothing was proposed but what you turned down" in editor.said("^unsolved: ")
    assert not any("pending" in title for title in editor.titles(buffer, LINE))


def test_a_reason_is_for_the_next_attempt(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = editor.open(project / "migrations" / "rates.py")
    editor.client.answers["window/showMessageRequest"] = lambda _: None
    run = editor.choose(buffer, LINE, OFFER)["run"]
    editor.said("not applied: choose 'Apply pending'")
    editor.client.request("workspace/executeCommand", discarding(run, reason="not so"))
    editor.said("a reason is for the next attempt: say .again: true. with it")
    assert any("Apply pending" in title for title in editor.titles(buffer, LINE))
    again = editor.client.result("workspace/executeCommand", discarding(run, reason="not so", again=True))["run"]
    editor.said("^unsolved: ")
    before = len(editor.client.received)
    assert editor.client.result("workspace/executeCommand", discarding(again, reason="nor so", again=True))["run"]
    editor.said("^unsolved: ", after=before)


def discarding(run: str, **more: Any) -> dict[str, Any]:
    return {"command": "assay.discard", "arguments": [{"run": run, "unit": 1, **more}]}


def test_a_candidate_is_shown_and_can_be_ended_and_the_run_goes_on(begin: Begin, project: Path) -> None:
    make_slow(project)
    editor = begin(knowing("experimental", "assay", "candidates", value=True))
    buffer = editor.open(project / "mean.py")
    run = editor.choose(buffer, LINE, OFFER)["run"]
    told = editor.client.wait(
        lambda message: message.get("method") == "assay/candidates" and "types" in message["params"]["passed"]
    )
    number = told["params"]["candidate"]
    editor.choose(buffer, LINE, f"^End this candidate: {number}: .*passed parses, in scope, .*types")
    editor.said("^rejected: .*steering: you ended this candidate")
    every = [message["params"] for message in editor.client.all("assay/candidates")]
    assert {each["run"] for each in every} == {run}
    states = [each["state"] for each in every if each["candidate"] == number]
    assert (states[0], set(states[1:-1]), states[-1]) == ("proposing", {"checking"}, "ended")
    assert not any(title.startswith("End this") for title in editor.titles(buffer, LINE))


def test_a_client_that_asks_for_no_candidates_is_told_of_none(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    buffer = editor.open(project / "migrations" / "rates.py")
    editor.client.answers["window/showMessageRequest"] = lambda _: None
    editor.choose(buffer, LINE, OFFER)
    editor.said("not applied: choose 'Apply pending'")
    assert editor.client.all("assay/candidates") == []


@pytest.mark.parametrize(("answer", "verdict"), [({"title": "Run it"}, "verified"), ({"title": "No"}, "partial")])
def test_what_has_to_pass_is_asked_about_and_judged(begin: Begin, project: Path, answer: Any, verdict: str) -> None:
    editor = begin()
    buffer = editor.open(project / "mean.py")
    editor.client.answers["window/showMessageRequest"] = lambda params: (
        answer if "wants to run" in params["message"] else None
    )
    action = next(each for each in editor.actions(buffer, LINE) if each["title"].startswith("Let parameter"))
    argument = {**action["command"]["arguments"][0], "constraints": ["must pass python -c 'import mean'", "be kind"]}
    editor.client.request("workspace/executeCommand", {"command": "assay.run", "arguments": [argument]})
    editor.said(f"^(not applied|{verdict}).*")
    (asked, *_) = editor.client.all("window/showMessageRequest")
    assert "a constraint of yours wants to run this in the sandbox" in asked["params"]["message"]
    assert asked["params"]["message"].endswith(": python -c 'import mean'")
    assert (buffer.text == FIXED) is (verdict == "verified")
