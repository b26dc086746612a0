"""The lowest Python that a project's files tell."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.snapshot import Snapshot
from assay.tools.python_floor import lowest, lowest_python, required_python


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        (">=3.10", (3, 10)),
        (">= 3.9, <4", (3, 9)),
        ("<4,>=3.8", (3, 8)),
        ("~=3.11", (3, 11)),
        ("==3.12.*", (3, 12)),
        ("^3.9", (3, 9)),
        (">3.9", (3, 9)),
        (">=3.7,!=3.8.*,>=3.9", (3, 9)),
        (">=3", (3, 0)),
        (">=3.10.2", (3, 10)),
        ("<4", None),
        ("!=3.9", None),
        ("", None),
        ("^3.8 || ^3.10", (3, 8)),
        ("whatever", None),
    ],
)
def test_a_specifier_lets_in_what_it_says(specifier: str, expected: tuple[int, int] | None) -> None:
    assert lowest(specifier) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, None),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.10"\n'}, (3, 10)),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.9"\n'}, (3, 9)),
        ({"pyproject.toml": '[tool.ruff]\ntarget-version = "py311"\n[tool.mypy]\npython_version = "3.9"\n'}, (3, 9)),
        ({"pyproject.toml": '[tool.black]\ntarget-version = ["py39", "py310"]\n'}, (3, 9)),
        ({"setup.cfg": "[options]\npython_requires = >=3.11\n"}, (3, 11)),
        ({"setup.py": "setup(name='x',\n      python_requires='>=3.8')\n"}, (3, 8)),
        ({"pkg/pyproject.toml": '[project]\nrequires-python = ">=3.12"\n', "setup.cfg": "[options]\n"}, (3, 12)),
        ({"pyproject.toml": "[project]\n", "setup.cfg": "[options]\npython_requires = >=3.11\n"}, (3, 11)),
        ({"pyproject.toml": "not [ toml"}, None),
        ({"pyproject.toml": "project = 3\n"}, None),
        ({"pyproject.toml": "[project]\nrequires-python = 3\n"}, None),
        ({"setup.cfg": "not [ ini"}, None),
    ],
)
def test_the_nearest_file_that_says_something_counts(
    files: dict[str, str], expected: tuple[int, int] | None, tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert lowest_python(Snapshot(tmp_path), PurePosixPath("pkg/shop.py")) == expected


def test_what_is_required_is_not_what_a_tool_is_set_to(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.ruff]\ntarget-version = "py311"\n')
    assert required_python(Snapshot(tmp_path), PurePosixPath("shop.py")) is None
    (tmp_path / "setup.cfg").write_text("[options]\npython_requires = >=3.9\n")
    assert required_python(Snapshot(tmp_path), PurePosixPath("shop.py")) == (3, 9)
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.10"\n')
    assert required_python(Snapshot(tmp_path), PurePosixPath("shop.py")) == (3, 10)
