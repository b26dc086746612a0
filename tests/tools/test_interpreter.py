"""Which interpreter a project runs on, and by what words it was found. Every environment here is made of files."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from assay.core.errors import Lacking
from assay.core.project import Interpreter
from assay.tools.interpreter import find_interpreter
from support.environments import installation, virtual_environment


class Place:
    """A home folder, a workspace in it, and a Python of the system."""

    def __init__(self, top: Path) -> None:
        self.home = top / "home"
        self.workspace = self.home / "work" / "My Project"
        self.workspace.mkdir(parents=True)
        self.system = top / "system"
        installation(self.system, "3.12")
        self.environ: dict[str, str] = {"HOME": str(self.home), "PATH": f"{self.system}/bin"}

    def find(self, root: str = ".", *, setting: Path | None = None, chosen: Path | None = None) -> Interpreter:
        return find_interpreter(
            self.workspace, self.workspace / root, setting=setting, chosen=chosen, environ=self.environ
        )

    def environment(self, place: Path, version: str = "3.12") -> Path:
        return virtual_environment(place, self.system, version)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def found(interpreter: Interpreter) -> tuple[Path, str]:
    return interpreter.executable, interpreter.source


def test_each_way_gives_way_to_the_one_before_it(place: Place) -> None:
    assert found(place.find()) == (place.system / "bin" / "python3", "python3 on PATH")
    beside = place.environment(place.workspace / ".venv")
    assert found(place.find()) == (beside, f".venv in {place.workspace}")
    place.environ["VIRTUAL_ENV"] = str(place.home / "active")
    active = place.environment(place.home / "active")
    assert found(place.find()) == (active, "VIRTUAL_ENV")
    chosen = place.environment(place.home / "chosen")
    assert found(place.find(chosen=chosen)) == (chosen, "the editor's choice")
    setting = place.environment(place.home / "set")
    assert found(place.find(setting=setting.parent.parent, chosen=chosen)) == (setting, "the setting `interpreter`")


def test_a_setting_that_names_no_python_is_said_and_nothing_else_is_taken(place: Place) -> None:
    with pytest.raises(Lacking, match="no Python there; correct the setting"):
        place.find(setting=place.home / "gone")


def test_no_python_anywhere_is_said(place: Place) -> None:
    place.environ["PATH"] = ""
    with pytest.raises(Lacking, match="no Python found for this project"):
        place.find()


def test_an_environment_whose_python_is_gone_is_passed_over_and_named(place: Place) -> None:
    broken = place.environment(place.workspace / ".venv").parent
    (broken / "python3").unlink()
    assert place.find().source == f"python3 on PATH; not .venv in {place.workspace}: no Python at {broken.parent}"


def test_an_environment_above_the_project_is_found(place: Place) -> None:
    (place.workspace / "packages" / "a").mkdir(parents=True)
    above = place.environment(place.workspace / "venv")
    assert place.find("packages/a").executable == above


def test_above_the_workspace_only_its_own_git_work_tree_counts(place: Place) -> None:
    above = place.environment(place.home / "work" / ".venv")
    assert place.find().executable == place.system / "bin" / "python3"
    (place.home / "work" / ".git").mkdir()
    assert place.find().executable == above


def test_a_folder_named_venv_that_is_no_environment_does_not_count(place: Place) -> None:
    (place.workspace / "venv" / "bin").mkdir(parents=True)
    (place.workspace / "venv" / "bin" / "python").write_text("#!/bin/sh\n")
    assert place.find().source == "python3 on PATH"


def short_digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def poetry_name(place: Place, name: str) -> str:
    return f"{name}-{base64.urlsafe_b64encode(short_digest(str(place.workspace))).decode()[:8]}"


def test_poetry_by_its_cache_and_the_active_version_it_wrote_down(place: Place) -> None:
    (place.workspace / "pyproject.toml").write_text("[tool.poetry]\nname = 'My Thing'\n")
    kept = place.home / ".cache" / "pypoetry" / "virtualenvs"
    stem = poetry_name(place, "my_thing")
    nine = place.environment(kept / f"{stem}-py3.9", "3.9")
    ten = place.environment(kept / f"{stem}-py3.10", "3.10")
    assert found(place.find()) == (ten, f"poetry's environment {stem}-py3.10")
    (kept / "envs.toml").write_text(f'[{stem}]\nminor = "3.9"\npatch = "3.9.18"\n')
    assert place.find().executable == nine


def test_poetry_where_its_settings_keep_environments(place: Place) -> None:
    (place.workspace / "pyproject.toml").write_text("[project]\nname = 'thing'\n")
    (place.workspace / "poetry.lock").write_text("")
    settings = place.home / ".config" / "pypoetry" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"cache-dir = '{place.home}/kept'\n[virtualenvs]\npath = '{{cache-dir}}/envs'\n")
    expected = place.environment(place.home / "kept" / "envs" / f"{poetry_name(place, 'thing')}-py3.12")
    assert place.find().executable == expected


@pytest.mark.parametrize("workon", [False, True])
def test_pipenv_by_the_digest_of_the_pipfiles_path(place: Place, workon: bool) -> None:  # noqa: FBT001 - a parameter of the test
    pipfile = place.workspace / "Pipfile"
    pipfile.write_text("")
    kept = place.home / ".local" / "share" / "virtualenvs"
    if workon:
        kept = place.home / "envs"
        place.environ["WORKON_HOME"] = str(kept)
    name = f"My_Project-{base64.urlsafe_b64encode(short_digest(str(pipfile))[:6]).decode()}"
    expected = place.environment(kept / name)
    assert found(place.find()) == (expected, f"pipenv's environment {name}")


def test_conda_by_the_active_environment_but_not_base(place: Place) -> None:
    conda = installation(place.home / "miniforge3", "3.12").with_name("python")
    place.environ |= {"CONDA_PREFIX": str(place.home / "miniforge3"), "CONDA_DEFAULT_ENV": "base"}
    assert place.find().source == "python3 on PATH"
    place.environ["CONDA_DEFAULT_ENV"] = "work"
    assert found(place.find()) == (conda, "CONDA_PREFIX")


@pytest.mark.parametrize("listed", [False, True])
def test_conda_by_the_environment_file(place: Place, listed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    (place.workspace / "environment.yml").write_text("# ours\nname: my-env\ndependencies: [python]\n")
    prefix = place.home / ("elsewhere" if listed else "miniconda3/envs") / "my-env"
    expected = installation(prefix, "3.11").with_name("python")
    (prefix / "conda-meta").mkdir()
    if listed:
        (place.home / ".conda").mkdir()
        (place.home / ".conda" / "environments.txt").write_text(f"{prefix}\n")
    assert found(place.find()) == (expected, "conda environment my-env (environment.yml)")


@pytest.mark.parametrize("name", ["../../evil", "..", "/evil"])
def test_a_name_in_an_environment_file_cannot_lead_out_of_the_folder_of_environments(place: Place, name: str) -> None:
    (place.workspace / "environment.yml").write_text(f"name: {name}\n")
    (place.workspace / ".python-version").write_text(f"{name}\n")
    installation(place.home / "evil", "3.11")
    (place.home / "evil" / "conda-meta").mkdir()
    (place.home / "miniconda3" / "envs").mkdir(parents=True)
    assert place.find().source == "python3 on PATH"


@pytest.mark.parametrize(
    ("request_", "expected"), [("3.11.7", "3.11.7"), ("3.11", "3.11.10"), ("# mine\n3.9\n", "3.9.18"), ("work", "work")]
)
def test_pyenv_by_the_version_file(place: Place, request_: str, expected: str) -> None:
    for name in ("3.11.7", "3.11.10", "3.1.0", "3.9.18", "work"):
        installation(
            place.home / ".pyenv" / "versions" / name, ".".join((name if "." in name else "3.8").split(".")[:2])
        )
    (place.workspace / ".python-version").write_text(request_)
    executable = place.home / ".pyenv" / "versions" / expected / "bin" / "python"
    assert found(place.find()) == (executable, f"pyenv's {expected} (.python-version)")


@pytest.mark.parametrize("request_", ["3.11", "cpython@3.11", "3.11.9", "python3.11"])
def test_uv_by_the_version_file(place: Place, request_: str) -> None:
    kept = place.home / ".local" / "share" / "uv" / "python"
    for version in ("3.11.2", "3.11.9", "3.1.9"):
        installation(kept / f"cpython-{version}-linux-x86_64-gnu", ".".join(version.split(".")[:2]))
    (place.workspace / ".python-version").write_text(request_)
    assert place.find().source == "uv's cpython-3.11.9-linux-x86_64-gnu (.python-version)"


def test_uv_by_the_environment_it_is_told_to_use(place: Place) -> None:
    (place.workspace / "uv.lock").write_text("")
    place.environ["UV_PROJECT_ENVIRONMENT"] = "build/env"
    expected = place.environment(place.workspace / "build" / "env")
    assert found(place.find()) == (expected, "UV_PROJECT_ENVIRONMENT")


def test_a_version_file_falls_back_to_that_version_on_path(place: Place) -> None:
    (place.workspace / ".python-version").write_text("3.12\n")
    expected = place.system / "bin" / "python3.12"
    assert found(place.find()) == (expected, "python3.12 on PATH (.python-version)")


def test_a_shim_on_path_is_seen_through_without_running_it(place: Place) -> None:
    shims = place.home / ".pyenv" / "shims"
    shims.mkdir(parents=True)
    (shims / "python3").write_text(f"#!/bin/sh\ntouch {place.home}/ran\n")
    (shims / "python3").chmod(0o755)
    installation(place.home / ".pyenv" / "versions" / "3.10.13", "3.10")
    (place.home / ".pyenv" / "version").write_text("3.10.13\n")
    place.environ["PATH"] = f"{shims}:{place.system}/bin"
    expected = place.home / ".pyenv" / "versions" / "3.10.13" / "bin" / "python"
    assert found(place.find()) == (expected, "pyenv's 3.10.13 (pyenv's global version)")
    (place.home / ".pyenv" / "version").write_text("system\n")
    assert found(place.find()) == (place.system / "bin" / "python3", "python3 on PATH")
    assert not (place.home / "ran").exists()


def test_path_entries_of_the_workspace_and_relative_ones_do_not_count(place: Place) -> None:
    installation(place.workspace / "tools", "3.11")
    place.environ["PATH"] = f"{place.workspace}/tools/bin:tools/bin:.:{place.system}/bin"
    assert place.find().executable == place.system / "bin" / "python3"


def test_a_home_that_is_not_set_breaks_nothing(place: Place) -> None:
    del place.environ["HOME"]
    (place.workspace / ".python-version").write_text("3.11\n")
    (place.workspace / "Pipfile").write_text("")
    assert place.find().source == "python3 on PATH"
