from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from assay.core.command import TOP
from assay.core.snapshot import Snapshot
from assay.tools import related
from assay.tools.related import related_tests
from support.sandboxes import write_tree

PACKAGE = {
    "pkg/__init__.py": "",
    "pkg/a.py": "X = 1\n",
    "pkg/b.py": "from .a import X\n",
    "pkg/c.py": "Y = 1\n",
    "tests/test_a.py": "import os, pkg.a\n",
    "tests/test_b.py": "from pkg import (\n    b,  # the one\n)\n",
    "tests/test_c.py": "from pkg.c import Y\n",
}


def names(folder: Path, files: dict[str, str], *changed: str, root: PurePosixPath = TOP) -> list[str]:
    write_tree(folder, files)
    found = related_tests(Snapshot(folder), root, tuple(map(PurePosixPath, changed)))
    assert found.note == ""
    return [str(path) for path in found.files]


def test_tests_that_import_a_changed_module_come_nearest_first(tmp_path: Path) -> None:
    assert names(tmp_path, PACKAGE, "pkg/a.py") == ["tests/test_a.py", "tests/test_b.py"]


def test_a_test_of_an_unrelated_module_does_not_relate(tmp_path: Path) -> None:
    assert names(tmp_path, PACKAGE, "pkg/c.py") == ["tests/test_c.py"]


def test_importing_a_module_runs_the_packages_around_it(tmp_path: Path) -> None:
    assert names(tmp_path, PACKAGE, "pkg/__init__.py") == ["tests/test_a.py", "tests/test_b.py", "tests/test_c.py"]


def test_nothing_relates_to_a_file_that_nobody_imports(tmp_path: Path) -> None:
    assert names(tmp_path, {**PACKAGE, "pkg/alone.py": ""}, "pkg/alone.py", "pyproject.toml") == []


@pytest.mark.parametrize(
    "test",
    [
        "from src_pkg import mod",
        "import src_pkg.mod as m",
        "if True:\n    from src_pkg.mod import \\\n        thing",
        "import os; patch('src_pkg.mod.thing')",
        'importlib.import_module("src_pkg.mod")',
    ],
)
def test_a_layout_with_src_and_every_shape_of_import(tmp_path: Path, test: str) -> None:
    files = {"src/src_pkg/mod.py": "", "src/src_pkg/other.py": "", "checks/test_it.py": test}
    assert names(tmp_path, files, "src/src_pkg/mod.py") == ["checks/test_it.py"]


def test_a_relative_import_at_the_top_and_beyond_it(tmp_path: Path) -> None:
    files = {"mod.py": "", "test_x.py": "from . import mod\nfrom .... import far\n"}
    assert names(tmp_path, files, "mod.py") == ["test_x.py"]


def test_a_name_is_enough(tmp_path: Path) -> None:
    files = {"tool/_run.py": "", "tests/test_run.py": "subprocess.run(['tool'])\n", "tests/test_b.py": ""}
    assert names(tmp_path, files, "tool/_run.py") == ["tests/test_run.py"]


def test_a_package_lends_its_name(tmp_path: Path) -> None:
    assert names(tmp_path, {"tool/__init__.py": "", "tests/tool_test.py": ""}, "tool/__init__.py") == [
        "tests/tool_test.py"
    ]


def test_a_conftest_carries_what_it_imports_to_all_tests_below_it(tmp_path: Path) -> None:
    files = {"mod.py": "", "tests/conftest.py": "import mod\n", "tests/deep/test_x.py": "", "other/test_y.py": ""}
    assert names(tmp_path, files, "mod.py") == ["tests/deep/test_x.py"]


def test_a_changed_test_relates_to_itself(tmp_path: Path) -> None:
    assert names(tmp_path, PACKAGE, "tests/test_c.py") == ["tests/test_c.py"]


def test_unsaved_text_counts_and_what_is_deleted_does_not(tmp_path: Path) -> None:
    write_tree(tmp_path, {**PACKAGE, "tests/test_gone.py": "import pkg.a\n"})
    texts = {PurePosixPath("tests/test_c.py"): "import pkg.a\n", PurePosixPath("tests/test_gone.py"): None}
    found = related_tests(Snapshot(tmp_path).with_texts(texts), TOP, (PurePosixPath("pkg/a.py"),))
    assert [str(path) for path in found.files] == ["tests/test_a.py", "tests/test_c.py", "tests/test_b.py"]


def test_environments_and_other_projects_are_not_entered(tmp_path: Path) -> None:
    files = {
        "one/mod.py": "",
        "one/test_mod.py": "import mod\n",
        "one/env/pyvenv.cfg": "",
        "one/env/test_lib.py": "import mod\n",
        "two/test_two.py": "import mod\n",
    }
    assert names(tmp_path, files, "one/mod.py", root=PurePosixPath("one")) == ["one/test_mod.py"]


def test_a_file_that_cannot_be_read_imports_nothing(tmp_path: Path) -> None:
    write_tree(tmp_path, PACKAGE)
    (tmp_path / "tests" / "test_raw.py").write_bytes(b"import pkg.c  # \xff\n")
    found = related_tests(Snapshot(tmp_path), TOP, (PurePosixPath("pkg/c.py"),))
    assert [str(path) for path in found.files] == ["tests/test_c.py"]


def test_a_project_that_is_too_large_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "MOST_FILES", 3)
    write_tree(tmp_path, PACKAGE)
    assert related_tests(Snapshot(tmp_path), TOP, (PurePosixPath("pkg/a.py"),)).note == (
        "only the first 3 files were looked at for tests that relate"
    )


def test_a_hostile_text_takes_no_time(tmp_path: Path) -> None:
    write_tree(tmp_path, {"mod.py": "", "test_x.py": "from x import (\n" * 50_000})
    assert related_tests(Snapshot(tmp_path), TOP, (PurePosixPath("mod.py"),)).files == ()
