"""Neovim drives the server as its users would."""

from __future__ import annotations

from pathlib import Path

from support.editors import Drive
from support.project import FIXED, LINE, MODULE, PROTECTED, PROTECTED_FIXED, make_slow


def test_offer_run_apply_undo(neovim: Drive, trusted: Path) -> None:
    found = neovim("apply_and_undo")
    assert any("(tested first)" in title for title in found["titles"])
    assert found["after"] == FIXED
    assert found["undone"] == found["before"] == MODULE
    assert (trusted / "mean.py").read_text() == MODULE, "the buffer is the user's to save"
    assert [value["kind"] for value in found["progress"]][:1] == ["begin"]
    assert [value["kind"] for value in found["progress"]][-1:] == ["end"]


def test_a_boundary_waits_for_the_menu_where_the_question_is_dismissed(neovim: Drive) -> None:
    found = neovim("confirm_in_the_menu")
    assert [question for question in found["asked"] if "changes a protected file" in question]
    assert found["waiting"] == found["before"] == PROTECTED
    assert [title.split(":")[0] for title in found["titles"] if "pending" in title] == [
        "Apply pending",
        "Discard pending",
    ]
    assert found["after"] == PROTECTED_FIXED
    assert not [title for title in found["later"] if "pending" in title]


def test_a_boundary_that_is_confirmed_when_asked(neovim: Drive) -> None:
    assert neovim("confirm_when_asked")["after"] == PROTECTED_FIXED


def test_cancel_by_progress(neovim: Drive, trusted: Path) -> None:
    make_slow(trusted)
    found = neovim("cancel")
    assert any(title.startswith("Cancel: ") for title in found["titles"])
    assert found["after"] == found["before"] == MODULE
    assert not any(title.startswith("Cancel: ") for title in found["later"])
    assert found["progress"][-1] == {"kind": "end", "message": "cancelled", "title": found["progress"][0]["title"]}


def test_what_was_typed_during_the_run_stays(neovim: Drive, trusted: Path) -> None:
    assert neovim("type_above")["after"] == "# typed during the run\n" + FIXED


def test_an_edit_that_comes_too_late_changes_nothing(neovim: Drive) -> None:
    """Neovim counts from version 0, checks no edit for version 0, and says `applied` of those that it skips."""
    found = neovim("type_at_the_last_moment")
    assert found["version"] == 0
    assert found["answer"]["applied"] is True
    assert found["after"] == "# typed at the last moment\n# twice\n" + MODULE


def test_errors_are_shown_on_open_and_fixed_from_there(neovim: Drive, trusted: Path) -> None:
    found = neovim("diagnostics")
    assert found["shown"] == [{"line": LINE, "source": "mypy", "code": "assignment"}]
    assert found["after"] == FIXED
