"""A method that a mixin declares for checkers alone is allowed where the project proves it, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from assay.checks.not_gamed import not_gamed
from support.candidates import NOWHERE, candidate, judged

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
ITEM = SHOP[SHOP.index("    def price") : SHOP.index("\n\nclass Book")]
DECLARED = """
    if TYPE_CHECKING:

        def price(self, times: int, tax: bool = ...) -> int: ...
"""


def status(declared: str = DECLARED, *, shop: str = SHOP, more: str = "", other: str = "", root: Path = NOWHERE) -> str:
    before = shop.replace("{declared}", "") + dedent(more)
    after = shop.replace("{declared}", declared) + dedent(more)
    changes: dict[str, tuple[str | None, str | None]] = {"shop.py": (before, after)}
    if other:
        changes["other.py"] = (dedent(other), dedent(other) + "\n")
    return judged(not_gamed(()), candidate(changes, root=root)).status


def test_what_every_class_gets_from_another_base_passes() -> None:
    assert status() == "passed"


def test_so_does_what_those_get_that_inherit_from_one_that_lacks_it() -> None:
    assert status(more="\n\nclass Rated(Priced):\n    pass\n\n\nclass Map(Rated, Item):\n    pass\n") == "passed"


def test_and_what_another_file_proves() -> None:
    shop = SHOP[: SHOP.index("class Item")]
    other = "from shop import Priced\n\n\n" + SHOP[SHOP.index("class Item") :]
    assert status(shop=shop, other=other) == "passed"


def test_and_what_a_class_has_itself() -> None:
    own = "\n\nclass Pen(Priced):\n    def price(self, times: int, tax: bool = False) -> int:\n        return times\n"
    assert status(more=own) == "passed"


def test_and_what_is_not_annotated_on_either_side() -> None:
    bare = SHOP.replace("times: int, tax: bool = False) -> int:", "times, tax=False):")
    assert status(DECLARED.replace("times: int, tax: bool = ...) -> int:", "times, tax=...):"), shop=bare) == "passed"


@pytest.mark.parametrize(
    "more",
    [
        "\n\ndef shown(book: Priced) -> 'Priced | None':\n    return book if isinstance(book, Priced) else None\n",
        "\n\nclass Sold(Book):\n    def __init__(self) -> None:\n        Priced.__init__(self)\n",
        "\n\n__all__ = ['Priced', 'Book']\n",
        "\n\ndef asked(item: 'list[Priced]') -> bool:\n    return isinstance(item, (Priced, int))\n",
        "\n\nclass Error(Priced, Item, ValueError):\n    pass\n",
        "\n\nclass Kept(Priced, Generic[T], Item):\n    pass\n",
    ],
)
def test_mentions_that_make_no_object_of_the_mixin_pass(more: str) -> None:
    assert status(more=more) == "passed"


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
    ],
)
def test_one_class_without_that_method_or_an_uncertain_name_fails(more: str) -> None:
    assert status(more=more) == "failed"


@pytest.mark.parametrize(
    "more",
    [
        "\n\nPriced().total()\n",
        "\n\nKINDS = [Priced]\n",
        "\n\ndef made(cls=Priced):\n    return cls()\n",
        "\n\nclass Pen(metaclass=Priced):\n    pass\n",
        "\n\ndef made(priced: list[Priced] = [Priced()]) -> None: ...\n",
        "\n\nclass Rated(Priced):\n    pass\n\n\nclass Map(Rated, Item):\n    pass\n\n\nRated()\n",
        "\n\nPlain = Priced\n\n\nclass Pen(Plain):\n    pass\n",
        "\n\nPen = type('Pen', (Priced,), {})\n",
        "\n\nmade = globals()['Priced']()\n",
        "\n\nclass Pen(mixed(Priced)):\n    pass\n",
        "\n\nclass Pen(*[Priced]):\n    pass\n",
        "\n\nPriced.total(book)\n",
    ],
)
def test_an_object_of_the_mixin_itself_fails(more: str) -> None:
    assert status(more=more) == "failed"


@pytest.mark.parametrize(
    "more",
    [
        "\n\nclass Pen(Priced, Elsewhere, Item):\n    pass\n",
        "\n\nclass Pen(Priced, elsewhere.Item):\n    pass\n",
        "\n\nclass Pen(Priced, Item):\n    price = None\n",
        "\n\nclass Pen(Priced, Item):\n    def price(self):\n        return ''\n",
        "\n\nclass Mint(Item):\n    price = None\n\n\nclass Pen(Priced, Item, Mint):\n    pass\n",
        "\n\n@replaced\nclass Pen(Priced, Item):\n    pass\n",
        "\n\nItem = Priced\n",
        "\n\ndef made(Item):\n    class Pen(Priced, Item):\n        pass\n",
    ],
)
def test_a_base_that_may_be_another_one_fails(more: str) -> None:
    assert status(more=more) == "failed"


@pytest.mark.parametrize(
    "more",
    [
        "\n\nclass Pen(Priced, Item):\n    def __init__(self):\n        self.price, self.name = None, ''\n",
        "\n\nclass Pen(Priced, Item):\n    price, name = None, ''\n",
        "\n\nclass Pen(Priced, Item):\n    def a(self):\n        with a() as self.price:\n            pass\n",
        "\n\nclass Sold(Book):\n    def __init__(self):\n        self.price = None\n",
        "\n\ndef spoilt(book):\n    book.price = None\n",
        "\n\ndef spoilt():\n    del Item.price\n",
        "\n\ndef spoilt(book):\n    setattr(book, 'price', None)\n",
        "\n\ndef spoilt(book):\n    for name in ('price', 'name'):\n        setattr(book, name, None)\n",
    ],
)
def test_something_else_that_is_given_the_name_of_the_method_fails(more: str) -> None:
    assert status(more=more) == "failed"


def test_a_class_that_has_nothing_to_do_with_the_mixin_may_give_it_to_its_objects() -> None:
    assert status(more="\n\nclass Car:\n    def __init__(self, price):\n        self.price = price\n") == "passed"


@pytest.mark.parametrize(
    "other",
    [
        "from shop import Priced as Base\n\n\nclass Pen(Base):\n    pass\n",
        "import shop\n\n\nclass Pen(shop.Priced):\n    pass\n",
        "import shop\n\nshop.Priced()\n",
        "from elsewhere import Item\nfrom shop import Priced\n\n\nclass Pen(Priced, Item):\n    pass\n",
        "from shop import *\n\n\nclass Pen(Priced, Item):\n    pass\n",
        "from shop import Priced\n\n\nclass Pen(Priced\n",
    ],
)
def test_another_file_that_does_not_prove_it_fails(other: str) -> None:
    assert status(other=other) == "failed"


@pytest.mark.parametrize(
    "content",
    [
        b"# caf\xe9\nfrom shop import Priced\n\n\nclass Pen(Priced):\n    pass\n",
        b"\xff\xfe\x00broken",
        b"A = 1\n" * 400_000,
    ],
)
def test_a_file_that_cannot_be_read_or_is_too_much_fails(content: bytes, tmp_path: Path) -> None:
    assert status(root=tmp_path) == "passed"
    (tmp_path / "pen.py").write_bytes(content)
    assert status(root=tmp_path) == "failed"


def rated(count: int) -> str:
    """As many classes that lack the method, each with one below that has it."""
    return "".join(
        f"\n\nclass Rated{number}(Priced):\n    pass\n\n\nclass Map{number}(Rated{number}, Item):\n    pass\n"
        for number in range(count)
    )


def test_more_classes_than_are_looked_for_fail() -> None:
    assert status(more=rated(20)) == "passed"
    assert status(more=rated(80)) == "failed"


def test_classes_of_one_name_in_several_modules_are_told_apart() -> None:
    def mixin(method: str, declared: str = "") -> str:
        return f"from typing import TYPE_CHECKING\n\n\nclass Part:\n{declared}    def {method}(self):\n        pass\n"

    claim = "    if TYPE_CHECKING:\n\n        def push(self, name): ...\n\n"
    host = """\
