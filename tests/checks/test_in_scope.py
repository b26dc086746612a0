"""A patch that reaches out of the project's own source does not pass."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from assay.checks.in_scope import in_scope
from assay.core.check import Boundary
from assay.core.policy import Policy
from assay.tools.test_files import is_test
from support.candidates import candidate, judged

CHECK = in_scope(Policy())


@pytest.mark.parametrize(
    ("path", "boundaries"),
    [
        ("shop.py", ()),
        ("deep/er/shop.pyi", ()),
        ("testimony.py", ()),
        ("my_tests.py", ()),
        ("contest.py", ()),
        ("shop/migrations/0001_initial.py", ("protected",)),
        ("secrets.py", ()),
    ],
)
def test_source_passes(path: str, boundaries: tuple[Boundary, ...]) -> None:
    result = judged(CHECK, candidate({path: ("x = 1\n", "x = 2\n")}))
    assert (result.name, result.required, result.status, result.boundaries) == ("in scope", True, "passed", boundaries)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/passwd", "outside the workspace"),
        ("../other/shop.py", "outside the workspace"),
        ("shop/../../x.py", "outside the workspace"),
        (".env", "kept secret"),
        ("deploy/id_rsa.py", "kept secret"),
        ("secrets.toml", "kept secret"),
        ("README.md", "not Python source"),
        ("pyproject.toml", "not Python source"),
        ("setup.cfg", "not Python source"),
        ("mypy.ini", "not Python source"),
        (".github/workflows/ci.yml", "not Python source"),
        ("test_shop.py", "part of the tests"),
        ("shop_test.py", "part of the tests"),
        ("tests/helpers.py", "part of the tests"),
        ("shop/tests/data/make.py", "part of the tests"),
        ("conftest.py", "part of the tests"),
        ("setup.py", "run by tools"),
        ("noxfile.py", "run by tools"),
        ("sitecustomize.py", "run by tools"),
    ],
)
def test_what_is_not_the_projects_source_fails(path: str, reason: str) -> None:
    result = judged(CHECK, candidate({"shop.py": ("x = 1\n", "x = 2\n"), path: ("a", "b")}))
    assert (result.required, result.status) == (True, "failed")
    assert result.reason.startswith(f"{path}: {reason}")


@pytest.mark.parametrize("path", ["tests/test_shop.py", "pyproject.toml", "conftest.py", "setup.py"])
def test_the_file_that_the_user_pointed_at_may_change(path: str) -> None:
    result = judged(CHECK, candidate({path: ("x = 1\n", "x = 2\n")}, target=path))
    assert result.status == "passed"


def test_secrets_may_not_change_even_where_the_user_points() -> None:
    assert judged(CHECK, candidate({".env": ("a", "b")}, target=".env")).status == "failed"


def test_protected_and_deleted_files_ask_for_a_confirmation() -> None:
    check = in_scope(Policy().narrowed(protected=("legal/**",)))
    result = judged(check, candidate({"legal/terms.py": ("x = 1\n", "x = 2\n"), "old.py": ("x = 1\n", None)}))
    assert (result.status, result.boundaries) == ("passed", ("deletion", "protected"))


def test_a_project_below_the_workspace_keeps_to_itself() -> None:
    check = in_scope(Policy(), PurePosixPath("packages/shop"))
    assert judged(check, candidate({"packages/shop/a.py": ("", "x = 1\n")})).status == "passed"
    other = judged(check, candidate({"packages/other/a.py": ("", "x = 1\n")}))
    assert other.reason == "packages/other/a.py: outside the project in packages/shop; run the action there"


@pytest.mark.parametrize("linked", ["shop.py", "package"])
def test_what_is_reached_through_a_link_fails(linked: str, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "shop.py").write_text("x = 1\n")
    path = "shop.py" if linked == "shop.py" else "package/shop.py"
    (tmp_path / linked).symlink_to(tmp_path / "real" / ("shop.py" if linked == "shop.py" else ""))
    result = judged(CHECK, candidate({path: ("x = 1\n", "x = 2\n")}, root=tmp_path))
    assert result.reason == f"{path}: reached through the link {linked}; open the file at its real place"
    assert judged(CHECK, candidate({"real/shop.py": ("x = 1\n", "x = 2\n")}, root=tmp_path)).status == "passed"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("test_a.py", True),
        ("a_test.py", True),
        ("conftest.py", True),
        ("tests/a.py", True),
        ("test/a.py", True),
        ("a.py", False),
        ("tests.py", False),
        ("attest.py", False),
        ("latest_test/a.py", False),
    ],
)
def test_tests_are_known_by_their_names(path: str, *, expected: bool) -> None:
    assert is_test(PurePosixPath(path)) is expected


@pytest.mark.parametrize(
    ("changes", "new"),
    [
        ({"package.json": ("{}", '{"devDependencies": {"globals": "^14"}}')}, True),
        ({"package.json": ('{"dependencies": {"globals": "1"}}', '{"devDependencies": {"globals": "^14"}}')}, False),
        ({"pyproject.toml": ("", "[project]\ndependencies = ['attrs']\n")}, True),
        (
            {"pyproject.toml": ("", "[project]\ndependencies = ['attrs']\n"), "requirements.txt": ("attrs>=1\n", None)},
            False,
        ),
        ({"pyproject.toml": (None, "[build-system]\nrequires = ['setuptools>=61']\n")}, False),
        ({"setup.py": ("a = 1\n", "a: int = 1\n")}, False),
    ],
)
def test_a_dependency_that_the_project_did_not_declare_is_to_be_confirmed(
    changes: Mapping[str, tuple[str | None, str | None]],
    new: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    check = in_scope(Policy(), beside=frozenset(name for name in changes))
    result = judged(check, candidate(changes, target=min(changes), root=tmp_path))
    assert result.status == "passed", result
    assert ("dependency" in result.boundaries) is new
