"""Which arguments of a `setup()` count as static in the evaluation."""

from __future__ import annotations

import pytest

from evaluate_packaging.arguments import WHOLE, computed

HEAD = "import os, io\nfrom setuptools import find_packages, setup\n"


@pytest.mark.parametrize(
    "script",
    [
        "setup(name='a', version='1', packages=['a'], zip_safe=False)\n",
        "NAME = 'a'\nsetup(name=NAME, packages=find_packages(exclude=[NAME + '.tests']))\n",
        "setup(long_description=open('README').read().strip())\n",
        "with io.open('README', encoding='utf-8') as f:\n    text = f.read()\nsetup(long_description=text)\n",
        "with open('A') as f:\n    a = f.read()\nwith open('B') as f:\n    b = f.read()\nsetup(x=a + '\\n' + b)\n",
        "HERE = os.path.dirname(__file__)\nsetup(x=open(os.path.join(HERE, 'README')).read())\n",
        "def read(*parts):\n    with open(os.path.join(*parts)) as f:\n        return f.read()\nsetup(x=read('a'))\n",
        "if __name__ == '__main__':\n    setup(name='a', long_description=__doc__)\n",
        "import sys\nif sys.argv[-1] == 'publish':\n    sys.exit()\nsetup(name='a')\n",
    ],
)
def test_static_ones(script: str) -> None:
    assert computed(HEAD + script) == ()


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("import a\nsetup(name='a', version=a.__version__)\n", ("version",)),
        ("import re\nsetup(version=re.search('v', open('a').read()).group(1))\n", ("version",)),
        ("about = {}\nexec(open('a').read(), about)\nsetup(version=about['v'], x=about)\n", ("version", "x")),
        ("exec(open('a').read())\nsetup(version=__version__)\n", ("version",)),
        (
            "needs = ['a']\nif os.name == 'nt':\n    needs = ['b']\nsetup(install_requires=needs)\n",
            ("install_requires",),
        ),
        ("needs = ['a']\nneeds.append('b')\nsetup(install_requires=needs)\n", ("install_requires",)),
        ("table = {}\ntable['a'] = 'b'\nsetup(x=table, **table)\n", ("**", "x")),
        ("a = 'b'\na += 'c'\nsetup(x=a)\n", ("x",)),
        ("setup(x=[line for line in open('a')], y=os.environ['A'], z='a' if os.name else 'b')\n", ("x", "y", "z")),
        ("def read(n):\n    if n:\n        return 'a'\n    return 'b'\nsetup(x=read(1))\n", ("x",)),
        ("def read():\n    return os.environ['A']\nsetup(x=read())\n", ("x",)),
        ("def read():\n    return read()\nsetup(x=read())\n", ("x",)),
        ("a = b\nb = a\nsetup(x=a)\n", ("x",)),
        ("if os.name:\n    setup(name='a')\n", (WHOLE,)),
        ("def main():\n    setup(name='a')\nmain()\n", (WHOLE,)),
        ("setup(name='a')\nsetup(name='b')\n", (WHOLE,)),
    ],
)
def test_computed_ones(script: str, names: tuple[str, ...]) -> None:
    assert computed(HEAD + script) == names


def test_what_is_no_python_is_told() -> None:
    with pytest.raises(SyntaxError):
        computed("setup(")
