"""All that is wrong in a file or a project, fixed in one run that a person asked for."""

from __future__ import annotations

from pathlib import Path

from assay.actions.catalogue import CATALOGUE
from assay.lsp.names import KINDS
from support.editor import Editor
from support.project import FIXED, LINE, MODULE, make_slow
from support.sessions import Begin

FILE = "Fix the type errors of this file"
PROJECT = "Fix the type errors of the project"


def wholes(editor: Editor, path: Path, **more: object) -> list[str]:
    buffer = editor.buffers[path.as_uri()]
    return [each["title"] for each in editor.actions(buffer, 0, **more) if each["title"] in (FILE, PROJECT)]  # type: ignore[arg-type]  # as given


def test_a_person_is_offered_both_and_nothing_automatic_is(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    editor.open(project / "mean.py")
    assert wholes(editor, project / "mean.py") == [FILE, PROJECT]
    assert wholes(editor, project / "mean.py", only=["source"]) == [FILE, PROJECT]
    assert wholes(editor, project / "mean.py", only=["source.assay.fixTypes"]) == [FILE, PROJECT]
    assert wholes(editor, project / "mean.py", only=["source.assay.fixTypes.project"]) == [PROJECT]
    assert wholes(editor, project / "mean.py", only=["quickfix"]) == []
    assert wholes(editor, project / "mean.py", only=["source.fixAll"]) == []
    assert wholes(editor, project / "mean.py", only=["source.assay.fixTypes"], trigger=2) == []


def test_the_kind_is_announced(untrusted: Begin, project: Path) -> None:
    editor = untrusted()
    answer = editor.client.wait(lambda message: "capabilities" in (message.get("result") or {}))
    assert answer["result"]["capabilities"]["codeActionProvider"]["codeActionKinds"] == [
        "quickfix",
        "refactor.assay.draftTests",
        "refactor.assay.migrateConfig",
        "source.assay.fixTypes",
        "source.assay.migrateConfig",
    ]


def test_an_editor_asks_for_every_kind_that_there_is() -> None:
    """One that is not announced is in no menu of that kind: editors do not ask for it."""
    offered = {each.kind for each in CATALOGUE} | {each.whole.kind for each in CATALOGUE if each.whole is not None}
    assert {kind for kind in offered if not any(f"{kind}.".startswith(f"{known}.") for known in KINDS)} == set()


def test_a_file(begin: Begin, project: Path) -> None:
    second = MODULE.replace("_rounded", "_cut").replace("mean(", "cut(")
    (project / "mean.py").write_text(MODULE + second)
    editor = begin(options={"diagnostics": "off"})
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, 0, f"^{FILE}")
    editor.said("verified: .*_cut|verified: .*digits.*applied")
    editor.client.wait(lambda _: buffer.text.count("int | None = None") == 2)
    assert any("1 of 2: " in message for message in reports(editor))
    assert 50 in [each["params"]["value"].get("percentage") for each in editor.client.all("$/progress")]


def test_the_project(begin: Begin, project: Path) -> None:
    editor = begin(options={"diagnostics": "off"})
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, 0, f"^{PROJECT}")
    editor.said("applied to mean.py")
    assert buffer.text == FIXED
    assert "digits: int = None" in (project / "migrations" / "rates.py").read_text(), "a protected file waits"
    rates = editor.open(project / "migrations" / "rates.py")
    assert any(title.startswith("Apply pending: ") for title in editor.titles(rates, LINE))
    assert any(title.startswith("Show evidence: ") for title in editor.titles(rates, LINE))


def test_a_project_where_nothing_is_wrong_is_not_offered(begin: Begin, project: Path) -> None:
    (project / "pyproject.toml").write_text((project / "pyproject.toml").read_text().replace(', "migrations"', ""))
    (project / "mean.py").write_text(FIXED)
    (project / "test_mean.py").unlink()
    editor = begin()
    buffer = editor.open(project / "mean.py")
    editor.client.wait(lambda _: wholes(editor, project / "mean.py") == [], seconds=30)
    editor.replace(buffer, "digits: int | None = None", "digits: int = None")
    assert wholes(editor, project / "mean.py") == [FILE, PROJECT]


def test_it_can_be_cancelled(begin: Begin, project: Path) -> None:
    make_slow(project)
    editor = begin(options={"diagnostics": "off"})
    buffer = editor.open(project / "mean.py")
    editor.choose(buffer, 0, f"^{FILE}")
    editor.client.wait(lambda message: "1 of " in str(message.get("params", {}).get("value", {}).get("message")))
    editor.choose(buffer, 0, "^Cancel: ")
    editor.said("^cancelled: ")
    assert buffer.text == MODULE


def reports(editor: Editor) -> list[str]:
    return [str(each["params"]["value"].get("message")) for each in editor.client.all("$/progress")]
