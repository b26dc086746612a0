"""What a trace has a say in, and what is the person's alone: it can come from anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.cli.arguments import parser
from assay.cli.ordered import Ordered, ordered
from assay.settings import Settings
from assay.workspace import traces
from support.traces import trace_values


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a trace, in the workspace of a person who has set nothing yet."""
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    monkeypatch.chdir(tmp_path / "shop")
    return traces.keep(tmp_path / "given", "run1", trace_values())


def asked(*arguments: str) -> Ordered:
    """What these arguments of `assay run` come to."""
    return ordered(parser().parse_args(["run", *arguments]))


def test_what_was_asked_for_comes_from_the_trace(file: Path) -> None:
    found = asked("--replay", str(file))
    assert (found.request.action, str(found.request.path), found.seconds) == ("fix_types", "shop.py", 60.0)
    assert found.settings == Settings(model_url="http://127.0.0.1:9/v1", model="coder")


def test_what_is_applied_across_a_boundary_is_the_persons_word_alone(file: Path) -> None:
    assert asked("--replay", str(file)).accept == {"interface"}
    assert asked("--replay", str(file)).confirmed == frozenset()
    assert asked("--replay", str(file), "--confirm", "partial").confirmed == {"partial"}


def test_a_key_is_not_for_it_and_what_is_stricter_stays(file: Path, tmp_path: Path) -> None:
    (tmp_path / "CONFIG" / "assay").mkdir(parents=True)
    own = 'tests = "all"\nprotected = ["a.py"]\nmodel_key_variable = "HOME"\nmodel_url = "http://h/v1"\nmodel = "m"\n'
    (tmp_path / "CONFIG" / "assay" / "config.toml").write_text(own)
    settings = asked("--replay", str(file)).settings
    assert (settings.tests, settings.protected, settings.model_key_variable) == ("all", ("a.py",), None)
