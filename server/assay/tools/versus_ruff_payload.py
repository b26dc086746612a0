"""Has two copies of a project read or rewritten, one by flake8, isort and black, one by ruff; tells where they differ.

It runs inside the sandbox alone, on the project's interpreter. Called with the file to leave the answer in and the file
of its orders: which of the tools, the texts of the files that configured them, and the sources that are not ignored.
"""

from __future__ import annotations

import ast
import collections
import difflib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

_LEFT_OUT = (
    ".git",
    ".tox",
    ".nox",
    ".venv",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
)
_CONFIGURATION = (
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    ".flake8",
    ".isort.cfg",
    ".editorconfig",
    "ruff.toml",
    ".ruff.toml",
    ".gitignore",
)
_MOST = 3_000
_LINES = 12
_COMMANDS = {
    "isort": (("isort", "--quiet", "."),),
    "black": (("black", "--quiet", "."),),
}
_OF_RUFF = {
    "isort": (("ruff", "check", "--no-cache", "--exit-zero", "--quiet", "--select", "I", "--fix", "."),),
    "black": (("ruff", "format", "--no-cache", "--quiet", "."),),
}
_FLAKE8 = ("flake8", "--exit-zero", "--format", "%(path)s\t%(row)d\t%(code)s", ".")
_FINDING = re.compile(r"(?m)^(?:\./)?(.+)\t(\d+)\t([A-Z]+[0-9]+)$")
_LINT = ("ruff", "check", "--no-cache", "--exit-zero", "--output-format", "json", ".")
_SYNTAX = ("invalid-syntax", "E999", "E901", "E902")
_BY_STATEMENT = ("F401", "F601", "F602", "F822")
"""Codes that pyflakes tells at the beginning of a statement, and ruff at the name in it."""

_SEVERAL_TIMES = ("F601", "F602")
"""Codes that pyflakes tells of every key of a pair, and ruff of the second one alone."""

_COUNTED = "C901"
"""The code of complexity, which mccabe and ruff count each in a way of their own."""

_Found = collections.defaultdict[tuple[str, str], list[int]]
_SELECTED = ("ruff", "check", "--no-cache", "--exit-zero", "--output-format", "concise", ".")
_PROBE = """

assay_numbers = {'one': 0XAB, "two": 1.5E3, 'three': 'it\\'s', }
def assay_call(first, second): return first(second, 'quite a long argument', "that goes over every length of lines")
class AssayProbe:
    value = [1, 2,
        3]
    more = [1,
        2,]
    def method(self, *arguments): return self.method(self.method(self.method(self.method(*arguments))), *arguments,)
"""
_WIDTHS = "".join(f"assay_width_{width} = assay_call({'a' * (width - 36)}, bbbb, cccc)\n" for width in range(70, 131))
_WITH = (
    "with assay_call('aaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1) as assay_one, "
    "assay_call('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 2) as assay_two: pass\n"
)
_IMPORTS = """import zlib, abc
import assay_third, os
from collections import OrderedDict, abc as collections_abc, Counter
from assay_third import a, B, C_D
from assay_third import (a_long_name_of_a_thing, another_long_name_of_a_thing, one_more_long_name_of_a_thing, and_last)
"""

_CELL = ["import zlib, abc\n", "import os\n", "assay_cell  =  {'a':1 }"]
"""What is in a cell that notebooks get."""

_FORMAT_PROBE = _PROBE + _WIDTHS + _WITH + _IMPORTS
_LINT_PROBE = (
    """
import zlib, abc
assay_x=1
assay_y = [1,2]
assay_z = [1 , 2 ]
def assay_f(a, b ):
    l = 1
    try:
        pass
    except:
        pass
    if a == None or b != True: return 1 ;
    g = lambda: 0
    print("%s" % 1, '%d %d' % (1,))
    assert (a, "x")
    return assay_undefined
class AssayA: pass
if not assay_x in assay_y: pass
if type(assay_x) == type(assay_y): pass
assay_w = '\\d' + f"nothing"
def assay_h(a=[]):
	return a
def assay_k(a,
  b):
    return assay_f(a,
            b)



assay_m = assay_f( 1,  2)#no
assay_n = assay_x *2 + assay_x%2
#bad
import os
assay_x is 'a'
assay_o = (assay_x
    and assay_y)
assay_p = {'a': 1, 'a': 2}
def assay_branches(a):
"""
    + "".join(f"    if a == {number}:\n        return {number}\n" for number in range(30))
    + "".join(f"assay_width = '{'a' * (width - 16)}'\n" for width in range(70, 131))
)


