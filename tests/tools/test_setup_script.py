"""What a `setup.py` looks at, and whether it says anything, by its syntax alone."""

from __future__ import annotations

import pytest

from assay.tools.setup_script import is_stub, surroundings


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("import sys\nif sys.platform == 'win32':\n    a = 1\n", ("sys.platform",)),
        ("import os\na = os.environ.get('A')\n", ("os.environ",)),
        ("from os import getenv\n", ("os.getenv",)),
        ("import platform\nfrom subprocess import run\n", ("platform", "subprocess")),
        ("from datetime import date\n", ("datetime",)),
        ("import sys\nif sys.version_info < (3, 8):\n    a = 1\nelse:\n    raise SystemExit\n", ("sys.version_info",)),
        ("import sys\nif sys.version_info < (3, 8):\n    print('no')\n    sys.exit(1)\n", ()),
        ("import sys\nif sys.version_info < (3, 8):\n    raise RuntimeError('no')\n", ()),
        ("import os\na = os.path.join('a', 'b')\n", ()),
        ("a = (\n", ("its syntax",)),
    ],
)
def test_what_a_script_looks_at(text: str, seen: tuple[str, ...]) -> None:
    assert surroundings(text) == seen


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("#!/usr/bin/env python\n'''A stub.'''\nfrom setuptools import setup\n\nsetup()\n", True),
        ("import setuptools\n\nif __name__ == '__main__':\n    setuptools.setup()\n", True),
        ("from setuptools import setup\nsetup(name='a')\n", False),
        ("import os\nfrom setuptools import setup\nsetup()\n", False),
        ("from setuptools import setup\nsetup(**{})\n", False),
        ("from distutils.core import setup\nsetup()\n", False),
        ("setup(\n", False),
    ],
)
def test_a_stub_says_nothing(text: str, plain: bool) -> None:  # noqa: FBT001 - a case's expectation
    assert is_stub(text) is plain
