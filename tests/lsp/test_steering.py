"""What a person turns down is done in another way where they ask for it, and never offered again as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.project import LINE
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
