"""The edits that a model makes: found where they are meant, in the form of their file, or refused with a reason."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.model.drafting import Draft, Refused, replaced, with_symbol
from support.sandboxes import write_tree

PATH = PurePosixPath("a.py")
TEXT = "def f(x):\n    if x:\n        return 1\n    return 2\n\n\nclass A:\n    def g(self):\n        return 1\n"
G = "        return 1\n"
TABS = TEXT.replace("    ", "\t")


@pytest.mark.parametrize(
    ("text", "old", "new", "after"),
    [
        (TEXT, "return 2", "return 3", TEXT.replace("return 2", "return 3")),
        (
            TEXT,
            "    if x:\n        return 1\n    return 2\n",
            "    return 2\n",
            TEXT.replace("    if x:\n        return 1\n", "", 1),
        ),
        # the model left the indentation out, or wrote another
        (
            TEXT,
            "if x:\n    return 1\nreturn 2",
            "if x:\n    return 4\nreturn 2",
            TEXT.replace("return 1", "return 4", 1),
        ),
        (
            TEXT,
            "\tif x:\n\t\treturn 1\n",
            "\tif x:\n\t\treturn 4\n",
            TEXT.replace("        return 1", "        return 4", 1),
        ),
        (
            TABS,
            "    if x:\n        return 1\n",
            "    if x:\n        return 4\n",
            TABS.replace("return 1", "return 4", 1),
        ),
        (TABS, "    def g(self):\n        return 1\n", "", TABS.replace("\tdef g(self):\n\t\treturn 1\n", "")),
        ("a = 1\nb = 2", "a = 1\nb = 2\n", "a = 1\nb = 3\n", "a = 1\nb = 3"),
    ],
)
def test_a_passage_is_replaced_in_the_form_of_its_file(text: str, old: str, new: str, after: str) -> None:
    assert replaced(text, old, new) == after


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("return 1", r"it stands there 2 times \(lines 3, 9\); give more lines"),
        ("", "the old text is empty"),
        (" \n", "the old text is empty"),
        ("    return 22", "does not stand there; the nearest is:\nline 4:\n    return 2"),
        ("something else entirely", r"\(nothing like it\)"),
    ],
)
def test_what_is_not_meant_for_one_place_is_refused(old: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        replaced(TEXT, old, "x")


@pytest.mark.parametrize(
    ("text", "name", "new", "after"),
    [
        (TEXT, "A.g", "def g(self):\n    return 5\n", TEXT.removesuffix(G) + G.replace("1", "5")),
        (TEXT, "f", "def f(x):\n    return 2", TEXT.replace("    if x:\n        return 1\n", "", 1)),
        (
            TABS,
            "A.g",
            "def g(self):\n    if self:\n        return 5",
            TABS.replace("def g(self):\n\t\treturn 1", "def g(self):\n\t\tif self:\n\t\t\treturn 5"),
        ),
        ("@d\ndef f(): ...\n", "f", "def f(): return 1", "def f(): return 1\n"),
        (
            "class A:\n    @d\n    def f(self): ...\n",
            "A.f",
            "@e\ndef f(self): ...",
            "class A:\n    @e\n    def f(self): ...\n",
        ),
    ],
)
def test_a_symbol_is_replaced_where_it_stands(text: str, name: str, new: str, after: str) -> None:
    assert with_symbol(text, name, new) == after


@pytest.mark.parametrize(
    ("text", "name", "new", "said"),
    [
        (TEXT, "h", "def h(): ...", "no function or class is called 'h' there; there are: f, A, A.g"),
        ("def f(): ...\ndef f(): ...\n", "f", "def f(): ...", "2 are called 'f' there; use `replace_text`"),
        (TEXT, "f", " \n", "the new text is empty"),
    ],
)
def test_a_symbol_that_is_not_there_once_is_refused(text: str, name: str, new: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        with_symbol(text, name, new)


def test_line_endings_stay(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"a = 1\r\nb = 2\r\n")
    draft = Draft(Snapshot(tmp_path))
    assert draft.text(PATH) == "a = 1\nb = 2\n"
    draft.put(PATH, replaced(draft.text(PATH), "b = 2\n", "b = 3\nc = 4\n"))
    assert [change.after for change in draft.patch.changes] == ["a = 1\r\nb = 3\r\nc = 4\r\n"]


def test_what_comes_back_to_what_it_was_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = 1\n")
    draft = Draft(Snapshot(tmp_path))
    draft.put(PATH, "a = 2\n")
    draft.put(PATH, "a = 1\n")
    draft.create(PurePosixPath("b.py"), "")
    draft.delete(PurePosixPath("b.py"))
    assert draft.patch.changes == ()


def test_an_open_document_is_where_a_draft_begins(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = 1\n")
    draft = Draft(Snapshot(tmp_path, {PATH: "a = 2\n"}))
    assert draft.text(PATH) == "a = 2\n"
    assert draft.patch.changes == ()


def test_what_is_different_is_told_without_a_look_at_the_disk(tmp_path: Path) -> None:
    draft = Draft(Snapshot(write_tree(tmp_path, {"a.py": "A = 1\n", "b.py": "B = 1\n"})))
    draft.put(PurePosixPath("a.py"), "A = 2\n")
    draft.put(PurePosixPath("b.py"), "B = 2\n")
    draft.put(PurePosixPath("b.py"), "B = 1\n")
    (tmp_path / "a.py").unlink()
    (tmp_path / "b.py").unlink()
    assert draft.patch == Patch((FileChange(PurePosixPath("a.py"), "A = 1\n", "A = 2\n"),))
