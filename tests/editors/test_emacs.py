"""Emacs with Eglot drives the server as its users would."""

from __future__ import annotations

from pathlib import Path

from support.editors import Drive
from support.project import FIXED, LINE, MODULE, PROTECTED, PROTECTED_FIXED, make_slow


def test_offer_run_apply_undo(emacs: Drive, trusted: Path) -> None:
    found = emacs("apply_and_undo")
    assert any("(tested first)" in title for title in found["titles"])
    assert found["after"] == FIXED
    assert found["undone"] == found["before"] == MODULE
    assert (trusted / "mean.py").read_text() == MODULE, "the buffer is the user's to save"
    assert found["asked"] == [], "an edit that is verified is not asked about"


def test_a_boundary_waits_for_the_menu_where_the_question_is_quit(emacs: Drive) -> None:
    found = emacs("confirm_in_the_menu")
    assert [question for question in found["asked"] if "changes a protected file" in question]
    assert found["waiting"] == found["before"] == PROTECTED
    assert [title.split(":")[0] for title in found["titles"] if "pending" in title] == [
        "Apply pending",
        "Discard pending",
    ]
    assert found["after"] == PROTECTED_FIXED
    assert not [title for title in found["later"] if "pending" in title]


def test_cancel_by_code_action(emacs: Drive, trusted: Path) -> None:
    """Eglot 1.9 knows no progress and so no way to cancel but this one."""
    make_slow(trusted)
    found = emacs("cancel")
    assert found["after"] == found["before"] == MODULE
    assert not any(title.startswith("Cancel: ") for title in found["later"])


def test_what_was_typed_during_the_run_stays(emacs: Drive, trusted: Path) -> None:
    assert emacs("type_above")["after"] == "# typed during the run\n" + FIXED


def test_an_edit_that_comes_too_late_changes_nothing(emacs: Drive) -> None:
    """Emacs holds back what was typed for half a second, so that the edit is for a text that is no longer there."""
    found = emacs("type_at_the_last_moment")
    assert found["typed"] == "# typed at the last moment\n# twice\n" + MODULE
    assert found["after"] == found["typed"]


def test_errors_are_shown_on_open_and_fixed_from_there(emacs: Drive, trusted: Path) -> None:
    found = emacs("diagnostics")
    assert found["line"] == LINE
    assert "Incompatible default" in found["text"]
    assert found["after"] == FIXED