def main(answer: str, orders: str) -> None:
    """Leave where both ways differ."""
    try:
        found = _compared(**json.loads(Path(orders).read_text("utf-8")))
    except Exception as error:  # noqa: BLE001 - whatever stops it is why there is no answer
        found = _answer(0, {}, failure=f"{type(error).__name__}: {error}")
    Path(answer).write_text(json.dumps(found, sort_keys=True), encoding="utf-8")


def _answer(
    count: int, different: dict[str, str], counted: dict[str, str] | None = None, failure: str = ""
) -> dict[str, object]:
    return {"count": count, "different": different, "counted": counted or {}, "failure": failure}


def _compared(tools: list[str], old: dict[str, str], sources: list[str], complexity: int | None) -> dict[str, object]:
    sides = {name: Path("/tmp", name, "project") for name in ("before", "after")}  # noqa: S108  # the sandbox's own
    probe = _LINT_PROBE + _complex_probe(complexity) if tools == ["flake8"] else _FORMAT_PROBE
    probed = _copied(Path.cwd(), {*sources}, probe, sides["before"], sides["after"])
    for name, text in old.items():
        (sides["before"] / name).write_text(text, encoding="utf-8")
    if tools == ["flake8"]:
        return _linted(sides["before"], sides["after"], {name: _first_of(probe, each) for name, each in probed.items()})
    if "isort" in tools and "I001" not in _run(_SELECTED, sides["after"]):
        raise ValueError("ruff does not look at the order of imports of itself")
    for tool in ("isort", "black"):
        if tool in tools:
            for side, commands in (("before", _COMMANDS[tool]), ("after", _OF_RUFF[tool])):
                for command in commands:
                    _run(command, sides[side])
    different = {name: words for name in probed if (words := _difference(name, sides["before"], sides["after"]))}
    count = sum((sides["before"] / name).read_bytes() != content for name, content in probed.items())
    if not count:
        raise ValueError(f"{' and '.join(tools)} rewrote no file of the project, though each has a probe in it")
    return _answer(count, different)


def _complex_probe(complexity: int | None) -> str:
    """Two functions, one that is as complex as may be, and one that is more so; mccabe and ruff count both alike."""
    if complexity is None:
        return ""
    counts = {"at": complexity - 1, "above": complexity}
    branch = "    if a:\n        a = 1\n"
    bodies = {name: branch * count or "    pass\n" for name, count in counts.items() if count >= 0}
    return "".join(f"\n\ndef assay_{name}(a):\n{body}" for name, body in bodies.items())


def _first_of(probe: str, content: bytes) -> int | None:
    """The line that a probe begins in; None where there is none."""
    for ending in ("\n", "\r\n"):
        text = probe.replace("\n", ending).encode()
        if content.endswith(text):
            return content.count(b"\n", 0, len(content) - len(text)) + 1
    return None


def _linted(one: Path, other: Path, probes: dict[str, int | None]) -> dict[str, object]:
    """Compare on which lines each code is found in each file.

    Broken syntax is left out: ruff tells it always, and neither looks at such a file.
    """
    found, new = _Found(list), _Found(list)
    for name, line, code in _FINDING.findall(_run(_FLAKE8, one)):
        found[name, code].append(int(line))
    for each in json.loads(_run(_LINT, other) or "[]"):
        code = each["code"] or _SYNTAX[0]
        new[os.path.relpath(each["filename"], other), code].append(each["location"]["row"])
    different: dict[str, str] = {}
    counted: dict[str, str] = {}
    for name, code in sorted({*found, *new}):
        old, now = found[name, code], new[name, code]
        if code not in _SYNTAX and (words := apart(one / name, code, old, now)):
            alike = code == _COUNTED and is_count(one / name, probes.get(name), old, now)
            (counted if alike else different)[f"{name} {code}"] = words
    if not found:
        raise ValueError("flake8 found nothing in any file, though each has a probe in it")
    return _answer(sum(map(len, found.values())), different, counted)


