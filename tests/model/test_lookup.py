"""What a model is told about names, as its draft is by now, and of no file that it may not see."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path, PurePosixPath

from assay.core.model import Call
from assay.model.lookup import MOST
from assay.model.toolbox import Done, Toolbox
from support.models import toolbox

FILES = {
    "shop.py": "class Item:\n    def price(self) -> int:\n        return 1\n\n\n"
    "def total(items):\n    return items[0].price()\n",
    "use.py": "from shop import total\n\n\ndef main():\n    return total([])\n",
    "private.py": "from shop import total\n\nKEY = total([])\n\n\ndef total_of_all():\n    pass\n",
}
SHOP, USE = PurePosixPath("shop.py"), PurePosixPath("use.py")


def asked(box: Toolbox, function: str, name: str) -> Done:
    return asyncio.run(box.carry_out(Call("1", function, json.dumps({"name": name}))))


def test_where_something_is_defined(tmp_path: Path) -> None:
    box = toolbox(tmp_path, FILES)
    found = asked(box, "symbols", "Item.price")
    assert found == Done("shop.py, lines 2 to 3: def price(self) -> int: (in Item)", (SHOP,))
    assert asked(box, "symbols", "use.py") == Done("use.py, lines 4 to 5: def main():", (USE,))


def test_where_it_is_used(tmp_path: Path) -> None:
    box = toolbox(tmp_path, FILES, "private.py")
    assert asked(box, "references", "shop.total") == Done("use.py:5: return total([]) (in main)", (USE,))
    assert asked(box, "references", "price") == Done("shop.py:7: return items[0].price() (in total)", (SHOP,))


def test_a_file_that_it_may_not_see_is_not_looked_up(tmp_path: Path) -> None:
    box = toolbox(tmp_path, FILES, "private.py")
    for name in ("KEY", "private.py", "total_of_all"):
        for function in ("symbols", "references"):
            assert asked(box, function, name) == Done("nothing is found")
    assert asked(toolbox(tmp_path, FILES), "symbols", "KEY").files == (PurePosixPath("private.py"),)


def test_the_draft_counts(tmp_path: Path) -> None:
    box = toolbox(tmp_path, FILES)
    edit = {"path": "use.py", "old": "total([])", "new": "total([1])\n\n\ndef more():\n    return total([2])"}
    asyncio.run(box.carry_out(Call("1", "replace_text", json.dumps(edit))))
    made = {"path": "made.py", "text": "from shop import total\n\nx = total([3])\n"}
    asyncio.run(box.carry_out(Call("2", "create_file", json.dumps(made))))
    found = asked(box, "references", "total")
    assert "made.py:3: x = total([3])" in found.text
    assert "use.py:9: return total([2]) (in more)" in found.text
    assert PurePosixPath("made.py") not in found.files


def test_an_answer_has_an_end(tmp_path: Path) -> None:
    box = toolbox(tmp_path, {"a.py": "x = f()\n" * 500})
    assert len(asked(box, "references", "f").text.splitlines()) == MOST + 1
    assert asked(box, "symbols", " ").text == "the name is empty"
