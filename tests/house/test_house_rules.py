"""What scripts/check makes of rules that are broken."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

import environment
import house_rules

KEPT = (sys.executable, "-c", "print('kept')")


def broken(said: str) -> Sequence[str]:
    return sys.executable, "-c", f"import sys; print('out'); sys.exit({said!r})"


def test_each_rule_that_is_broken_is_named_with_all_that_was_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = broken("one"), broken("other")
    monkeypatch.setattr(house_rules, "rules", lambda: iter((one, KEPT, other)))
    assert house_rules.main() == 1
    said = [f"--- {' '.join(one)}", "out", "one", "", f"--- {' '.join(other)}", "out", "other", ""]
    assert capsys.readouterr().out.splitlines() == [*said, f"failed: {' '.join(one)}", f"failed: {' '.join(other)}"]


def test_where_all_are_kept_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(house_rules, "rules", lambda: iter((KEPT,)))
    assert house_rules.main() == 0
    assert capsys.readouterr().out.endswith("all good\n")


def test_a_rule_whose_command_is_not_there_does_not_read_as_kept() -> None:
    with pytest.raises(FileNotFoundError):
        list(house_rules.failures([("no-such-command",)]))


def test_every_script_is_among_the_rules() -> None:
    read = {command[2] for command in house_rules.rules() if command[:2] == ("bash", "-n")}
    scripts = {f"scripts/{each.name}" for each in (environment.ROOT / "scripts").iterdir() if each.is_file()}
    assert read == {".ci/run", *scripts}
