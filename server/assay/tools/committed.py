"""What git has committed of a workspace's Python files, where their text is another one now.

git runs in the sandbox like any other tool: what a repository configures, hooks and filters, may start programs.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from assay.core.command import Command, Completed

MOST = 500
"""Files beyond which not all are looked at; who changed so many at once does not look through their tests either."""

BASE = "HEAD"
_GIT = ("git", "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off")


def changed_command() -> Command:
    """The command that names the Python files that differ from what is committed; run it at the workspace's top."""
    what = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", "--diff-filter=AM")
    return Command((*_GIT, "diff", *what, BASE, "--", "*.py"))


def unknown_command() -> Command:
    """The command that names the Python files that git does not know and was not told to ignore."""
    return Command((*_GIT, "ls-files", "-z", "--others", "--exclude-standard", "--", "*.py"))


def text_command(paths: Iterable[PurePosixPath]) -> Command:
    """The command that gives the committed texts of files."""
    return Command((*_GIT, "cat-file", "--batch"), stdin="".join(f"{BASE}:./{each}\n" for each in paths).encode())


def read_names(completed: Completed) -> tuple[PurePosixPath, ...] | str:
    """The files that a command named; in words what went wrong."""
    if failure := _failure(completed):
        return failure
    names = completed.stdout.decode("utf-8", "replace").split("\0")
    found = (PurePosixPath(each) for each in names if each and "\n" not in each and "\ufffd" not in each)
    return tuple(each for each in found if not each.is_absolute() and ".." not in each.parts)[:MOST]


def read_texts(completed: Completed, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, str] | str:
    """The texts of those files that are committed; in words what went wrong."""
    if failure := _failure(completed):
        return failure
    found, left = dict[PurePosixPath, str](), completed.stdout
    for path in paths:
        head, _, left = left.partition(b"\n")
        words = head.rsplit(b" ", 2)
        if head.endswith(b" missing"):
            continue
        if len(words) != 3 or words[1] != b"blob" or not words[2].isdigit():
            return "what git says of the committed files cannot be read"
        size = int(words[2])
        found[path] = left[:size].decode("utf-8", "replace").replace("\r\n", "\n")
        left = left[size + 1 :]
    return found


def _failure(completed: Completed) -> str:
    if completed.killed or completed.exit_code != 0:
        said = completed.stderr.decode("utf-8", "replace").strip().split("\n")[0][:200]
        return f"git ended with {completed.killed or f'exit code {completed.exit_code}'}: {said or 'it said nothing'}"
    return ""
