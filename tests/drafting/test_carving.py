"""What other functions are shown with: calls and objects of the one to test are carved out of it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from assay.core.command import Completed
from assay.recipes.drafting.carving import makers, scripts, seeds
from assay.recipes.drafting.matter import Matter
from assay.tools.carving import Carved, Carvings, read_carvings
from assay.tools.described import Described
from assay.tools.observing import REPORT
from support.drafting import Shared, shared

README = """\
Scales
======

    >>> import scales
    >>> scales.weigh("apples 3kg", "fruit")
    <Weighed 3000 fruit>
    >>> scales.weigh("nothing", "air")
    >>> sorted(scales.weigh("pears 250g", "fruit").labels())
    ['fruit', 'pears']
"""
SCALES = '''\
"""Weighs what is written."""

import os
import re


class Weighed:
    def __init__(self, found, kind):
        if not hasattr(found, "group"):
            raise TypeError("a match is needed")
        self._found = found
        self._kind = kind

    def __repr__(self):
        return f"<Weighed {grams(self._found)} {self._kind}>"

    def labels(self):
        return {self._found.group(1), self._kind}

    def price(self, of_kilogram=100):
        return grams(self._found) * of_kilogram // 1000


def grams(found, factor=1):
    number = int(found.group(2)) * factor
    return number * 1000 if found.group(3) == "kg" else number


def weigh(text, kind, strict=True):
    found = re.match(r"(\\w+) (\\d+)(k?g)", text)
    if found is None:
        return None if strict else Weighed(re.match("(.)(.)", "00"), kind)
    return Weighed(found, kind)


def ends(text):
    os._exit(3)
'''


@pytest.fixture(scope="module")
def scales(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shared]:
    folder: Path = tmp_path_factory.mktemp("scales")
    with shared(folder, {"README.md": README, "scales.py": SCALES}) as found:
        yield found


def drafted(scales: Shared, function: str) -> str:
    return scales.text("scales.py", function)


def test_an_object_that_only_a_function_gives_is_taken_from_it(scales: Shared) -> None:
    assert 'weigh("apples 3kg", "fruit").price(' in drafted(scales, "price")


def test_what_others_give_to_a_function_is_given_to_it(scales: Shared) -> None:
    text = drafted(scales, "grams")
    assert '"apples 3kg")' in text
    assert "3000" in text


def carved(tmp_path: Path, owner: str, name: str, examples: list[list[str]]) -> Carvings:
    """What comes of examples, without a sandbox around them: they are ours."""
    tools = Path(str(sys.modules["assay.tools.carving"].__file__)).parent
    for each in ("carving", "observing", "rendering"):
        (tmp_path / f"assay_{each}.py").write_text((tools / f"{each}_payload.py").read_text())
    (tmp_path / "scales.py").write_text(SCALES)
    names = {"weigh": "scales", "Weighed": "scales", "grams": "scales", "re": ""}
    order = {"module": "scales", "owner": owner, "name": name, "path": ["."], "names": names, "scripts": examples}
    argv = [sys.executable, "-B", "assay_carving.py", REPORT]
    subprocess.run(argv, cwd=tmp_path, input=json.dumps(order).encode(), check=True, timeout=60)
    return read_carvings(Completed(0, b"", b"", 0.0, outputs={REPORT: (tmp_path / REPORT).read_bytes()}))


def test_a_call_is_written_without_its_defaults(tmp_path: Path) -> None:
    found = carved(tmp_path, "", "grams", [["repr(weigh('a 2g', 'x'))", "grams(re.search('()(1)()', '01'), factor=3)"]])
    assert [dict(each.given) for each in found.calls] == [
        {"found": "re.match('(\\\\w+) (\\\\d+)(k?g)', 'a 2g')"},
        {"found": "re.search('()(1)()', '01')", "factor": "3"},
    ]


def test_the_shorter_source_of_an_object_is_taken(tmp_path: Path) -> None:
    found = carved(tmp_path, "Weighed", "price", [["weigh('a 2g', 'x').price()", "weigh('a 2g', 'x').price(7)"]])
    assert found.calls == (Carved((), "weigh('a 2g', 'x')"), Carved((("of_kilogram", "7"),), "weigh('a 2g', 'x')"))
    assert found.made[-1] == "weigh('a 2g', 'x')"


def test_what_has_no_source_is_left_out(tmp_path: Path) -> None:
    examples = ["thing = object()", "Weighed(weigh, thing)", "weigh('a 2g', thing).price()", "weigh('a 2g', 1)"]
    assert carved(tmp_path, "Weighed", "price", [examples]) == Carvings((), carved_alone(tmp_path))


def carved_alone(tmp_path: Path) -> tuple[str, ...]:
    return carved(tmp_path, "Weighed", "price", [["weigh('a 2g', 1)"]]).made


def test_one_that_ends_the_process_ends_no_other(tmp_path: Path) -> None:
    examples = [["import scales", "scales.ends('x')"], ["1 / 0", "weigh('a 2g', 1).price()"]]
    assert carved(tmp_path, "Weighed", "price", examples).calls == (Carved((), "weigh('a 2g', 1)"),)
    endless = [["while True: pass"], ["weigh('a 2g', 1).price()"]]
    assert carved(tmp_path, "Weighed", "price", endless).calls == (Carved((), "weigh('a 2g', 1)"),)


def matter(manual: str) -> Matter:
    module = ast.parse(SCALES)
    definition = next(each for each in module.body if isinstance(each, ast.FunctionDef) and each.name == "grams")
    names: dict[str, str] = {"weigh": "scales", "Weighed": "scales"}
    return Matter("grams", module, definition, None, Described(), names, (), (manual,))


def test_what_is_shown_is_run_and_with_a_switch_turned_over() -> None:
    manual = "    >>> from scales import *\n    >>> weigh('a 2g', 'x')\n    >>> no python\n"
    assert scripts(matter(manual)) == (
        ("from scales import *\n", "weigh('a 2g', 'x')\n"),
        ("weigh('a 2g', 'x', strict=False)",),
    )
    assert scripts(matter("Nothing.")) == ()


def test_only_what_a_test_can_write_is_tried() -> None:
    calls = (Carved((("found", "elsewhere"),)), Carved((("found", "1"),)), Carved((), "weigh('a', 1)"))
    found = seeds(matter(""), Carvings(calls, ("Weighed(elsewhere, 1)", "weigh('a', 1)")))
    assert [(dict(given), maker and maker.source) for given, maker in found] == [
        ({"found": "1"}, None),
        ({}, "weigh('a', 1)"),
    ]
    assert [each.source for each in makers(matter(""), Carvings((), ("Weighed(elsewhere, 1)", "weigh('a', 1)")))] == [
        "weigh('a', 1)"
    ]


@pytest.mark.parametrize("report", [b"", b"{}", b'{"calls": [{}], "made": []}', b'{"calls": 1, "made": []}'])
def test_a_report_that_has_not_the_shape_tells_nothing(report: bytes) -> None:
    assert read_carvings(Completed(0, b"", b"", 0.0, outputs={REPORT: report})) == Carvings()
