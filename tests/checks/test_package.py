"""Whether a package is the same after a migration: the right one passes, and each seeded fault is caught.

Real builds by the real backends in the real sandbox. A fault is a change of the right files.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from assay.checks.package import Builder, package
from assay.checks.unconcerned import REASON
from assay.core.check import CheckResult
from assay.core.command import Limits
from assay.recipes.migrations import poetry
from support.judging import project_at
from support.migrating import changes_of
from support.proposing import texts_by
from support.sandboxes import write_tree

SETUP_CFG = """\
[metadata]
name = shop
version = attr: shop.__version__
description = A shop
long_description = file: README.md
long_description_content_type = text/markdown
author = Ann
author_email = ann@shop.example
url = https://shop.example
license = MIT
license_files = LICENSE
keywords = a, b
classifiers =
    Programming Language :: Python :: 3
    Private :: Do Not Upload

[options]
packages = find:
python_requires = >=3.8
include_package_data = False
install_requires =
    tomli>=2,<3; python_version < "3.11"
    click>=8.1
    colorama; sys_platform == "win32"
    requests[socks]~=2.31
py_modules = single

[options.packages.find]
exclude = tests*

[options.package_data]
shop = data/*.txt

[options.extras_require]
net =
    httpx>=0.27
win =
    pywin32; sys_platform == "win32"

[options.entry_points]
console_scripts =
    shop = shop.cli:main
    shopd = shop.cli:serve
shop.plugins =
    one = shop.plugin:One
"""
RIGHT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "shop"
description = "A shop"
readme = "README.md"
requires-python = ">=3.8"
license = "MIT"
license-files = ["LICENSE"]
authors = [{ name = "Ann", email = "ann@shop.example" }]
keywords = ["a", "b"]
classifiers = ["Programming Language :: Python :: 3", "Private :: Do Not Upload"]
dynamic = ["version"]
dependencies = [
    'tomli>=2,<3.0.0; python_full_version < "3.11"',
    "click>=8.1",
    "colorama; sys_platform == 'win32'",
    "requests[socks]>=2.31,<3",
]

[project.urls]
Homepage = "https://shop.example"

[project.optional-dependencies]
net = ["httpx>=0.27"]
win = ["pywin32; sys_platform == 'win32'"]

[project.scripts]
shop = "shop.cli:main"
shopd = "shop.cli:serve"

[project.entry-points."shop.plugins"]
one = "shop.plugin:One"

[tool.setuptools]
py-modules = ["single"]
include-package-data = false

[tool.setuptools.packages.find]
exclude = ["tests*"]

[tool.setuptools.package-data]
shop = ["data/*.txt"]

[tool.setuptools.dynamic]
version = { attr = "shop.__version__" }
"""
FILES = {
    "setup.cfg": SETUP_CFG,
    "README.md": "# Shop\n",
    "LICENSE": "MIT, really\n",
    "shop/__init__.py": '__version__ = "1.2.3"\n',
    "shop/cli.py": "def main():\n    pass\n",
    "shop/plugin.py": "class One:\n    pass\n",
    "shop/data/a.txt": "a\n",
    "shop/sub/__init__.py": "",
    "tests/__init__.py": "",
    "tests/test_a.py": "def test_a():\n    pass\n",
    "single.py": "",
}
Fault = tuple[str, str, str]
"""What stands in the right file, what a fault makes of it, and what is said of it."""

TOGETHER: tuple[tuple[Fault, ...], ...] = (
    (
        ('    "click>=8.1",\n', "", "click is lost"),
        ("; sys_platform == 'win32'\",\n    \"requests", '",\n    "requests', "colorama is new (Python"),
        ("requests[socks]", "requests", "requests[socks]~=2.31 becomes requests<3,>=2.31"),
        ("<3.0.0; python_full_version", "<4; python_full_version", "tomli<3,>=2 becomes tomli<4,>=2"),
        ('requires-python = ">=3.8"\n', "", "Requires-Python: >=3.8 becomes nothing"),
        ('exclude = ["tests*"]', 'exclude = ["tests*", "shop.sub"]', "loses shop/sub/__init__.py"),
    ),
    (
        ('"click>=8.1"', '"click>8.1"', "click>=8.1 becomes click>8.1"),
        ("colorama; sys_platform == 'win32'", "colorama; sys_platform == 'linux'", "colorama is new (Python"),
        ('python_full_version < "3.11"', 'python_full_version < "3.11.3"', "tomli is new (Python 3.11.0"),
        ('requires-python = ">=3.8"', 'requires-python = ">=3.9"', "Requires-Python: >=3.8 becomes >=3.9"),
        ('net = ["httpx', 'nets = ["httpx', "extra: net becomes nets"),
        ('shop = ["data/*.txt"]', 'shop = ["data/*.md"]', "loses shop/data/a.txt"),
    ),
    (
        ('"click>=8.1"', '"click>=8.1,!=8.1.4"', "click>=8.1 becomes click!=8.1.4,>=8.1"),
        ('net = ["httpx>=0.27"]\n', "", "extra is lost: net"),
        ("win = [\"pywin32; sys_platform == 'win32'\"]", 'win = ["pywin32"]', "pywin32 is new (Python"),
        ('shopd = "shop.cli:serve"\n', "", "entry point console_scripts shopd: shop.cli:serve becomes nothing"),
        ('exclude = ["tests*"]', "exclude = []", "gains tests/__init__.py, tests/test_a.py"),
    ),
    (
        ("[project.scripts]", "[project.gui-scripts]", "entry point console_scripts shop: shop.cli:main becomes nothi"),
        ('license-files = ["LICENSE"]', "license-files = []", "loses the licence file LICENSE"),
        (', "Private :: Do Not Upload"', "", "classifier is lost: Private :: Do Not Upload"),
    ),
    (
        ('"click>=8.1"', '"click>=8.1", "another"', "another is new"),
        ("win = [", 'testing = ["pytest"]\nwin = [', "extra is new: testing"),
        ('one = "shop.plugin:One"', 'one = "shop.plugin:Two"', "entry point shop.plugins one: shop.plugin:One becomes"),
        ('py-modules = ["single"]\n', "", "loses single.py"),
        ('license-files = ["LICENSE"]', 'license-files = ["LICENSE", "README.md"]', "gains the licence file README.md"),
    ),
    (
        ('name = "shop"', 'name = "shops"', "name: shop becomes shops"),
        ('dynamic = ["version"]', 'version = "0.0.0"', "version: 1.2.3 becomes 0.0.0"),
    ),
    (('dynamic = ["version"]', 'version = "1.2.3"', "it no longer follows a later release: "),),
    (
        (
            'readme = "README.md"',
            'readme = { text = "# Shop\\n", content-type = "text/markdown" }',
            "it no longer follows a later release: ",
        ),
    ),
    (('"setuptools.build_meta"', '"no_such_backend"', "after the change it cannot be built"),),
)
"""Faults that are seeded at once, each to be named by itself."""


def judged(
    workspace: Path,
    files: Mapping[str, str],
    changes: Mapping[str, Mapping[str, str | None]],
    target: str = "setup.cfg",
) -> dict[str, CheckResult]:
    """What the check says of each change of these files, by its name."""
    write_tree(workspace, files)

    async def nothing(requirements: tuple[str, ...]) -> Path | str:
        return f"nobody fetched {', '.join(requirements)}"

    async def run() -> dict[str, CheckResult]:
        project = project_at(workspace, target)
        check = package(Builder(project, Limits(), lambda: None, nothing))
        async with changes_of(workspace, workspace.parent / "state", target) as change:
            return {name: await check(await change(each)) for name, each in changes.items()}

    return asyncio.run(run())


def test_the_right_one_passes_and_is_followed_by_a_later_release(tmp_path: Path) -> None:
    (right,) = judged(tmp_path / "shop", FILES, {"": {"setup.cfg": None, "pyproject.toml": RIGHT}}).values()
    assert (right.required, right.status, right.incomplete) == (True, "passed", ""), right
    assert (right.boundaries, right.summary) == (
        (),
        "wheel and source distribution are the same, and a later release's would be",
    )


@pytest.mark.parametrize("faults", TOGETHER)
def test_every_fault_is_caught(faults: tuple[Fault, ...], tmp_path: Path) -> None:
    text = RIGHT
    for old, new, _ in faults:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (result,) = judged(tmp_path / "shop", FILES, {"": {"setup.cfg": None, "pyproject.toml": text}}).values()
    assert (result.required, result.status) == (True, "failed"), result
    assert [words for _, _, words in faults if words not in result.reason] == [], result.reason


def test_what_no_longer_follows_a_module_is_shown(tmp_path: Path) -> None:
    script = (
        "import shop\nfrom setuptools import setup\nsetup(name=shop.__title__, version='1', author=shop.__author__)\n"
    )
    module = '__title__ = "shop"\n__author__ = "Ann Other"\n'
    files = {"setup.py": script, "shop/__init__.py": module, "README.md": "# Shop\n"}
    told = '[project]\nname = "shop"\nversion = "1"\nauthors = [{ name = "Ann Other" }]\n'
    changes = {"": {"setup.py": None, "pyproject.toml": told}}
    (result,) = judged(tmp_path / "shop", files, changes, "setup.py").values()
    assert (result.required, result.status, result.boundaries) == (True, "passed", ("presentation",)), result
    assert "no longer follows a module: name: latershop becomes shop" in result.summary
    assert "no longer follows a module: Author: laterAnn Other becomes Ann Other" in result.summary


def test_a_build_backend_that_is_missing(tmp_path: Path) -> None:
    system = '[build-system]\nrequires = ["not-there>=2; python_version > \'3\'"]\nbuild-backend = "not_there"\n'
    changes = {"": {"setup.cfg": None, "pyproject.toml": RIGHT}}
    (result,) = judged(tmp_path / "shop", {**FILES, "pyproject.toml": system}, changes).values()
    assert (result.required, result.status) == (True, "skipped")
    assert result.reason == "nobody fetched not-there>=2, setuptools"


def test_what_names_a_place_is_not_fetched(tmp_path: Path) -> None:
    system = '[build-system]\nrequires = ["setuptools @ file:///tmp/x"]\nbuild-backend = "setuptools.build_meta"\n'
    changes = {"": {"setup.cfg": None, "pyproject.toml": RIGHT}}
    (result,) = judged(tmp_path / "shop", {**FILES, "pyproject.toml": system}, changes).values()
    assert (result.required, result.status) == (True, "skipped")
    assert "setuptools names a place; only names with versions are fetched" in result.reason


def test_what_does_not_touch_the_package_is_not_built(tmp_path: Path) -> None:
    text = f"{SETUP_CFG}\n[isort]\nprofile = black\n"
    changes = {"": {"setup.cfg": SETUP_CFG, "pyproject.toml": '[tool.isort]\nprofile = "black"\n'}}
    (result,) = judged(tmp_path / "shop", {**FILES, "setup.cfg": text}, changes).values()
    assert (result.required, result.status, result.commands) == (False, "skipped", ())
    assert result.reason == REASON


def test_what_an_earlier_build_left_hides_no_loss(tmp_path: Path) -> None:
    left = {"build/lib/shop/data/a.txt": "a\n", "shop.egg-info/SOURCES.txt": "shop/data/a.txt\n"}
    text = RIGHT.replace('shop = ["data/*.txt"]', 'shop = ["data/*.md"]')
    changes = {"": {"setup.cfg": None, "pyproject.toml": text}}
    (result,) = judged(tmp_path / "shop", {**FILES, **left}, changes).values()
    assert (result.status, result.reason.startswith("loses shop/data/a.txt")) == ("failed", True), result.reason


def test_a_build_that_is_never_twice_the_same_decides_nothing_and_is_no_pass(tmp_path: Path) -> None:
    script = (
        "import pathlib, uuid\nfrom setuptools import setup\n"
        "pathlib.Path('shop/drawn.py').write_text(str(uuid.uuid4()))\nsetup()\n"
    )
    changes = {"": {"setup.cfg": None, "pyproject.toml": RIGHT}}
    (result,) = judged(tmp_path / "shop", {**FILES, "setup.py": script}, changes).values()
    assert (result.status, result.incomplete) == (
        "passed",
        "differs from one build to the next: has other bytes in shop/drawn.py",
    )


POETRY = """\
[tool.poetry]
name = "shop"
version = "1.2.3"
description = "A shop"
authors = ["Ann <ann@shop.example>"]
license = "MIT"
readme = "README.md"
homepage = "https://shop.example"
classifiers = ["Topic :: Software Development"]
packages = [{ include = "shop" }, { include = "single.py" }]

[tool.poetry.dependencies]
python = "^3.9"
click = "^8.1"
tomli = { version = "^2.0", python = "<3.11" }
httpx = { version = ">=0.27", optional = true }

[tool.poetry.extras]
net = ["httpx"]

[tool.poetry.scripts]
shop = "shop.cli:main"

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "", ""),
        ('"click>=8.1,<9"', '"click>=8.1,<10"', "click<9.0,>=8.1 becomes click<10,>=8.1"),
        ('packages = [{ include = "shop" }, { include', "packages = [{ include", "loses shop/__init__.py"),
        ('requires-python = ">=3.9,<4"\n', "", "Requires-Python: >=3.9,<4.0 becomes nothing"),
    ],
)
def test_what_poetry_core_builds(old: str, new: str, words: str, tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name != "setup.cfg"}
    right = texts_by(poetry.RECIPE, {"pyproject.toml": POETRY}, "pyproject.toml")["pyproject.toml"] or ""
    assert old in right
    changes = {"": {"pyproject.toml": right.replace(old, new) if old else right}}
    (result,) = judged(
        tmp_path / "shop", {**files, "pyproject.toml": POETRY}, changes, target="pyproject.toml"
    ).values()
    assert (result.required, result.status) == (True, "failed" if words else "passed"), result
    assert words in result.reason
    assert words or (result.incomplete, result.boundaries) == ("", ()), result.summary


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ('[tool.setuptools.packages.find]\nexclude = ["tests*"]\n', "", "loses shop/later_package/__init__.py"),
        ('shop = ["data/*.txt"]', 'shop = ["data/a.txt"]', "loses shop/data/later_one.txt"),
    ],
)
def test_a_list_that_was_looked_for_is_not_frozen(old: str, new: str, lost: str, tmp_path: Path) -> None:
    assert RIGHT.count(old) == 1
    text = RIGHT.replace(old, new)
    if not new:
        text = text.replace('py-modules = ["single"]', 'py-modules = ["single"]\npackages = ["shop", "shop.sub"]')
    (result,) = judged(tmp_path / "shop", FILES, {"": {"setup.cfg": None, "pyproject.toml": text}}).values()
    assert result.status == "failed"
    assert "it no longer follows a later release: " in result.reason
    assert lost in result.reason


def test_a_script_that_looks_at_the_system_is_not_known_elsewhere(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom setuptools import setup\n\n"
        "if sys.version_info < (3, 6):\n    sys.exit('too old')\n"
        "setup(name='shop', version='1', packages=['shop'],"
        " install_requires=['a'] if sys.platform == 'win32' else [])\n"
    )
    right = (
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "shop"\nversion = "1"\n'
        '[tool.setuptools]\npackages = ["shop"]\ninclude-package-data = false\n'
    )
    files = {"setup.py": script, "shop/__init__.py": "", "poetry.lock": ""}
    changes = {"": {"setup.py": None, "pyproject.toml": right}}
    (result,) = judged(tmp_path / "shop", files, changes, target="setup.py").values()
    assert result.status == "passed", result
    assert result.incomplete == (
        "setup.py looks at its surroundings (sys.platform): it may be another package elsewhere; "
        "poetry.lock no longer fits pyproject.toml; lock it anew"
    )


def test_a_module_that_the_script_takes_something_of_is_not_known_elsewhere(tmp_path: Path) -> None:
    script = (
        "import helper\nfrom setuptools import setup\n"
        "setup(name='shop', version='1', packages=['shop'], install_requires=['a', 'b'][: helper.count()])\n"
    )
    helper = "import os\n\ndef count():\n    return 1 if os.environ.get('FEWER', 'yes') else 2\n"
    right = (
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "shop"\nversion = "1"\ndependencies = ["a"]\n'
        '[tool.setuptools]\npackages = ["shop"]\ninclude-package-data = false\n'
    )
    files = {"setup.py": script, "helper.py": helper, "shop/__init__.py": ""}
    changes = {"": {"setup.py": None, "pyproject.toml": right}}
    (result,) = judged(tmp_path / "shop", files, changes, target="setup.py").values()
    assert result.status == "passed", result
    assert result.incomplete == (
        "what setup.py runs looks at its surroundings (os.environ in helper.py): it may be another package"
    )


HOSTILE = """\
import pathlib, tarfile, tomllib, warnings, zipfile

WHAT = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["tool"]["poetry"]["name"]
METADATA = "Metadata-Version: 2.1\\nName: shop\\nVersion: 1\\n"


def build_wheel(folder, settings=None, metadata=None):
    warnings.simplefilter("ignore")
    with zipfile.ZipFile(pathlib.Path(folder, "shop-1-py3-none-any.whl"), "w", zipfile.ZIP_DEFLATED) as made:
        if WHAT == "twice":
            made.writestr("shop-1.dist-info/METADATA", METADATA + "Requires-Dist: evil\\n")
        made.writestr("shop-1.dist-info/METADATA", METADATA)
        made.writestr("shop-1.dist-info/WHEEL", "Tag: py3-none-any\\n")
        made.writestr({"out": "../shop.py", "root": "/shop.py"}.get(WHAT, "shop.py"), "")
        if WHAT == "large":
            made.writestr("shop-1.dist-info/entry_points.txt", "\\n" * (3 << 20))
    return "shop-1-py3-none-any.whl"


def build_sdist(folder, settings=None):
    pathlib.Path("PKG-INFO").write_text(METADATA)
    with tarfile.open(pathlib.Path(folder, "shop-1.tar.gz"), "w:gz") as made:
        made.add("PKG-INFO", "shop-1/PKG-INFO")
        if WHAT == "hidden":
            made.add("pyproject.toml", "shop-1/PKG-INFO")
    return "shop-1.tar.gz"
"""


def test_archives_of_a_hostile_backend_do_not_pass(tmp_path: Path) -> None:
    system = '[build-system]\nrequires = []\nbuild-backend = "hostile"\nbackend-path = ["."]\n'
    texts = {
        what: f'{system}[tool.poetry]\nname = "{what}"\n' for what in ("", "twice", "out", "root", "large", "hidden")
    }
    files = {"pyproject.toml": f"{system}[tool.poetry]\nname = 'none'\n", "hostile.py": HOSTILE}
    changes = {what: {"pyproject.toml": text} for what, text in texts.items()}
    found = judged(tmp_path / "shop", files, changes, target="pyproject.toml")
    assert found[""].status == "passed", found[""]
    assert {what: result.reason.partition("ValueError: ")[2] for what, result in found.items()} == {
        "": "",
        "twice": "the wheel holds 'shop-1.dist-info/METADATA' twice",
        "out": "a file of the wheel leads out of it: '../shop.py'",
        "root": "a file of the wheel leads out of it: '/shop.py'",
        "large": "it holds more than can be compared",
        "hidden": "the source distribution holds 'shop-1/PKG-INFO' twice",
    }
    assert {result.status for what, result in found.items() if what} == {"failed"}
