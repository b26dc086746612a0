"""Whether a migrated configuration means the same: the right one passes, and each seeded fault is caught.

All on the real tools in the real sandbox. A fault is a replacement in the text of the right `pyproject.toml`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from assay.checks.effective import differences, effective
from assay.core.check import CheckResult
from assay.core.command import Limits
from support.judging import project_at
from support.migrating import changes_of
from support.sandboxes import write_tree


@dataclass(frozen=True, slots=True)
class Case:
    """A tool, its old file, what that becomes, the faults in it, and what else lies there."""

    tool: str
    old: str
    text: str
    right: str
    faults: tuple[tuple[str, str], ...]
    more: Mapping[str, str]


PYTEST = Case(
    "pytest",
    "pytest.ini",
    """\
[pytest]
addopts = -ra --strict-markers -m "not slow"
testpaths = tests
python_files = check_*.py
python_functions = check_*
markers =
    slow: takes long
    net: needs a network, é
filterwarnings =
    error
    ignore::DeprecationWarning
xfail_strict = true
norecursedirs = data .git
usefixtures = quiet
required_plugins =
log_cli_level = INFO
junit_family = xunit1
""",
    """\
[tool.pytest.ini_options]
addopts = '-ra --strict-markers -m "not slow"'
testpaths = ["tests"]
python_files = ["check_*.py"]
python_functions = ["check_*"]
markers = [
    "slow: takes long",
    "net: needs a network, é",
]
filterwarnings = [
    "error",
    "ignore::DeprecationWarning",
]
xfail_strict = true
norecursedirs = ["data", ".git"]
usefixtures = ["quiet"]
log_cli_level = "INFO"
junit_family = "xunit1"
""",
    (
        ("[tool.pytest.ini_options]", "[pytest.ini_options]"),
        ("[tool.pytest.ini_options]", "[tool.pytest]"),
        ("-ra ", ""),
        (" --strict-markers", ""),
        ('-m "not slow"', "-m 'not slow and net'"),
        ('-m "not slow"', ""),
        ('["tests"]', '["tests", "data"]'),
        ('testpaths = ["tests"]\n', ""),
        ('["check_*.py"]', '["check_*.py", "test_*.py"]'),
        ('python_files = ["check_*.py"]\n', ""),
        ('["check_*"]', '["test*"]'),
        ('    "slow: takes long",\n', ""),
        ("net: needs", "nets: needs"),
        ("network, é", "network, e"),
        ('    "error",\n', ""),
        ('    "ignore::DeprecationWarning",\n', ""),
        ('"error",\n    "ignore::DeprecationWarning",', '"ignore::DeprecationWarning",\n    "error",'),
        ("xfail_strict = true", "xfail_strict = false"),
        ('["data", ".git"]', '["data"]'),
        ('usefixtures = ["quiet"]\n', ""),
        ('"INFO"', '"DEBUG"'),
        ('junit_family = "xunit1"', 'junit_family = "xunit2"'),
        ('junit_family = "xunit1"', 'junit_family = "xunit1"\njunit_famly = "x"'),
    ),
    {
        "conftest.py": "import pytest\n\n@pytest.fixture\ndef quiet():\n    pass\n",
        "tests/check_a.py": "import pytest\n\n@pytest.mark.slow\ndef check_slow():\n    pass\n\n"
        "@pytest.mark.net\ndef check_net():\n    pass\n\ndef check_it():\n    pass\n",
        "data/check_b.py": "def check_b():\n    pass\n",
    },
)

COVERAGE = Case(
    "coverage",
    ".coveragerc",
    """\
[run]
branch = True
source = shop
omit =
    */tests/*
    setup.py
concurrency = thread
[report]
fail_under = 90.5
precision = 1
show_missing = True
exclude_lines =
    pragma: no cover
    if __name__ == .__main__.:
[paths]
source =
    shop/
    */site-packages/shop
[html]
directory = out/html
""",
    """\
