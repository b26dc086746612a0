from __future__ import annotations

import ast
import gc
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from assay.core.parsing import literal_value, parse_expression, parse_module

SHALLOW = "\n".join(f"a{n} = [{n}, 'text', b.c(d=e)]" for n in range(300))
DEEP = "\n".join(f"{' ' * n}if a{n}:" for n in range(60)) + f"\n{' ' * 60}" + "((((((((((1 + 2) * 3) - 4) / 5)))))))"


def together(parse: Callable[[str], object]) -> list[BaseException]:
    """What two threads raised that parsed beside each other; each collection of garbage lets the other one go on."""

    def some(text: str) -> list[BaseException]:
        found: list[BaseException] = []
        for _ in range(30):
            try:
                parse(text)
            except SystemError as error:
                found.append(error)
        return found

    with ThreadPoolExecutor(2) as pool:
        return [each for found in pool.map(some, (SHALLOW, DEEP)) for each in found]


@pytest.fixture
def _switching() -> Iterator[None]:
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()

    def give_way(*_: object) -> None:
        time.sleep(0)

    gc.callbacks.append(give_way)
    gc.set_threshold(50)
    sys.setswitchinterval(1e-5)
    yield
    gc.callbacks.remove(give_way)
    gc.set_threshold(*threshold)
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_switching")
def test_two_threads_can_parse_at_once() -> None:
    assert together(parse_module) == []


def test_what_the_parser_warns_about_is_kept_off_the_log() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert isinstance(parse_module(r"'\d'"), ast.Module)
        assert isinstance(parse_expression(r"'\d'"), ast.Constant)
        assert literal_value(r"'\d'") == "\\d"
    assert seen == []


def test_a_file_is_read_as_the_version_that_is_asked_for() -> None:
    with pytest.raises(SyntaxError):
        parse_module("match a:\n    case 1: pass\n", (3, 9))


@pytest.mark.parametrize("source", ["a b", "a = 1", "", "a\0b"])
def test_what_is_no_expression_raises(source: str) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        parse_expression(source)


def test_what_is_no_literal_raises() -> None:
    with pytest.raises(ValueError, match="malformed"):
        literal_value("a.b()")
