"""What every tier gives a command: the snapshot, its inputs, a short environment; and what it gives back."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import pytest

from assay.core.command import Command
from assay.core.errors import SandboxFailed, Unreadable
from assay.sandbox.candidates import Level
from support.boxes import LIMITS, branch_at, python, said, state_of, text
from support.sandboxes import write_tree

CHANGES = {"a.py": "A = 2\n", "gone.py": None, "pkg/new.py": "N = 1\n", "more/deep/x.py": "D = 1\n"}


async def test_a_branch_holds_the_snapshot(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace, CHANGES) as branch:
        listed = (await said(branch, "find", ".", "-name", "*.py")).split()
        assert sorted(listed) == ["./a.py", "./more/deep/x.py", "./pkg/__init__.py", "./pkg/m.py", "./pkg/new.py"]
        assert await said(branch, "cat", "a.py", "more/deep/x.py", "pkg/m.py") == "A = 2\nD = 1\nX = 1\n"


async def test_commands_leave_the_workspace_as_it_was(level: Level, workspace: Path) -> None:
    before = state_of(workspace)
    script = "rm -rf pkg gone.py; echo bad > a.py; mkdir -p new; echo bad > new/b.py; chmod 600 .; touch -d @1 a.py"
    async with branch_at(level, workspace, CHANGES) as branch:
        await branch.run(Command(("sh", "-c", script)), LIMITS)
    assert state_of(workspace) == before


async def test_what_one_command_writes_the_next_one_sees(overlay_level: Level, workspace: Path) -> None:
    async with branch_at(overlay_level, workspace) as branch:
        await said(branch, "sh", "-c", "echo cached > .cache; rm gone.py; mkdir new; mv a.py new")
        assert await said(branch, "sh", "-c", "cat .cache new/a.py; ls") == "cached\nA = 1\nnew\npkg\n"


async def test_two_branches_do_not_see_each_other(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace, {"a.py": "1"}) as one, branch_at(level, workspace, {"a.py": "2"}) as other:
        assert (await said(one, "cat", "a.py"), await said(other, "cat", "a.py")) == ("1", "2")


async def test_inputs_stdin_and_outputs(level: Level, workspace: Path) -> None:
    command = Command(
        ("sh", "-c", 'cat /assay/in/one "$TWO" - > /assay/out/all; : > /assay/out/empty'),
        environment={"TWO": "/assay/in/deep/two"},
        inputs={"one": "1 ü\n", "deep/two": "2\n"},
        outputs=("all", "empty", "absent"),
        stdin=b"3\n",
    )
    async with branch_at(level, workspace) as branch:
        completed = await branch.run(command, LIMITS)
        assert (completed.exit_code, completed.stderr) == (0, b"")
        assert completed.outputs == {"all": "1 ü\n2\n3\n".encode(), "empty": b""}


async def test_without_stdin_there_is_none(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        assert await said(branch, "sh", "-c", "cat; readlink /proc/self/fd/0") == "/dev/null\n"


async def test_inputs_cannot_be_changed(boxed_level: Level, workspace: Path) -> None:
    script = "echo x > /assay/in/one || echo x > /assay/in/new || cat /assay/in/one"
    async with branch_at(boxed_level, workspace) as branch:
        assert text(await branch.run(Command(("sh", "-c", script), inputs={"one": "1\n"}), LIMITS)) == "1\n"


async def test_what_an_earlier_command_left_is_not_an_output(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        leave = Command(("sh", "-c", "echo 1 > /assay/out/report"), outputs=("report",))
        assert (await branch.run(leave, LIMITS)).outputs == {"report": b"1\n"}
        assert (await branch.run(replace(leave, argv=("true",)), LIMITS)).outputs == {}


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".."])
async def test_an_output_is_a_plain_name(best_level: Level, workspace: Path, name: str) -> None:
    async with branch_at(best_level, workspace) as branch:
        with pytest.raises(ValueError, match="not a name of an output"):
            await branch.run(Command(("true",), outputs=(name,)), LIMITS)


@pytest.mark.parametrize("name", ["../x", "/etc/x", ""])
async def test_an_input_stays_in_its_folder(best_level: Level, workspace: Path, name: str) -> None:
    async with branch_at(best_level, workspace) as branch:
        with pytest.raises(ValueError, match="not a name of an input"):
            await branch.run(Command(("true",), inputs={name: ""}), LIMITS)


async def test_the_environment_is_a_short_list(level: Level, workspace: Path) -> None:
    environ = {
        **os.environ,
        "SECRET_TOKEN": "s",
        "LC_TIME": "C.UTF-8",
        "TZ": "UTC",
        "LD_PRELOAD": "",
        "PYTHONPATH": "/x",
    }
    async with branch_at(level, workspace, environ=environ) as branch:
        lines = text(await branch.run(Command(("/usr/bin/env",), environment={"OWN": "1"}), LIMITS)).splitlines()
    names = {line.partition("=")[0] for line in lines}
    fixed = {"PATH", "HOME", "TMPDIR", "LANG", "LC_TIME", "TZ", "OWN", "PYTHONNOUSERSITE", "PYTHONHASHSEED"}
    expected = {*fixed, "PYTHONDONTWRITEBYTECODE", "PWD", *(name for name in environ if name.startswith("LC_"))}
    assert names - {"LANGUAGE"} <= expected
    assert {"OWN=1", "LC_TIME=C.UTF-8", "TZ=UTC"} <= set(lines)


async def test_a_commands_environment_does_not_reach_what_makes_the_box(boxed_level: Level, workspace: Path) -> None:
    command = Command(("/usr/bin/env",), environment={"LD_PRELOAD": "/nowhere/evil.so"})
    async with branch_at(boxed_level, workspace) as branch:
        completed = await branch.run(command, LIMITS)
    assert "LD_PRELOAD=/nowhere/evil.so" in text(completed)
    # Only the limiter and the command itself complain that it cannot be loaded.
    assert 1 <= completed.stderr.count(b"cannot be preloaded") <= 2


async def test_home_and_temporary_folders_can_be_written(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        assert (
            await said(branch, "sh", "-c", 'echo 1 > "$HOME/x" && echo 2 > "$TMPDIR/x" && cat "$HOME/x" "$TMPDIR/x"')
            == "1\n2\n"
        )


async def test_a_command_starts_in_its_folder(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        completed = await branch.run(Command(("pwd",), cwd=PurePosixPath("pkg")), LIMITS)
    assert text(completed) == f"{workspace}/pkg\n"


@pytest.mark.parametrize(("script", "code"), [("exit 3", 3), ("kill -9 $$", 137), ("kill -15 $$", 143)])
async def test_exit_codes_are_those_of_a_shell(level: Level, workspace: Path, script: str, code: int) -> None:
    async with branch_at(level, workspace) as branch:
        completed = await branch.run(Command(("sh", "-c", script)), LIMITS)
    assert (completed.exit_code, completed.killed) == (code, None)


async def test_a_program_that_is_not_there_is_said_by_exit_code(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        completed = await branch.run(Command(("/no/such/program",)), LIMITS)
    assert completed.exit_code == 127
    assert b"/no/such/program" in completed.stderr


async def test_a_box_that_cannot_be_made_is_a_failure_of_the_sandbox(level: Level, workspace: Path) -> None:
    async with branch_at(level, workspace) as branch:
        with pytest.raises(SandboxFailed):
            await branch.run(Command(("true",), cwd=PurePosixPath("no/such/folder")), LIMITS)


async def test_readable_folders_are_there_and_cannot_be_written(boxed_level: Level, workspace: Path) -> None:
    outside = write_tree(workspace.parent / "outside", {"lib/x": "1\n"})
    (workspace.parent / "link").symlink_to(outside)
    code = "cat ../link/lib/x && ! echo 2 > ../link/lib/x && ! touch ../outside/new"
    async with branch_at(boxed_level, workspace) as branch:
        command = Command(("sh", "-c", code), readable=(workspace.parent / "link", workspace.parent / "absent"))
        assert text(await branch.run(command, LIMITS)) == "1\n"
    assert state_of(outside) == state_of(outside)
    assert (outside / "lib/x").read_text() == "1\n"


@pytest.mark.parametrize("private", [".ssh", ".aws", ""])
async def test_home_is_never_readable_as_a_whole(boxed_level: Level, workspace: Path, private: str) -> None:
    home = write_tree(workspace.parent / "home", {".ssh/id": "S", ".aws/key": "S", "tools/x": "1"})
    environ = {**os.environ, "HOME": str(home)}
    command = Command(("cat", str(home / ".ssh/id"), str(home / ".aws/key"), str(home / "tools/x")))
    async with branch_at(boxed_level, workspace, environ=environ) as branch:
        completed = await branch.run(replace(command, readable=(home / private, home / "tools")), LIMITS)
    assert completed.stdout == b"1"


async def test_an_environment_in_the_workspace_is_bound_as_it_is(boxed_level: Level, workspace: Path) -> None:
    venv = write_tree(workspace / ".venv", {"pyvenv.cfg": "", "lib/certifi/cacert.pem": "C\n", "lib/x.py": "1\n"})
    code = "cat .venv/lib/certifi/cacert.pem; echo 2 > .venv/lib/x.py || echo 2 > .venv/new || cat .venv/lib/x.py"
    async with branch_at(boxed_level, workspace) as branch:
        completed = await branch.run(Command(("sh", "-c", code), readable=(venv,)), LIMITS)
    assert text(completed) == "C\n1\n"


async def test_an_editable_install_sees_the_branch(level: Level, workspace: Path) -> None:
    write_tree(workspace, {"src/lib/__init__.py": "V = 1\n", ".venv/pyvenv.cfg": "", ".venv/x.py": "VENV = 1\n"})
    installed = write_tree(workspace.parent / "installed", {"link.pth": f"{workspace}/src\n{workspace}/.venv\n"})
    code = "import site, sys; site.addsitedir(sys.argv[1]); import lib, x; print(lib.V, x.VENV)"
    command = python(code, str(installed), readable=(installed, workspace / "src", workspace / ".venv"))
    command = replace(command, argv=(command.argv[0], "-S", *command.argv[3:]))
    async with branch_at(level, workspace, {"src/lib/__init__.py": "V = 2\n"}) as branch:
        assert text(await branch.run(command, LIMITS)) == "2 1\n"


async def test_paths_of_the_workspace_hold_in_arguments_and_in_what_is_said(level: Level, workspace: Path) -> None:
    command = Command(
        (
            "sh",
            "-c",
            'cat "$1" "$FILE"; realpath a.py; realpath a.py > /assay/out/where',
            "sh",
            str(workspace / "a.py"),
        ),
        environment=MappingProxyType({"FILE": str(workspace / "pkg" / "m.py")}),
        outputs=("where",),
    )
    async with branch_at(level, workspace, {"a.py": "A = 2\n", "pkg/m.py": "X = 2\n"}) as branch:
        completed = await branch.run(command, LIMITS)
    assert text(completed) == f"A = 2\nX = 2\n{workspace}/a.py\n"
    assert completed.outputs == {"where": f"{workspace}/a.py\n".encode()}


async def test_a_path_that_leads_out_of_the_workspace_is_refused(level: Level, workspace: Path) -> None:
    (workspace.parent / "outside").mkdir()
    (workspace / "out").symlink_to(workspace.parent / "outside")
    for path in ("out/x.py", "../x.py"):
        with pytest.raises(Unreadable, match=re.escape(path)):
            async with branch_at(level, workspace, {path: "bad"}):
                pass
    assert list((workspace.parent / "outside").iterdir()) == []


async def test_a_text_goes_where_the_link_in_its_path_leads(level: Level, workspace: Path) -> None:
    (workspace / "alias").symlink_to("pkg")
    (workspace / "b.py").symlink_to("a.py")
    async with branch_at(level, workspace, {"alias/m.py": "X = 2\n", "b.py": "A = 2\n"}) as branch:
        assert await said(branch, "cat", "pkg/m.py", "alias/m.py", "a.py") == "X = 2\nX = 2\nA = 2\n"
        assert await said(branch, "ls", "alias") == "__init__.py\nm.py\n"
