"""A configuration, or a project, that is hostile to who asks ESLint: each ends in words, and nothing is written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from assay.core.command import Limits
from assay.core.snapshot import Snapshot
from assay.tools.eslint import Asked, Linted, Translated, lint, translate
from support.eslint import our_node, project
from support.sandboxes import contents, sandbox_on

ASKED = Asked(PurePosixPath(), ".eslintrc.json", ())
FILES = {".eslintrc.json": '{"root": true, "extends": "./base.js"}', "a.js": "a\n"}
CONFIG: dict[str, Any] = {
    "parser": "espree", "ecmaVersion": 5, "sourceType": "script", "parserOptions": {}, "globals": {}, "named": {},
    "environments": {}, "rules": {}, "settings": {}, "processor": None, "noInlineConfig": False, "reportUnused": 0,
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "version": "9.39.5",
    "files": {"a.js": [[0], 0, []]},
    "configs": [CONFIG],
    "probes": [],
    "used": [],
    "installed": {},
}
NO_SENSE = "its answer makes no sense"


def asked(tmp_path: Path, base: str, limits: Limits, files: Mapping[str, str] = FILES) -> Linted:
    """What ESLint says of a project whose configuration runs this program."""
    root = project(tmp_path / "shop", {**files, "base.js": f"{base}\nmodule.exports = {{rules: {{semi: 2}}}};\n"})
    before = {name: text for name, text in contents(root).items() if not name.startswith("node_modules")}

    async def run() -> Linted:
        async with sandbox_on(root, tmp_path / "state") as sandbox, sandbox.branch(Snapshot(root)) as branch:
            return await lint(ASKED, our_node(), branch, limits, flat=False)

    found = asyncio.run(run())
    assert {name: text for name, text in contents(root).items() if not name.startswith("node_modules")} == before
    return found


def says(answer: object) -> str:
    """A program that gives this answer in ESLint's place."""
    return f"require('fs').writeFileSync(process.argv[2], {json.dumps(json.dumps(answer))}); process.exit(0);"


@pytest.mark.parametrize(
    ("base", "failure"),
    [
        ("for (;;);", "it was ended: "),
        ("for (;;) require('fs').writeSync(1, 'x'.repeat(1 << 16));", "it was ended: "),
        ("setInterval(() => {}, 1000); require('fs').readSync = null; throw 1;", "it was ended: "),
        ("process.exit(0);", "it gave no answer (it said nothing)"),
        ("process.stderr.write('gone\\x1b[2J'); process.kill(process.pid, 'SIGKILL');", "it gave no answer ("),
        ("require('fs').writeFileSync(process.argv[2], 'garbage'); process.exit(0);", "it gave no answer ("),
        ("require('fs').writeFileSync(process.argv[2], '['.repeat(1e6)); process.exit(0);", "it gave no answer ("),
        ("require('fs').writeFileSync(process.argv[2], ' '.repeat(70e6)); process.exit(0);", "it gave no answer ("),
        (says("none"), NO_SENSE),
        (says({**ANSWER, "configs": [{"parser": "espree"}]}), NO_SENSE),
        (says({**ANSWER, "configs": [{**CONFIG, "reportUnused": 7}]}), NO_SENSE),
        (says({**ANSWER, "configs": [{**CONFIG, "ecmaVersion": [1]}]}), NO_SENSE),
        (says({**ANSWER, "configs": [{**CONFIG, "globals": {"a": 1}}]}), NO_SENSE),
        (says({**ANSWER, "files": {"a.js": [[0], 1, []]}}), NO_SENSE),
        (says({**ANSWER, "files": {"a.js": [[0], 1e999, []]}}), NO_SENSE),
        (says({**ANSWER, "files": {"\ud800.js": [[0], 0, []]}}), "it gave no answer ("),
        ("", ""),
        (says(ANSWER), ""),
    ],
)
def test_a_configuration_that_is_hostile(base: str, failure: str, tmp_path: Path) -> None:
    found = asked(tmp_path, base, Limits(wall=20))
    assert found.failure.startswith(failure), found
    assert bool(found.failure) is bool(failure), found


def test_one_that_writes_files_writes_them_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    places = [str(outside / "x"), str(Path.home() / "assay-planted-by-a-test"), "planted.js", "../planted.js"]
    base = f"for (const each of {json.dumps(places)}) try {{ require('fs').writeFileSync(each, 'x'); }} catch {{}}"
    found = asked(tmp_path, base, Limits(wall=60))
    assert found.failure == ""
    assert [each for each in places[:2] if Path(each).exists()] == []
    assert not (tmp_path / "planted.js").exists()


def test_a_huge_file_and_one_that_is_no_text_are_looked_at_or_it_is_said_why(tmp_path: Path) -> None:
    files = {
        **FILES,
        "huge.js": "var a = 1\n" * 40_000,
        "line.js": f"var b = '{'x' * (4 << 20)}'\n",
        "c.js": "\x00\ufeff",
    }
    found = asked(tmp_path, "", Limits(wall=120), files)
    assert found.failure == ""
    assert found.files.keys() >= {"a.js", "huge.js", "line.js", "c.js"}
    assert len(found.files["huge.js"].found) == 40_000


@pytest.mark.parametrize(
    ("config", "failure"),
    [
        ('{"root": true, "rules": ' + "[" * 100_000, "ESLint cannot read it ("),
        ("root: &a [*a]\n", "ESLint fails: Converting circular structure"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n", ""),
    ],
)
def test_a_text_that_is_hostile_to_the_migrator(config: str, failure: str, tmp_path: Path) -> None:
    root = project(tmp_path / "shop", {".eslintrc": config, "a.js": ""})

    async def run() -> Translated:
        async with sandbox_on(root, tmp_path / "state") as sandbox, sandbox.branch(Snapshot(root)) as branch:
            given = Asked(PurePosixPath(), ".eslintrc", ())
            return await translate(given, our_node(), branch, Limits(wall=60))

    found = asyncio.run(run())
    assert found.failure.startswith(failure), found
    assert bool(found.failure) or not failure
