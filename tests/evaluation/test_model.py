"""A model is measured beside the recipes: a small project, a scripted server, the program that a person runs."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evaluate import model, run, table
from evaluate.run import Fixing, Unit, Way
from evaluate.sources import Unfit
from support.scripted_openai import Recorded, ScriptedOpenAI, Step, depending
from support.shop import MODULE, finishes, replaces, write_shop

TWO = f"{MODULE}\n\ndef count(items: list[Item] = None) -> int:\n    return len(items or [])\n"
"""With one mistake that no recipe knows, and one that a recipe does."""


def answers(asked: Recorded) -> Step:
    """What the model does: right where no recipe is; else it silences the checker first, and mends it when told."""
    if asked.results():
        return finishes()
    if '"Item" has no attribute "cost"' in asked.text().replace("\\\\", "").replace('\\"', '"'):
        return replaces("item.cost", "item.price")
    if "This was tried and rejected" in asked.text():
        return replaces("items: list[Item] = None", "items: list[Item] | None = None")
    return replaces("= None) -> int:", "= None) -> int:  # type: ignore")


def test_without_an_endpoint_it_is_said_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match=r"^ASSAY_EVALUATE_URL is not set: put into it where the model is asked"):
        model.ways("coder", {}, tmp_path)


def test_recipes_alone_the_model_alone_and_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path)
    fresh = iter(range(3))

    def unpacked() -> Path:
        return write_shop(tmp_path / str(next(fresh)) / "shop", {"shop.py": TWO})

    def fix(folder: Path, way: Way) -> Fixing:
        return run.fix(folder, "shop.py", way=way)

    with ScriptedOpenAI(*[depending(answers)] * 8) as server:
        how = model.ways("scripted-1", {model.URL: server.url}, tmp_path)
        found = model.measure(unpacked, how, fix)
    assert [fixing.failure for fixing in found.fixings.values()] == ["", "", ""]
    seen = {
        name: [(unit.verdict, unit.proposers, unit.tokens, unit.caught) for unit in fixing.units]
        for name, fixing in found.fixings.items()
    }
    assert seen == {
        "recipes alone": [("unsolved", (), 0, ()), ("verified", ("implicit_optional",), 0, ())],
        "the model alone": [
            ("verified", ("model",), 220, ("",)),
            ("verified", ("model", "model"), 440, ("not gamed", "")),
        ],
        "both": [("verified", ("model",), 220, ("",)), ("verified", ("implicit_optional",), 0, ())],
    }
    page = table.model([found])
    assert "| recipes alone | 2 | 1 | 0 | 0 | 1 | 0 | 0 |" in page
    assert "| the model alone | 2 | 2 | 0 | 0 | 0 | 660 | 330 |" in page
    assert "| both | 2 | 2 | 0 | 0 | 0 | 220 | 110 |" in page
    assert "its first change for 2 units; the checks rejected 1 of these (not gamed 1)." in page
    assert f"Whole files, read and written once: about {round(2 * len(TWO) / 3)} tokens" in page


def test_where_a_server_does_not_count_nothing_is_claimed() -> None:
    unit = Unit("shop.py", 1, ("misc",), "m", "t", "verified", "", ("model",), (), (), 1.0, 1.0, None, ("",))
    fixing = Fixing((unit,), 1, 1, (), 1.0, 1.0)
    none = replace(fixing, units=())
    page = table.model([model.Ways({model.RECIPES: none, model.MODEL: fixing, model.BOTH: none}, {"shop.py": 300})])
    assert "| the model alone | 1 | 1 | 0 | 0 | 0 | not counted | - |" in page
