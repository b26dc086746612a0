from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from assay.checks import runtime
from assay.checks.runtime import changes_runtime

NOTHING: dict[str, tuple[str, str]] = {
    "an annotation": ("def f(x): pass", "def f(x: int) -> None: pass"),
    "an annotation that changes": ("def f(x: int = None): pass", "def f(x: int | None = None): pass"),
    "every kind of parameter": (
        "def f(a, /, b, *c, d=1, **e): pass",
        "def f(a: int, /, b: str, *c: list[int], d: float = 1, **e: dict[str, int]) -> tuple[int, ...]: pass",
    ),
    "an async function": ("async def f(x): pass", "async def f(x: int): pass"),
    "a variable of a module": ("X = 1", "X: int = 1"),
    "a variable of a function": ("def f():\n    x = 1", "def f():\n    x: Whatever[int] = 1"),
    "a declaration of what is assigned anyway": (
        "def f(a):\n    if a:\n        x = 1\n    return x",
        "def f(a):\n    x: int\n    if a:\n        x = 1\n    return x",
    ),
    "an attribute": (
        "class A:\n    def f(self):\n        self.x = 1",
        "class A:\n    def f(self):\n        self.x: int = 1",
    ),
    "comments and layout": ("x = 1 # a\ny = (1, 2)", "x = 1\n# type: ignore\n\n\ny = (\n    1,\n    2,\n)"),
    "an import for annotations": (
        "def f(x): pass",
        "from typing import Optional\ndef f(x: Optional[int]): pass",
    ),
    "one more name in an import": (
        "from typing import Any\nx = Any\ndef f(x): pass",
        "from typing import Any, Union as U\nx = Any\ndef f(x: U[int, str]): pass",
    ),
    "a whole module for annotations": ("def f(x): pass", "import typing as t\ndef f(x: t.Optional[t.Any]): pass"),
    "abstract classes for annotations": (
        '"""Docstring."""\ndef f(x): pass',
        '"""Docstring."""\nfrom collections.abc import Callable\ndef f(x: Callable[[int, str], None]): pass',
    ),
    "what only the checker imports": (
        "def f(x): pass",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import B\ndef f(x: 'B'): pass",
    ),
    "what only the checker imports, spelt out": (
        "import typing\nx = typing.Any\ny = 1",
        "import typing\nif typing.TYPE_CHECKING:\n    y = 2\nelse:\n    x = typing.Any\ny = 1",
    ),
    "a class that is defined before": ("class A: pass\ndef f(x): pass", "class A: pass\ndef f(x: A | None): pass"),
    "a class that is imported": ("from a import A\ndef f(x): pass", "from a import A\ndef f(x: A | None): pass"),
    "what is evaluated already": (
        "import np\ndef f(x: np.array, y: np.list[int]): pass\ndef g(x): pass",
        "import np\ndef f(x: np.array, y: np.list[int]): pass\ndef g(x: np.list[np.array] | None): pass",
    ),
    "a text": ("def f(x): pass", "def f(x: 'Unknown | None'): pass"),
    "nothing is evaluated": (
        "from __future__ import annotations\ndef f(x): pass",
        "from __future__ import annotations\ndef f(x: Unknown['a'] | 'b'): pass",
    ),
    "annotations are not evaluated any more": (
        "def f(x: int): pass",
        "from __future__ import annotations\ndef f(x: int): pass",
    ),
    "a plain class": ("class A:\n    x = 1", "class A:\n    x: int = 1"),
    "a generic class": ("class A(Generic[T]):\n    x = 1", "class A(Generic[T]):\n    x: int = 1"),
    "an exception": ("class A(ValueError):\n    x = 1", "class A(ValueError):\n    x: int = 1"),
    "a method of any class": ("class A(B):\n    def f(self, x): pass", "class A(B):\n    def f(self, x: int): pass"),
    "decorators that read nothing": (
        "class A:\n    @property\n    def f(self): pass\n    @f.setter\n    def f(self, x): pass",
        "class A:\n    @property\n    def f(self) -> int: pass\n    @f.setter\n    def f(self, x: int) -> None: pass",
    ),
    "a method of a dataclass": (
        "@dataclass\nclass A:\n    def f(self, x): pass",
        "@dataclass\nclass A:\n    def f(self, x: int): pass",
    ),
    "nothing at all": ("x = 1", "x = 1"),
}


