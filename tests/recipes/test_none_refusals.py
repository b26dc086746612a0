"""What is said to refuse None does, in the Python that runs here."""

from __future__ import annotations

import builtins
import importlib
import re
from collections.abc import Callable

import pytest

from assay.recipes.none_refusals import BUILTINS, FUNCTIONS, METHODS


def raised(function: Callable[..., object], place: int) -> type[BaseException] | None:
    """What it raises with None in that place, and a text in those before."""
    try:
        function(*["a"] * place, None)
    except Exception as error:  # noqa: BLE001 - whichever it is, the test tells
        return type(error)
    return None


@pytest.mark.parametrize(("name", "place"), sorted(FUNCTIONS.items()))
def test_a_function(name: str, place: int) -> None:
    module, _, last = name.rpartition(".")
    assert raised(getattr(importlib.import_module(module), last), place) is TypeError


@pytest.mark.parametrize(("name", "place"), sorted(METHODS.items()))
def test_a_method_of_a_pattern(name: str, place: int) -> None:
    assert raised(getattr(re.compile("a"), name), place) is TypeError


@pytest.mark.parametrize("name", sorted(BUILTINS - {"pow", "divmod"}))
def test_a_builtin(name: str) -> None:
    assert raised(getattr(builtins, name), 0) is TypeError


@pytest.mark.parametrize("name", ["pow", "divmod"])
def test_a_builtin_of_two_numbers(name: str) -> None:
    with pytest.raises(TypeError):
        getattr(builtins, name)(None, 1)


def test_one_that_takes_none_is_noticed() -> None:
    assert raised(str, 0) is None
    assert raised(importlib.import_module("os").listdir, 0) is not TypeError
