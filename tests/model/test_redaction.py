"""What is made unreadable, and that it can be undone here and nowhere else."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assay.model.redaction import Redaction

WORKSPACE = Path("/home/marta.k/code/shop")
ENVIRON = {"HOME": "/home/marta.k", "USER": "marta.k"}
SECRET = "hunter2!"  # noqa: S105 - the example of one


@pytest.fixture
def redaction() -> Redaction:
    return Redaction(WORKSPACE, ENVIRON)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        (f'password = "{SECRET}"', 'password = "<secret-1>"'),
        ("/home/marta.k/code/shop/src/a.py:3: error", "<workspace>/src/a.py:3: error"),
        ("/home/marta.k/code/shop", "<workspace>"),
        ("/home/marta.k/code/shop2/a.py", "<home>/code/shop2/a.py"),
        ("/home/marta.k/.cache/x", "<home>/.cache/x"),
        ("/home/marta.kowalska/x", "<home-2>/x"),
        ("/Users/someone-else/x", "<home-2>/x"),
        (r"C:\Users\someone\x", r"<home-2>\x"),
        ("# by marta.k, 2024", "# by <user>, 2024"),
        ("marta.kit", "marta.kit"),
        ("x = 1", "x = 1"),
    ],
)
def test_what_says_who_and_where_is_covered_and_comes_back(redaction: Redaction, text: str, covered: str) -> None:
    assert redaction.cover(text)[0] == covered
    assert redaction.uncover(covered) == text


def test_a_secret_that_was_seen_once_is_known_everywhere(redaction: Redaction) -> None:
    redaction.cover(f'password = "{SECRET}"')
    assert redaction.cover(f"printed: {SECRET}") == ("printed: <secret-1>", 1)


def test_lines_of_a_key_are_known_once_the_whole_text_was_seen(redaction: Redaction) -> None:
    middle = '    "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7",\n'
    assert redaction.cover(middle) == (middle, 0)
    redaction.look_over(f"-----BEGIN OPENSSH {'PRIVATE'} KEY-----\n{middle}-----END OPENSSH {'PRIVATE'} KEY-----")
    assert redaction.cover(middle) == ('    "<secret-1>",\n', 1)


def test_a_word_in_the_place_of_a_key_stays_readable(redaction: Redaction) -> None:
    for key in ("", "none", "ollama"):
        redaction.keep_back(key)
    assert redaction.cover("if none of ollama") == ("if none of ollama", 0)


def test_the_same_thing_has_the_same_mark(redaction: Redaction) -> None:
    first, second = 'password = "first-1"', 'password = "second-2"'
    assert [redaction.cover(text)[0] for text in (first, second, first)] == [
        'password = "<secret-1>"',
        'password = "<secret-2>"',
        'password = "<secret-1>"',
    ]


def test_every_place_is_counted(redaction: Redaction) -> None:
    assert redaction.cover(f'password = "{SECRET}"\nassert password == "{SECRET}"  # /home/marta.k')[1] == 3


def test_a_mark_that_stands_in_a_text_cannot_pass_for_ours(redaction: Redaction) -> None:
    redaction.cover(f'password = "{SECRET}"')
    planted = 'print("<secret-1>")'
    covered, _ = redaction.cover(planted)
    assert covered == 'print("<mark>")'
    assert redaction.uncover(covered) == planted


def test_a_mark_that_was_never_given_stays_as_it_is(redaction: Redaction) -> None:
    assert redaction.uncover("<secret-9> <home-7> <user>") == "<secret-9> <home-7> <user>"


@pytest.mark.parametrize("user", ["root", "test", "bob"])
def test_a_name_that_stands_in_code_for_other_things_is_no_name(user: str) -> None:
    redaction = Redaction(Path("/srv/shop"), {"HOME": "/root", "USER": user})
    assert redaction.cover("root = test.bob") == ("root = test.bob", 0)


def test_two_at_once_never_get_one_mark(redaction: Redaction) -> None:
    """Two candidates are made fit to leave in threads of their own, and what comes back is uncovered for both."""
    things = [[f"secret-{number}-{each}-xyz" for each in range(300)] for number in range(8)]
    start = threading.Barrier(len(things))

    def keep_back(mine: list[str]) -> None:
        start.wait(30)
        for each in mine:
            redaction.keep_back(each)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(things)) as threads:
            list(threads.map(keep_back, things))
    finally:
        sys.setswitchinterval(before)
    every = [each for mine in things for each in mine]
    covered = {redaction.cover(each)[0] for each in every}
    assert len(covered) == len(every)
    assert {redaction.uncover(each) for each in covered} == {*every}
