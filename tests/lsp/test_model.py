"""A model behind the server: what the menu offers then, how it is marked, and how a run with it ends."""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from support.editor import EVERYTHING, Buffer, Editor
from support.scripted_openai import ScriptedOpenAI, calls, hangs
from support.sessions import Serve
from support.shop import LINE, MENDED, MENDS, MODULE, finishes, write_shop

GENERATED = 1
MARKING = copy.deepcopy(dict(EVERYTHING))
MARKING["textDocument"]["codeAction"]["tagSupport"] = {"valueSet": [GENERATED]}

SHOWN = {
    "range": {"start": {"line": LINE, "character": 15}, "end": {"line": LINE, "character": 24}},
    "message": '"Item" has no attribute "cost"',
    "code": "attr-defined",
    "source": "mypy",
    "severity": 1,
}
OF_ANOTHER = {**SHOWN, "source": "ruff", "code": "X100"}
A_WARNING = {**SHOWN, "severity": 2}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_shop(tmp_path / "shop")


class Opening:
    """Opens the shop in an editor whose user has named the model of a scripted server, or none."""

    def __init__(self, serve: Serve, environ: Mapping[str, str], shop: Path) -> None:
        self.serve, self.shop = serve, shop
        self.configuration = Path(environ["XDG_CONFIG_HOME"]) / "assay" / "config.toml"

    def __call__(
        self, server: ScriptedOpenAI | None, capabilities: Mapping[str, Any] = MARKING
    ) -> tuple[Editor, Buffer]:
        self.configuration.parent.mkdir(parents=True, exist_ok=True)
        model = "" if server is None else f'model_url = "{server.url}"\nmodel = "scripted"\n'
        self.configuration.write_text(f'interpreter = "{sys.executable}"\ndiagnostics = "off"\n{model}')
        editor = Editor(self.serve("--trust", "yes"), capabilities)
        editor.begin(self.shop)
        return editor, editor.open(self.shop / "shop.py")


@pytest.fixture
def opening(serve: Serve, environ: Mapping[str, str], shop: Path) -> Opening:
    return Opening(serve, environ, shop)


def test_what_no_recipe_knows_is_offered_where_a_model_is_named(opening: Opening) -> None:
    with ScriptedOpenAI() as server:
        editor, buffer = opening(server)
        (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN])
        assert action["title"] == 'Solve: "Item" has no attribute "cost" (tested first)'
        assert (action["diagnostics"], action["tags"]) == ([SHOWN], [GENERATED])
        assert "isPreferred" not in action
        for other in (OF_ANOTHER, A_WARNING):
            assert editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[other]) == []


def test_an_editor_that_knows_no_marks_gets_none(opening: Opening) -> None:
    with ScriptedOpenAI() as server:
        editor, buffer = opening(server, EVERYTHING)
        (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN])
        assert "tags" not in action


def test_without_a_model_nothing_is_offered_that_nobody_could_solve(opening: Opening) -> None:
    editor, buffer = opening(None)
    assert editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN]) == []


def test_what_it_mends_is_verified_and_in_the_buffer_and_its_trace_is_named_while_it_is_kept(opening: Opening) -> None:
    with ScriptedOpenAI(MENDS, finishes()) as server:
        editor, buffer = opening(server, {**MARKING, "experimental": {"assay": {"evidence": True}}})
        (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN])
        editor.execute(action)
        said = editor.client.method("assay/outcome", seconds=60)["params"]["message"]
        assert said.startswith("verified: Solve: ")
        assert "applied to shop.py" in said
        assert buffer.text == MENDED

        editor.choose(buffer, LINE, "^Show evidence: ")
        told = editor.client.method("assay/evidence")["params"]
        assert told["trace"] == told["receipt"]["predicate"]["trace"]
        trace = Path(told["trace"])
        assert "item.price" in trace.read_text()
        trace.unlink()
        before = len(editor.client.received)
        editor.choose(buffer, LINE, "^Show evidence: ")
        assert editor.client.method("assay/evidence", after=before)["params"]["trace"] is None


def test_what_waits_for_a_person_is_marked(opening: Opening, shop: Path) -> None:
    (shop / "test_shop.py").unlink()
    with ScriptedOpenAI(MENDS, finishes()) as server:
        editor, buffer = opening(server)
        editor.client.answers["window/showMessageRequest"] = lambda _: None
        (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN])
        editor.execute(action)
        editor.said("not applied: choose 'Apply pending'")
        pending = next(each for each in editor.actions(buffer, LINE) if each["title"].startswith("Apply pending: "))
        assert pending["tags"] == [GENERATED]
        assert buffer.text == MODULE


@pytest.mark.parametrize(
    ("answer", "result"),
    [({"title": "Run it"}, "exit code 0\nhello"), ({"title": "No"}, "not run: nobody"), (None, "not run: nobody")],
)
def test_a_person_is_asked_once_about_a_command(opening: Opening, answer: Any, result: str) -> None:
    greets = calls(("run", {"argv": ["python", "-c", "print('hello')"]}))
    with ScriptedOpenAI(greets, greets, MENDS, finishes()) as server:
        editor, buffer = opening(server)
        editor.client.answers["window/showMessageRequest"] = lambda _: answer
        (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN])
        editor.execute(action)
        editor.said("verified: Solve: ")
    (asked,) = editor.client.all("window/showMessageRequest")
    assert (
        "the model wants to run this in the sandbox, on a copy of shop, without network: python -c 'print('\"'\"'"
        in (asked["params"]["message"])
    )
    assert [each.startswith(result) for each in server.requests[2].results()] == [True, True]


def test_a_cancel_ends_what_it_is_asked(opening: Opening) -> None:
    with ScriptedOpenAI(hangs(after_headers=True)) as server:
        editor, buffer = opening(server)
        (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN])
        editor.execute(action)
        assert server.asked.wait(60)
        editor.choose(buffer, LINE, "^Cancel: ")
        editor.said("cancelled: ")
        assert server.requests[0].gone.wait(5)
    assert buffer.text == MODULE


def test_the_menu_does_not_wait_for_it(opening: Opening) -> None:
    with ScriptedOpenAI(hangs()) as server:
        editor, buffer = opening(server)
        (action,) = editor.actions(buffer, LINE, only=["quickfix"], diagnostics=[SHOWN])
        editor.execute(action)
        assert server.asked.wait(60)
        (again,) = editor.actions(buffer, LINE, only=["quickfix"], trigger=2, diagnostics=[SHOWN])
        assert again["title"] == action["title"]
