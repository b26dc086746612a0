"""The move of a configuration of ESLint: what means the same passes, and each seeded fault is caught.

All by a real ESLint in the real sandbox. A fault is a replacement in the text of the right `eslint.config.mjs`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assay.checks.eslint import eslint
from assay.core.check import CheckResult
from assay.core.command import Limits
from assay.tools.node import Node
from support.candidates import candidate, judged
from support.eslint import our_node, project
from support.migrating import changes_of

OLD = """\
{
  "root": true,
  "env": {"browser": true, "mocha": true},
  "globals": {"shop": "readonly", "cart": "writable"},
  "parser": "./parser.cjs",
  "parserOptions": {"ecmaVersion": 2017, "sourceType": "module", "ecmaFeatures": {"jsx": true}},
  "ignorePatterns": ["dist/", "*.min.js", "/old.js"],
  "settings": {"place": "here"},
  "reportUnusedDisableDirectives": true,
  "rules": {
    "eqeqeq": ["error", "smart"],
    "no-undef": 2,
    "no-eval": "warn",
    "max-len": ["warn", {"code": 100}]
  },
  "overrides": [
    {"files": ["*.test.js", "spec/**/*.js"], "excludedFiles": "big.test.js", "rules": {"no-eval": "error"}},
    {"files": "legacy/*.js", "globals": {"older": "readonly"}, "rules": {"eqeqeq": "off"}}
  ]
}
"""
RIGHT = """\
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";
import parser from "./parser.cjs";

const newer = (
    "ArrayBuffer DataView Float32Array Float64Array Int16Array Int32Array Int8Array Map Promise Proxy Reflect Set " +
    "Symbol Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet Atomics SharedArrayBuffer"
).split(" ");

