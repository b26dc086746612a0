"""The move of a configuration of ESLint: what comes out, and what is declined with a reason.

What is proposed is made by the real migrator and the real ESLint in the real sandbox.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

import pytest

from assay.core.action import Declined, Proposal
from assay.recipes.migrations import eslint_flat
from assay.tools.node import Node
from support.eslint import our_node, project
from support.eslint_moves import proposed
from support.sandboxes import write_tree

PACKAGE = '{"devDependencies": {"eslint": "9", "globals": "14", "@eslint/js": "9", "@eslint/eslintrc": "3"}}'


def moved(tmp_path: Path, files: Mapping[str, str], path: str) -> dict[str, str | None]:
    """The files as they are after the proposal, which the check finds nothing against."""
    root = project(tmp_path / "shop", {"package.json": PACKAGE, "a.js": "", **files})
    found, result = proposed(root, tmp_path / "state", path, our_node())
    assert isinstance(found, Proposal), found
    assert result is not None
    assert (result.status, result.incomplete) == ("passed", ""), result
    return {str(change.path): change.after for change in found.patch.changes}


def declined(tmp_path: Path, files: Mapping[str, str], path: str, node: Node | None = None) -> str:
    """Why nothing is proposed, where there is no ESLint."""
    root = write_tree(tmp_path / "shop", files)
    found, _ = proposed(root, tmp_path / "state", path, node or our_node())
    assert isinstance(found, Declined), found
    return found.reason


def test_the_example_of_its_page_is_what_comes_out(tmp_path: Path) -> None:
    page = inspect.cleandoc(eslint_flat.__doc__ or "")
    before, new = (
        inspect.cleandoc(block) + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    )
    assert moved(tmp_path, {".eslintrc.json": before}, ".eslintrc.json") == {
        ".eslintrc.json": None,
        "eslint.config.mjs": new,
    }


EXTENDED = '"extends": "eslint:recommended", "env": {"node": true, "es2021": true}'
CASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "what ESLint recommends": (".eslintrc.json", {".eslintrc.json": f'{{"root": true, {EXTENDED}}}'}),
    "YAML": (".eslintrc.yml", {".eslintrc.yml": "root: true\nenv:\n  es6: true\nrules:\n  semi: error\n"}),
    "one without an ending": (".eslintrc", {".eslintrc": '{"root": true, "rules": {"semi": 2}}'}),
    "a literal in JavaScript": (".eslintrc.js", {".eslintrc.js": "module.exports = {root: true, rules: {semi: 2}};\n"}),
    "one that the migrator breaks into lines": (
        ".eslintrc.json",
        {
            ".eslintrc.json": f'{{"root": true, {EXTENDED}, "ignorePatterns": ["vendor/*.js", "dist/*.js",'
            ' "test/library-1.8.3.min.js"]}',
            "vendor/b.js": "",
        },
    ),
    "a list of what is ignored": (
        ".eslintrc.json",
        {".eslintrc.json": '{"root": true}', ".eslintignore": "# ours\nold\n*.gen.js\n!kept.gen.js\n", "old/b.js": ""},
    ),
    "files that were not looked at": (
        ".eslintrc.json",
        {".eslintrc.json": '{"root": true, "rules": {"semi": 2}}', "b.mjs": "a", ".c.js": "a", ".d/e.js": "a"},
    ),
    "an ending that a script names": (
        ".eslintrc.json",
        {
            ".eslintrc.json": '{"root": true, "rules": {"semi": 2}}',
            "package.json": PACKAGE.replace("{", '{"scripts": {"lint": "eslint --ext .js,.jsx ."}, ', 1),
            "b.jsx": "a\n",
        },
    ),
    "a pattern that ESLint never heard": (
        ".eslintrc.json",
        {".eslintrc.json": '{"root": true, "ignorePatterns": ["./old/a.json", "./b.js"]}', "b.js": "a\n"},
    ),
    "a rule that is no more, turned off": (
        ".eslintrc.json",
        {
            ".eslintrc.json": '{"root": true, "extends": "./base.json", "rules": {"valid-jsdoc": "off"}}',
            "base.json": '{"rules": {"valid-jsdoc": "error"}}',
        },
    ),
    "overrides with another language": (
        ".eslintrc.json",
        {
            ".eslintrc.json": '{"root": true, "parserOptions": {"ecmaVersion": 2018}, "overrides": [{"files": "*.mjs",'
            ' "parserOptions": {"sourceType": "module"}, "rules": {"semi": 2}}]}',
            "b.mjs": "export default 1\n",
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_means_the_same(name: str, tmp_path: Path) -> None:
    path, files = CASES[name]
    after = moved(tmp_path, files, path)
    assert after[path] is None
    assert (after.get(".eslintignore", "") is None) == (".eslintignore" in files)


def test_out_of_package_json_goes_what_it_says_to_eslint_and_nothing_else(tmp_path: Path) -> None:
    told = f'{{\n  "eslintConfig": {{"root": true}},\n  "eslintIgnore": ["old"],\n  {PACKAGE[1:]}\n'
    after = moved(tmp_path, {"package.json": told, "old/b.js": ""}, "package.json")
    assert after["package.json"] == f"{{\n  {PACKAGE[1:]}\n"


PLAIN = '{"root": true}'


def test_what_the_new_file_imports_is_declared_as_it_is_installed(tmp_path: Path) -> None:
    told = '{\n  "devDependencies": {\n    "@eslint/eslintrc": "*",\n    "eslint": "^8.57.0"\n  }\n}\n'
    entries = {"globals": "14.0.0", "eslint": "9.39.5", "@eslint/js": "9.39.5"}
    packages = {f"node_modules/{name}": {"version": each, "integrity": "x"} for name, each in entries.items()}
    lock = json.dumps({"lockfileVersion": 3, "packages": {"": {"devDependencies": {"eslint": "^8.57.0"}}, **packages}})
    files = {".eslintrc.json": f'{{"root": true, {EXTENDED}}}', "package.json": told, "package-lock.json": lock}
    after = moved(tmp_path, files, ".eslintrc.json")
    assert after["package.json"] == (
        '{\n  "devDependencies": {\n    "@eslint/eslintrc": "*",\n    "@eslint/js": "^9.39.5",\n'
        '    "eslint": "^9.39.5",\n    "globals": "^14.0.0"\n  }\n}\n'
    )
    assert json.loads(after["package-lock.json"] or "")["packages"][""]["devDependencies"] == {
        "@eslint/js": "^9.39.5",
        "eslint": "^9.39.5",
        "globals": "^14.0.0",
    }


def test_a_package_that_is_no_registrys_is_not_declared_as_one(tmp_path: Path) -> None:
    files = {
        ".eslintrc.json": '{"root": true, "parser": "own"}',
        "package.json": PACKAGE,
        "a.js": "",
        "tools/own/package.json": '{"name": "own", "version": "1.0.0"}',
        "tools/own/index.js": "module.exports = require('espree');\n",
    }
    root = project(tmp_path / "shop", files)
    (root / "node_modules" / "own").symlink_to("../tools/own")
    found, result = proposed(root, tmp_path / "state", ".eslintrc.json", our_node())
    assert isinstance(found, Proposal), found
    assert PurePosixPath("package.json") not in found.patch.paths
    assert result is not None
    assert result.status == "passed"
    assert result.incomplete.startswith("own is installed and not declared in package.json; add it there; ")


@pytest.mark.parametrize(
    ("files", "path", "reason"),
    [
        ({".eslintrc.json": PLAIN}, ".eslintrc.json", "eslint is not installed in node_modules"),
        (
            {".eslintrc.json": PLAIN, "eslint.config.js": ""},
            ".eslintrc.json",
            "eslint.config.js is there as well, and ESLint 9 reads it alone; delete one of the two",
        ),
        (
            {".eslintrc.json": PLAIN, ".eslintrc.yml": "root: true"},
            ".eslintrc.json",
            "ESLint reads .eslintrc.yml in the place of this file; migrate that, and delete this one",
        ),
        (
            {".eslintrc.js": "module.exports = {rules: process.env.CI ? {} : {semi: 2}}"},
            ".eslintrc.js",
            "it is a program (process), and what it computes would be frozen; move it by hand",
        ),
        (
            {"a/.eslintrc.json": "{}", ".eslintrc.json": PLAIN},
            "a/.eslintrc.json",
            ".eslintrc.json configures this folder as well; migrate that, and this one goes along with it",
        ),
    ],
)
def test_it_is_declined(files: Mapping[str, str], path: str, reason: str, tmp_path: Path) -> None:
    assert declined(tmp_path, files, path) == f"{path}: {reason}"


NESTED: Mapping[str, tuple[Mapping[str, str], Sequence[str]]] = {
    "rules behind those of the folder above": (
        {
            ".eslintrc.json": '{"root": true, "rules": {"semi": "error", "eqeqeq": ["error", "smart"]}}',
            "test/.eslintrc.yml": "rules:\n  eqeqeq: warn\n  semi: off\n",
            "test/deep/.eslintrc": '{"rules": {"semi": "warn"}}',
            "test/b.js": "a == 1\n",
            "test/deep/c.js": "a == 1\n",
        },
        ["test/.eslintrc.yml", "test/deep/.eslintrc"],
    ),
    "another language and what is known there": (
        {
            ".eslintrc.json": '{"root": true, "env": {"node": true, "es2021": true}, "rules": {"no-undef": 2}}',
            "web/.eslintrc.json": '{"env": {"browser": true}, "globals": {"shop": "readonly"}, "parserOptions":'
            ' {"sourceType": "module", "ecmaVersion": 2017}}',
            "web/b.js": "export default shop(window);\n",
        },
        ["web/.eslintrc.json"],
    ),
    "one that is a root hears nothing of those above": (
        {
            ".eslintrc.json": '{"root": true, "rules": {"semi": 2}, "ignorePatterns": ["*.gen.js", "/old/"],'
            ' "overrides": [{"files": "*.test.js", "rules": {"no-eval": 2}}]}',
            "own/.eslintrc.js": "module.exports = {root: true, rules: {eqeqeq:2}, ignorePatterns: ['/dist', 'x/y.js']}",
            "own/b.gen.js": "a == 1\n",
            "own/b.test.js": "eval(1 == 2)\n",
            "own/dist/c.js": "a == 1\n",
            "own/deep/.eslintrc.json": '{"rules": {"semi": 1}}',
            "own/deep/d.js": "a == 1\n",
        },
        ["own/.eslintrc.js", "own/deep/.eslintrc.json"],
    ),
    "overrides for files of their folder": (
        {
            ".eslintrc.json": '{"root": true}',
            "test/.eslintrc.json": '{"overrides": [{"files": ["*.spec.js", "unit/*.js"], "excludedFiles":'
            ' "big.spec.js", "rules": {"no-eval": 2}}]}',
            "test/a.spec.js": "eval(1)\n",
            "test/big.spec.js": "eval(1)\n",
            "test/unit/b.js": "eval(1)\n",
            "unit/c.js": "eval(1)\n",
        },
        ["test/.eslintrc.json"],
    ),
    "what is extended by a path": (
        {
            ".eslintrc.json": '{"root": true, "rules": {"semi": 2, "eqeqeq": [2, "smart"]}}',
            "shared/strict.json": '{"rules": {"no-eval": 2}}',
            "a/.eslintrc.json": '{"extends": ["../.eslintrc.json", "../shared/strict.json"], "rules": {"semi": 1}}',
            "b/.eslintrc.json": '{"root": true, "extends": "../.eslintrc.json", "rules": {"eqeqeq": 1}}',
            "b/c/.eslintrc.json": '{"extends": ["../../shared/strict", "../../.eslintrc"]}',
            "a/a.js": "eval(a == 1)\n",
            "b/a.js": "eval(a == 1)\n",
            "b/c/a.js": "eval(a == 1)\n",
        },
        ["a/.eslintrc.json", "b/.eslintrc.json", "b/c/.eslintrc.json"],
    ),
    "one in package.json, of which the rest stays": (
        {
            ".eslintrc.json": '{"root": true}',
            "part/package.json": '{"name": "part", "eslintConfig": {"rules": {"semi": 2}}}',
            "part/a.js": "a\n",
        },
        ["part/package.json"],
    ),
    "a folder whose name is a pattern": (
        {
            ".eslintrc.json": '{"root": true}',
            "[id]/.eslintrc.json": '{"rules": {"semi": 2}, "ignorePatterns": ["b.js"]}',
            "[id]/a.js": "a\n",
            "[id]/b.js": "a\n",
            "i/a.js": "a\n",
        },
        ["[id]/.eslintrc.json"],
    ),
    "one by which nothing is looked at stays": (
        {
            ".eslintrc.json": '{"root": true, "ignorePatterns": ["fixtures/"]}',
            "fixtures/.eslintrc.json": "{ this is a test of something",
            "fixtures/a.js": "a\n",
        },
        [],
    ),
}


@pytest.mark.parametrize("name", NESTED)
def test_those_of_folders_below_are_said_by_the_same_file(name: str, tmp_path: Path) -> None:
    files, taken = NESTED[name]
    after = moved(tmp_path, files, ".eslintrc.json")
    assert sorted(after) == sorted([".eslintrc.json", "eslint.config.mjs", *taken])
    assert [after[each] for each in taken] == [
        '{"name": "part"}' if each.startswith("part/") else None for each in taken
    ]


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ("", "passed", "bin/run: it would be linted as well where ESLint is called on the whole folder"),
        (', "quick": "eslint ."', "failed", "bin/run: another script lints it"),
    ],
)
def test_a_file_without_an_ending_that_a_script_names_is_linted_by_it_still(
    more: str, status: str, words: str, tmp_path: Path
) -> None:
    scripts = f'{{"scripts": {{"lint": "eslint . \'bin/**\'"{more}}}, '
    files = {".eslintrc.json": PLAIN, "package.json": PACKAGE.replace("{", scripts, 1), "a.js": "", "bin/run": "a\n"}
    root = project(tmp_path / "shop", files)
    found, result = proposed(root, tmp_path / "state", ".eslintrc.json", our_node())
    assert isinstance(found, Proposal), found
    assert result is not None
    assert (result.status, result.incomplete or result.reason) == (status, words)


@pytest.mark.parametrize(
    ("files", "status", "words"),
    [
        ({}, "passed", "src/assay-probe.js: a script would lint it as well"),
        ({"src/c.js": ""}, "failed", "src/c.js: another script lints it"),
    ],
)
def test_a_script_for_one_ending_alone_would_lint_scripts_as_well(
    files: Mapping[str, str], status: str, words: str, tmp_path: Path
) -> None:
    told = PACKAGE.replace("{", '{"scripts": {"lint": "eslint --ext .jsx src"}, ', 1)
    root = project(tmp_path / "shop", {".eslintrc.json": PLAIN, "package.json": told, "src/b.jsx": "", **files})
    found, result = proposed(root, tmp_path / "state", ".eslintrc.json", our_node())
    assert isinstance(found, Proposal), found
    assert result is not None
    assert (result.status, result.incomplete or result.reason) == (status, words)


def test_one_of_a_folder_below_that_is_a_program_is_declined(tmp_path: Path) -> None:
    files = {
        ".eslintrc.json": PLAIN,
        "b/.eslintrc.js": "module.exports = {rules: process.env.CI ? {} : {semi: 2}}",
        "package.json": PACKAGE,
    }
    root = project(tmp_path / "shop", files)
    found, _ = proposed(root, tmp_path / "state", ".eslintrc.json", our_node())
    assert found == Declined(
        ".eslintrc.json: b/.eslintrc.js is a program (process), and what it computes would be frozen; move it by hand"
    )


def test_without_node_it_is_declined(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "shop", {".eslintrc.json": PLAIN})
    found, _ = proposed(root, tmp_path / "state", ".eslintrc.json", None)
    assert found == Declined(".eslintrc.json: Node.js is not on PATH; install it first")


@pytest.mark.parametrize(
    ("text", "version", "reason"),
    [
        ('{"root": tru', "9.39.5", "ESLint cannot read it"),
        ('{"rules": {"semi": "sometimes"}}', "9.39.5", "ESLint fails: .eslintrc.json: Configuration for rule"),
        ('{"extends": "nobody"}', "9.39.5", 'ESLint fails: Failed to load config "nobody" to extend from.'),
        (
            '{"rules": {"valid-jsdoc": 2}}',
            "9.39.5",
            "the rule valid-jsdoc is on and ESLint 9.39.5 has none of that name, which it reports in every file",
        ),
        ('{"parser": "no-parser"}', "9.39.5", "ESLint fails: Failed to load parser"),
        (PLAIN, "8.57.1", "ESLint 8.57.1 is installed, and only 9.22 to 9.x read both kinds of configuration"),
        (PLAIN, "10.1.0", "ESLint 10.1.0 is installed, which reads no .eslintrc: nothing can be compared"),
    ],
)
def test_what_eslint_itself_does_not_take_is_declined(text: str, version: str, reason: str, tmp_path: Path) -> None:
    root = project(tmp_path / "shop", {".eslintrc.json": text, "a.js": ""})
    told = root / "node_modules" / "eslint" / "package.json"
    changed = told.read_text().replace('"version": "9.39.5"', f'"version": "{version}"')
    told.unlink()  # it is the same file as that of the others
    told.write_text(changed)
    found, _ = proposed(root, tmp_path / "state", ".eslintrc.json", our_node())
    assert isinstance(found, Declined)
    assert found.reason.startswith(f".eslintrc.json: {reason}")


def test_without_the_migrator_it_is_declined_and_one_on_path_will_do(tmp_path: Path) -> None:
    root = project(tmp_path / "shop", {".eslintrc.json": PLAIN, "a.js": "", "package.json": PACKAGE})
    modules = tmp_path / "global" / "node_modules"
    modules.parent.mkdir()
    (root / "node_modules").rename(modules)
    project(tmp_path / "again", {})
    (tmp_path / "again" / "node_modules").rename(root / "node_modules")
    (root / "node_modules" / "@eslint" / "migrate-config").rename(tmp_path / "gone")
    found, _ = proposed(root, tmp_path / "state", ".eslintrc.json", our_node())
    assert found == Declined(".eslintrc.json: @eslint/migrate-config is neither installed in node_modules nor on PATH")
    program = modules / "@eslint" / "migrate-config" / "src" / "migrate-config-cli.js"
    node = Node(our_node().executable, (*our_node().readable, modules), program)
    found, result = proposed(root, tmp_path / "state", ".eslintrc.json", node)
    assert isinstance(found, Proposal), found
    assert result is not None
    assert result.status == "passed"
