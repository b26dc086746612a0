"""`assay run migrate_config` on what a package is, as a user sees it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from support.commands import Home
from support.receipts import against_schema
from support.sandboxes import write_tree

PYTHON = ("--interpreter", sys.executable)
FILES = {
    "setup.cfg": "[metadata]\nname = shop\nversion = attr: shop.__version__\nlong_description = file: README.md\n\n"
    "[options]\npackages = find:\ninstall_requires =\n    click>=8\n\n[flake8]\nmax-line-length = 99\n",
    "setup.py": "from setuptools import setup\n\nsetup()\n",
    "README.md": "# Shop\n",
    "shop/__init__.py": '__version__ = "1.2"\n',
}


def test_a_package_is_verified_and_what_is_displayed_is_confirmed(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", FILES)
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", "--apply", "--confirm", "protected", *PYTHON)
    assert done.code == 1, done
    unit, summary = (each["predicate"] for each in done.statements)
    assert [against_schema(each) for each in done.statements] == [[], []]
    assert (unit["verdict"], unit["boundaries"]) == ("verified", ["presentation", "protected"]), unit
    (check,) = (each for each in unit["checks"] if each["name"] == "package")
    assert check["summary"].endswith("; shown otherwise: Description-Content-Type is new: text/markdown")
    assert [each["state"] for each in summary["applied"]] == ["not applied"]
    assert not (shop / "pyproject.toml").exists()

    confirmed = ("--confirm", "protected", "--confirm", "presentation")
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", "--apply", *confirmed, *PYTHON)
    assert done.code == 0, done
    assert (shop / "setup.cfg").read_text() == "[flake8]\nmax-line-length = 99\n"
    assert tomllib.loads((shop / "pyproject.toml").read_text())["project"] == {
        "name": "shop",
        "readme": "README.md",
        "dependencies": ["click>=8"],
        "dynamic": ["version"],
    }


def test_nothing_is_fetched_unless_somebody_says_so(home: Home, tmp_path: Path) -> None:
    requires = '["setuptools", "no-such-thing-to-be-had"]'
    system = f'[build-system]\nrequires = {requires}\nbuild-backend = "setuptools.build_meta"\n'
    shop = write_tree(tmp_path / "shop", {**FILES, "pyproject.toml": system})
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", *PYTHON)
    assert done.code == 1, done
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "partial"
    assert (
        "nobody allowed to fetch no-such-thing-to-be-had, setuptools, setuptools>=61.2; install them" in unit["reason"]
    ), unit


def test_what_setup_cfg_says_goes_along_with_setup_py_and_is_no_unit_of_its_own(home: Home, tmp_path: Path) -> None:
    files = {
        "setup.cfg": "[metadata]\nname = shop\nversion = 1\nauthor = Ann\n\n[options]\npackages = find:\n",
        "setup.py": 'from setuptools import setup\n\nsetup(name="shop", install_requires=["click>=8"])\n',
        "shop/__init__.py": "",
    }
    shop = write_tree(tmp_path / "shop", files)
    confirmed = ("--confirm", "deletion", "--confirm", "protected", "--confirm", "presentation")
    done = home.assay("run", "migrate_config", shop, "--trust", "--json", "--apply", *confirmed, *PYTHON)
    assert done.code == 0, done
    (unit, _) = (each["predicate"] for each in done.statements)
    assert (unit["verdict"], unit["target"]["path"]) == ("verified", "setup.py")
    assert [path.name for path in sorted(shop.iterdir())] == ["pyproject.toml", "shop"]
    project = tomllib.loads((shop / "pyproject.toml").read_text())["project"]
    assert (project["version"], project["dependencies"]) == ("1", ["click>=8"])
