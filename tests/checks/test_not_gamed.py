"""Every way to silence a judge is caught, and its honest neighbour passes."""

from __future__ import annotations

from textwrap import dedent

import pytest

from assay.checks.not_gamed import not_gamed
from assay.core.check import CheckResult
from assay.core.outcome import verdict
from support.candidates import candidate, judged

SHOP = '''\
"""Shop."""
import os
import sys
import typing
from typing import TYPE_CHECKING, Any, List, Optional, cast

import pytest


def sell(item: str, amount: int = 1) -> List[str]:
    """Sell."""
    assert amount > 0
    total: int = amount * 2
    return [item] * total


class Till:
    name: str = ""

    def add(self, amount: int) -> int:
        try:
            return amount + 1
        except ValueError:
            return 0
'''


def changed(old: str, new: str, *, text: str = SHOP) -> CheckResult:
    assert text.count(old) == 1, old
    return judged(not_gamed(()), candidate({"shop.py": (text, text.replace(old, new))}))


def added(code: str, *, before: str = SHOP) -> CheckResult:
    return judged(not_gamed(()), candidate({"shop.py": (before, before + "\n\n" + dedent(code).strip("\n") + "\n")}))


RETURN = "    return [item] * total\n"

SILENCING = [
    # comments that tell a tool to look away
    (RETURN, "    return [item] * total  # type: ignore\n", '"type: ignore"'),
    (RETURN, "    return [item] * total  # type: ignore[list-item]\n", '"type: ignore"'),
    (RETURN, "    return [item] * total  # TYPE:ignore\n", '"type: ignore"'),
    (RETURN, "    return [item] * total  # see below # type: ignore\n", '"type: ignore"'),
    (RETURN, "    return [item] * total  # noqa\n", '"noqa"'),
    (RETURN, "    return [item] * total  # noqa: E501\n", '"noqa"'),
    ('"""Shop."""\n', '"""Shop."""\n# ruff: noqa\n', '"noqa"'),
    ('"""Shop."""\n', '"""Shop."""\n# flake8: noqa: E501\n', '"noqa"'),
    (RETURN, "    return [item] * total  # pragma: no cover\n", '"pragma: no cover"'),
    (RETURN, "    return [item] * total  # pyright: ignore\n", '"pyright: ignore"'),
    (RETURN, "    return [item] * total  # pyright: ignore[reportReturnType]\n", '"pyright: ignore"'),
    (RETURN, "    return [item] * total  # pyrefly: ignore\n", '"pyrefly: ignore"'),
    (RETURN, "    return [item] * total  # ty: ignore[invalid-return-type]\n", '"ty: ignore"'),
    (RETURN, "    return [item] * total  # pylint: disable=invalid-name\n", '"pylint: disable"'),
    (RETURN, "    return [item] * total  # nosec\n", '"nosec"'),
    (RETURN, "    return [item] * total  # pyre-fixme[7]\n", '"pyre-ignore"'),
    ('"""Shop."""\n', '"""Shop."""\n# mypy: ignore-errors\n', "an inline mypy setting"),
    ('"""Shop."""\n', '"""Shop."""\n# mypy: disable-error-code="return-value"\n', "an inline mypy setting"),
    ('"""Shop."""\n', '"""Shop."""\n# pyright: basic\n', "an inline pyright setting"),
    ("    total: int = amount * 2\n", "    total = amount * 2  # type: Any\n", "a type comment of Any or object"),
    # types that say nothing
    ("item: str", "item: Any", '"Any"'),
    ("item: str", "item: typing.Any", '"Any"'),
    ("item: str", "item: 'Any'", '"Any"'),
    ("item: str", "item: List[Any]", '"Any"'),
    ("item: str", "item: object", '"object" as a type'),
    ("item: str", 'item: "object"', '"object" as a type'),
    ("item: str", "item: Optional[object]", '"object" as a type'),
    ("-> List[str]", "-> typing.NoReturn", '"NoReturn"'),
    ("class Till:", "class Till(Any):", '"Any"'),
    ("\n\ndef sell", "\nAnything = Any\n\n\ndef sell", '"Any"'),
    (RETURN, "    return cast(List[str], [item] * total)\n", '"cast"'),
    (RETURN, "    return typing.cast('List[str]', total)\n", '"cast"'),
    ("def sell(", "@typing.no_type_check\ndef sell(", '"no_type_check"'),
    # what a checker does not look into
    (RETURN, "    return getattr(item, 'sold')\n", '"getattr" with a literal name'),
    (RETURN, "    setattr(item, 'sold', 1)\n    return [item] * total\n", '"setattr" with a literal name'),
    (RETURN, "    return [item] * total if hasattr(item, 'x') else []\n", '"hasattr"'),
    (RETURN, "    return eval('[item] * total')\n", '"eval"'),
    (RETURN, "    exec('x = 1')\n    return [item] * total\n", '"exec"'),
    (RETURN, "    return __import__('other').sold\n", '"__import__"'),
    (RETURN, "    return item.__dict__['sold']\n", '"__dict__"'),
    ("class Till:\n", "class Till:\n    def __getattr__(self, name: str) -> int: ...\n", '"__getattr__"'),
    (RETURN, "    if TYPE_CHECKING:\n        return []\n    return [item] * total\n", 'code under "if TYPE_CHECKING"'),
    (RETURN, "    if not typing.TYPE_CHECKING:\n        total = ''\n    return [item] * total\n", "TYPE_CHECKING"),
    (RETURN, "    if sys.version_info < (3,):\n        total = ''\n    return [item] * total\n", "sys.version_info"),
    # what never runs
    (RETURN, "    return []\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    raise ValueError\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    if False:\n        total = ''\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    if 0 and item:\n        total = ''\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    if not True:\n        total = ''\n    return [item] * total\n", "a statement that can never run"),
    (
        RETURN,
        "    if True and 1:\n        return [item]\n    else:\n        return [item] * total\n",
        "a statement that can never run",
    ),
    (
        RETURN,
        "    if not (0 or False):\n        pass\n    else:\n        total = ''\n",
        "a statement that can never run",
    ),
    (RETURN, "    while False:\n        total = ''\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    if True:\n        return []\n    else:\n        return total\n", "a statement that can never run"),
    (RETURN, "    assert False\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    sys.exit(0)\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    os._exit(0)\n    return [item] * total\n", "a statement that can never run"),
    (RETURN, "    return '' if False else [item] * total\n", "a statement that can never run"),
    # what swallows whatever happens
    (RETURN, "    try:\n        return [item] * total\n    except:\n        pass\n", "swallows every exception"),
    (RETURN, "    try:\n        return [item]\n    except Exception:\n        return []\n", "swallows every exception"),
    (
        RETURN,
        "    try:\n        return [item]\n    except Exception:\n        return None\n",
        "swallows every exception",
    ),
    (
        RETURN,
        "    try:\n        return [item]\n    except (OSError, BaseException) as e:\n        ...\n",
        "swallows every",
    ),
    (RETURN, "    with suppress(Exception):\n        return [item]\n", "swallows every exception"),
    # tests that do not run or do not look
    ("def sell(", "@pytest.mark.skip\ndef sell(", '"pytest.mark.skip"'),
    ("def sell(", "@pytest.mark.skipif(True, reason='')\ndef sell(", '"pytest.mark.skipif"'),
    ("def sell(", "@pytest.mark.xfail(strict=False)\ndef sell(", '"pytest.mark.xfail"'),
    ("def sell(", "@unittest.skip('later')\ndef sell(", '"unittest.skip"'),
    ("def sell(", "@skip('later')\ndef sell(", '"skip"'),
    ("def sell(", "@unittest.expectedFailure\ndef sell(", '"unittest.expectedFailure"'),
    (RETURN, "    pytest.skip('later')\n    return [item] * total\n", '"pytest.skip"'),
    (RETURN, "    self.skipTest('later')\n    return [item] * total\n", '"self.skipTest"'),
    (RETURN, "    pytest.importorskip('other')\n    return [item] * total\n", '"pytest.importorskip"'),
    ("    assert amount > 0\n", "", "the assertion `amount > 0`"),
    ("    assert amount > 0\n", "    assert True\n", "the assertion `amount > 0`"),
    ("    assert amount > 0\n", "    assert amount >= 0\n", "the assertion `amount > 0`"),
    # what is taken away
    (SHOP[SHOP.index("class Till") :], "", "class Till"),
    ("def sell(", "def sold(", "function sell"),
    ("item: str", "item", 'the annotation of "item" in sell'),
    (" -> List[str]", "", "the return type of sell"),
    (" -> List[str]", " -> List", "the return type of sell"),
    ("total: int = ", "total = ", 'the annotation of "total"'),
    (
        "        try:\n            return amount + 1\n        except ValueError:\n            return 0\n",
        "        ...\n",
        "the body of",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), SILENCING)
