"""The checks of a migration that run nothing: its form, what still names a file that goes, and its comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.checks.comments import comments
from assay.checks.references import references
from assay.checks.schema import schema
from support.candidates import candidate, judged
from support.sandboxes import write_tree

TABLE = "[tool.pytest.ini_options]\naddopts = '-q'\n"


def test_a_good_pyproject_passes() -> None:
    assert judged(schema, candidate({"pyproject.toml": (None, TABLE)})).status == "passed"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[tool.x\n", "pyproject.toml: not TOML: "),
        ("[tool.x]\na = 1\n[tool.x]\nb = 1\n", "pyproject.toml: not TOML: "),
        ("[project]\nname = 'x'\n", "pyproject.toml: `project` must contain ['version'] properties"),
        ("[project]\nname = 'x'\nversion = 'é'\n", "pyproject.toml: `project.version` must be pep440"),
        ("[project]\nname = 'x'\nversion = '1'\ndependencies = ['a b']\n", "pyproject.toml: `project.dependencies[0]`"),
        ("[tool.setuptools]\ntest-suite = 'x'\n", "pyproject.toml: `tool.setuptools` must not contain"),
    ],
)
def test_one_that_is_not_of_the_form_fails(text: str, reason: str) -> None:
    result = judged(schema, candidate({"pyproject.toml": (TABLE, text)}))
    assert (result.required, result.status) == (True, "failed")
    assert result.reason.startswith(reason)


def test_what_was_wrong_before_is_not_held_against_it() -> None:
    text = "[tool.setuptools]\ntest-suite = 'x'\n"
    assert judged(schema, candidate({"pyproject.toml": (text, text + TABLE)})).status == "passed"


def test_what_is_nested_too_deeply_has_no_form() -> None:
    result = judged(schema, candidate({"pyproject.toml": (TABLE, f"a = {'[' * 5000}")}))
    assert (result.status, result.reason) == ("failed", "pyproject.toml: nested too deeply to be read")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tox.ini", "[testenv]\ncommands = pytest -c pytest.ini\n"),
        ("MANIFEST.in", "include pytest.ini\n"),
        (".github/workflows/ci.yml", "run: pytest --config ./pytest.ini\n"),
        ("Makefile", "test:\n\tpytest -c pytest.ini\n"),
        ("pyproject.toml", "[tool.x]\nconfig = 'pytest.ini'\n"),
        ("Dockerfile.test", "COPY . .\nRUN pytest -c pytest.ini\n"),
        ("ci/test.Dockerfile", "RUN pytest -c pytest.ini\n"),
        ("Jenkinsfile", "sh 'pytest -c pytest.ini'\n"),
        ("bin/check", "#!/bin/sh\npytest -c pytest.ini\n"),
        ("tools/run.py", "import subprocess\nsubprocess.run(['pytest', '-c', 'pytest.ini'])\n"),
    ],
)
def test_what_is_run_and_names_a_file_that_goes_is_shown_and_is_no_pass(path: str, text: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {path: text, "pytest.ini": "[pytest]\n"})
    result = judged(references, candidate({"pytest.ini": ("[pytest]\n", None)}, root=tmp_path))
    assert result.incomplete == f"{path}:{text.count(chr(10))} still names pytest.ini; change it by hand"


def test_what_is_read_and_names_it_is_shown(tmp_path: Path) -> None:
    write_tree(tmp_path, {"docs/a.md": "see\npytest.ini\n", "b.yml": "my-pytest.ini pytest.initial\n"})
    result = judged(references, candidate({"pytest.ini": ("[pytest]\n", None)}, root=tmp_path))
    assert result.incomplete == ""
    assert result.summary == "nothing that is run names pytest.ini; to be mended by hand: docs/a.md:2"


def test_a_comment_is_not_run_and_what_a_build_wrote_is_not_the_projects(tmp_path: Path) -> None:
    write_tree(tmp_path, {"tox.ini": "[tox]\n# as in pytest.ini\n", "a.egg-info/files.json": '["pytest.ini"]\n'})
    result = judged(references, candidate({"pytest.ini": ("[pytest]\n", None)}, root=tmp_path))
    assert result.incomplete == ""
    assert result.summary == "nothing that is run names pytest.ini; to be mended by hand: tox.ini:2"


def test_what_a_python_file_says_to_people_is_no_use_of_it(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": '"""Reads no pytest.ini."""\n# nor pytest.ini\n'})
    result = judged(references, candidate({"pytest.ini": ("[pytest]\n", None)}, root=tmp_path))
    assert (result.incomplete, result.summary) == ("", "nothing that is run names pytest.ini")


def test_what_is_not_collected_and_what_fetches_setuptools_need_no_setup_py(tmp_path: Path) -> None:
    write_tree(tmp_path, {"conftest.py": 'collect_ignore = ["setup.py"]\n', "ez_setup.py": 'run("setup.py")\n'})
    assert judged(references, candidate({"setup.py": ("", None)}, root=tmp_path)).incomplete == ""
    write_tree(tmp_path, {"pytest.ini": "[pytest]\naddopts = --ignore=setup.py --ignore setup.py\n"})
    assert judged(references, candidate({"setup.py": ("", None)}, root=tmp_path)).incomplete == ""
    write_tree(tmp_path, {"conftest.py": 'collect = ["setup.py"]\n'})
    assert judged(references, candidate({"setup.py": ("", None)}, root=tmp_path)).incomplete == (
        "conftest.py:1 still names setup.py; change it by hand"
    )


def test_what_cannot_be_looked_at_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("do what you will with pytest.ini")
    (tmp_path / "compiled").write_bytes(b"\xff\x00")
    (tmp_path / "Makefile").write_bytes(b"# gr\xfc\xdfe\ntest:\n\tpytest -c pytest.ini\n")
    result = judged(references, candidate({"pytest.ini": ("[pytest]\n", None)}, root=tmp_path))
    assert result.incomplete == "Makefile cannot be looked at"


def test_a_new_pyproject_beside_setup_py_is_no_pass(tmp_path: Path) -> None:
    write_tree(tmp_path, {"setup.py": "import numpy\n"})
    result = judged(references, candidate({"pyproject.toml": (None, TABLE)}, root=tmp_path))
    assert result.incomplete.startswith("pyproject.toml is new where setup.py is: pip will build this project in isol")
    assert judged(references, candidate({"pyproject.toml": ("", TABLE)}, root=tmp_path)).incomplete == ""


def test_a_comment_that_is_lost_is_shown_and_is_no_pass() -> None:
    old, new = "[a]\n# why\nb = 1 ; here\n", "[tool.a]\n# why\nb = 1\n"
    assert judged(comments, candidate({"a.ini": (old, None), "pyproject.toml": ("", new)})).incomplete == "lost: here"
    marked = old.replace("# why", "## why")
    assert (
        judged(comments, candidate({"a.ini": (marked, None), "pyproject.toml": ("", new)})).incomplete == "lost: here"
    )
    kept = new.replace("b = 1", "b = 1 # here")
    assert judged(comments, candidate({"a.ini": (old, None), "pyproject.toml": ("", kept)})).incomplete == ""


@pytest.mark.parametrize(
    ("path", "text", "lost"),
    [
        (".eslintrc.js", "// ours\nmodule.exports = {a: 'http://x'}; /* and\n * more */\n", "lost: and; more; ours"),
        (".eslintrc.json", '{\n  // why\n  "a": "/* none */"\n}\n', "lost: why"),
        (".eslintrc.yml", "# why\na: 1\n", "lost: why"),
        (".eslintrc", "a: 1 # why\n", "lost: why"),
        (".eslintrc", "{} // why\n", "lost: why"),
    ],
)
def test_a_comment_of_a_configuration_of_eslint_that_is_lost_is_shown(path: str, text: str, lost: str) -> None:
    new = "// As the old configuration had it.\nexport default [];\n"
    result = judged(comments, candidate({path: (text, None), "eslint.config.mjs": (None, new)}))
    assert (result.status, result.incomplete) == ("passed", lost)
