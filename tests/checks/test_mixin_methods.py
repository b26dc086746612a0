"""A method that a mixin declares for checkers alone is allowed where the project proves it, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from assay.checks.not_gamed import not_gamed
from support.candidates import candidate, judged

SHOP = '''\
from typing import TYPE_CHECKING


class Priced:
    """Has a price."""
{declared}
    def total(self) -> int:
        return self.price(2) * 2


class Item:
    def price(self, times: int, tax: bool = False) -> int:
        return 3 * times


class Book(Priced, Item):
    pass
'''
DECLARED = """
    if TYPE_CHECKING:

        def price(self, times: int, tax: bool = ...) -> int: ...
"""


def status(declared: str = DECLARED, *, shop: str = SHOP, more: str = "", other: str = "") -> str:
    before = shop.replace("{declared}", "") + dedent(more)
    after = shop.replace("{declared}", declared) + dedent(more)
    changes: dict[str, tuple[str | None, str | None]] = {"shop.py": (before, after)}
    if other:
        changes["other.py"] = (dedent(other), dedent(other) + "\n")
    return judged(not_gamed, candidate(changes)).status


def test_what_every_class_gets_from_another_base_passes() -> None:
    assert status() == "passed"


def test_so_does_what_those_get_that_inherit_from_one_that_lacks_it() -> None:
    assert status(more="\n\nclass Rated(Priced):\n    pass\n\n\nclass Map(Rated, Item):\n    pass\n") == "passed"


def test_and_what_another_file_proves() -> None:
    shop = SHOP[: SHOP.index("class Item")]
    other = "from shop import Priced\n\n\n" + SHOP[SHOP.index("class Item") :]
    assert status(shop=shop, other=other) == "passed"


@pytest.mark.parametrize(
    "declared",
    [
        DECLARED.replace("-> int", "-> str"),
        DECLARED.replace("times: int", "times: str"),
        DECLARED.replace("times: int, ", ""),
        DECLARED.replace(" = ...", ""),
        DECLARED.replace("times: int", "times"),
        DECLARED.replace(" -> int", ""),
        DECLARED.replace("def price", "async def price"),
        DECLARED.replace("def price", "@property\n        def price"),
        DECLARED.replace("def price", "def prize"),
        DECLARED.replace(": ...", ":\n            return 1"),
        DECLARED.replace(": ...", ": return 1"),
        DECLARED.replace("TYPE_CHECKING", "TYPE_CHECKING or True"),
        DECLARED.replace("TYPE_CHECKING", "not TYPE_CHECKING"),
        DECLARED + "    else:\n        price = None\n",
        DECLARED + "        price = None\n",
        DECLARED + "        rate = 3\n",
        DECLARED + DECLARED,
        DECLARED.replace("times: int", "times: Any"),
        DECLARED.replace("price", "__getattr__"),
    ],
)
def test_another_claim_fails(declared: str) -> None:
    assert status(declared) == "failed"


@pytest.mark.parametrize(
    "more",
    [
        "\n\nclass Pen(Priced):\n    pass\n",
        "\n\nclass Other:\n    def price(self) -> str:\n        return ''\n\n\nclass Pen(Priced, Other):\n    pass\n",
        "\n\nclass Ink:\n    price = 3\n\n\nclass Pen(Priced, Ink):\n    pass\n",
        "\n\nclass Ink:\n    price = 3\n\n\nclass Pen(Priced, Ink, Item):\n    pass\n",
        "\n\nclass Rated(Priced):\n    pass\n",
        "\n\nclass Item:\n    pass\n",
        "\n\nclass Priced:\n    pass\n",
        "\n\nclass Book(Priced):\n    pass\n",
        "\n\nclass Pen(Priced, Exception, Unknown, Item):\n    pass\n",
    ],
)
def test_one_class_without_that_method_or_an_uncertain_name_fails(more: str) -> None:
    assert status(more=more) == "failed"


@pytest.mark.parametrize(
    "more",
    [
        "\n\nPriced().total()\n",
        "\n\nRated = Priced\n",
        "\n\nKINDS = [Priced]\n",
        "\n\ndef made(cls=Priced):\n    return cls()\n",
        "\n\nmade = type('Pen', (Priced,), {})\n",
        "\n\nclass Pen(metaclass=Priced):\n    pass\n",
        "\n\nPriced.made()\n",
        "\n\ndef made(priced: list[Priced] = [Priced()]) -> None: ...\n",
        "\n\nclass Rated(Priced):\n    pass\n\n\nclass Map(Rated, Item):\n    pass\n\n\nRated()\n",
    ],
)
def test_a_class_that_may_have_objects_of_its_own_fails(more: str) -> None:
    assert status(more=more) == "failed"


def test_a_class_that_is_asked_after_and_annotated_passes() -> None:
    more = """

    class Pen(Priced, Exception, Item):
        pass


    def total(item: Priced, more: "list[Priced]") -> "Priced | None":
        return item if isinstance(item, (Priced, int)) else None
    """
    assert status(more=more) == "passed"


@pytest.mark.parametrize(
    "other",
    [
        "from shop import Priced as Cheap\n\n\nclass Pen(Cheap):\n    pass\n",
        "import shop\n\n\nclass Pen(shop.Priced):\n    pass\n",
        "import shop\n\nshop.Priced()\n",
    ],
)
def test_a_file_that_takes_it_by_another_name_fails(other: str) -> None:
    assert status(other=other) == "failed"


@pytest.mark.parametrize("held", [b"\xff\xfe\x00broken", b"A = 1\n" * 400_000])
def test_a_file_that_cannot_be_read_or_is_too_much_fails(tmp_path: Path, held: bytes) -> None:
    changes: dict[str, tuple[str | None, str | None]] = {
        "shop.py": (SHOP.replace("{declared}", ""), SHOP.replace("{declared}", DECLARED)),
    }
    given = candidate(changes, root=tmp_path)
    assert judged(not_gamed, given).status == "passed"
    (tmp_path / "odd.py").write_bytes(held)
    assert judged(not_gamed, given).status == "failed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("class Book(Priced, Item):\n    pass\n", ""),
        ("times: int, tax: bool = False) -> int:", "times, tax=False):"),
        ("    def price", "    @staticmethod\n    def price"),
        ("        return self.price(2) * 2\n", "        self.price = None\n        return 2\n"),
    ],
)
def test_a_project_that_does_not_prove_it_fails(old: str, new: str) -> None:
    assert SHOP.count(old) == 1
    assert status(shop=SHOP.replace(old, new)) == "failed"


def test_a_class_within_a_function_fails() -> None:
    lines = SHOP.replace("{declared}", DECLARED).splitlines(keepends=True)
    nested = "def made() -> None:\n" + "".join(f"    {line}" if line.strip() else line for line in lines)
    assert judged(not_gamed, candidate({"shop.py": ("", nested)})).status == "failed"


def test_a_function_of_the_module_fails() -> None:
    declared = "\n\nif TYPE_CHECKING:\n\n    def price(self, times: int, tax: bool = ...) -> int: ...\n"
    before = SHOP.replace("{declared}", "")
    assert judged(not_gamed, candidate({"shop.py": (before, before + declared)})).status == "failed"
