"""The arguments of `setup()` on their way to `[project]`: what comes out, and what is declined with a reason.

Every script is run by the real Python with the real setuptools, in the real sandbox.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path, PurePosixPath

import pytest

from assay.actions.migrate_config import targets
from assay.core.action import Declined, Proposal, Request
from assay.core.check import Side
from assay.core.snapshot import Snapshot
from assay.recipes.migrations import setup_script
from assay.recipes.migrations.carried_comments import with_comments
from assay.recipes.migrations.workbench import Workbench
from assay.tools.static_texts import static_texts
from support.judging import project_at
from support.sandboxes import sandbox_on, write_tree

FILES = {
    "README.md": "# Shop\n",
    "CHANGES.md": "# New\n",
    "requirements.txt": "# what we need\nclick>=8\nattrs  # for values\n",
    "shop/__init__.py": '"""A shop."""\n__version__ = "1.2.3"\n',
    "shop/cli.py": "",
    "helper.py": "import os\nversion = '7'\n\ndef count():\n    return 1 if os.environ.get('A') is None else 2\n",
    "shop/data/a.txt": "",
}
PLAIN = 'from setuptools import setup\nsetup(name="shop", version="1", {})\n'


def proposed(folder: Path, files: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Proposal | Declined | None:
    """What comes of a project."""
    workspace = write_tree(folder / "shop", {**FILES, **files})
    monkeypatch.setattr(setup_script, "SECONDS", 10.0)

    async def nothing(_requirements: tuple[str, ...]) -> None:
        return None

    async def run() -> Proposal | Declined | None:
        async with AsyncExitStack() as stack:
            sandbox = await stack.enter_async_context(sandbox_on(workspace, folder / "state"))

            async def open_side(snapshot: Snapshot) -> Side:
                return Side(snapshot, await stack.enter_async_context(sandbox.branch(snapshot)))

            propose = setup_script.proposer(Workbench(project_at(workspace, "setup.py"), open_side, nothing))
            snapshot = Snapshot(workspace)
            found = targets(Request("migrate_config", snapshot, PurePosixPath("setup.py")), ())
            return await propose(snapshot, found[0], ())

    return asyncio.run(run())


def tables(folder: Path, files: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The `pyproject.toml` that is proposed."""
    found = proposed(folder, files, monkeypatch)
    assert isinstance(found, Proposal), found
    after = {str(change.path): change.after for change in found.patch.changes}
    assert after["setup.py"] is None
    return tomllib.loads(after["pyproject.toml"] or "")


