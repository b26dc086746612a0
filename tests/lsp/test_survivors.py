"""A fault that no test notices, and what should come of it, as an editor sends it."""

from __future__ import annotations

import re
from pathlib import Path

from support.sandboxes import write_tree
from support.sessions import Begin

NAME = "workspace/executeCommand"
MODULE = 'def ticket(number):\n    if number * number == 1522756:\n        return "golden"\n    return "plain"\n'


def test_a_lens_of_a_function_with_drafted_tests_stands_above_it_and_follows_it(begin: Begin, project: Path) -> None:
    write_tree(project, {"tickets.py": MODULE, "tests/test_tickets.py": "import tickets\n"})
    editor = begin(options={"diagnostics": "off"})
    buffer = editor.open(project / "tickets.py")
    editor.choose(buffer, 0, "^Draft tests of ticket")
    editor.said("applied to ", seconds=120)
    for line in range(2):
        (lens,) = editor.client.result("textDocument/codeLens", {"textDocument": {"uri": buffer.uri}})
        assert lens["command"]["title"] == "verified: Draft tests of ticket"
        assert lens["range"]["start"]["line"] == line
        editor.replace(buffer, buffer.text, f"# above\n{buffer.text}")


def test_it_is_noticed_by_a_test_of_what_is_said(begin: Begin, project: Path) -> None:
    write_tree(project, {"tickets.py": MODULE, "tests/test_tickets.py": "import tickets\n"})
    editor = begin(options={"diagnostics": "off"})
    buffer = editor.open(project / "tickets.py")
    (action,) = [each for each in editor.actions(buffer, 0) if each["title"].startswith("Draft tests of ticket")]
    run = editor.execute(action)["run"]
    editor.said("applied to ", seconds=120)

    def noticed(survivor: object, words: str) -> None:
        given = {"run": run, "unit": 1, "survivor": survivor, "intent": words}
        editor.client.request(NAME, {"command": "assay.run", "arguments": [given]})

    noticed("1", "ticket(1234) returns 'golden'")
    editor.said("survivor: a number from 1, not '1'")
    noticed(99, "ticket(1234) returns 'golden'")
    editor.said("99 is none of them")
    after = len(editor.client.received)
    noticed(1, "ticket(1234) returns 'golden'")
    editor.said("applied to ", seconds=120, after=after)
    drafted = [each.text for uri, each in editor.buffers.items() if re.search("test_tickets", uri)]
    assert 'assert ticket(1234) == "golden"' in drafted[0]