def test_a_patch_that_silences_a_judge_fails(old: str, new: str, said: str) -> None:
    result = changed(old, new)
    assert (result.name, result.required, result.status) == ("not gamed", True, "failed")
    assert said in result.reason
    assert result.reason.startswith("shop.py:")


HONEST = [
    (RETURN, "    return [item] * total  # typed: ignore nothing\n"),
    (RETURN, '    print("# type: ignore")\n    return [item] * total\n'),
    (RETURN, "    # the type is a list\n    return [item] * total\n"),
    (RETURN, '    """noqa, pragma: no cover"""\n    return [item] * total\n'),
    (RETURN, "    # no quality assurance here\n    return [item] * total\n"),
    ("item: str", "item: Optional[str]"),
    ("item: str", "item: 'Anything'"),
    ("class Till:", "class Till(object):"),
    (RETURN, "    marker = object()\n    return [item] * total\n"),
    (RETURN, "    return other.cast([item] * total)\n"),
    (RETURN, "    return getattr(os, item)\n"),
    (RETURN, "    return re.compile(item)\n"),
    (RETURN, "    skip = 3\n    reader.skip(skip)\n    return [item] * total\n"),
    (RETURN, "    if amount is None:\n        raise TypeError('amount')\n    return [item] * total\n"),
    (RETURN, "    if amount:\n        return []\n    return [item] * total\n"),
    (RETURN, "    while True:\n        break\n    return [item] * total\n"),
    (RETURN, "    try:\n        return [item] * total\n    except KeyError:\n        pass\n    return []\n"),
    (RETURN, "    try:\n        return [item] * total\n    except Exception:\n        print()\n        raise\n"),
    (
        RETURN,
        "    try:\n        return [item] * total\n    except Exception as e:\n        raise ValueError from e\n",
    ),
    (RETURN, "    with suppress(KeyError):\n        return [item] * total\n    return []\n"),
    ("import os\n", "import os\n\nif TYPE_CHECKING:\n    from other import Thing\n"),
    ("    assert amount > 0\n", "    assert amount > 0\n    assert item\n"),
    ("    assert amount > 0\n", "    assert (\n        amount > 0\n    ), 'more'\n"),
    ("total: int = ", "total: float = "),
    (" -> List[str]", " -> Optional[List[str]]"),
    ('    """Sell."""\n', ""),
    ("        except ValueError:\n            return 0\n", "        except ValueError:\n            return -1\n"),
]


