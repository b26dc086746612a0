"""What the files of an environment tell of it, and what they may not open."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assay.core.project import Interpreter
from assay.tools.environment import inspect
from support.environments import installation, packages, virtual_environment


class Place:
    """A home folder with a workspace, a Python of the system, and the project's environment in the workspace."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.home = top / "home"
        self.workspace = self.home / "group" / "project"
        self.workspace.mkdir(parents=True)
        self.base = top / "opt" / "python3.9"
        installation(self.base, "3.9")
        self.prefix = self.workspace / ".venv"
        self.python = virtual_environment(self.prefix, self.base, "3.9")
        self.packages = packages(self.prefix)

    def inspect(self, python: Path | None = None) -> Interpreter:
        return inspect(python or self.python, "a test", workspace=self.workspace, home=self.home)

    def opened(self) -> set[Path]:
        """What is shown beyond the environment and the Python below it."""
        return set(self.inspect().readable) - {self.prefix, self.base}

    def folder(self, name: str) -> Path:
        folder = self.top / name
        folder.mkdir(parents=True)
        return folder


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_an_interpreter_older_than_ours_is_described_by_its_files(place: Place) -> None:
    (place.packages / "Some_Thing.x-1.2.dist-info").mkdir()
    (place.packages / "old-3.4-py3.9.egg-info").mkdir()
    (place.packages / "older.egg-info").mkdir()
    (place.packages / "older.egg-info" / "PKG-INFO").write_text("Name: older\nVersion: 5\n")
    interpreter = place.inspect()
    assert (interpreter.version, interpreter.prefix, interpreter.base_prefix) == ((3, 9), place.prefix, place.base)
    assert dict(interpreter.distributions) == {"some-thing-x": "1.2", "old": "3.4", "older": "5"}
    assert interpreter.readable == (place.prefix, place.base)
    assert interpreter.refused == ()


def test_without_a_pyvenv_cfg_the_version_is_that_of_the_real_interpreter(place: Place) -> None:
    interpreter = place.inspect(place.base / "bin" / "python3")
    assert (interpreter.version, interpreter.prefix, interpreter.base_prefix) == ((3, 9), place.base, place.base)


def test_the_packages_of_the_system_count_where_the_environment_lets_them_in(place: Place) -> None:
    (packages(place.base) / "mypy-1.0.dist-info").mkdir()
    assert dict(place.inspect().distributions) == {}
    with (place.prefix / "pyvenv.cfg").open("a") as file:
        file.write("include-system-site-packages = true\n")
    assert dict(place.inspect().distributions) == {"mypy": "1.0"}


def test_a_link_to_the_python_below_is_followed_step_by_step(place: Place) -> None:
    named = place.top / "opt" / "python3"
    named.symlink_to(place.base)
    python = virtual_environment(place.workspace / "venv", named, "3.9")
    assert place.inspect(python).readable == (place.workspace / "venv", named, place.base)


@pytest.mark.parametrize("line", ["{target}", "{target}\r", "# a comment\n{target}\nimport os; os.getcwd()"])
def test_a_pth_line_opens_the_folder_that_it_names(place: Place, line: str) -> None:
    target = place.folder("libraries/one")
    (place.packages / "one.pth").write_text(line.format(target=target))
    assert place.opened() == {target}


def test_a_relative_pth_line_counts_from_its_own_folder(place: Place) -> None:
    target = place.folder("libraries/one")
    (place.packages / "one.pth").write_text("../../../../../../../libraries/one\n")
    assert place.opened() == {target}


def test_the_finder_of_an_editable_install_is_read_and_not_run(place: Place) -> None:
    target = place.folder("libraries/one/src/one")
    (place.packages / "__editable__.one-1.pth").write_text(
        "import __editable___one_1_finder; __editable___one_1_finder.install()\n"
    )
    (place.packages / "__editable___one_1_finder.py").write_text(
        f"MAPPING: dict[str, str] = {{'one': {str(target)!r}}}\n"
        f"open({str(place.top / 'ran')!r}, 'w')\n"
        "def install(): pass\n"
    )
    assert place.opened() == {target}
    assert not (place.top / "ran").exists()


def test_an_editable_install_that_says_no_more_opens_its_project(place: Place) -> None:
    target = place.folder("libraries/one two")
    written = place.packages / "one-1.dist-info"
    written.mkdir()
    url = {"url": f"file://{str(target).replace(' ', '%20')}", "dir_info": {"editable": True}}
    (written / "direct_url.json").write_text(json.dumps(url))
    assert place.opened() == {target}
    (written / "direct_url.json").write_text(json.dumps({**url, "dir_info": {}}))
    assert place.opened() == set()


def test_a_project_is_not_opened_whole_where_a_pth_file_names_its_source(place: Place) -> None:
    target = place.folder("libraries/one/src")
    (place.packages / "one.pth").write_text(f"{target}\n")
    written = place.packages / "one-1.dist-info"
    written.mkdir()
    (written / "direct_url.json").write_text(
        json.dumps({"url": f"file://{target.parent}", "dir_info": {"editable": True}})
    )
    assert place.opened() == {target}