def test_what_is_read_goes_on_being_read_and_what_stands_there_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """\
import io, os, re
from setuptools import find_packages, setup

here = os.path.dirname(os.path.abspath(__file__))

def read(name):
    with io.open(os.path.join(here, name), encoding="utf-8") as file:
        return file.read()

version = re.search(r'__version__ = "(.*)"', read("shop/__init__.py")).group(1)
URL = "https://shop.example"
setup(
    name="shop",
    version=version,
    description="A shop",
    long_description=read("README.md") + "\\n" + read("CHANGES.md"),
    long_description_content_type="text/markdown",
    author="Ann",
    author_email="ann@shop.example",
    url=URL,
    project_urls={"Bugs": URL + "/bugs"},
    license="MIT",
    keywords="a, b c",
    classifiers="Topic :: Software Development\\nTyping :: Typed".splitlines(),
    python_requires=">=3.8",
    install_requires=[l.split("#")[0].strip() for l in read("requirements.txt").splitlines() if l[0] != "#"],
    extras_require={"net": ["httpx"], "old:python_version<'3.9'": ["tomli"]},
    packages=find_packages(exclude=["tests"]),
    package_data={"": ["data/*.txt"]},
    entry_points={"console_scripts": ["shop = shop.cli:main"], "shop.plugins": "one = shop.cli"},
    zip_safe=False,
)
"""
    assert tables(tmp_path, {"setup.py": script}, monkeypatch) == {
        "build-system": {"requires": ["setuptools>=61.2"], "build-backend": "setuptools.build_meta"},
        "project": {
            "name": "shop",
            "description": "A shop",
            "authors": [{"name": "Ann", "email": "ann@shop.example"}],
            "urls": {"Homepage": "https://shop.example", "Bugs": "https://shop.example/bugs"},
            "license": {"text": "MIT"},
            "keywords": ["a", "b c"],
            "classifiers": ["Topic :: Software Development", "Typing :: Typed"],
            "requires-python": ">=3.8",
            "optional-dependencies": {"net": ["httpx"], "old": ["tomli ; python_version<'3.9'"]},
            "scripts": {"shop": "shop.cli:main"},
            "entry-points": {"shop.plugins": {"one": "shop.cli"}},
            "dynamic": ["dependencies", "readme", "version"],
        },
        "tool": {
            "setuptools": {
                "packages": {"find": {"namespaces": False, "exclude": ["tests"]}},
                "package-data": {"*": ["data/*.txt"]},
                "include-package-data": False,
                "dynamic": {
                    "version": {"attr": "shop.__version__"},
                    "readme": {"file": ["README.md", "CHANGES.md"], "content-type": "text/markdown"},
                    "dependencies": {"file": ["requirements.txt"]},
                },
            }
        },
    }


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (
            PLAIN.format("cmdclass={'build': object}"),
            "it has commands of its own (cmdclass), which [project] cannot say",
        ),
        (PLAIN.format("ext_modules=[object()]"), "it has extension modules (ext_modules), which [project] cannot say"),
        (PLAIN.format("description=open('README.md').read()"), "'# Shop\\n' does not stand in it but is computed"),
        (PLAIN.format("packages=['a' + str(1)]"), "packages is computed, and would be frozen"),
        (PLAIN.format("install_requires=['a' + str(1)]"), "install_requires is computed in a way that"),
        (PLAIN.format("setup_requires=['a' + str(1)]"), "setup_requires is computed, and would be frozen"),
        (
            PLAIN.format("setup_requires=['setuptools<50']"),
            "it is built with 'setuptools<50', which cannot be asked for",
        ),
        (PLAIN.format("setup_requires=['a @ file:///b']"), "it is built with 'a @ file:///b', which cannot be asked"),
        (PLAIN.format("frob=1"), "frob is no argument that is known"),
        (PLAIN.replace('"1"', "'1.' + str(3)").format(""), "the version 1.3 is computed in a way that [project]"),
        (f"import sys\n{PLAIN.format('packages=[sys.platform]')}", "it looks at its surroundings (sys.platform), so"),
        (
            "from setuptools import setup\nif 0:\n    setup(name='a')\n",
            "what it gives to setup() cannot be found out: it calls",
        ),
        (
            "import os, helper\n" + PLAIN.format("packages=['shop', 'a'][: helper.count()]"),
            "what it runs looks at its surroundings (os.environ in helper.py): it may be another package elsewhere",
        ),
        (
            "exec(open('helper.py').read())\n" + PLAIN.format("packages=['shop', 'a'][: count()]"),
            "what it runs looks at its surroundings (os.environ in text 1): it may be another package elsewhere",
        ),
        (f"{PLAIN.format('')}{PLAIN.format('')}", "what it gives to setup() cannot be found out: it calls setup() 2 t"),
        (
            "from setuptools import setup\nraise OSError('no')\nsetup(name='a')\n",
            "what it gives to setup() cannot be f",
        ),
        ("from setuptools import setup\nsetup(name='a'\n", "it looks at its surroundings (its syntax)"),
    ],
)
def test_what_is_declined(script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = proposed(tmp_path, {"setup.py": script}, monkeypatch)
    assert isinstance(found, Declined), found
    assert found.reason.startswith(f"setup.py: {why}"), found.reason


def test_a_version_that_is_a_row_of_numbers_in_a_module_is_read_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "import shop\nfrom setuptools import setup\nsetup(name='shop', version='.'.join(map(str, shop.VERSION)))\n"
    told = tables(tmp_path, {"setup.py": script, "shop/__init__.py": "VERSION = (1, 2, 3)\n"}, monkeypatch)
    assert told["tool"] == {
        "setuptools": {"include-package-data": False, "dynamic": {"version": {"attr": "shop.VERSION"}}}
    }


def test_what_the_build_asks_for_moves_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "setup_requires=['setuptools', 'wheel>=0.30', 'pytest-runner; python_version >= \"3\"', 'setuptools<99']"
    told = tables(tmp_path, {"setup.py": PLAIN.format(asked)}, monkeypatch)
    assert told["build-system"] == {
        "requires": ["setuptools>=61.2", "wheel>=0.30", 'pytest-runner; python_version >= "3"', "setuptools<99"],
        "build-backend": "setuptools.build_meta",
    }


def test_setup_py_that_has_side_effects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"open('made.txt', 'w').write('x')\nopen('README.md', 'a').write('x')\n{PLAIN.format('')}"
    found = proposed(tmp_path, {"setup.py": script}, monkeypatch)
    assert isinstance(found, Declined)
    assert found.reason == "setup.py: it writes README.md, made.txt when it runs, which nothing would do any more"
    assert (tmp_path / "shop" / "README.md").read_text() == FILES["README.md"]
    assert not (tmp_path / "shop" / "made.txt").exists()


def test_setup_py_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = proposed(tmp_path, {"setup.py": f"while True:\n    pass\n{PLAIN.format('')}"}, monkeypatch)
    assert isinstance(found, Declined)
    assert found.reason == "setup.py: what it gives to setup() cannot be found out: it does not end (wall limit)"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (
            "setup.cfg",
            "[metadata]\nname = other\n",
            "setup.cfg and setup.py say two things of name; settle first which",
        ),
        ("setup.cfg", "[options]\nfrob = 1\n", "the option frob has no place in pyproject.toml; settle that first"),
        (
            "pyproject.toml",
            "[project]\nname = 'a'\n[tool.setuptools]\npackages = []\n",
            "pyproject.toml has packages in [tool.setuptools] as well; settle first which of both holds",
        ),
    ],
)
def test_both_old_and_new_present(
    name: str, text: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = proposed(tmp_path, {"setup.py": PLAIN.format(""), name: text}, monkeypatch)
    assert isinstance(found, Declined)
    assert found.reason.startswith(f"setup.py: {why}"), found.reason


def test_what_setup_cfg_says_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[metadata]\nauthor = Ann\nversion = attr: shop.__version__\n\n[options]\npackages = find:\n\n[mypy]\n"
    script = 'from setuptools import setup\nsetup(name="shop", install_requires=["click"])\n'
    found = proposed(tmp_path, {"setup.py": script, "setup.cfg": text}, monkeypatch)
    assert isinstance(found, Proposal), found
    after = {str(change.path): change.after for change in found.patch.changes}
    assert (after["setup.py"], after["setup.cfg"]) == (None, "[mypy]\n")
    told = tomllib.loads(after["pyproject.toml"] or "")
    assert told["project"] == {
        "name": "shop",
        "authors": [{"name": "Ann"}],
        "dependencies": ["click"],
        "dynamic": ["version"],
    }
    assert told["tool"]["setuptools"] == {
        "packages": {"find": {"namespaces": False}},
        "include-package-data": False,
        "dynamic": {"version": {"attr": "shop.__version__"}},
    }


def test_what_is_called_dynamic_is_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = '[project]\nname = "shop"  # ours\ndynamic = ["version", "classifiers", "authors"]\n'
    script = PLAIN.format('author="Ann", classifiers=["A"], description="not heard", url="https://a.example"')
    found = proposed(tmp_path, {"setup.py": script, "pyproject.toml": held}, monkeypatch)
    assert isinstance(found, Proposal), found
    after = {str(change.path): change.after for change in found.patch.changes}["pyproject.toml"] or ""
    assert '"shop"  # ours' in after
    assert tomllib.loads(after) == {
        "build-system": {"requires": ["setuptools>=61.2"], "build-backend": "setuptools.build_meta"},
        "project": {
            "name": "shop",
            "version": "1",
            "classifiers": ["A"],
            "authors": [{"name": "Ann"}],
            "urls": {"Homepage": "https://a.example"},
        },
    }


def test_words_of_a_module_stand_twice_and_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import shop\nfrom setuptools import setup\nsetup(name='shop', version='1', author=shop.__author__)\n"
    module = {"shop/__init__.py": '__author__ = "Ann Other"\n'}
    found = proposed(tmp_path, {**module, "setup.py": script}, monkeypatch)
    assert isinstance(found, Proposal), found
    assert "stands twice from now on: 'Ann Other' (shop/__init__.py)" in found.unverified
    both = {"shop/__init__.py": 'BOTH = "Ann Other <ann@shop.example>"\n__author__ = BOTH.split(" <")[0]\n'}
    told = proposed(tmp_path / "both", {**both, "setup.py": script}, monkeypatch)
    assert isinstance(told, Proposal), told
    assert "stands twice from now on: 'Ann Other' (shop/__init__.py)" in told.unverified
    computed = {"shop/__init__.py": '__author__ = "Ann " + str(1)\n'}
    declined = proposed(tmp_path / "other", {**computed, "setup.py": script}, monkeypatch)
    assert isinstance(declined, Declined)
    assert "'Ann 1' does not stand in it but is computed" in declined.reason


def test_several_people_in_one_text_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = PLAIN.format("author='Ann, Bob and Cy', author_email='a@a.example, b@b.example'")
    found = tables(tmp_path, {"setup.py": script}, monkeypatch)
    assert found["project"] == {
        "name": "shop",
        "version": "1",
        "authors": [
            {"name": "Ann"},
            {"name": "Bob and Cy"},
            {"email": "a@a.example"},
            {"email": "b@b.example"},
        ],
    }


def test_commands_that_no_build_calls_go_and_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = PLAIN.format("cmdclass={'lint': object}, options={'bdist_wheel': {'universal': '1'}}")
    found = proposed(tmp_path, {"setup.py": script}, monkeypatch)
    assert isinstance(found, Proposal), found
    assert "lint of setup.py, which no build calls, is gone" in found.unverified
    after = {str(change.path): change.after for change in found.patch.changes}["pyproject.toml"] or ""
    assert tomllib.loads(after)["tool"]["distutils"] == {"bdist_wheel": {"universal": "1"}}


@pytest.mark.parametrize(("between", "followed"), [("''", True), ("'\\n\\n\\n'", True), ("'And: '", False)])
def test_texts_one_after_the_other(
    between: str, followed: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = PLAIN.format(f"long_description=open('README.md').read() + {between} + open('CHANGES.md').read()")
    found = proposed(tmp_path, {"setup.py": script}, monkeypatch)
    assert isinstance(found, Proposal) is followed, found
    if isinstance(found, Proposal):
        after = {str(change.path): change.after for change in found.patch.changes}["pyproject.toml"] or ""
        assert tomllib.loads(after)["tool"]["setuptools"]["dynamic"]["readme"]["file"] == ["README.md", "CHANGES.md"]
    else:
        assert "the long description is put together in a way that" in str(found)


def test_a_text_is_known_where_it_is_made_of_constants_alone() -> None:
    found = static_texts(
        'a = "x"\nb = a + "/%s" % "y"\nc = f"{a}!"\nd = "p q".split()\ne = "{}".format(a)\ng = h + "z"\n'
    )
    assert {"x", "x/y", "x!", "p", "q"} <= found
    assert "hz" not in found


def test_a_text_that_would_grow_without_end_is_not_known() -> None:
    doubled = "".join(f"a{number + 1} = a{number} + a{number}\n" for number in range(60))
    assert (
        max(map(len, static_texts(f'a0 = "x"\n{doubled}b = "%999999999d" % "1"\nc = "{{:>999999999}}".format("x")\n')))
        < 200_000
    )


def test_comments_go_along() -> None:
    script = """\
#!/usr/bin/env python
# -*- coding: utf-8 -*-
# Ours.
from setuptools import setup

setup(
    name="a#b",  # the name
    version="1",
    # what we need
    install_requires=[
        "click",  # always
    ],
)
"""
    tables = '[project]\nname = "a"\ndependencies = ["click"]\n'
    assert with_comments(tables, script) == (
        '# Ours.\n[project]\n# the name\nname = "a"\n# what we need\n# always\ndependencies = ["click"]\n'
    )
