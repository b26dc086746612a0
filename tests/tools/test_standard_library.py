"""What is said of the standard library is so: on this interpreter, and as typeshed has it for others."""

from __future__ import annotations

import builtins
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.tools import standard_library
from assay.tools.standard_library import EARLIEST, Life, builtin, builtin_member, counts, member, module
from support.checked import run_mypy

CLASSES = ("bytes", "dict", "int", "list", "str")
TEXT = Path(standard_library.__file__).with_suffix(".txt").read_text(encoding="utf-8")


def listed() -> Iterator[tuple[str, str]]:
    """Every owner and name that something is said of."""
    for line in TEXT.splitlines():
        owner, _, *names = line.split()
        yield from ((owner, name) for name in names)


FACTS = tuple(listed())


def life(owner: str, name: str) -> Life:
    """What is said of it."""
    if owner == "builtins":
        found = builtin(name)
    elif owner.startswith("builtins."):
        found = builtin_member(owner.removeprefix("builtins."), name)
    else:
        found = module(name) if owner == "module" else member(owner, name)
    assert found is not None
    return found


def has(owner: str, name: str, version: tuple[int, int]) -> bool:
    """Whether it is there by what is said, in a module that is."""
    of_module = None if owner == "module" or owner.startswith("builtins") else module(owner)
    return all(each.has(version) is not False for each in (life(owner, name), of_module) if each is not None)


def statement(owner: str, name: str) -> str:
    """A line that fails where it is not there."""
    if owner == "module":
        return f"import {name}"
    if owner.startswith("builtins"):
        return f"{owner}.{name}".removeprefix("builtins.")
    return f"from {owner} import {name} as _{owner.replace('.', '_')}_{name}"


def test_everything_is_said_once() -> None:
    assert len(set(FACTS)) == len(FACTS) > 1000


def test_no_name_is_said_of_a_module_of_which_nothing_is() -> None:
    owners = {owner for owner, _ in FACTS if owner != "module" and not owner.startswith("builtins")}
    assert [each for each in owners if module(each) is None] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_is_so_on_this_interpreter() -> None:
    import sys  # noqa: PLC0415 - only here

    version = sys.version_info[:2]
    wrong = [(owner, name) for owner, name in FACTS if _is_here(owner, name) is not has(owner, name, version)]
    assert wrong == []


def _is_here(owner: str, name: str) -> bool:
    try:
        if owner == "module":
            importlib.import_module(name)
            return True
        if owner.startswith("builtins"):
            inner = owner.removeprefix("builtins").lstrip(".")
            return hasattr(getattr(builtins, inner) if inner else builtins, name)
        return hasattr(importlib.import_module(owner), name)
    except ImportError:
        return False


@pytest.mark.parametrize("version", [(3, 10), (3, 12), (3, 14)])
def test_it_is_so_for_typeshed(version: tuple[int, int], tmp_path: Path) -> None:
    facts = [(owner, name) for owner, name in FACTS if owner == "module" or owner.startswith("builtins")]
    facts += [(owner, name) for owner, name in FACTS if (owner, name) not in facts and has("module", owner, version)]
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "facts.py").write_text("".join(f"{statement(*each)}\n" for each in facts), encoding="utf-8")
    number = ".".join(map(str, version))
    out, err, _ = run_mypy(
        folder, "-O", "json", f"--python-version={number}", "--no-site-packages", "--config-file=", "facts.py"
    )
    told: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert not err
    lines = (int(each["line"]) for each in told if each["severity"] == "error" and each["code"] != "no-redef")
    missing = {facts[line - 1] for line in lines}
    assert missing
    assert [each for each in facts if (each in missing) is has(*each, version)] == []


def test_what_a_build_may_be_without_is_not_certain() -> None:
    threading = life("module", "threading")
    assert [threading.has(each) for each in (EARLIEST, (3, 6), (3, 7))] == [None, None, True]
    assert not {"ssl", "sqlite3", "tkinter", "curses", "readline", "bz2", "lzma", "zlib", "ctypes", "distutils"} & {
        name for _, name in FACTS
    }


def test_the_versions_between_do_not_count() -> None:
    assert [counts(each) for each in ((2, 6), (2, 7), (3, 0), (3, 5), (3, 6), (3, 30), (4, 0))] == [
        False,
        True,
        False,
        False,
        True,
        True,
        True,
    ]
