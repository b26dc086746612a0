"""Which versions a range of `package.json` admits: as npm's own reader of them says, which is asked here as well."""

from __future__ import annotations

import json
import subprocess
from itertools import product

import pytest

from assay.tools.npm_ranges import admits, is_version
from support.eslint import node_folder

RANGES = (
    *("9", "^9", "^9.0.0", "~9.39", "~9.39.2", "~9", "9.x", "9.39.x", "9.39.*", "*", "", "x", "v9.39.5", "=9.39.5"),
    *("9.39.5", "9.39.4", ">=8", ">8", ">9", "<9", "<=9", "<10", ">=8 <9", ">=8 <10", ">= 9.0.0 < 9.40", "<=9.39.5"),
    *("^8 || ^9", "^7.0.0 || ^8.0.0", "8 - 9", "8 - 9.39.4", "9.1.2 - 9.39", "^0.2.3", "^0.0.3", "^0", "^0.0", "~0.2"),
    *(">9.39", "<9.39", "~>9.39.1", "^9.40", "8.57.1", "^8.x", "^9.x.x", "  ^9.1  ", "^9 ^9.39", "^9 ^8"),
)
VERSIONS = ("9.39.5", "9.0.0", "8.57.1", "10.0.0", "0.2.3", "0.0.3", "0.3.0", "0.0.4", "1.0.0", "9.40.0")
ASK = """\
const semver = require(process.argv[1]);
const asked = JSON.parse(process.argv[2]);
console.log(JSON.stringify(asked.map(([range, version]) => semver.satisfies(version, range))));
"""


def test_it_says_what_npm_says() -> None:
    asked = list(product(RANGES, VERSIONS))
    semver = node_folder().parent / "lib" / "node_modules" / "npm" / "node_modules" / "semver"
    argv = [str(node_folder() / "node"), "-e", ASK, str(semver), json.dumps(asked)]
    said = json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
    assert {True, False} == {*said}
    differing = {pair: (admits(*pair), npm) for pair, npm in zip(asked, said, strict=True) if admits(*pair) is not npm}
    assert differing == {}


@pytest.mark.parametrize(
    "wanted",
    [
        *("latest", "next", "workspace:*", "workspace:^9", "catalog:", "npm:other@^9", "file:../a", "git+ssh://x#v9"),
        *(
            "https:a.tgz",
            "user/repository",
            "^9.0.0-rc.1",
            "^9 || next",
            "9.39.5.1",
            "9 || ^9,8",
            "9.*.3",
        ),
    ],
)
def test_what_cannot_be_told(wanted: str) -> None:
    assert admits(wanted, "9.39.5") is None


def test_a_version_before_a_release_cannot_be_told() -> None:
    assert admits("^9", "9.0.0-rc.1") is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [("9.39.5", True), ("9.0.0-rc.1", True), ("1.2.3+a", True), ("9", False), ("^9.0.0", False), ("1.2.3 || *", False)],
)
def test_a_version_is_one_and_nothing_else(text: str, whole: bool) -> None:  # noqa: FBT001 - a parameter of a test
    assert is_version(text) is whole
