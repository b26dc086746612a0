"""The file that the menu is asked for: CPython's test_typing.py, with mistakes planted that every server knows."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLANTED = "def planted_{number}(value: int = None): return undefined_{number}"
MYPY_SAYS = 'Incompatible default for parameter "value" (default has type "None", parameter has type "int")'
EVERY = 400
"""A mistake is planted above the next class after so many lines."""

GENERATED = '''
class Case{number}(BaseCase):
    """One of many: a case whose methods look like a test suite's."""

    def test_values_{number}(self):
        for value in [1, 2.0, "three", (4,), {{"five": [6, 7]}}]:
            with self.subTest(value=value):
                self.assertEqual(self.roundtrip(value), value, f"{{value!r}} changed")

    def test_errors_{number}(self):
        with self.assertRaises(TypeError):
            self.roundtrip(object(), strict=True)
'''


@dataclass(frozen=True, slots=True)
class Subject:
    """The text, where it comes from, and the lines (from 0) of the mistakes."""

    text: str
    origin: str
    planted: tuple[int, ...]

    def mypy_diagnostics(self) -> tuple[dict[str, Any], ...]:
        """What mypy says of the mistakes, as an editor hands it to a server."""
        lines = self.text.split("\n")
        return tuple(_mypy_diagnostic(line, lines[line].index("None")) for line in self.planted)


def subject() -> Subject:
    """The subject of this machine: where Python comes without its tests, a generated file of the same size."""
    spec = importlib.util.find_spec("test") and importlib.util.find_spec("test.test_typing")
    if spec is not None and spec.origin:
        text, origin = Path(spec.origin).read_text(encoding="utf-8"), "CPython's test_typing.py"
    else:
        text, origin = "".join(GENERATED.format(number=number) for number in range(800)), "a generated test suite"
    lines: list[str] = []
    planted: list[int] = []
    for line in text.split("\n"):
        if line.startswith("class ") and len(lines) >= EVERY * (len(planted) + 1) and lines[-1] == "":
            planted.append(len(lines))
            lines += [PLANTED.format(number=len(planted)), "", ""]
        lines.append(line)
    return Subject("\n".join(lines), origin, tuple(planted))


def _mypy_diagnostic(line: int, start: int) -> dict[str, Any]:
    return {
        "range": {"start": {"line": line, "character": start}, "end": {"line": line, "character": start + 4}},
        "message": MYPY_SAYS,
        "code": "assignment",
        "source": "mypy",
        "severity": 1,
    }