@pytest.mark.parametrize(("before", "after"), NOTHING.values(), ids=NOTHING)
def test_nothing_changes_at_run_time(before: str, after: str) -> None:
    assert changes_runtime(before, after, python=(3, 11)) is None


SOMETHING: dict[str, tuple[str, str]] = {
    "a guard": (
        "def f(x=None):\n    return x + 1",
        "def f(x=None):\n    if x is None:\n        x = 0\n    return x + 1",
    ),
    "a default": ("def f(x=1): pass", "def f(x: int = 2): pass"),
    "a docstring": ('def f():\n    """One."""', 'def f():\n    """Two."""'),
    "a literal": ("x = 1", "x: int = True"),
    "a statement less": ("x = 1\ny = 2", "x = 1"),
    "an import of code": ("def f(x): pass", "from decimal import Decimal\ndef f(x: 'Decimal'): pass"),
    "an import that is gone": ("from typing import Any\nx = 1", "x = 1"),
    "an import that others may use": ("x = 1", "from typing import Any\n__all__ = ['Any']\nx = 1"),
    "an import that hides a name": ("class List: pass", "from typing import List\nclass List: pass"),
    "an import that the program uses": ("def f(): return Any", "from typing import Any\ndef f(): return Any"),
    "a name that older versions lack": ("def f(x): pass", "from typing import Self\ndef f(x: 'Self'): pass"),
    "an import that only the checker makes now": (
        "import a\ndef f(x: 'a.B'): pass",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\ndef f(x: 'a.B'): pass",
    ),
    "a declaration that makes a name local": ("def f():\n    return x", "def f():\n    x: int\n    return x"),
    "a decorated function": ("@app.get('/')\ndef f(x): pass", "@app.get('/')\ndef f(x: int): pass"),
    "a method of a decorated class": (
        "@strawberry.type\nclass A:\n    def f(self): pass",
        "@strawberry.type\nclass A:\n    def f(self) -> int: pass",
    ),
    "a dataclass": ("@dataclass\nclass A:\n    x: int = 1", "@dataclass\nclass A:\n    x: str = 1"),
    "a dataclass by its full name": (
        "@dataclasses.dataclass(frozen=True)\nclass A:\n    x = 1",
        "@dataclasses.dataclass(frozen=True)\nclass A:\n    x: int = 1",
    ),
    "a model": ("class A(BaseModel):\n    x: int", "class A(BaseModel):\n    x: int | None"),
    "a named tuple": ("class A(NamedTuple):\n    x: int", "class A(NamedTuple):\n    x: int\n    y: int"),
    "a protocol": ("class A(Protocol):\n    x: int", "class A(Protocol):\n    x: int\n    y: int"),
    "a metaclass": ("class A(metaclass=M):\n    x = 1", "class A(metaclass=M):\n    x: int = 1"),
    "a dataclass under postponed evaluation": (
        "@dataclass\nclass A:\n    x: int = 1",
        "from __future__ import annotations\n@dataclass\nclass A:\n    x: int = 1",
    ),
    "a module that reads annotations": (
        "import typing\ndef f(x): pass\nprint(typing.get_type_hints(f))",
        "import typing\ndef f(x: int): pass\nprint(typing.get_type_hints(f))",
    ),
    "a union with a text": ("class Foo: pass\ndef f(x): pass", 'class Foo: pass\ndef f(x: "Foo" | None): pass'),
    "a union of nothing": ("def f(x): pass", "def f(x: None | None): pass"),
    "a union with an alias": ("A = 'B'\ndef f(x: A): pass", "A = 'B'\ndef f(x: A | None): pass"),
    "a name that is not bound": ("def f(x): pass", "def f(x: Unknown): pass"),
    "a name that only the checker binds": (
        "def f(x): pass",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import B\ndef f(x: B): pass",
    ),
    "a class that is defined later": ("def f(x): pass\nclass A: pass", "def f(x: A): pass\nclass A: pass"),
    "a class inside itself": ("class A:\n    def f(self): pass", "class A:\n    def f(self) -> A: pass"),
    "a name that the class hides": (
        "class A:\n    def list(self): pass\n    def f(self): pass",
        "class A:\n    def list(self): pass\n    def f(self) -> list[int]: pass",
    ),
    "a builtin that the module hides": ("list = 1\ndef f(x): pass", "list = 1\ndef f(x: list[int]): pass"),
    "a function for a type": ("def f(x): pass", "def f(x: print): pass"),
    "a class that takes no parameters": (
        "from a import A\ndef f(x: A): pass",
        "from a import A\ndef f(x: A[int]): pass",
    ),
    "an attribute that may be missing": ("import a\ndef f(x): pass", "import a\ndef f(x: a.B): pass"),
    "a call in an annotation": ("def f(x): pass", "def f(x: print(1)): pass"),
    "annotations are evaluated again": (
        "from __future__ import annotations\ndef f(x: B): pass",
        "def f(x: B): pass",
    ),
    "an import moved below its use": (
        "from typing import Any\ndef f(x: Any): pass",
        "def f(x: Any): pass\nfrom typing import Any",
    ),
    "a module that decides itself": (
        "TYPE_CHECKING = True\nif TYPE_CHECKING:\n    x = 1",
        "TYPE_CHECKING = True\nif TYPE_CHECKING:\n    x = 2",
    ),
    "a broken file": ("x = (", "x = 1"),
    "a null byte": ("x = 1", "x = 1\0"),
}


