"""A migration of configuration as an editor sees it: offered in the file itself, confirmed, carried out."""

from __future__ import annotations

from pathlib import Path

from support.editor import Editor
from support.sessions import Begin

FILE = "Move the configuration of pytest in pytest.ini into pyproject.toml (tested first)"
PROJECT = "Migrate the configuration of the project"
INI = "[pytest]\naddopts = -q\n"


def titles(editor: Editor, path: Path, **more: object) -> list[str]:
    buffer = editor.buffers[path.as_uri()]
    return [each["title"] for each in editor.actions(buffer, 0, **more)]  # type: ignore[arg-type]  # as given


def test_it_is_offered_where_there_is_something_to_move_and_never_by_itself(untrusted: Begin, project: Path) -> None:
    (project / "pytest.ini").write_text(INI)
    (project / "tox.ini").write_text("[tox]\n")
    editor = untrusted()
    for name in ("pytest.ini", "tox.ini", "pyproject.toml", "mean.py"):
        editor.open(project / name)
    assert titles(editor, project / "pytest.ini") == [FILE, PROJECT]
    assert titles(editor, project / "pytest.ini", only=["source.assay.migrateConfig"]) == [FILE, PROJECT]
    assert titles(editor, project / "pytest.ini", only=["quickfix"]) == []
    assert titles(editor, project / "pytest.ini", trigger=2) == []
    assert titles(editor, project / "tox.ini") == [PROJECT]
    assert titles(editor, project / "pyproject.toml") == []
    assert PROJECT not in titles(editor, project / "mean.py")
