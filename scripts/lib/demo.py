"""The demo: an editor's session with the real server on the example project.

The editor here keeps its documents in memory, as editors do, and never saves: the example stays as it is.
Exit 0: verified. 3: this machine lacks what verifying needs. 1: anything else.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from language_client import ServerFailed
from memory_editor import Editor

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples" / "stockroom"
FILE = EXAMPLE / "stockroom" / "files.py"
LINE = "def write_report("


def main() -> int:
    """Play the session and show what a user would see."""
    before = FILE.read_text(encoding="utf-8")
    line = next(number for number, text in enumerate(before.split("\n")) if text.startswith(LINE))
    editor = Editor(EXAMPLE, FILE, ROOT / ".cache" / "demo")
    try:
        with editor.client:
            page = play(editor, line)
    except (ServerFailed, OSError) as error:
        print(f"The server failed: {error}", file=sys.stderr)
        return 1
    if FILE.read_text(encoding="utf-8") != before:
        print(f"{FILE} was changed on disk, which no run may do; please report it", file=sys.stderr)
        return 1
    print(f"\n{FILE.relative_to(ROOT)} on disk is as it was: the editor did not save.\n")
    code, ending = result(page)
    print("\n".join(ending))
    return code


def play(editor: Editor, line: int) -> str:
    """One session: look, choose, wait, look at the change and at its evidence, which is given."""
    before = editor.text
    editor.open()
    print(f"{FILE.relative_to(ROOT)}:{line + 1}\n\n    {before.split(chr(10))[line]}\n\nThe menu there:")
    menu = editor.menu(line)
    for action in menu:
        print(f"    {action['title']}")
    if not menu:
        raise ServerFailed("it offers nothing at a mistake that it knows")
    print(f"\nChosen: {menu[0]['title']}")
    editor.choose(menu[0])
    for said in editor.until("end"):
        print(f"    ... {said.text}", flush=True)
    print(f"\nThe editor shows: {list(editor.until('message'))[-1].text}\n")
    sys.stdout.writelines(
        difflib.unified_diff(
            before.splitlines(keepends=True), editor.text.splitlines(keepends=True), "before", "in the editor", n=2
        )
    )
    page = evidence(editor, line)
    text = page.read_text(encoding="utf-8")
    print("\n".join(summary(text)))
    print(f"\nThe whole page, with every command: {page}")
    return text


def evidence(editor: Editor, line: int) -> Path:
    """Ask for the evidence as a user would, from the menu; the page that the server opens."""
    for action in editor.menu(line):
        if action["command"]["command"] == "assay.evidence":
            print(f"\nChosen: {action['title']}")
            editor.choose(action)
            return Path(unquote(urlsplit(list(editor.until("document"))[-1].text).path))
    raise ServerFailed("it has no evidence to show")


def summary(page: str) -> Iterator[str]:
    """The lines of an evidence page that say what was judged, by what, and where."""
    for section in page.split("\n## "):
        heading, _, body = section.partition("\n")
        if heading.startswith(("# ", "What is not verified", "Where it ran")):
            yield from ("", heading.removeprefix("# "), body.strip(), "")
        elif heading.startswith("`"):  # a check
            yield f"{heading}: {body.strip().partition(chr(10))[0]}"


def result(page: str) -> tuple[int, list[str]]:
    """The exit code that an evidence page stands for, and the last word: the verdict, or what is lacking."""
    verdict = page.removeprefix("# ").partition(":")[0]
    skipped = dict(re.findall(r"^- `(\w+)` was skipped: `(.*)`$", page, re.MULTILINE))
    if verdict != "partial" or not skipped:
        return (0 if verdict == "verified" else 1), [verdict]
    _, _, sandbox = page.partition("- Sandbox: none holds on this system\n")
    ways_out = re.findall(r"^  - `(.*)`$", sandbox, re.MULTILINE)[1:]  # the first one says why
    reasons = " and ".join(sorted(set(skipped.values())))
    return 3, [
        f"partial: {' and '.join(sorted(skipped))} not run: {reasons}",
        *(f"  way out: {way}" for way in ways_out),
    ]


if __name__ == "__main__":
    sys.exit(main())