[tool.coverage.run]
branch = true
source = ["shop"]
omit = ["*/tests/*", "setup.py"]
concurrency = ["thread"]

[tool.coverage.report]
fail_under = 90.5
precision = 1
show_missing = true
exclude_lines = ["pragma: no cover", "if __name__ == .__main__.:"]

[tool.coverage.paths]
source = ["shop/", "*/site-packages/shop"]

[tool.coverage.html]
directory = "out/html"
""",
    (
        ("[tool.coverage.run]", "[run]"),
        ("branch = true", "branch = false"),
        ('["shop"]', '["shop", "tests"]'),
        (', "setup.py"', ""),
        ("90.5", "90"),
        ("precision = 1", "precision = 2"),
        ("show_missing = true\n", ""),
        ('"pragma: no cover", ', ""),
        (".__main__.:", ".__main__."),
        ('["shop/", "*/site-packages/shop"]', '["*/site-packages/shop", "shop/"]'),
        ("out/html", "html"),
        ('concurrency = ["thread"]\n', ""),
    ),
    {"shop/__init__.py": ""},
)

ISORT = Case(
    "isort",
    ".isort.cfg",
    """\
[settings]
profile = black
line_length = 100
known_first_party = shop,store
known_third_party = yaml
sections = FUTURE,STDLIB,THIRDPARTY,FIRSTPARTY,LOCALFOLDER
skip = build,dist
combine_as_imports = true
force_single_line = false
lines_after_imports = 2
""",
    """\
[tool.isort]
profile = "black"
line_length = 100
known_first_party = ["shop", "store"]
known_third_party = ["yaml"]
sections = ["FUTURE", "STDLIB", "THIRDPARTY", "FIRSTPARTY", "LOCALFOLDER"]
skip = ["build", "dist"]
combine_as_imports = true
force_single_line = false
lines_after_imports = 2
""",
    (
        ("[tool.isort]", "[settings]"),
        ("[tool.isort]", "[isort]"),
        ('"black"', '"google"'),
        ("line_length = 100", "line_length = 88"),
        ('"shop", "store"', '"shop"'),
        ('["yaml"]', '["toml"]'),
        ('"THIRDPARTY", "FIRSTPARTY"', '"FIRSTPARTY", "THIRDPARTY"'),
        ('skip = ["build", "dist"]', 'skip = ["build"]'),
        ("combine_as_imports = true\n", ""),
        ("force_single_line = false", "force_single_line = true"),
        ("lines_after_imports = 2", "lines_after_imports = 1"),
    ),
    {},
)

MYPY = Case(
    "mypy",
    "mypy.ini",
    """\
[mypy]
python_version = 3.11
files = shop
disallow_untyped_defs = True
disable_error_code = misc, attr-defined
exclude = ^build/
[mypy-yaml.*]
ignore_missing_imports = True
[mypy-shop.old,shop.older]
disallow_untyped_defs = False
""",
    """\
[tool.mypy]
python_version = "3.11"
files = ["shop"]
disallow_untyped_defs = true
disable_error_code = ["misc", "attr-defined"]
exclude = "^build/"

[[tool.mypy.overrides]]
module = ["yaml.*"]
ignore_missing_imports = true

