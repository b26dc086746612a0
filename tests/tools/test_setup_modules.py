"""What a `setup.py` takes of the modules that it runs: constants are no matter, all else is where they look around."""

from __future__ import annotations

import pytest

from assay.tools.setup_modules import runs_others, surroundings_of_run

LOOKS = (
    "import os\n\n__version__ = '1'\nparts = (1, 2)\nversion = '.'.join(map(str, parts))\nflag = 'A' in os.environ\n"
)
SUB = "from .other import *\nhidden = '1'\n_kept = '1'\n"
RAN = {"shop/__init__.py": LOOKS, "shop/sub.py": SUB}
SEEN = ("os.environ in shop/__init__.py",)


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ("import shop\nsetup(version=shop.__version__)\n", ()),
        ("import shop as s\nsetup(version=s.version)\n", ()),
        ("import shop\nsetup(description=shop.__doc__)\n", ()),
        ("from shop import __version__, version\n", ()),
        ("import shop.sub\nsetup(version=shop.sub._kept)\n", ()),
        ("from other import shop\nprint(shop.flag)\n", ()),
        ("import shop\nsetup(zip_safe=shop.flag)\n", SEEN),
        ("import shop\nsetup(packages=['a', 'b'][: shop.count()])\n", SEEN),
        ("import shop\nprint(shop)\n", SEEN),
        ("import shop.sub\nsetup(version=shop.sub.hidden)\n", ()),
        ("from shop import flag\n", SEEN),
        ("from shop import *\n", SEEN),
        ("from shop import sub\nprint(sub._kept)\n", SEEN),
        ("about = {}\nexec(open('shop/__init__.py').read(), about)\nsetup(version=about['__version__'])\n", ()),
        ("about = dict(a=1)\nexec(open('a').read(), about)\nsetup(version=about.get('version'))\n", ()),
        ("about = {}\nexec(compile(open('a').read(), 'a', 'exec'), about)\nprint(about['parts'])\n", ()),
        ("about = {}\nexec(open('a').read(), about)\nsetup(zip_safe=about['flag'])\n", SEEN),
        ("about = {}\nexec(open('a').read(), about)\nsetup(**about)\n", SEEN),
        ("exec(open('a').read())\nsetup(version=__version__)\n", ()),
        ("exec(open('a').read())\nsetup(version=__version__, zip_safe=flag)\n", SEEN),
        ("import runpy\nsetup(**runpy.run_path('a'))\n", SEEN),
        ("from importlib import import_module\nprint(import_module('shop').flag)\n", SEEN),
        ("print(__import__('shop').flag)\n", SEEN),
        ("print(eval('1'))\n", SEEN),
    ],
)
def test_what_is_taken_of_them(script: str, seen: tuple[str, ...]) -> None:
    assert surroundings_of_run(script, RAN) == seen


@pytest.mark.parametrize(
    "text",
    [
        "import os\n__version__ = '1'\nif os.name == 'nt':\n    __version__ = '2'\n",
        "import os\n__version__ = os.environ.get('V', '1')\n",
        "import os\n__version__ = '1'\ndef a():\n    global __version__\n    __version__ = os.name\n",
        "import os\n__version__ = '1'\nglobals()['__version__'] = os.name\n",
        "import os\n__version__ = '1'\nvars()['__version__'] = os.name\n",
        "import os\n__version__ = '1'\ndef a():\n    exec('global __version__; __version__ = a')\nos.name\n",
        "import os\n__version__ = '1'\ndef a(text):\n    exec(text)\nos.name\n",
        "import os\n__version__ = os.name\n__doc__ = os.name\n",
        "import os\nnamed = os.name\n__version__ = named\n",
        "import platform\n__version__ = '1'\nexec('__version__ = platform.system()')\n",
        "import os, sys\n__version__ = '1'\nsetattr(sys.modules[__name__], '__version__', os.name)\n",
        "import platform\nfrom .b import __version__\n",
        "import os\n__version__ = (lambda: os.name)()\n",
    ],
)
def test_what_is_no_constant(text: str) -> None:
    assert len(surroundings_of_run("import shop\nprint(shop.__version__)\n", {"shop.py": text})) == 1


def test_a_name_that_another_module_may_put_in_its_place_is_no_constant() -> None:
    later = "import platform\nhidden = '1'\nfrom .other import *\n"
    assert surroundings_of_run("import shop\nprint(shop.hidden)\n", {"shop.py": later}) == ("platform in shop.py",)


def test_what_is_run_in_a_table_of_its_own_binds_nothing() -> None:
    text = "import os\n__version__ = '1'\nexec('a = 1', {}, table)\nvars(os.name)['b'] = 2\n"
    assert surroundings_of_run("import shop\nprint(shop.__version__)\n", {"shop.py": text}) == ()


def test_what_is_run_in_a_function_binds_nothing_of_the_module() -> None:
    text = "import os, sys\n__version__ = '1'\ndef a():\n    exec('b = 1')\nsys.modules[__name__ + '.b'] = os.name\n"
    text += "globals().get('b')\n"
    assert surroundings_of_run("import shop\nprint(shop.__version__)\n", {"shop.py": text}) == ()


def test_one_that_is_too_large_is_not_known() -> None:
    assert surroundings_of_run("import shop\nprint(shop.a)\n", {"shop.py": None}) == ("its size in shop.py",)
    assert surroundings_of_run("import shop\nprint(shop.a)\n", {"shop.py": "a = 1\n"}) == ()


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("import os, re\nfrom setuptools import setup\nsetup()\n", False),
        ("from setuptools import setup\nimport shop\n", True),
        ("exec(open('a').read())\n", True),
        ("import importlib.util\n", True),
        ("setup(\n", True),
    ],
)
def test_whether_it_runs_anything_else(script: str, *, runs: bool) -> None:
    assert runs_others(script) is runs