from shop.parts import base
from .parts import more


class Shop(base.Part, more.Part):
    def push(self, name):
        pass
"""
    changes: dict[str, tuple[str | None, str | None]] = {
        "shop/__init__.py": ("", "\n"),
        "shop/parts/__init__.py": ("", "\n"),
        "shop/parts/base.py": (mixin("total"), mixin("total", claim)),
        "shop/parts/more.py": (mixin("size"), mixin("size") + "\n"),
        "shop/host.py": (host, host + "\n"),
    }
    assert judged(not_gamed(()), candidate(changes)).status == "passed"
    lacking = host.replace("push", "pull")
    assert judged(not_gamed(()), candidate({**changes, "shop/host.py": (lacking, lacking + "\n")})).status == "failed"
    other = "from elsewhere import more\n".join(host.split("from .parts import more\n")).replace("base.Part, ", "")
    assert judged(not_gamed(()), candidate({**changes, "shop/host.py": (other, other + "\n")})).status == "failed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("class Book(Priced, Item):\n    pass\n", ""),
        ("times: int, tax: bool = False) -> int:", "times, tax=False):"),
        ("    def price", "    @staticmethod\n    def price"),
        (ITEM, f"    if TYPE_CHECKING:\n{indent(ITEM, '    ')}"),
        (ITEM, f"    if __debug__:\n{indent(ITEM, '    ')}"),
        ("class Priced:", "class Priced(Elsewhere):"),
        ("        return self.price(2) * 2\n", "        self.price = None\n        return 2\n"),
    ],
)
def test_a_project_that_does_not_prove_it_fails(old: str, new: str) -> None:
    assert SHOP.count(old) == 1
    assert status(shop=SHOP.replace(old, new)) == "failed"


def test_a_class_within_a_function_fails() -> None:
    lines = SHOP.replace("{declared}", DECLARED).splitlines(keepends=True)
    nested = "def made() -> None:\n" + "".join(f"    {line}" if line.strip() else line for line in lines)
    assert judged(not_gamed(()), candidate({"shop.py": ("", nested)})).status == "failed"


def test_a_function_of_the_module_fails() -> None:
    declared = "\n\nif TYPE_CHECKING:\n\n    def price(self, times: int, tax: bool = ...) -> int: ...\n"
    before = SHOP.replace("{declared}", "")
    assert judged(not_gamed(()), candidate({"shop.py": (before, before + declared)})).status == "failed"
