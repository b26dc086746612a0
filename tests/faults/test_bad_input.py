"""Bad input, each by its name: a clear message that says what happened and what to do, and unchanged files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.averages import DECLARATION, INSIDE, INSIDE_FIXED, MODULE, TESTS, write_averages
from support.commands import Done, Home
from support.receipts import against_schema
from support.sandboxes import contents

OURS = ("--interpreter", sys.executable)

GUARDED = "\n\ndef last(values: list[float] = None) -> float:\n    return values[-1]\n"
"""A mistake whose fix changes what the program does at run time, so that tests are required."""

GUARDED_LINE = len(MODULE.splitlines()) + 3


def run(home: Home, target: str | Path, *more: str) -> Done:
    return home.assay("run", "fix_types", target, "--trust", *OURS, *more)


@contextmanager
def mounted_read_only(folder: Path) -> Generator[None]:
    """The folder, mounted so that nobody can write to it, not even root."""
    if os.getuid() != 0:
        pytest.skip("missing: only root can mount a folder read-only")
    subprocess.run(["mount", "--bind", "-o", "ro", folder, folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def check_of(done: Done, name: str) -> dict[str, object]:
    (found,) = [each for each in done.statements[0]["predicate"]["checks"] if each["name"] == name]
    return dict(found)


def test_a_syntax_error_elsewhere_in_the_file(home: Home, project: Path) -> None:
    (project / "mean.py").write_text(MODULE + "\n\ndef broken(:\n    pass\n")
    before = contents(project)
    done = run(home, f"{project / 'mean.py'}:4", "--apply")
    assert done.code == 3, done
    assert f"mean.py:{GUARDED_LINE}" in done.err
    assert contents(project) == before


def test_no_checker_installed(home: Home, project: Path, tmp_path: Path) -> None:
    # an installation of Assay whose environment has lost its mypy, and a project that never had one
    site = tmp_path / "site"
    assay_ = Path(__file__).parents[2] / "server"
    packages = Path(sys.prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    site.mkdir()
    for entry in packages.iterdir():
        if not entry.name.startswith(("mypy", "__editable__")) and entry.suffix != ".pth":
            (site / entry.name).symlink_to(entry)
    bare = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    argv = [str(bare), "-S", "-m", "assay", "run", "fix_types", str(project / "mean.py"), "--trust"]
    environ = home.environ(PYTHONPATH=f"{assay_}:{site}")
    done = subprocess.run(
        [*argv, "--interpreter", str(bare)], env=environ, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 3, done
    assert "no type checker" in done.stderr
    assert "install mypy" in done.stderr


def test_a_checker_that_is_killed(home: Home, project: Path) -> None:
    (project / "plugin.py").write_text(
        "import os, signal\nfrom mypy.plugin import Plugin\n\n\n"
        "def plugin(version):\n    os.kill(os.getpid(), signal.SIGKILL)\n    return Plugin\n"
    )
    (project / "pyproject.toml").write_text(DECLARATION.replace("[tool.mypy]", '[tool.mypy]\nplugins = ["plugin.py"]'))
    before = contents(project)
    done = run(home, project / "mean.py", "--apply")
    assert done.code == 3, done
    assert "could not check the project as it is" in done.err
    assert "nothing to do" not in done.out + done.err
    assert contents(project) == before


def test_a_checker_that_hangs(home: Home, project: Path) -> None:
    (project / "plugin.py").write_text("import time\n\ntime.sleep(600)\n")
    (project / "pyproject.toml").write_text(DECLARATION.replace("[tool.mypy]", '[tool.mypy]\nplugins = ["plugin.py"]'))
    started = time.monotonic()
    done = run(home, project / "mean.py", "--json", "--budget", "4")
    assert done.code == 1, done
    assert time.monotonic() - started < 40
    unit, summary = done.statements
    assert unit["predicate"]["verdict"] == "unsolved"
    assert unit["predicate"]["reason"] == "the budget of 4 s was spent before the type checker had seen the project"
    assert [against_schema(unit), against_schema(summary)] == [[], []]


def test_a_test_suite_that_hangs(home: Home, project: Path) -> None:
    (project / "test_mean.py").write_text(
        TESTS + "\n\ndef test_slow() -> None:\n    import time\n\n    time.sleep(60)\n"
    )
    (project / "mean.py").write_text(MODULE + GUARDED)
    started = time.monotonic()
    done = run(home, f"{project / 'mean.py'}:{GUARDED_LINE}", "--json", "--budget", "12")
    assert done.code == 1, done
    assert time.monotonic() - started < 50
    assert done.statements[0]["predicate"]["verdict"] == "partial"
    tests = check_of(done, "tests")
    assert "budget" in f"{tests['incomplete']} {tests['reason']}"


def test_a_5_mb_file(home: Home, project: Path) -> None:
    with (project / "mean.py").open("a") as module:
        module.writelines(f"VALUE_{number} = {number}  # {'x' * 2000}\n" for number in range(2_600))
    before = contents(project)
    assert len(before["mean.py"]) > 5_000_000
    done = run(home, f"{project / 'mean.py'}:4", "--apply")
    assert done.code == 2, done
    assert "mean.py: it is longer than 2,097,152 characters, which is more than can be judged, so split it" in done.err
    assert contents(project) == before


def test_a_file_too_large_to_be_read(home: Home, project: Path) -> None:
    with (project / "mean.py").open("ab") as module:
        module.truncate(30_000_000)
    done = run(home, f"{project / 'mean.py'}:4")
    assert done.code == 2, done
    assert "mean.py: larger than 20 MiB" in done.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x = 1  # caf\xe9\n", "not UTF-8"),
        (b"x = 1\n\0\0binary", "mypy stopped at mean.py:2:2"),
        (b"", "nothing to do"),
    ],
    ids=["not UTF-8", "binary", "empty"],
)
def test_a_file_that_is_no_python_text(home: Home, project: Path, content: bytes, words: str) -> None:
    (project / "mean.py").write_bytes(content)
    (project / "test_mean.py").unlink()
    done = run(home, project / "mean.py")
    assert words in done.out + done.err, done
    assert (project / "mean.py").read_bytes() == content


def test_crlf_and_tabs(home: Home, project: Path) -> None:
    text = MODULE.replace("    ", "\t").replace("\n", "\r\n").encode()
    (project / "mean.py").write_bytes(text)
    done = run(home, f"{project / 'mean.py'}:4", "--apply")
    assert done.code == 0, done
    assert (project / "mean.py").read_bytes() == text.replace(INSIDE.encode(), INSIDE_FIXED.encode())


def test_emoji_before_the_cursor(home: Home, project: Path) -> None:
    two_on_a_line = (
        'def both(mark: str = "\N{PILE OF POO}\N{PILE OF POO}", first: int = None, last: int = None) -> None: ...\n'
    )
    (project / "mean.py").write_text(MODULE + two_on_a_line)
    column = two_on_a_line.rindex("None)") + 1
    done = run(home, f"{project / 'mean.py'}:{len(MODULE.splitlines()) + 1}:{column}", "--json")
    assert done.code == 0, done
    assert [each["predicate"]["target"]["diagnostics"][0]["column"] for each in done.statements[:-1]] == [column]


def test_a_read_only_workspace(home: Home, project: Path) -> None:
    before = contents(project)
    with mounted_read_only(project):
        done = run(home, f"{project / 'mean.py'}:4")
        refused = run(home, f"{project / 'mean.py'}:4", "--apply")
    assert done.code == 0, done
    assert "verified: " in done.out
    assert refused.code == 1, refused
    assert "not applied" in refused.out
    assert "not written: Read-only file system" in refused.out
    assert contents(project) == before


def test_a_workspace_under_a_path_with_spaces_colons_and_quotes(home: Home, tmp_path: Path) -> None:
    project = write_averages(tmp_path / "a b:c" / 'it\'s "quoted", \\ and \N{SNOWMAN}' / "averages")
    done = run(home, f"{project / 'mean.py'}:4", "--apply")
    assert done.code == 0, done
    assert (project / "mean.py").read_text() == MODULE.replace(INSIDE, INSIDE_FIXED)


def test_a_conftest_that_calls_os_exit(home: Home, project: Path) -> None:
    (project / "mean.py").write_text(MODULE + GUARDED)
    (project / "conftest.py").write_text("import os\n\n\ndef pytest_sessionfinish():\n    os._exit(0)\n")
    done = run(home, f"{project / 'mean.py'}:{GUARDED_LINE}", "--json")
    assert done.code == 1, done
    assert done.statements[0]["predicate"]["verdict"] != "verified"
    assert check_of(done, "tests")["status"] != "passed"


def test_an_interpreter_in_the_workspace_that_is_malicious(home: Home, project: Path, tmp_path: Path) -> None:
    marker = tmp_path / "it ran outside"
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\necho > '{marker}'\nexit 0\n")
    python.chmod(0o755)
    (project / ".venv" / "pyvenv.cfg").write_text(f"home = {python.parent}\nversion = 3.11.7\n")
    for tool in ("mypy", "pytest"):
        (python.parent / tool).write_text(f"#!/bin/sh\necho > '{marker}'\n")
        (python.parent / tool).chmod(0o755)
    done = home.assay("run", "fix_types", f"{project / 'mean.py'}:4", "--trust")
    assert done.code in (1, 3), done
    assert "verified: " not in done.out
    assert not marker.exists()
