"""What a model can have done, and what it is told where it cannot."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from assay.core.model import Call
from assay.model.toolbox import FUNCTIONS, MOST_LINES, Done, Toolbox
from support.models import toolbox

FILES = {
    "src/a.py": "import os\n\n\ndef f() -> int:\n    return 1\n",
    "src/b.py": "from a import f\n",
    ".env": "KEY=1\n",
    "private.py": "import os\n",
    "conftest.py": "",
    "long.py": "x = 1\n" * (MOST_LINES + 5),
}


@pytest.fixture
def box(tmp_path: Path) -> Toolbox:
    return toolbox(tmp_path, FILES, ".env", "private.py")


def do(box: Toolbox, name: str, arguments: Any) -> Done:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return asyncio.run(box.carry_out(Call("1", name, text)))


def test_lines_are_shown_with_where_they_stand(box: Toolbox) -> None:
    done = do(box, "read_file", {"path": "src/a.py", "first_line": 4})
    assert done == Done("src/a.py, lines 4 to 5 of 5:\ndef f() -> int:\n    return 1\n", (PurePosixPath("src/a.py"),))


def test_a_long_file_comes_in_parts(box: Toolbox) -> None:
    done = do(box, "read_file", {"path": "long.py", "first_line": 3})
    assert done.text.startswith(f"long.py, lines 3 to {MOST_LINES + 2} of {MOST_LINES + 5}:\n")


def test_a_search_finds_lines_in_what_may_be_seen(box: Toolbox) -> None:
    assert do(box, "search", {"text": "import"}) == Done(
        "src/a.py:1: import os\nsrc/b.py:1: from a import f",
        (PurePosixPath("src/a.py"), PurePosixPath("src/b.py")),
    )
    assert do(box, "search", {"text": "nowhere"}) == Done("nothing is found")


def test_what_nobody_wrote_is_not_searched_and_a_long_line_is_left_out(tmp_path: Path) -> None:
    files = {"data.py": "word " * 300_000, "line.py": f"word {'x' * 1000}\n"}
    box = toolbox(tmp_path, files)
    assert do(box, "search", {"text": "word"}).text == "line.py:1: ... (a line of 1,005 characters)"
    read = do(box, "read_file", {"path": "line.py", "first_line": 1}).text
    assert read == "line.py, lines 1 to 1 of 1:\n... (a line of 1,005 characters)\n"


def test_edits_are_made_on_the_draft_and_nowhere_else(box: Toolbox, tmp_path: Path) -> None:
    for name, arguments in (
        ("replace_text", {"path": "src/b.py", "old": "import f", "new": "import f as g"}),
        ("replace_symbol", {"path": "src/a.py", "name": "f", "new": "def f() -> int:\n    return 2\n"}),
        ("create_file", {"path": "src/c.py", "text": "y = 1\n"}),
        ("delete_file", {"path": "long.py"}),
    ):
        assert "is " in do(box, name, arguments).text
    changed = {str(change.path): change.after for change in box.draft.patch.changes}
    assert changed == {
        "src/a.py": "import os\n\n\ndef f() -> int:\n    return 2\n",
        "src/b.py": "from a import f as g\n",
        "src/c.py": "y = 1\n",
        "long.py": None,
    }
    assert {name: (tmp_path / name).read_text() for name in FILES} == FILES


def test_what_it_made_it_can_read_and_change(box: Toolbox) -> None:
    do(box, "create_file", {"path": "src/c.py", "text": "y = 1\n"})
    assert do(box, "read_file", {"path": "src/c.py", "first_line": 1}) == Done("src/c.py, lines 1 to 1 of 1:\ny = 1\n")
    do(box, "replace_text", {"path": "src/c.py", "old": "1", "new": "2"})
    assert box.draft.text(PurePosixPath("src/c.py")) == "y = 2\n"


def test_a_new_file_may_be_named_by_the_folder_of_the_workspace(box: Toolbox, tmp_path: Path) -> None:
    assert do(box, "create_file", {"path": f"{tmp_path}/src/c.py", "text": "y = 1\n"}) == Done("src/c.py: it is made")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("read_file", {"path": "gone.py", "first_line": 1}, "gone.py: there is no such file, or it is not to be seen"),
        ("read_file", {"path": ".env", "first_line": 1}, ".env: there is no such file, or it is not to be seen"),
        ("read_file", {"path": "private.py", "first_line": 1}, "private.py: there is no such file"),
        ("read_file", {"path": "/etc/passwd", "first_line": 1}, "'/etc/passwd': not a path in the workspace"),
        ("read_file", {"path": "../x.py", "first_line": 1}, "'../x.py': not a path in the workspace"),
        ("read_file", {"path": "", "first_line": 1}, "'': not a path in the workspace"),
        ("read_file", {"path": "a\0b", "first_line": 1}, "not a path in the workspace"),
        ("read_file", {"path": 5}, "`path` is missing, or no text"),
        ("read_file", "{half", "the arguments are not JSON"),
        ("read_file", "[1]", "the arguments are not a JSON object"),
        ("read_file", "[" * 100_000, "the arguments are not JSON"),
        ("search", {"text": " "}, "the text is empty"),
        ("create_file", {"path": "src/a.py", "text": ""}, "src/a.py: it is there already"),
        (
            "create_file",
            {"path": "private.py", "text": ""},
            "private.py: there is no such file, or it is not to be seen",
        ),
        ("create_file", {"path": "new.py", "text": "\ud800"}, "`text` holds half of a character"),
        ("create_file", {"path": ".env.local", "text": ""}, ".env.local: it is protected"),
        ("create_file", {"path": "sub/conftest.py", "text": ""}, "sub/conftest.py: it is protected"),
        ("create_file", {"path": "/srv/x.py", "text": ""}, "'/srv/x.py': not a path in the workspace"),
        ("create_file", {"path": "a/../../x.py", "text": ""}, "'a/../../x.py': not a path in the workspace"),
        ("create_file", {"path": "a\0b", "text": ""}, "not a path in the workspace"),
        ("replace_text", {"path": "conftest.py", "old": "x", "new": "y"}, "conftest.py: it is protected"),
        ("delete_file", {"path": "conftest.py"}, "conftest.py: it is protected"),
        ("run", {"argv": ["rm", "-rf", "/"]}, "not run: nothing is deleted by a command"),
        ("run", {"argv": ["sh", "-c", "ls"]}, "not run: no shell"),
        ("run", {"argv": ["make"]}, "not run: nobody allowed it"),
        ("run", {"argv": ["make", "x" * 300]}, "not run: too long for a person to be asked about"),
        ("run", {"argv": "pytest"}, "`argv` has to be a list of texts"),
        ("run", {"argv": []}, "`argv` has to be a list of texts"),
        ("run", {"argv": ["a\0b"]}, "`argv` has to be a list of texts"),
        ("format_disk", {}, "there is no function 'format_disk'; there are: read_file, "),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(box: Toolbox, name: str, arguments: Any, said: str) -> None:
    done = do(box, name, arguments)
    assert said in done.text
    assert done.files == ()
    assert box.draft.patch.changes == ()


def test_a_link_out_of_the_workspace_is_not_followed(box: Toolbox, tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside"
    outside.mkdir()
    (tmp_path / "linked").symlink_to(outside)
    (tmp_path / "dangling.py").symlink_to(outside / "x.py")
    assert "a link that leaves the workspace" in do(box, "create_file", {"path": "linked/x.py", "text": ""}).text
    assert "not to be seen" in do(box, "create_file", {"path": "dangling.py", "text": ""}).text
    assert box.draft.patch.changes == ()


def test_every_function_says_which_arguments_it_takes() -> None:
    for each in FUNCTIONS:
        properties = each.parameters["properties"]
        assert isinstance(properties, dict)
        assert each.parameters["required"] == list(properties)
        assert each.parameters["additionalProperties"] is False
