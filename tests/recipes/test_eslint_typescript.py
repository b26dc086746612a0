"""A project in TypeScript, with the parser and the plugin of typescript-eslint: what is moved, what would be wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from assay.checks.eslint import eslint
from assay.core.action import Proposal
from assay.core.check import CheckResult
from assay.core.command import Limits
from support.eslint import our_node, project
from support.eslint_moves import proposed
from support.migrating import changes_of

PLAIN = {
    "root": True,
    "parser": "@typescript-eslint/parser",
    "plugins": ["@typescript-eslint"],
    "extends": ["eslint:recommended", "plugin:@typescript-eslint/recommended"],
    "env": {"node": True, "es2021": True},
    "overrides": [{"files": "*.test.ts", "rules": {"@typescript-eslint/no-explicit-any": "off"}}],
}
TYPED = {
    **PLAIN,
    "parserOptions": {"project": "./tsconfig.json"},
    "rules": {"@typescript-eslint/no-floating-promises": "error"},
}
FILES = {
    "package.json": json.dumps({
        "scripts": {"lint": "eslint --ext .ts,.js src"},
        "devDependencies": {
            "@eslint/eslintrc": "3", "@eslint/js": "9", "@typescript-eslint/eslint-plugin": "8",
            "@typescript-eslint/parser": "8", "eslint": "9", "globals": "14", "typescript": "5",
        },
    }),
    "tsconfig.json": '{"include": ["src"], "compilerOptions": {"target": "es2021"}}',
    "src/a.ts": "const a: any = Promise.resolve(1);\nexport default a;\nasync function f() {}\nf();\n",
    "src/a.test.ts": "export const a: any = 1;\n",
}  # fmt: skip
FAULTS = {
    "the files in TypeScript are linted no more": (
        "export default defineConfig([{",
        'export default defineConfig([{ ignores: ["**/*.ts"] }, {',
    ),
    "another parser": ("parser: tsParser,", 'parser: await import("espree"),'),
    "the plugin's own rules lost": (', "plugin:@typescript-eslint/recommended"', ""),
    "a rule of the plugin on where it was off": ('"@typescript-eslint/no-explicit-any": "off"', ""),
    "the types are not asked for": ('project: "./tsconfig.json",', ""),
    "a rule that asks for types dropped": ('"@typescript-eslint/no-floating-promises": "error",', ""),
}


@pytest.mark.parametrize(
    ("config", "rule", "faults"),
    [(PLAIN, "no-explicit-any", {}), (TYPED, "no-floating-promises", FAULTS)],
    ids=["plain", "with types"],
)
def test_it_is_moved_and_each_seeded_fault_is_caught(
    config: Mapping[str, object], rule: str, faults: Mapping[str, tuple[str, str]], tmp_path: Path
) -> None:
    root = project(tmp_path / "shop", {**FILES, ".eslintrc.json": json.dumps(config)}, typescript=True)
    found, result = proposed(root, tmp_path / "state", ".eslintrc.json", our_node())
    assert isinstance(found, Proposal), found
    assert [str(each) for each in found.patch.paths] == [".eslintrc.json", "eslint.config.mjs"]
    assert result is not None
    assert (result.status, result.incomplete) == ("passed", ""), result
    assert result.summary.startswith("the same in 2 files and ")
    right = found.patch.changes[1].after or ""
    assert 'import tsParser from "@typescript-eslint/parser"' in right
    assert f'"@typescript-eslint/{rule}"' in right
    assert [name for name, (old, _) in faults.items() if old not in right] == []
    check = eslint(our_node(), Limits(), remaining=lambda: None)

    async def run() -> list[CheckResult]:
        async with changes_of(root, tmp_path / "again", ".eslintrc.json") as change:
            texts = [right.replace(*fault, 1) for fault in faults.values()]
            moved = [await change({".eslintrc.json": None, "eslint.config.mjs": text}) for text in texts]
            return [await check(each) for each in moved]

    said = dict(zip(faults, asyncio.run(run()), strict=True))
    assert {name: result for name, result in said.items() if result.status != "failed"} == {}