@pytest.mark.parametrize(("before", "after"), SOMETHING.values(), ids=SOMETHING)
def test_something_changes_at_run_time(before: str, after: str) -> None:
    assert changes_runtime(before, after, python=(3, 11)) is not None


@pytest.mark.parametrize(
    ("python", "changes"), [((3, 9), True), (None, True), ((3, 10), False), ((3, 13), False), ((3, 14), False)]
)
def test_a_union_needs_python_3_10(python: tuple[int, int] | None, *, changes: bool) -> None:
    found = changes_runtime("def f(x: int = None): pass", "def f(x: int | None = None): pass", python=python)
    assert (found is not None) is changes


def test_what_is_not_evaluated_cannot_fail() -> None:
    assert changes_runtime("def f(x): pass", "def f(x: Unknown): pass", python=(3, 14)) is None


def test_the_reason_names_the_line() -> None:
    before = "class A:\n    def f(self):\n        return 1\n"
    after = "class A:\n\n    def f(self) -> int:\n        return 2\n"
    assert changes_runtime(before, after, python=(3, 11)) == "does something else from line 4 on"
    assert changes_runtime("x = 1\n\n\n", "\n\nx: Foo = 1\n", python=(3, 11)) == (
        "evaluates an annotation in line 3, which may fail"
    )


def test_a_text_that_is_too_large_or_too_deep_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    assert changes_runtime("x = 1", "x = " + "(" * 5000 + ")" * 5000, python=(3, 11)) is not None
    assert changes_runtime("x = 1", "x = " + "-" * 50_000 + "1", python=(3, 11)) is not None
    monkeypatch.setattr(runtime, "LONGEST", 3)
    assert changes_runtime("x = 1", "x = 1 ", python=(3, 11)) == "is too large to compare what it does"


@pytest.mark.parametrize("name", [name for name, (_, after) in NOTHING.items() if "import a" not in after])
def test_what_is_called_harmless_runs(name: str) -> None:
    """The table itself is held to the interpreter, for what needs no module of somebody else's."""
    after = NOTHING[name][1]
    stubs = "import sys, types\nfrom typing import Generic, TypeVar\nfrom dataclasses import dataclass\n"
    stubs += "T = TypeVar('T')\nclass B: pass\n"
    stubs += "for name in ('a', 'np'):\n    sys.modules[name] = types.ModuleType(name)\n    sys.modules[name].A = B\n"
    stubs += "    sys.modules[name].array, sys.modules[name].list = B, list\n"
    run = f"{dedent(stubs)}exec(compile({after!r}, 'after', 'exec', dont_inherit=True), dict(globals()))"
    done = subprocess.run([sys.executable, "-I", "-c", run], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
