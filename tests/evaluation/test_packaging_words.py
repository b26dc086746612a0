"""What tools said goes into a page of the documentation without the addresses in it."""

from __future__ import annotations

import pytest

from evaluate_packaging.words import MOST, plain

INDEX = "--inde" + "x-url"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("See https:" + "//a.example/b/#c for\n guidance.", "See (an address) for guidance."),
        ("from git+ssh:" + "//git@a.example/b", "from (an address)"),
        ("ERROR: <https:" + "//a.example/a-1.tar.g" + "z>", "ERROR: (an address)"),
        (f"try {INDEX}=here or {INDEX} there", "try (an address) or (an address)"),
        ("not on files.python" + "hosted.org", "not on (an address)"),
        ("[Errno 2] '/srv/tree/setup.py'", "[Errno 2] '(an address)'"),
        ("'~2.7 || ^3.4': tool/setup.py, and/or <8", "'~2.7 || ^3.4': tool/setup.py, and/or <8"),
        ("a" * 999, "a" * MOST),
    ],
)
def test_no_address_is_left(said: str, told: str) -> None:
    assert plain(said) == told
