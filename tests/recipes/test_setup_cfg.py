"""Package metadata on its way from `setup.cfg` to `[project]`: what comes out, and what is declined with a reason."""

from __future__ import annotations

import inspect
import re
import tomllib

import pytest

from assay.core.action import Declined
from assay.recipes.migrations import setup_cfg
from support.proposing import declined_by, proposed_by, texts_by

CFG = "[metadata]\nname = shop\nversion = 1\n"


def texts(files: dict[str, str]) -> dict[str, str | None]:
    return texts_by(setup_cfg.RECIPE, files, "setup.cfg")


def declined(files: dict[str, str]) -> str:
    return declined_by(setup_cfg.RECIPE, files, "setup.cfg")


def test_the_example_of_its_page_is_what_comes_out() -> None:
    page = inspect.cleandoc(setup_cfg.__doc__ or "")
    before, after = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert texts({"setup.cfg": before}) == {"setup.cfg": None, "pyproject.toml": after}


def test_what_is_no_metadata_stays_as_it_was_written() -> None:
    after = texts({"setup.cfg": f"# ours\n{CFG}\n[bdist_wheel]\nuniversal=1\n[flake8]\nmax = 9\n"})
    assert after["setup.cfg"] == "# ours\n[bdist_wheel]\nuniversal=1\n[flake8]\nmax = 9\n"
    assert set(tomllib.loads(after["pyproject.toml"] or "")) == {"build-system", "project", "tool"}


def test_a_build_system_that_is_there_gets_a_floor_and_keeps_all_else() -> None:
    pyproject = '[build-system]\nrequires = ["setuptools>=40,<99", "wheel"] # why\n[tool.black]\nline-length = 9\n'
    after = texts({"setup.cfg": CFG, "pyproject.toml": pyproject})["pyproject.toml"] or ""
    assert after.startswith('[build-system]\nrequires = ["setuptools>=61.2,<99", "wheel"] # why\n')
    assert tomllib.loads(after)["tool"]["black"] == {"line-length": 9}


def test_a_text_in_the_file_says_what_it_is() -> None:
    after = texts({"setup.cfg": f"{CFG}long_description = Hello\n"})["pyproject.toml"]
    assert tomllib.loads(after or "")["project"]["readme"] == {"text": "Hello", "content-type": "text/x-rst"}


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("description = A shop  # of things", "description", "A shop  # of things"),
        ("description = C# bindings; fast", "description", "C# bindings; fast"),
        ("author = A; B # both", "authors", [{"name": "A; B # both"}]),
        ("keywords = c#, web", "keywords", ["c#", "web"]),
        ("url = https://shop.example/#top", "urls", {"Homepage": "https://shop.example/#top"}),
        ("# ours; all\nmaintainer = A", "maintainers", [{"name": "A"}]),
    ],
)
def test_a_value_is_what_setuptools_reads(line: str, field: str, value: object) -> None:
    """It knows no comments behind a value."""
    project = tomllib.loads(texts({"setup.cfg": f"{CFG}{line}\n"})["pyproject.toml"] or "")["project"]
    assert project.get(field) == value


def test_what_no_tool_reads_any_more_is_gone_and_named() -> None:
    found = proposed_by(setup_cfg.RECIPE, {"setup.cfg": f"{CFG}[options]\ntest_suite = tests\n"}, "setup.cfg")
    assert found is not None
    assert not isinstance(found, Declined)
    assert found.unverified.endswith("; test-suite, which no tool reads any more, is gone")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"setup.py": "from setuptools import setup\nsetup(version='2')\n"}, "setup.py has a say in it as well"),
        ({"setup.py": "from distutils.core import setup\nsetup()\n"}, "setup.py has a say in it as well"),
        ({"pyproject.toml": "[project]\nname = 'a'\n"}, "pyproject.toml has [project] as well; settle first"),
        ({"pyproject.toml": "[tool.setuptools]\nzip-safe = true\n"}, "pyproject.toml has [tool.setuptools] as well"),
        pytest.param({"pyproject.toml": f"a = {'[' * 200_000}"}, "pyproject.toml is nested too deeply", id="deep"),
        ({"pyproject.toml": "[build-system\n"}, "pyproject.toml is not TOML"),
        ({"pyproject.toml": "[build-system]\nrequires = ['pbr']\nbuild-backend = 'pbr.build'\n"}, "pbr.build builds"),
        ({"pyproject.toml": "[build-system]\nrequires = ['setuptools<50']\n"}, "it is built with setuptools<50, which"),
        ({"pyproject.toml": "[build-system]\nrequires = ['wheel']\n"}, "[build-system] does not require setuptools"),
        ({"setup.cfg": "[metadata]\nname = a\nversion = 1\nname = b\n"}, "not an INI file that every tool reads alike"),
        ({"setup.cfg": f"{CFG}[options]\nsetup_requires = pbr\n"}, "the option setup_requires is run by setuptools"),
        ({"setup.cfg": f"{CFG}url = https://shop.example # ours\n"}, "url has a # or ; behind its value, of which"),
        ({"setup.cfg": f"{CFG}author_email = a@b.example ; c\n"}, "author_email has a # or ; behind its value"),
        ({"setup.cfg": f"{CFG}[options]\nzip_safe = False # no\n"}, "zip_safe has a # or ; behind its value"),
        ({"setup.cfg": f"{CFG}[options]\ndependency_links = x\n"}, "the option dependency_links is run by setuptoo"),
    ],
)
def test_what_is_declined(files: dict[str, str], why: str) -> None:
    found = proposed_by(setup_cfg.RECIPE, {"setup.cfg": CFG, **files}, "setup.cfg")
    assert isinstance(found, Declined)
    assert found.reason.startswith(f"setup.cfg: {why}")


@pytest.mark.parametrize("text", ["[metadata]\nname = a\n", "[metadata]\nlicense_file = a\n", "[options]\nname = a\n"])
def test_what_names_no_package_with_its_version_is_no_target(text: str) -> None:
    assert proposed_by(setup_cfg.RECIPE, {"setup.cfg": text}, "setup.cfg") is None
