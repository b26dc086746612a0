"""Which commands a model may have run."""

from __future__ import annotations

import shlex

import pytest

from assay.core.rules import RULES, Decision, Rule, decide


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        ("pytest -x tests", "allow"),
        ("python -m pytest", "allow"),
        ("/usr/bin/python3 -m mypy src", "allow"),
        ("pyright", "allow"),
        ("python script.py", "ask"),
        ("python -c 'print(1)'", "ask"),
        ("make test", "ask"),
        ("rm -rf /", "forbid"),
        ("/bin/rm -rf /", "forbid"),
        ("sh -c 'rm -rf /'", "forbid"),
        ("env rm -rf /", "forbid"),
        ("git push --force", "forbid"),
        ("curl http://localhost", "forbid"),
        ("python -m pip install x", "forbid"),
        ("", "ask"),
    ],
)
def test_a_command_is_allowed_asked_about_or_forbidden(command: str, decision: Decision) -> None:
    assert decide(shlex.split(command))[0] == decision


def test_what_is_forbidden_says_why() -> None:
    assert all(rule.why for rule in RULES if rule.decision == "forbid")


def test_the_strictest_rule_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    loose = Rule("allow", (("rm",),), "", ("rm x",), ("mv x",))
    monkeypatch.setattr("assay.core.rules.RULES", (*RULES, loose))
    assert decide(("rm", "x"))[0] == "forbid"


@pytest.mark.parametrize(("matching", "others"), [(("ls",), ()), ((), ("rm x",))])
def test_a_rule_that_does_not_do_what_its_examples_say_cannot_be_made(
    matching: tuple[str, ...], others: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="does not do what its examples say"):
        Rule("forbid", (("rm",),), "", matching, others)
