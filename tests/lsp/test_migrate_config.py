"""A migration of configuration as an editor sees it: offered in the file itself, confirmed, carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.editor import Editor
from support.sessions import Begin

FILE = "Move the configuration of isort in .isort.cfg into pyproject.toml (tested first)"
PROJECT = "Migrate the configuration of the project"
INI = "[settings]\nprofile = black\n"


def titles(editor: Editor, path: Path, **more: object) -> list[str]:
    buffer = editor.buffers[path.as_uri()]
    return [each["title"] for each in editor.actions(buffer, 0, **more)]  # type: ignore[arg-type]  # as given


def test_it_is_offered_where_there_is_something_to_move_and_never_by_itself(untrusted: Begin, project: Path) -> None:
    (project / ".isort.cfg").write_text(INI)
    (project / "tox.ini").write_text("[tox]\n")
    editor = untrusted()
    for name in (".isort.cfg", "tox.ini", "pyproject.toml", "mean.py"):
        editor.open(project / name)
    assert titles(editor, project / ".isort.cfg") == [FILE, PROJECT]
    assert titles(editor, project / ".isort.cfg", only=["refactor"]) == [FILE]
    assert titles(editor, project / ".isort.cfg", only=["source.assay.migrateConfig"]) == [PROJECT]
    assert titles(editor, project / ".isort.cfg", only=["quickfix"]) == []
    assert titles(editor, project / ".isort.cfg", trigger=2) == []
    assert titles(editor, project / "tox.ini") == [PROJECT]
    assert titles(editor, project / "pyproject.toml") == [PROJECT]
    assert PROJECT not in titles(editor, project / "mean.py")


def test_it_is_carried_out_when_the_deletion_is_confirmed(begin: Begin, project: Path) -> None:
    (project / ".isort.cfg").write_text(INI)
    editor = begin(options={"diagnostics": "off"})
    buffer = editor.open(project / ".isort.cfg")
    asked: list[str] = []

    def apply(params: Any) -> Any:
        asked.append(params["message"])
        return {"title": "Apply"}

    editor.client.answers["window/showMessageRequest"] = apply
    editor.choose(buffer, 0, "^Move the configuration of isort")
    editor.said("applied to pyproject.toml, .isort.cfg", seconds=120)
    assert "deletes a file" in asked[0]
    assert not (project / ".isort.cfg").exists()
    assert buffer.uri not in editor.buffers
    pyproject = editor.buffers[(project / "pyproject.toml").as_uri()]
    assert pyproject.text.endswith('\n[tool.isort]\nprofile = "black"\n')


def test_it_is_offered_in_a_workflow_with_deprecated_commands(untrusted: Begin, project: Path) -> None:
    folder = project / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "old.yml").write_text("on: push\njobs: {t: {steps: [{run: echo ::set-output name=a::1}]}}\n")
    (folder / "new.yml").write_text("on: push\njobs: {t: {steps: [{run: make}]}}\n")
    editor = untrusted()
    for name in ("old.yml", "new.yml"):
        editor.open(folder / name)
    offered = "Replace the deprecated set-output in old.yml (tested first)"
    assert titles(editor, folder / "old.yml") == [offered, PROJECT]
    assert titles(editor, folder / "new.yml") == [PROJECT]