@pytest.mark.parametrize(("old", "new"), HONEST)
def test_its_honest_neighbour_passes(old: str, new: str) -> None:
    result = changed(old, new)
    assert (result.required, result.status, result.reason) == (True, "passed", "")


OLD = """\
from typing import Any, cast


def f(x: Any) -> int:
    return cast(int, x)  # type: ignore[a, b]


def g(x: Any) -> int:  # type: ignore
    assert x
    try:
        return x.y
    except Exception:
        pass
    return 0
"""


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        # what was there may stay, move and become narrower
        ("def f(", "def e() -> int:\n    return 1\n\n\ndef f(", "passed"),
        ("# type: ignore[a, b]", "# type: ignore[a]", "passed"),
        ("int:  # type: ignore", "int:  # type: ignore[b]", "passed"),
        ("# type: ignore[a, b]", "", "passed"),
        (
            OLD,
            OLD[: OLD.index("def f")]
            + OLD[OLD.index("def g") :]
            + "\n\n"
            + OLD[OLD.index("def f") : OLD.index("def g")],
            "passed",
        ),
        # not wider, and not once more
        ("# type: ignore[a, b]", "# type: ignore", "failed"),
        ("# type: ignore[a, b]", "# type: ignore[a, c]", "failed"),
        ("    assert x\n", "    assert x\n    print(x)  # type: ignore\n", "failed"),
        ("    return 0\n", "    return cast(int, 0)\n", "failed"),
    ],
)
def test_what_was_there_is_not_counted_against_a_patch(old: str, new: str, status: str) -> None:
    assert changed(old, new, text=OLD).status == status


def test_the_line_that_is_named_is_the_one_that_was_added() -> None:
    assert changed(
        "    return cast(int, x)", "    print()  # type: ignore\n    return cast(int, x)", text=OLD
    ).reason == ('shop.py:5 adds "type: ignore"; mend the cause instead')


