"""`assay run migrate_config` on a configuration of ESLint, as a user sees it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from support.commands import Home
from support.eslint import node_folder, project
from support.receipts import against_schema
from support.sandboxes import write_tree

PACKAGE = {
    "name": "shop",
    "scripts": {"lint": "eslint ."},
    "devDependencies": {"eslint": "9", "@eslint/js": "9", "@eslint/eslintrc": "3"},
}
FILES = {
    ".eslintrc.json": json.dumps({
        "root": True,
        "extends": "eslint:recommended",
        "env": {"node": True, "es2021": True},
        "rules": {"semi": "error"},
    }),
    ".eslintignore": "dist\n",
    "package.json": json.dumps(PACKAGE, indent=2),
    "a.js": "const a = 1\nmodule.exports = a;\n",
    "dist/b.js": "var b\n",
}  # fmt: skip
WITH_NODE = ("env", f"PATH={node_folder()}{os.pathsep}{os.environ['PATH']}")
PYTHON = ("--interpreter", sys.executable)


def test_it_is_moved_verified_and_written_once_what_it_crosses_is_confirmed(home: Home, tmp_path: Path) -> None:
    shop = project(tmp_path / "shop", FILES)
    asked = ("run", "migrate_config", shop / ".eslintrc.json", "--trust", "--json", "--apply", *PYTHON)
    done = home.assay(*asked, within=WITH_NODE)
    assert done.code == 1, done
    assert (shop / ".eslintrc.json").read_text() == FILES[".eslintrc.json"]
    assert done.statements[0]["predicate"]["boundaries"] == ["deletion", "dependency"]
    done = home.assay(*asked, "--confirm", "deletion", "--confirm", "dependency", within=WITH_NODE)
    assert done.code == 0, done
    assert [against_schema(each) for each in done.statements] == [[], []]
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "verified", unit
    assert unit["reuse"]["barred"] == "ESLint rests on `node_modules`, which is not looked at"
    check = next(each for each in unit["checks"] if each["name"] == "eslint")
    assert (check["status"], check["version"]) == ("passed", "9.39.5")
    assert check["summary"].startswith("the same in 1 file and ")
    assert not (shop / ".eslintrc.json").exists()
    assert not (shop / ".eslintignore").exists()
    assert (shop / "package.json").read_text() == FILES["package.json"].replace(
        '"@eslint/eslintrc": "3"', '"@eslint/eslintrc": "3",\n    "globals": "^14.0.0"'
    )
    assert 'globalIgnores(["**/dist"])' in (shop / "eslint.config.mjs").read_text()


def test_that_of_a_folder_below_goes_along(home: Home, tmp_path: Path) -> None:
    shop = project(tmp_path / "shop", {**FILES, "sub/.eslintrc.json": '{"rules": {"semi": "off"}}', "sub/c.js": "c\n"})
    asked = ("run", "migrate_config", shop / ".eslintrc.json", "--trust", "--json", "--apply", *PYTHON)
    done = home.assay(*asked, "--confirm", "deletion", "--confirm", "dependency", within=WITH_NODE)
    assert done.code == 0, done
    assert done.statements[0]["predicate"]["verdict"] == "verified"
    assert not (shop / "sub" / ".eslintrc.json").exists()
    assert 'files: ["sub/**"]' in (shop / "eslint.config.mjs").read_text()


def test_a_constraint_against_new_dependencies_holds_for_those_of_npm(home: Home, tmp_path: Path) -> None:
    shop = project(tmp_path / "shop", FILES)
    asked = ("run", "migrate_config", shop / ".eslintrc.json", "--trust", "--json", *PYTHON)
    done = home.assay(*asked, "--constraint", "no new dependencies", within=WITH_NODE)
    assert done.code == 1, done
    unit = done.statements[0]["predicate"]
    assert unit["verdict"] == "rejected"
    assert "package.json: declares globals, and 'no new dependencies' was asked" in unit["reason"]


def test_what_is_not_installed_is_named_and_nothing_is_fetched(home: Home, tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", FILES)
    done = home.assay("run", "migrate_config", shop / ".eslintrc.json", "--trust", *PYTHON, within=WITH_NODE)
    assert done.code == 1, done
    assert ".eslintrc.json: eslint is not installed in node_modules" in done.out
    assert {name: (shop / name).read_text() for name in FILES} == FILES
    assert not (shop / "node_modules").exists()


def test_without_trust_nothing_of_the_project_runs(home: Home, tmp_path: Path) -> None:
    shop = project(tmp_path / "shop", FILES)
    done = home.assay("run", "migrate_config", shop / ".eslintrc.json", *PYTHON, within=WITH_NODE)
    assert done.code != 0, done
    assert "verified:" not in done.out
    assert {name: (shop / name).read_text() for name in FILES} == FILES
