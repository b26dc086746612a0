"""The user's configuration file: what it sets, and clear errors for what it cannot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assay.core.errors import BadInput
from assay.settings import EDITOR, Settings
from assay.workspace.configuration import configuration_file, configured, handed, state_folder


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert configured(tmp_path / "config.toml", EDITOR) == EDITOR


def test_the_file_sets_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        'interpreter = "/usr/bin/python3"\ntests = "all"\nsecrets = ["*.token"]\ncontainer_is_sandbox = true\n'
    )
    assert configured(file, EDITOR) == Settings(
        interpreter=Path("/usr/bin/python3"),
        tests="all",
        budget=120.0,
        secrets=("*.token",),
        container_is_sandbox=True,
    )


def test_a_budget_of_nothing_is_no_limit_in_an_editor_too(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("budget = 0\n")
    assert configured(file, EDITOR).budget is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'tests = "some"\n', """tests: must be "related" or "all", not 'some'"""),
        (b"[tool]\nx = 1\n", "tool: there is no such setting; there are "),
        (b"budget = 2024-01-01\n", "budget: must be a number of seconds, 0 for no limit, not datetime.date"),
        (b"budget = \n", "not TOML: Invalid value (at line 1, column 10)"),
        (b"\xff\xfe\n", "not UTF-8 (byte 0); convert the file to UTF-8"),
    ],
)
def test_what_the_file_cannot_mean_is_an_error_that_names_file_and_key(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        configured(file, EDITOR)
    assert str(caught.value).startswith(f"{file}: {message}")


def test_a_folder_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Is a directory"):
        configured(tmp_path, EDITOR)


@pytest.mark.skipif(os.name != "posix", reason="the XDG folders are those of Linux")
def test_configuration_and_state_are_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert configuration_file() == tmp_path / "config" / "assay" / "config.toml"
    assert state_folder() == tmp_path / "state" / "assay"


def test_what_the_editor_handed_over_goes_above_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('tests = "all"\nbudget = 7\n')
    environ = {"ASSAY_SETTINGS": '{"budget": 9, "model": "small"}'}
    assert handed(configured(file, EDITOR), environ) == Settings(tests="all", budget=9.0, model="small")
    assert handed(EDITOR, {}) == EDITOR


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "ASSAY_SETTINGS: not JSON: "),
        ("[]", "ASSAY_SETTINGS: must be a JSON object"),
        ('{"tests": 7}', "the settings of this editor: tests: must be "),
    ],
)
def test_what_the_editor_cannot_mean_is_an_error_that_names_it(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=f"^{message}"):
        handed(EDITOR, {"ASSAY_SETTINGS": text})