def test_what_an_editable_install_names_in_the_workspace_stays_in_the_branch(place: Place) -> None:
    source = place.workspace / "src"
    source.mkdir()
    (place.packages / "own.pth").write_text(f"{source}\n{place.workspace}\n")
    assert place.opened() == set()
    assert place.inspect().refused == ()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/", "it is the whole file system"),
        ("/etc", "it belongs to the system"),
        ("/proc/self", "it belongs to the system"),
        ("/var", "it belongs to the system"),
        ("{home}", "it is the home folder or holds it"),
        ("{home}/.ssh", ".ssh is hidden"),
        ("{home}/.ssh/keys", ".ssh is hidden"),
        ("{home}/.config/gh", ".config is hidden"),
        ("{home}/.local/share", ".local is hidden"),
        ("{home}/link", ".ssh is hidden"),
        ("{home}/secrets", "it looks like a secret"),
        ("{home}/server.pem", "it looks like a secret"),
        ("{top}", "it is the home folder or holds it"),
        ("{home}/group", "it holds the workspace and what lies beside it"),
    ],
)
def test_what_a_hostile_pth_file_names_stays_closed_and_is_said(place: Place, target: str, reason: str) -> None:
    for name in (".ssh/keys", ".config/gh", ".local/share", "secrets"):
        (place.home / name).mkdir(parents=True)
    (place.home / "server.pem").touch()
    (place.home / "link").symlink_to(place.home / ".ssh")
    named = target.format(home=place.home, top=place.top)
    (place.packages / "evil.pth").write_text(f"{named}\n")
    interpreter = place.inspect()
    assert set(interpreter.readable) == {place.prefix, place.base}
    assert interpreter.refused == (f"{named}: {reason}",)


def test_the_home_folder_stays_closed_also_where_the_workspace_is_elsewhere(place: Place) -> None:
    (place.packages / "evil.pth").write_text(f"{place.home}\n{place.home}/other\n")
    (place.home / "other").mkdir()
    interpreter = inspect(place.python, "a test", workspace=place.folder("elsewhere"), home=place.home)
    assert interpreter.refused == (f"{place.home}: it is the home folder or holds it",)
    assert place.home / "other" in interpreter.readable


@pytest.mark.parametrize("home", ["{home}/.ssh/bin", "{home}/bin", "{home}/bin/../../../nowhere"])
def test_a_hostile_pyvenv_cfg_opens_nothing_that_is_not_a_python(place: Place, home: str) -> None:
    (place.home / ".ssh" / "bin").mkdir(parents=True)
    (place.home / "bin").mkdir()
    (place.prefix / "pyvenv.cfg").write_text(f"home = {home.format(home=place.home)}\nversion = 3.9.1\n")
    assert set(place.inspect().readable) == {place.prefix, place.base}


def test_a_link_that_claims_to_be_a_python_opens_nothing(place: Place) -> None:
    key = place.home / ".ssh" / "bin" / "python3"
    key.parent.mkdir(parents=True)
    key.touch()
    (place.prefix / "bin" / "python3").unlink()
    (place.prefix / "bin" / "python3").symlink_to(key)
    (place.prefix / "pyvenv.cfg").write_text("version = 3.9.1\n")
    interpreter = place.inspect()
    assert interpreter.readable == (place.prefix,)
    assert interpreter.refused == (f"{place.home}/.ssh: it holds no Python",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pth", b"\xff\xfe\x00\x00"),
        ("b.pth", b"import broken\n"),
        ("c.pth", b"/" + b"x" * 5000 + b"\n\0\n"),
        ("broken.py", b"("),
        ("d-1.dist-info/direct_url.json", b"[]"),
        ("e-1.dist-info/direct_url.json", b'{"url": 3, "dir_info": {"editable": true}}'),
        ("f-1.dist-info/direct_url.json", b"[" * 100_000),
        ("g-1.dist-info/direct_url.json", b'{"url": "file://[", "dir_info": {"editable": true}}'),
        ("../../../pyvenv.cfg", b"\xff\0home"),
    ],
)
def test_broken_files_of_an_environment_are_passed_over(place: Place, name: str, content: bytes) -> None:
    (place.packages / "b.pth").write_bytes(b"import broken\n")
    file = place.packages / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    assert place.opened() == set()


def test_a_pipe_in_the_place_of_a_file_does_not_hang(place: Place) -> None:
    os.mkfifo(place.packages / "pipe.pth")
    assert place.opened() == set()


def test_a_windows_layout_is_read_too(place: Place) -> None:
    prefix = place.folder("windows")
    (prefix / "Scripts").mkdir()
    (prefix / "Scripts" / "python.exe").touch()
    (prefix / "Lib" / "site-packages" / "mypy-2.4.1.dist-info").mkdir(parents=True)
    (prefix / "pyvenv.cfg").write_text("home = C:\\Python311\nversion = 3.11.4\n")
    interpreter = place.inspect(prefix / "Scripts" / "python.exe")
    assert (interpreter.version, interpreter.prefix) == ((3, 11), prefix)
    assert dict(interpreter.distributions) == {"mypy": "2.4.1"}