def is_count(file: Path, probe: int | None, old: list[int], new: list[int]) -> bool:
    """Whether complexity is only counted otherwise, and looked at from the same number on in both.

    That is so where both find the same in the probes, the last of which is more complex than may be by one. What says
    that it is not to be looked at is no matter of counting.
    """
    content = file.read_bytes()
    lines = content.decode("utf-8", "replace").splitlines()
    if probe is None:
        return False
    last = max((number for number, line in enumerate(lines, 1) if line.startswith("def assay_above(")), default=0)
    sides = [sorted(line for line in side if line >= probe) for side in (old, new)]
    apart = {*old} ^ {*new}
    ends = {
        node.lineno: node.body[0].lineno
        for node in ast.walk(ast.parse(content))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For, ast.While, ast.With, ast.Try))
    }
    heads = (lines[line - 1 : ends.get(line, line)] for line in apart)
    silenced = any("noqa" in line.lower() for head in heads for line in head)
    return sides[0] == sides[1] and last in sides[0] and not silenced


def apart(file: Path, code: str, old: list[int], new: list[int]) -> str:
    """The lines on which one alone finds a code; empty where there are none."""
    if code in _BY_STATEMENT and old != new:
        old, new = (_statements(file, lines) for lines in (old, new))
    if code in _SEVERAL_TIMES:
        old, new = [*{*old}], [*{*new}]
    both = collections.Counter(old), collections.Counter(new)
    sides = (("flake8", both[0] - both[1]), ("ruff", both[1] - both[0]))
    return ", ".join(
        f"line {' and '.join(map(str, sorted(lines)[:_LINES]))} by {tool} alone" for tool, lines in sides if lines
    )


def _statements(file: Path, lines: list[int]) -> list[int]:
    """For each line the first one of the statement that it is in."""
    try:
        nodes = [node for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.stmt)]
    except (SyntaxError, ValueError, RecursionError):
        return lines
    spans = [(node.lineno, node.end_lineno or node.lineno) for node in nodes]
    return [max((first for first, last in spans if first <= line <= last), default=line) for line in lines]


def _copied(source: Path, sources: set[str], probe: str, *copies: Path) -> dict[str, bytes]:
    """Copy what is read; what is to be rewritten, with the probes in it, by its name."""
    probed: dict[str, bytes] = {}
    for file in sorted(source.rglob("*")):
        name = file.relative_to(source)
        if not file.is_file() or file.is_symlink() or any(part in _LEFT_OUT for part in name.parts):
            continue
        if str(name) not in sources and file.name not in _CONFIGURATION:
            continue
        if len(probed) >= _MOST:
            raise ValueError(f"there are more than {_MOST} Python files")
        content = file.read_bytes()
        if str(name) in sources:
            content = _notebook_probed(content) if file.suffix == ".ipynb" else _probed(content, probe)
            probed[str(name)] = content
        for copy in copies:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(content)
    return probed


def _probed(content: bytes, probe: str) -> bytes:
    ending = "\r\n" if b"\r\n" in content else "\n"
    probed = content + probe.replace("\n", ending).encode()
    try:
        ast.parse(probed)
    except (SyntaxError, ValueError, RecursionError):
        return content
    return probed


def _notebook_probed(content: bytes) -> bytes:
    """A notebook with one more cell, which both a formatter and a sorter of imports would write otherwise."""
    try:
        notebook = json.loads(content)
        identity = {"id": "assay-probe"} if (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5) else {}
        cell: dict[str, object] = {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": _CELL,
        }
        notebook["cells"].append({**cell, **identity})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return content
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode() + b"\n"


def _run(command: tuple[str, ...], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-m", *command], cwd=folder, capture_output=True, check=False
    )  # the project's own tools
    # black ends with 123 where it cannot parse a file, which ruff says likewise and leaves alone
    if done.returncode not in (0, 123, 2 if command[:2] == ("ruff", "format") else 0):
        raise ValueError(
            f"{command[0]} ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace').strip()[-200:]}"
        )
    return done.stdout.decode("utf-8", "replace")


def _difference(name: str, one: Path, other: Path) -> str:
    texts = [(side / name).read_bytes().decode("utf-8", "replace") for side in (one, other)]
    if texts[0] == texts[1]:
        return ""
    lines = difflib.unified_diff(texts[0].splitlines(), texts[1].splitlines(), "before", "ruff", lineterm="", n=0)
    return "\n".join(list(lines)[2 : _LINES + 2]) or "line endings"


if __name__ == "__main__":
    main(*sys.argv[1:3])