export default defineConfig([globalIgnores(["**/dist/", "**/*.min.js", "old.js", "**/*.cjs", "**/*.mjs"]), {
    linterOptions: { reportUnusedDisableDirectives: true },
    languageOptions: {
        globals: { ...globals.browser, ...globals.mocha, shop: "readonly", cart: "writable" },
        parser,
        ecmaVersion: 2017,
        sourceType: "module",
        parserOptions: { ecmaFeatures: { jsx: true } },
    },
    settings: { place: "here" },
    rules: {
        eqeqeq: ["error", "smart"],
        "no-undef": 2,
        "no-eval": "warn",
        "max-len": ["warn", { code: 100 }],
    },
}, {
    files: ["**/*.test.js", "spec/**/*.js"],
    ignores: ["**/big.test.js"],
    rules: { "no-eval": "error" },
}, {
    files: ["legacy/*.js"],
    languageOptions: { globals: { older: "readonly" } },
    rules: { eqeqeq: "off" },
},
{ languageOptions: { globals: Object.fromEntries(newer.map((name) => [name, "off"])) } },
]);
"""
FAULTS = {
    "a rule dropped": ('        "no-eval": "warn",\n', ""),
    "a rule dropped that finds nothing": ('        "max-len": ["warn", { code: 100 }],\n', ""),
    "a rule added": ('"no-undef": 2', '"no-undef": 2, "no-var": 2'),
    "a severity changed": ('"no-eval": "warn"', '"no-eval": "error"'),
    "an option changed": ('"smart"', '"always"'),
    "an option dropped": ("code: 100", "code: 101"),
    "an ignored folder dropped": ('"**/dist/", ', ""),
    "an ignored kind dropped": ('"**/*.min.js", ', ""),
    "an ignored file in every folder": ('"old.js"', '"**/old.js"'),
    "too much ignored": ('"old.js"', '"old.js", "src/"'),
    "an override's files lost": ('    files: ["legacy/*.js"],\n', ""),
    "an override's files narrowed": (', "spec/**/*.js"', ""),
    "an override's files widened": ("legacy/*.js", "legacy/**/*.js"),
    "an override's exception lost": ('    ignores: ["**/big.test.js"],\n', ""),
    "an override lost": ('    rules: { eqeqeq: "off" },\n', ""),
    "an override's global lost": ('older: "readonly"', ""),
    "an environment lost that is used": ("...globals.browser, ", ""),
    "an environment lost that is not used": ("...globals.mocha, ", ""),
    "an environment added": ("...globals.mocha, ", "...globals.mocha, ...globals.node, ...globals.worker, "),
    "a global lost": ('shop: "readonly", ', ""),
    "a global that may be written": ('shop: "readonly"', 'shop: "writable"'),
    "the parser lost": ("        parser,\n", ""),
    "the parser's options lost": ("{ jsx: true }", "{}"),
    "the version of the language": ("ecmaVersion: 2017", "ecmaVersion: 2018"),
    "the kind of the language": ('sourceType: "module"', 'sourceType: "script"'),
    "the settings": ('place: "here"', 'place: "there"'),
    "unused comments reported no more": ("Directives: true", "Directives: false"),
    "comments in files not heard": ("Directives: true", "Directives: true, noInlineConfig: true"),
    "one that does not load": ('from "globals"', 'from "no-such-package"'),
    "one that ends the process": ("export default", "process.exit(0);\nexport default"),
    "one that says nothing": ("export default defineConfig([", "export default [];\nvoid defineConfig(["),
}
PARSER = """\
const espree = require("espree");
module.exports = { parse: (text, options) => espree.parse(text, { ...options, ecmaVersion: 2017 }) };
"""
PACKAGE = json.dumps({
    "name": "shop",
    "version": "1.0.0",
    "devDependencies": {"eslint": "9", "globals": "14"},
})  # fmt: skip
FILES = {
    ".eslintrc.json": OLD,
    "package.json": PACKAGE,
    "parser.cjs": PARSER,
    "src/a.js": "window.x = shop == null; // eslint-disable-line no-eval\nnoSuch();\n",
    "a.test.js": "eval('1');\n",
    "big.test.js": "eval('1');\n",
    "legacy/b.js": "older(1 == 2);\n",
    "dist/c.js": "eval('2');\n",
    "old.js": "eval('3');\n",
    "spec/deep/d.js": "eval('4');\n",
}


def judged_all(tmp_path: Path, texts: Sequence[str], files: Mapping[str, str] = FILES) -> list[CheckResult]:
    """What the check says of each text of `eslint.config.mjs`."""
    root = project(tmp_path / "shop", files)
    check = eslint(our_node(), Limits(), remaining=lambda: None)

    async def run() -> list[CheckResult]:
        async with changes_of(root, tmp_path / "state", ".eslintrc.json") as change:
            moved = [await change({".eslintrc.json": None, "eslint.config.mjs": text}) for text in texts]
            return [await check(each) for each in moved]

    return asyncio.run(run())


def moved(
    change: Mapping[str, tuple[str | None, str | None]] | None = None,
) -> dict[str, tuple[str | None, str | None]]:
    """The texts of a move before and after, with something else in it."""
    return {".eslintrc.json": (OLD, None), "eslint.config.mjs": (None, RIGHT), **(change or {})}


def test_the_right_configuration_passes_and_each_seeded_fault_is_caught(tmp_path: Path) -> None:
    assert [name for name, (old, _) in FAULTS.items() if old not in RIGHT] == []
    right, *wrong = judged_all(tmp_path, [RIGHT, *(RIGHT.replace(*fault, 1) for fault in FAULTS.values())])
    assert (right.status, right.incomplete) == ("passed", ""), right
    assert right.summary.startswith("the same in 5 files and ")
    missed = {name: result for name, result in zip(FAULTS, wrong, strict=True) if result.status != "failed"}
    assert missed == {}


def test_what_only_other_files_could_show_is_listed_and_is_no_pass(tmp_path: Path) -> None:
    more = RIGHT.replace('"Symbol ', '"').replace("Map Promise", "Map")
    plain = {**FILES, "package.json": '{"scripts": {"lint": "eslint --ignore-path .gitignore ."}}'}
    (result,) = judged_all(tmp_path, [more], plain)
    assert result.status == "passed", result
    assert "Promise, Symbol would be known now in other files" in result.incomplete
    assert "eslint is installed and not declared in package.json; add it there; globals is" in result.incomplete
    assert "the script lint with --ignore-path, which does not go with eslint.config.mjs" in result.incomplete


def test_one_of_a_folder_below_is_no_more_than_partial(tmp_path: Path) -> None:
    root = project(tmp_path / "shop", {f"a/{name}": text for name, text in FILES.items()})
    check = eslint(our_node(), Limits(), remaining=lambda: None)

    async def run() -> CheckResult:
        async with changes_of(root, tmp_path / "state", "a/.eslintrc.json") as change:
            return await check(await change({"a/.eslintrc.json": None, "a/eslint.config.mjs": RIGHT}))

    result = asyncio.run(run())
    assert result.status == "passed", result
    assert result.incomplete == (
        "a/eslint.config.mjs is read only where ESLint is started in a, as the old file was not"
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({".eslintrc.json": (OLD, OLD + "\n")}, ".eslintrc.json stays, and nobody reads it"),
        ({"eslint.config.mjs": (RIGHT, RIGHT + "\n")}, "it does not make eslint.config.mjs"),
        ({"eslint.config.mjs": (RIGHT, None)}, "it does not make eslint.config.mjs"),
        ({".eslintignore": ("a", "b")}, ".eslintignore stays, and nobody reads it"),
        ({"package.json": ('{"a": 1}', '{"a": 2}')}, "package.json says something else"),
        ({"package.json": ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}')}, "package.json says something else"),
        ({"package.json": ('{"eslintConfig": {}, "a": 1}', '{"a": 1}')}, "package.json says something else"),
        ({"package.json": ('{"a": 1}', None)}, "package.json says something else"),
        (
            {"package.json": ('{"devDependencies": {"a": "1"}}', '{"devDependencies": {"a": "2"}}')},
            "package.json says something else",
        ),
        ({"package.json": ("{}", '{"devDependencies": {"a": "1"}}')}, "package.json says something else"),
        ({"package.json": ("{}", '{"dependencies": {"globals": "1"}}')}, "package.json says something else"),
        ({"package.json": ("{}", '{"devDependencies": {"globals": [1]}}')}, "package.json says something else"),
        ({"package.json": ('{"devDependencies": {"eslint": "1"}}', "{}")}, "package.json says something else"),
        (
            {"package.json": ('{"devDependencies": {"eslint": "1"}}', '{"devDependencies": {"globals": "1"}}')},
            "package.json says something else",
        ),
        ({"yarn.lock": ("a", "b")}, "it touches more than the configuration of ESLint"),
        ({"src/a.js": ("a", "b")}, "it touches more than the configuration of ESLint"),
        ({"eslint.config.js": (None, "b")}, "it touches more than the configuration of ESLint"),
        ({"src/eslint.config.mjs": (None, "b")}, "it touches more than the configuration of ESLint"),
    ],
)
def test_what_is_no_move_fails(changes: Mapping[str, tuple[str | None, str | None]], reason: str) -> None:
    check = eslint(our_node(), Limits(), remaining=lambda: None)
    result = judged(check, candidate(moved(changes), target=".eslintrc.json"))
    assert (result.required, result.status, result.reason) == (True, "failed", reason)


NESTED = {
    ".eslintrc.json": '{"root": true, "parserOptions": {"ecmaVersion": 2020}, "rules": {"semi": 2}}',
    "sub/.eslintrc.json": '{"rules": {"semi": 1}}',
    "old/.eslintrc.json": '{"rules": {"semi": 0}}',
    ".eslintignore": "old/\n",
    "sub/a.js": "a\n",
    "old/a.js": "a\n",
}
OF_BOTH = """\
import { defineConfig, globalIgnores } from "eslint/config";
export default defineConfig([globalIgnores(["**/old/", "*.mjs"]),
{
    linterOptions: { reportUnusedDisableDirectives: "off" },
    languageOptions: { ecmaVersion: 2020, sourceType: "script" },
    rules: { semi: 2 },
},
{ files: ["sub/**"], rules: { semi: 1 } },
]);
"""


@pytest.mark.parametrize(
    ("text", "gone", "reason"),
    [
        (OF_BOTH, ["sub/.eslintrc.json"], ""),
        (OF_BOTH, [], "sub/.eslintrc.json stays, and nobody reads it"),
        (
            OF_BOTH,
            ["sub/.eslintrc.json", "old/.eslintrc.json"],
            "old/.eslintrc.json goes, by which ESLint looks at no file",
        ),
        (OF_BOTH, ["sub/.eslintrc.json", "sub/a.js"], "it touches more than the configuration of ESLint"),
        (
            OF_BOTH.replace("semi: 1", "semi: 2"),
            ["sub/.eslintrc.json"],
            (
                "sub/a.js, sub/assay-probe.js: the rule semi is [2] and was [1]; "
                "sub/a.js, sub/assay-probe.js: semi on line 1 is found no more, or not as before"
            ),
        ),
        (
            OF_BOTH.replace('"sub/**"', '"**/sub/**", "*.js"'),
            ["sub/.eslintrc.json"],
            (
                "assay-probe.js: the rule semi is [1] and was [2]; "
                "assay-probe.js: semi on line 1 is found no more, or not as before"
            ),
        ),
    ],
)
def test_what_configures_a_folder_below_goes_and_means_the_same(
    text: str, gone: Sequence[str], reason: str, tmp_path: Path
) -> None:
    root = project(tmp_path / "shop", {**NESTED, "package.json": PACKAGE})
    check = eslint(our_node(), Limits(), remaining=lambda: None)
    files = dict.fromkeys((".eslintrc.json", ".eslintignore", *gone)) | {"eslint.config.mjs": text}

    async def run() -> CheckResult:
        async with changes_of(root, tmp_path / "state", ".eslintrc.json") as change:
            return await check(await change(files))

    result = asyncio.run(run())
    assert (result.status, result.reason) == ("failed" if reason else "passed", reason)


DECLARING = {
    ".eslintrc.json": '{"root": true, "env": {"es2020": true}, "rules": {"semi": 2}}',
    "package.json": '{"name": "shop", "devDependencies": {"eslint": "^9.1.0"}}',
    "a.js": "a\n",
}
WITH_GLOBALS = """\
import { defineConfig, globalIgnores } from "eslint/config";
import {
    default as globals,
} from "globals";
void globals;
export default defineConfig([globalIgnores(["*.mjs"]), {
    linterOptions: { reportUnusedDisableDirectives: "off" },
    languageOptions: { globals: { Intl: "off" }, ecmaVersion: 2020, sourceType: "script" },
    rules: { semi: 2 },
}]);
"""
DECLARED = DECLARING["package.json"].replace("}}", ', "globals": "^14.0.0"}}')
OLDER = DECLARING["package.json"].replace("9.1.0", "8.57.0")


def lock(**more: object) -> str:
    entry = {"version": "14.0.0", "integrity": "sha512-x", "dev": True}
    packages = {"": {"devDependencies": {"eslint": "^9.1.0", **more}}, "node_modules/globals": entry}
    return json.dumps({"lockfileVersion": 3, "packages": packages})


LOCK, LOCKED = {"package-lock.json": lock()}, {"package-lock.json": lock(globals="^14.0.0")}


@pytest.mark.parametrize(
    ("files", "change", "status", "words"),
    [
        ({}, {"package.json": DECLARED}, "passed", ""),
        (LOCK, {"package.json": DECLARED, **LOCKED}, "passed", ""),
        (
            LOCK,
            {"package.json": DECLARED},
            "passed",
            "package-lock.json does not hold what is declared now; run `npm install` once",
        ),
        (
            {**LOCK, "yarn.lock": ""},
            {"package.json": DECLARED, **LOCKED},
            "passed",
            "yarn.lock does not hold what is declared now; run `yarn install` once",
        ),
        (
            {"package.json": OLDER},
            {"package.json": DECLARED.replace("9.1.0", "9.39.5")},
            "passed",
            "",
        ),
        (
            {"package.json": OLDER},
            {"package.json": OLDER.replace("}}", ', "globals": "^14.0.0"}}')},
            "passed",
            "package.json declares eslint as ^8.57.0, which does not admit the 9.39.5 that is installed",
        ),
        (
            {},
            {"package.json": DECLARED.replace("14.0.0", "13.0.0")},
            "failed",
            "package.json declares globals as ^13.0.0, which nothing that is installed asks for",
        ),
        (
            {},
            {"package.json": DECLARED.replace("^9.1.0", "*")},
            "failed",
            "package.json declares eslint as *, which nothing that is installed asks for",
        ),
        (LOCK, LOCKED, "failed", "package-lock.json says something else"),
        (
            LOCK,
            {"package.json": DECLARED, "package-lock.json": lock(globals="^14.0.0").replace("sha512-x", "sha512-y")},
            "failed",
            "package-lock.json says something else",
        ),
        (
            LOCK,
            {"package.json": DECLARED, "package-lock.json": lock(globals="^14.0.0", other="1")},
            "failed",
            "package-lock.json says something else",
        ),
        ({}, {"package.json": DECLARED, **LOCKED}, "failed", "package-lock.json says something else"),
    ],
)
def test_what_it_imports_is_declared_as_it_is_installed_and_nothing_else_is(
    files: Mapping[str, str], change: Mapping[str, str], status: str, words: str, tmp_path: Path
) -> None:
    root = project(tmp_path / "shop", {**DECLARING, **files})
    check = eslint(our_node(), Limits(), remaining=lambda: None)

    async def run() -> CheckResult:
        async with changes_of(root, tmp_path / "state", ".eslintrc.json") as changed:
            return await check(await changed({".eslintrc.json": None, "eslint.config.mjs": WITH_GLOBALS, **change}))

    result = asyncio.run(run())
    assert (result.status, result.incomplete or result.reason) == (status, words), result
    raised = status == "passed" and '"^9.39.5"' in change["package.json"]
    assert result.boundaries == (("dependency",) if raised else ())


def test_a_lock_that_nothing_of_eslint_asks_to_change_is_looked_at() -> None:
    check = eslint(our_node(), Limits(), remaining=lambda: None)
    changes = {"pytest.ini": ("[pytest]", None), "package-lock.json": ("{}", '{"a": 1}')}
    assert judged(check, candidate(changes, target="pytest.ini")).status == "failed"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('{"eslintConfig": {}, "a": 1}', '{"eslintConfig": {}, "a": 1}', "eslintConfig stays, and nobody reads it"),
        ('{"eslintConfig": {}, "a": 1}', '{"a": 2}', "package.json says something else"),
    ],
)
def test_what_is_no_move_out_of_package_json_fails(before: str, after: str, reason: str) -> None:
    check = eslint(our_node(), Limits(), remaining=lambda: None)
    changes = {"package.json": (before, after), "eslint.config.mjs": (None, RIGHT)}
    assert judged(check, candidate(changes, target="package.json")).reason == reason


def test_a_change_of_package_json_that_nobody_asked_for_is_looked_at() -> None:
    check = eslint(our_node(), Limits(), remaining=lambda: None)
    changes = {"pytest.ini": ("[pytest]", None), "package.json": ("{}", '{"scripts": {}}')}
    assert judged(check, candidate(changes, target="pytest.ini")).status == "failed"


@pytest.mark.parametrize(
    ("node", "files", "reason"),
    [
        (None, FILES, "Node.js is not on PATH"),
        (our_node(), {**FILES, ".eslintrc.json": "{"}, "before the change: ESLint cannot read it"),
    ],
)
def test_what_cannot_be_asked_is_no_pass(
    node: Node | None, files: Mapping[str, str], reason: str, tmp_path: Path
) -> None:
    root = project(tmp_path / "shop", files)
    check = eslint(node, Limits(), remaining=lambda: None)

    async def run() -> CheckResult:
        async with changes_of(root, tmp_path / "state", ".eslintrc.json") as change:
            return await check(await change({".eslintrc.json": None, "eslint.config.mjs": RIGHT}))

    result = asyncio.run(run())
    assert (result.required, result.status) == (True, "skipped")
    assert result.reason.startswith(reason)
