"""What an evaluation finds of the declarations beside a moved configuration of ESLint."""

from __future__ import annotations

from typing import Any

import pytest

from evaluate_eslint.outside import misdeclared

CONFIG = """\
import { defineConfig } from "eslint/config";
import js from "@eslint/js";
import path from "node:path";
import own from "./own.js";
import {
    browser,
} from "globals";
"""
BEFORE: dict[str, Any] = {"name": "a", "eslintConfig": {}, "devDependencies": {"eslint": "8"}}
AFTER: dict[str, Any] = {"name": "a", "devDependencies": {"eslint": "9", "@eslint/js": "9", "globals": "14"}}


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (AFTER, ""),
        (BEFORE, "@eslint/js, globals imported and not declared"),
        ({**AFTER, "name": "b"}, "package.json says something else"),
        ({**AFTER, "dependencies": {"globals": "14"}}, "package.json says something else"),
    ],
)
def test_what_is_wrong_with_it(after: dict[str, Any], wrong: str) -> None:
    assert misdeclared(BEFORE, after, CONFIG) == wrong


def test_one_that_is_gone_is_noticed() -> None:
    before = {**BEFORE, "devDependencies": {"eslint": "8", "mocha": "1"}}
    assert misdeclared(before, AFTER, CONFIG) == "package.json says something else"