def test_a_name_that_comes_to_mean_something_else_is_looked_at_everywhere() -> None:
    text = "from mine import cast\n\n\ndef f(x: str) -> int:\n    return cast(int, x)\n"
    assert changed("from mine import cast", "from typing import cast", text=text).status == "failed"
    assert changed("from mine import cast", "from mine import cast, other", text=text).status == "passed"


def test_what_moves_to_another_file_of_the_patch_is_not_added() -> None:
    line = "x = compute()  # type: ignore\n"
    there = ("z = 1\n", "z = 1\n" + line)
    moved = judged(not_gamed(()), candidate({"a.py": (line + "y = 1\n", "y = 1\n"), "b.py": there}))
    copied = judged(not_gamed(()), candidate({"a.py": (line, line + "y = 1\n"), "b.py": there}))
    assert (moved.status, copied.status) == ("passed", "failed")
    assert copied.reason == 'b.py:2 adds "type: ignore"; mend the cause instead'


@pytest.mark.parametrize(
    "code",
    [
        "x = 'admin\u202e' # \u2066",
        "x = 'a\u200bb'",
        "x = 'a\u2060b'",
        "# a\u2067 comment",
        "def f\uff41(): pass",
        "\u0430dmin = 1",
        "sc\u043epe = 1",
        "\u0455\u0435ll = 1",
        "print('\u0430dmin')",
        "# \u0430dmin",
        "x = 'a\ufeffb'",
        "x = 'a\u00adb'",
        "x = '\U000e0041'",
        "x = 'a\u3164b'",
        "x = 1\u2028y = 2",
        "x = 'a\x08b'",
        "x = 'a\rb = 2'",
        "\u03bfs = 1",
    ],
)
def test_characters_that_deceive_a_reader_fail(code: str) -> None:
    result = added(code)
    assert result.status == "failed"
    assert "U+" in result.reason


@pytest.mark.parametrize(
    "code",
    [
        "größe = 1",
        "имя = 'мир'",
        "print('привет, world')",
        "# \u0441\u0430\u0445\u0430\u0440 и соль",
        "Δx = \u03b1 * β",
        "x = '\U0001f469\u200d\U0001f4bb'",
        "x = '日本語'",
        "x = 'µs'",
        "naïve = 'é'",
        "x = 1\x0c",
        "x = '\\u202e\\u200b'",
    ],
)
def test_honest_letters_of_the_world_pass(code: str) -> None:
    assert added(code).reason == ""


def test_deceiving_characters_that_were_there_stay_the_users() -> None:
    before = SHOP + "x = 'a\u200bb'\n"
    assert added("y = 1", before=before).status == "passed"
    assert added("y = 'a\u200bb'", before=before).status == "failed"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("shop.pyi", "failed"),
        ("typing.py", "failed"),
        ("src/json.py", "failed"),
        ("shop/json.py", "passed"),
        ("goods.py", "passed"),
    ],
)
def test_a_new_file_that_is_read_instead_of_another_fails(path: str, status: str) -> None:
    assert judged(not_gamed(()), candidate({path: (None, "x: int = 1\n")})).status == status


def test_a_deleted_file_loses_all_that_it_held() -> None:
    result = judged(not_gamed(()), candidate({"shop.py": (SHOP, None)}))
    assert (result.status, "function sell" in result.reason) == ("failed", True)


def test_every_finding_is_in_the_receipt_and_the_first_are_in_the_reason() -> None:
    code = "".join(f"x{number} = 1  # type: ignore\n" for number in range(5))
    result = judged(not_gamed(()), candidate({"shop.py": ("", code)}))
    assert result.reason == (
        'shop.py:1 adds "type: ignore"; shop.py:2 adds "type: ignore"; shop.py:3 adds "type: ignore" (and 2 more); '
        "mend the cause instead"
    )
    assert result.after["findings"] == [f'shop.py:{number} adds "type: ignore"' for number in range(1, 6)]


def test_other_files_are_not_looked_at() -> None:
    assert judged(not_gamed(()), candidate({"notes.md": ("", "# type: ignore\n")})).status == "passed"


def test_what_is_taken_for_granted_is_said_and_never_verified() -> None:
    change = {"shop.py": ("found = []\n", "found: list[str] = []\n")}
    plain, taken = (
        judged(not_gamed(()), candidate(change, assumed=words)) for words in ("", "what is unknown is text")
    )
    assert (verdict([plain]), verdict([taken])) == ("verified", "partial")
    assert taken.incomplete == "what is unknown is text"
    assert taken.incomplete in taken.summary
