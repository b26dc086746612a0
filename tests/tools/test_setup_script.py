"""What a `setup.py` looks at, and whether it says anything, by its syntax alone."""

from __future__ import annotations

import pytest

from assay.tools.setup_script import said_to_setup, surroundings


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
        ("import sys\nv = sys.version_info[:2]\nif v < (3, 8):\n    print(v)\n    sys.exit(1)\n", ()),
        ("import sys\nv = sys.version_info[:2]\nif v < (3, 8):\n    sys.exit(1)\nprint(v)\n", ("sys.version_info",)),
        ("import sys\nv = sys.platform\nif v:\n    sys.exit(1)\nexec(v)\n", ("sys.platform",)),
        ("import os, sys\nif sys.argv[-1] == 'publish':\n    os.system('twine')\n    sys.exit()\n", ()),
        ("import os, sys\nif 'publish' in sys.argv:\n    os.system('twine')\n    sys.exit()\n", ()),
        ("import os, sys\nif sys.argv[-1] == 'publish':\n    os.system('twine')\n", ()),
        ("import os, sys\nif sys.argv[-1] == 'build':\n    os.system('make')\n", ()),
        ("import os, sys\nif sys.argv[1] == 'publish':\n    os.system('twine')\n", ("os.system", "sys.argv")),
        ("import os, sys\nif sys.argv[-1] == 'egg_info':\n    os.system('a')\n", ("os.system", "sys.argv")),
        ("import os, sys\nif sys.argv[-1] == '--dist-dir':\n    os.system('a')\n", ("os.system", "sys.argv")),
        ("import sys\nif sys.argv[-1] == 'bdist_wheel':\n    sys.exit()\nelse:\n    a = 1\n", ("sys.argv",)),
        ("import os, sys\nif sys.argv[1] == 'sdist':\n    a = os.name\n    sys.exit()\n", ("os.name", "sys.argv")),
        ("import os, sys\nif '-v' in sys.argv:\n    a = os.name\n    sys.exit()\n", ("os.name", "sys.argv")),
        ("import os\nclass Test:\n    a = os.name\nsetup(cmdclass={'test': Test})\n", ()),
        ("import os\nclass A:\n    a = os.name\nsetup(cmdclass={'check': A})\n", ("os.name",)),
        ("import os\nclass Build:\n    a = os.name\nsetup(cmdclass={'build_py': Build})\n", ("os.name",)),
        ("import os\nclass Test:\n    a = os.name\nsetup(cmdclass={'test': Test}, a=Test.a)\n", ("os.name",)),
        ("import os\na = os.path.join('a', 'b')\n", ()),
        ("a = (\n", ("its syntax",)),
        ("import sys\nif sys.hexversion < 0x3080000:\n    a = 1\n", ("sys.hexversion",)),
        ("import sys\na = hasattr(sys, 'pypy_version_info')\n", ("hasattr(sys)",)),
        ("import sys as s, os as o\na = s.platform + o.name\n", ("os.name", "sys.platform")),
        ("a = []\ntry:\n    import b\nexcept ImportError:\n    a.append('b')\n", ("whether b is there",)),
        ("try:\n    from b import c\nexcept (OSError, ImportError):\n    c = None\n", ("whether b is there",)),
        ("try:\n    import b.c\n    a = b.c()\nexcept Exception:\n    pass\n", ("whether b.c is there",)),
        ("try:\n    import b\nexcept:\n    b = None\n", ("whether b is there",)),
        ("try:\n    import b\nexcept ImportError:\n    pass\nelse:\n    a = 1\n", ("whether b is there",)),
        ("try:\n    from setuptools import setup\nexcept ImportError:\n    from distutils.core import setup\n", ()),
        ("try:\n    import setuptools\nexcept ImportError:\n    a = None\n", ()),
        ("try:\n    import tomllib\nexcept ImportError:\n    import tomli as tomllib\n", ()),
        ("try:\n    import b\nexcept ImportError:\n    raise SystemExit('install b first')\n", ()),
        ("try:\n    a = open('README').read()\nexcept OSError:\n    a = ''\n", ()),
    ],
)
def test_what_a_script_looks_at(text: str, seen: tuple[str, ...]) -> None:
    assert surroundings(text) == seen


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#!/usr/bin/env python\n'''A stub.'''\nfrom setuptools import setup\n\nsetup()\n", set[str]()),
        ("import setuptools\n\nif __name__ == '__main__':\n    setuptools.setup()\n", set[str]()),
        ("import os, sys\nimport setuptools\nsys.path.insert(0, os.curdir)\nsetuptools.setup()\n", set[str]()),
        ("from setuptools import setup\nsetup(use_scm_version={'a': 1})\n", {"use_scm_version"}),
        ("from setuptools import setup\nsetup(name='a')\n", {"name"}),
        ("from setuptools import setup\nsetup(**{})\n", None),
        ("from setuptools import setup\nsetup()\nsetup()\n", None),
        ("from distutils.core import setup\nsetup()\n", None),
        ("from skbuild import *\nsetup()\n", None),
        ("import numpy.distutils.core as setuptools\nsetuptools.setup()\n", None),
        ("from setuptools import setup\nsetup = print\nsetup()\n", None),
        ("from setuptools import setup\ndef setup(): pass\nsetup()\n", None),
        ("setup(\n", None),
    ],
)
def test_what_a_script_gives_to_setup(text: str, said: set[str] | None) -> None:
    assert said_to_setup(text) == said