[[tool.mypy.overrides]]
module = ["shop.old", "shop.older"]
disallow_untyped_defs = false
""",
    (
        ("[tool.mypy]", "[mypy]"),
        ('"3.11"', '"3.12"'),
        ('files = ["shop"]\n', ""),
        ("disallow_untyped_defs = true", "disallow_untyped_defs = false"),
        (', "attr-defined"', ""),
        ('exclude = "^build/"\n', ""),
        ('["yaml.*"]', '["yaml"]'),
        ("ignore_missing_imports = true", "ignore_missing_imports = false"),
        ('"shop.old", ', ""),
        ("disallow_untyped_defs = false", "disallow_untyped_def = false"),
        ('exclude = "^build/"', 'exclude = "build/"'),
    ),
    {"shop/__init__.py": "", "shop/old.py": "", "shop/older.py": ""},
)

CASES = (PYTEST, COVERAGE, ISORT, MYPY)
BY_TOOL = pytest.mark.parametrize("case", CASES, ids=lambda case: case.tool)


def judged(case: Case, workspace: Path, after: dict[str, Mapping[str, str | None]]) -> dict[str, CheckResult]:
    """What the check says of each change."""
    write_tree(workspace, {case.old: case.text, **case.more})
    check = effective(case.tool, project_at(workspace, case.old), Limits(), remaining=lambda: None)

    async def run() -> dict[str, CheckResult]:
        async with changes_of(workspace, workspace.parent / "state", case.old) as change:
            return {name: await check(await change(files)) for name, files in after.items()}

    return asyncio.run(run())


def test_there_are_enough_faults() -> None:
    assert sum(len(case.faults) for case in CASES) >= 40


@BY_TOOL
def test_the_right_migration_passes_and_each_seeded_fault_is_caught(case: Case, tmp_path: Path) -> None:
    texts = {f"{old!r} -> {new!r}": case.right.replace(old, new) for old, new in case.faults}
    assert len({case.right, *texts.values()}) == 1 + len(case.faults), "a fault changes something, each another thing"
    changes = {name: {case.old: None, "pyproject.toml": text} for name, text in {"right": case.right, **texts}.items()}
    results = judged(case, tmp_path / "shop", {**changes, "old file kept": {"pyproject.toml": case.right + "# more\n"}})
    assert all(result.required for result in results.values())
    passed = [name for name, result in results.items() if result.status != "failed"]
    assert passed == ["right", "old file kept"]
    assert not results["right"].incomplete
    assert all(result.reason for name, result in results.items() if name not in passed)


def test_what_the_tool_cannot_read_even_before_is_not_judged(tmp_path: Path) -> None:
    case = Case("pytest", "pytest.ini", "[pytest]\naddopts = --no-such-option\n", "", (), {})
    right = '[tool.pytest.ini_options]\naddopts = "--no-such-option"\n'
    (result,) = judged(case, tmp_path / "shop", {"": {"pytest.ini": None, "pyproject.toml": right}}).values()
    assert (result.required, result.status) == (True, "skipped")
    assert result.reason.startswith("before the change ValueError: pytest ended with 4")


def test_a_conftest_that_ends_the_process_is_no_answer(tmp_path: Path) -> None:
    ends = "import os, pathlib\nif not pathlib.Path('pytest.ini').exists():\n    os._exit(0)\n"
    case = Case(
        "pytest", "pytest.ini", "[pytest]\n", "", (), {"conftest.py": ends, "test_a.py": "def test_a(): pass\n"}
    )
    changes: dict[str, Mapping[str, str | None]] = {
        "": {"pytest.ini": None, "pyproject.toml": "[tool.pytest.ini_options]\n"}
    }
    (result,) = judged(case, tmp_path / "shop", changes).values()
    assert (result.status, result.reason[:33]) == ("failed", "after the change it gave no answe")


def test_what_differs_by_itself_decides_nothing_and_is_no_pass(tmp_path: Path) -> None:
    drawn = "import pytest, uuid\n\n@pytest.mark.parametrize('x', [str(uuid.uuid4())])\ndef test_a(x): pass\n"
    case = Case("pytest", "pytest.ini", "[pytest]\n", "", (), {"test_a.py": drawn})
    changes: dict[str, Mapping[str, str | None]] = {
        "": {"pytest.ini": None, "pyproject.toml": "[tool.pytest.ini_options]\n"}
    }
    (result,) = judged(case, tmp_path / "shop", changes).values()
    assert (result.status, result.incomplete) == ("passed", "differs from one look to the next: tests")


def test_true_is_not_one() -> None:
    assert differences({"a": True, "b": [1]}, {"a": 1, "b": [1]}) == {"a": "True becomes 1"}
    assert differences({"a": None}, {}) == {"a": "None becomes nothing"}
