"""The loop around a model comes to an end, whatever the model does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from assay.core.model import Call, Message, Prompt, Reply
from assay.model.agent import TURNS, GaveUp, work
from support.models import toolbox


def test_one_that_always_finds_something_else_to_look_at_is_ended(tmp_path: Path) -> None:
    asked: list[Prompt] = []

    async def ask(prompt: Prompt) -> Reply:
        asked.append(prompt)
        call = Call(f"c{len(asked)}", "search", json.dumps({"pattern": f"name_{len(asked)}"}))
        return Reply(Message("assistant", "", (call,)), None)

    with pytest.raises(GaveUp, match=f"it came to no end in {TURNS} turns"):
        asyncio.run(work((Message("user", "Mend it."),), toolbox(tmp_path, {"a.py": "x = 1\n"}), ask, lambda _: None))
    assert len(asked) == TURNS
