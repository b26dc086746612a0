"""What differs between two builds, told from what is only written otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assay.checks import requirement_sense
from assay.checks.archive_differences import archive_differences
from assay.checks.metadata_differences import Differences, metadata_differences
from assay.checks.requirement_sense import requirement_differences, specifiers_agree
from assay.tools.building import Archive

METADATA = """\
Metadata-Version: 2.1
Name: shop
Version: 1.2
Home-page: https://shop.example
Author: Ann
Author-email: ann@shop.example
License: MIT
Classifier: License :: OSI Approved :: MIT License
Requires-Python: >=3.8
Requires-Dist: click>=8
Provides-Extra: net_work

Hello
"""
WHEEL = "Wheel-Version: 1.0\nGenerator: a\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
ARCHIVE = Archive(
    "a.whl", {"shop.py": "1", "bin/run": "2+x"}, {"LICENSE": "3", "METADATA": "4"}, METADATA, WHEEL, "", ()
)


def test_what_is_only_written_otherwise_is_no_difference() -> None:
    other = (
        METADATA.replace("2.1", "2.4", 1)
        .replace("Home-page: https", "Project-URL: Homepage, https")
        .replace("Author: Ann\nAuthor-email: ann@shop.example", "Author-email: Ann <ann@shop.example>")
        .replace("License: MIT", "License-Expression: MIT")
        .replace(">=3.8", ">=3.8.0")
        .replace("net_work", "net-work")
    )
    moved = replace(
        ARCHIVE, metadata=other, info={"licenses/LICENSE": "3", "METADATA": "5"}, wheel=WHEEL.replace(": a", ": b")
    )
    assert archive_differences("wheel", ARCHIVE, moved, frozenset()) == Differences()


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Author: Ann", "Author: Bob", "Author: Ann becomes Bob"),
        ("License: MIT", "License: BSD", "License: MIT becomes BSD"),
        ("Hello", "Hello you", "Description: 5 characters become 9, or others"),
        (
            "Classifier: License :: OSI Approved :: MIT License\n",
            "",
            "Classifier is lost: License :: OSI Approved :: M",
        ),
        ("https://shop.example", "https://other.example", "address: homepage https://shop.example becomes"),
        ("Requires-Python", "Description-Content-Type: text/x-rst\nRequires-Python", "Description-Content-Type is new"),
        ("Name: shop", "Name: Shop", "Name is written Shop, was shop"),
        ("Version: 1.2", "Version: 1.2.0", "Version is written 1.2.0, was 1.2"),
    ],
)
def test_what_is_displayed_is_listed(old: str, new: str, shown: str) -> None:
    found = metadata_differences(METADATA, METADATA.replace(old, new))
    assert (found.hard, len(found.displayed)) == ((), 1)
    assert found.displayed[0].startswith(shown)


@pytest.mark.parametrize(
    ("after", "hard"),
    [
        (
            replace(ARCHIVE, wheel=WHEEL.replace("py3-none", "py2.py3-none")),
            "Tag: py3-none-any becomes py2.py3-none-any",
        ),
        (replace(ARCHIVE, wheel=WHEEL.replace("true", "false")), "Root-Is-Purelib: true becomes false"),
        (replace(ARCHIVE, files={**ARCHIVE.files, "shop.py": "9"}), "has other bytes in shop.py"),
        (replace(ARCHIVE, files={**ARCHIVE.files, "bin/run": "2"}), "has other bytes in bin/run"),
        (replace(ARCHIVE, files={"shop.py": "1"}), "loses bin/run"),
        (replace(ARCHIVE, info={"LICENSE": "9", "METADATA": "4"}), "loses the licence file LICENSE, or its text"),
        (
            replace(ARCHIVE, entry_points="[console_scripts]\na = b:c\n"),
            "entry point console_scripts a: nothing becomes b:c",
        ),
        (
            replace(ARCHIVE, metadata=METADATA.replace("Requires-D", "Obsoletes-Dist: x\nRequires-D")),
            "Obsoletes-Dist is new: x",
        ),
        (replace(ARCHIVE, metadata=METADATA.replace("Version: 1.2", "Version: 1.2.1")), "version: 1.2 becomes 1.2.1"),
    ],
)
def test_what_changes_an_installation_is_hard(after: Archive, hard: str) -> None:
    assert hard in archive_differences("wheel", ARCHIVE, after, frozenset()).hard


def test_a_source_distribution_may_differ_in_what_was_touched_alone() -> None:
    before = replace(ARCHIVE, files={"setup.cfg": "1", "a.py": "2", "b.txt": "3"})
    after = replace(ARCHIVE, files={"pyproject.toml": "1", "a.py": "2", "c.txt": "3"})
    found = archive_differences("sdist", before, after, frozenset(("setup.cfg", "pyproject.toml")))
    assert found == Differences(("loses b.txt",), ("also holds c.txt",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a<3.0.0,>=2; python_version < '3.11'", "a>=2,<3; python_full_version < '3.11'"),
        ("a~=1.4", "a>=1.4,<2"),
        ("a (>=1)", "a>=1"),
        ("A_b>=1.0", "a-b>=1"),
        ("a; extra == 'X_y'", "a; extra == 'x-y'"),
        ("a===One,>=1.0", "A>=1, ===one"),
    ],
)
def test_requirements_that_mean_the_same(old: str, new: str) -> None:
    assert requirement_differences([old], [new], ["x-y"]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a>1", "a>=1"),
        ("a~=1.4", "a>=1.4"),
        ("a~=1.4", "a~=1.4.0"),
        ("a<2", "a<=2"),
        ("a==1.*", "a==1"),
        ("a>=1.0b1", "a>=1.0"),
        ("a", "a[x]"),
        ("a", "a; python_version >= '3'"),
        ("a; python_version < '3.11'", "a; python_version <= '3.11'"),
        ("a; python_version < '3.10'", "a; python_version < '3.9'"),
        ("a; sys_platform == 'win32'", "a; os_name == 'nt'"),
        ("a; platform_machine == 'riscv64'", "a; platform_machine == 'x86_64'"),
        ("a; extra == 'x'", "a"),
        ("a; extra == 'x'", "a; extra == 'y'"),
        ("a @ https://x.example/a", "a"),
        ("a===one", "a===two"),
        ("a===1.0", "a===1.0.0"),
        ("a===1.0", "a==1.0"),
        ("a===one,>=1", "a===one,>=2"),
    ],
)
def test_requirements_that_do_not(old: str, new: str) -> None:
    assert len(requirement_differences([old], [new], ["x", "y"])) == 1


def test_two_lines_of_one_name_are_taken_together() -> None:
    split = ["a>=1; python_version < '3.9'", "a>=1; python_version >= '3.9'"]
    assert requirement_differences(["a>=1"], split, []) == []


def test_versions_are_probed_where_they_change() -> None:
    assert specifiers_agree(">=1.2,!=1.3", "!=1.3.0,>=1.2.0")
    assert not specifiers_agree(">=1.2,!=1.3", ">=1.2,!=1.3.*")


@pytest.mark.parametrize("line", ["Requires-Dist: a==", "Requires-Python: >=", "Version: "])
def test_numbers_that_are_too_long_for_python_are_compared_as_texts(line: str) -> None:
    many = "9" * 5_000
    old = f"Metadata-Version: 2.1\nName: shop\n{line}{many}"
    assert metadata_differences(f"{old}\n", f"{old}\n") == Differences()
    assert len(metadata_differences(f"{old}\n", f"{old}1\n").hard) == 1


def test_a_marker_that_is_nested_too_deeply_is_compared_as_text() -> None:
    deep = f"a; {'(' * 1_500}os_name == 'nt'{')' * 1_500}"
    found = metadata_differences(f"Name: a\nRequires-Dist: {deep}\n", f"Name: a\nRequires-Dist: {deep}; b\n")
    assert found.hard[0].startswith("requirements that cannot be read (")


def test_hostile_metadata_ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirement_sense, "MOST_IN_ALL", 2_000)
    old, new = ([f"a{number}; sys_platform == '{system}'" for number in range(300)] for system in ("win32", "linux"))
    found = requirement_differences(old, new, [])
    assert len(found) == 300
    assert found[-1] == "a99: too many environments to compare"
    people = f"Name: a\nAuthor-email: {' ' * 200_000}x\nAuthor-email: {'a' * 200_000}\n"
    assert metadata_differences(people, people) == Differences()
