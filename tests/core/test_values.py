"""Patches, diagnostics, policy, constraints and verdicts: what each must say, and what it must refuse."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path, PurePosixPath

import pytest

from assay.core.check import CheckResult, Side, Status
from assay.core.constraint import Constraint, Example, constraint
from assay.core.diagnostics import Diagnostic, added
from assay.core.errors import Unreadable
from assay.core.outcome import verdict
from assay.core.patch import FileChange, Patch
from assay.core.policy import Policy
from assay.core.snapshot import MAX_TEXT, Snapshot
from assay.core.text import Position

A, B = PurePosixPath("a.py"), PurePosixPath("b.py")


def error(message: str, line: int = 0, path: PurePosixPath = A, code: str = "x") -> Diagnostic:
    return Diagnostic(path, Position(line, 0), Position(line, 1), message, code, "mypy")


def test_a_patch_is_sorted_with_each_path_once() -> None:
    with pytest.raises(ValueError, match="sorted"):
        Patch((FileChange(B, "", "x"), FileChange(A, "", "x")))
    with pytest.raises(ValueError, match="once"):
        Patch((FileChange(A, "", "x"), FileChange(A, "", "y")))


def test_a_diff_shows_creation_deletion_and_a_missing_last_newline() -> None:
    patch = Patch((FileChange(A, None, "new"), FileChange(B, "old\n", None)))
    assert patch.diff().splitlines() == [
        "--- /dev/null", "+++ b/a.py", "@@ -0,0 +1 @@", "+new", "\\ No newline at end of file",
        "--- a/b.py", "+++ /dev/null", "@@ -1 +0,0 @@", "-old",
    ]  # fmt: skip


def test_the_digest_of_a_patch_tells_absence_from_emptiness() -> None:
    assert Patch((FileChange(A, None, "x"),)).digest != Patch((FileChange(A, "", "x"),)).digest


def test_a_moved_error_is_not_new() -> None:
    before, after = error('Name "f" already defined on line 3'), error('Name "f" already defined on line 4', line=9)
    assert added([before], [after]) == ()


def test_one_more_of_the_same_error_is_new() -> None:
    assert added([error("m")], [error("m"), error("m", line=5)]) == (error("m", line=5),)


def test_an_error_that_moves_to_another_file_or_code_is_new() -> None:
    elsewhere, otherwise = error("m", path=B), error("m", code="y")
    assert added([error("m")], [elsewhere, otherwise]) == (elsewhere, otherwise)


@pytest.mark.parametrize(
    ("path", "guarded"),
    [
        ("pyproject.toml", True),
        (".github/workflows/ci.yml", True),
        ("app/db/migrations/0001.py", True),
        ("tests/conftest.py", True),
        ("uv.lock", True),
        ("src/app/models.py", False),
        ("src/migrations_tool.py", False),
    ],
)
def test_protected_paths(path: str, guarded: bool) -> None:  # noqa: FBT001 - a column of the table
    assert Policy().protects(PurePosixPath(path)) is guarded


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        (".env", True),
        ("deploy/.env.production", True),
        ("certs/server.pem", True),
        (".env.example", False),
        ("app/secrets.py", False),
        ("app/environment.py", False),
    ],
)
def test_secret_files(path: str, hidden: bool) -> None:  # noqa: FBT001 - a column of the table
    assert Policy().hides(PurePosixPath(path)) is hidden


def test_a_policy_can_only_be_narrowed() -> None:
    narrow = Policy().narrowed(protected=("src/core/**",), secrets=("*.token",))
    assert narrow.protects(PurePosixPath("src/core/a.py"))
    assert narrow.hides(PurePosixPath("x.token"))
    assert narrow.protects(PurePosixPath("setup.py"))


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("only a.py, b.py", Constraint("only a.py, b.py", "only", paths=(A, B))),
        ("Only  a.py and b.py", Constraint("Only a.py and b.py", "only", paths=(A, B))),
        ("at most 1 line", Constraint("at most 1 line", "lines", lines=1)),
        ("keep the public interface", Constraint("keep the public interface", "interface")),
        ("no new dependencies", Constraint("no new dependencies", "dependencies")),
        ("must pass make 'a b'", Constraint("must pass make 'a b'", "command", argv=("make", "a b"))),
        ("must pass pytest -q", Constraint("must pass pytest -q", "command", argv=("pytest", "-q"))),
        (
            "must pass t/test_a.py::test_b",
            Constraint("must pass t/test_a.py::test_b", "test", test="t/test_a.py::test_b"),
        ),
        ("must pass test_total", Constraint("must pass test_total", "test", test="test_total")),
        ("must pass 'as", Constraint("must pass 'as", None)),
        ("the tests must pass", Constraint("the tests must pass", None)),
        ("f(3) returns [9]", Constraint("f(3) returns [9]", "example", example=Example("f(3)", "returns", "[9]"))),
        (
            "f(' raises ', -1) raises a.Error",
            Constraint(
                "f(' raises ', -1) raises a.Error", "example", example=Example("f(' raises ', -1)", "raises", "a.Error")
            ),
        ),
        ("it returns early", Constraint("it returns early", None)),
        ("f(3) returns what it should", Constraint("f(3) returns what it should", None)),
        ("f(3) raises 3", Constraint("f(3) raises 3", None)),
        ("not by a cast", Constraint("not by a cast", None)),
    ],
)
def test_constraints_are_read_or_recorded_as_words(words: str, read: Constraint) -> None:
    assert constraint(words) == read


def result(status: Status, *, required: bool = True, incomplete: str = "") -> CheckResult:
    return CheckResult("x", required=required, status=status, summary="", incomplete=incomplete)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], "partial"),
        ([result("passed")], "verified"),
        ([result("passed"), result("passed", incomplete="cut")], "partial"),
        ([result("passed"), result("skipped")], "partial"),
        ([result("passed"), result("skipped", required=False)], "verified"),
        ([result("passed"), result("failed", required=False)], "verified"),
        ([result("skipped"), result("failed")], "rejected"),
        ([result("passed", required=False)], "partial"),
    ],
)
def test_nothing_unverified_looks_verified(results: list[CheckResult], expected: str) -> None:
    assert verdict(results) == expected


def test_what_is_no_text_of_the_workspace_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.py").write_text("secret")
    (root / "link.py").symlink_to(tmp_path / "outside.py")
    (root / "latin.py").write_bytes(b"# caf\xe9\n")
    (root / "folder.py").mkdir()
    os.mkfifo(root / "pipe.py")
    with (root / "huge.py").open("wb") as huge:
        huge.truncate(MAX_TEXT + 1)
    snapshot = Snapshot(root)
    for name, words in {
        "link.py": "leaves the workspace",
        "../outside.py": "leaves the workspace",
        "latin.py": "not UTF-8",
        "folder.py": "not a regular file",
        "pipe.py": "not a regular file",
        "huge.py": "larger than",
    }.items():
        with pytest.raises(Unreadable, match=words):
            snapshot.read(PurePosixPath(name))
    assert snapshot.read(PurePosixPath("absent.py")) is None


def test_a_snapshot_puts_open_documents_and_patches_above_the_disk(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfdisk\r\n")
    disk = Snapshot(tmp_path)
    assert disk.read(A) == "\ufeffdisk\r\n"
    patched = disk.with_texts({B: "open"}).with_patch(Patch((FileChange(A, "\ufeffdisk\r\n", None),)))
    assert (patched.read(A), patched.read(B), disk.read(B)) == (None, "open", None)


def test_a_side_finds_each_thing_once() -> None:
    async def find_twice() -> tuple[int, int, int]:
        side, found = Side(Snapshot(Path("/nowhere")), None), 0

        async def find() -> int:
            nonlocal found
            found += 1
            await asyncio.sleep(0)
            return found

        first, second = await asyncio.gather(side.once("types", find), side.once("types", find))
        return first, second, await side.once("tests", find)

    assert asyncio.run(find_twice()) == (1, 1, 2)
