"""Runs inside the sandbox, beside `mutation_payload.py`: the text of the module run anew in a fork, with a fault in it.

So a fault shows that is in no function's body: in a default, in a constant, in whatever is made of one. What other
modules computed of a constant when they were imported stays as it was. Needs Python 3.9, imports nothing but the
standard library; Assay itself only ever reads its text.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import types
from typing import Any

reaching: Any = importlib.import_module("assay_mutation_reaching")

MOST_CPU = 2.0
"""Seconds that the module may take to run."""


def run_anew(module: Any, text: str, workspace: str) -> None:
    """Run the text in the module's namespace, as a reload does.

    Its functions and classes stay who they are, for others hold them: they get the new defaults and attributes. Who
    imported another of its names gets the new value. Raises whatever the text raises.
    """
    names: dict[str, Any] = module.__dict__
    old = dict(names)
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU)
    exec(compile(text, module.__file__, "exec", dont_inherit=True), names)  # noqa: S102 - as importing it does
    signal.setitimer(signal.ITIMER_PROF, 0)
    for name, was in old.items():
        now = names.get(name)
        if now is was or name.startswith("__"):
            continue
        if getattr(was, "__module__", None) == module.__name__ and (isinstance(was, type) or _function(was)):
            _follow(was, now)
            names[name] = was
        else:
            _hand_on(module, name, was, now, workspace)


def _follow(was: Any, now: Any) -> None:
    """Let a function or class go by what its new definition says, but for its code."""
    old, new = _function(was), _function(now)
    if old is not None and new is not None:
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    if not isinstance(was, type) or not isinstance(now, type):
        return
    for name, value in now.__dict__.items():
        inner: Any = was.__dict__.get(name)
        if _function(value) is not None:
            _follow(inner, value)
        elif not name.startswith("__") and not hasattr(value, "__get__"):
            with contextlib.suppress(AttributeError, TypeError):  # of a class that refuses it no fault shows
                setattr(was, name, value)


def _function(value: Any) -> Any:
    """The function behind what decorates it or binds it to its class."""
    return next((each for each in reaching.layers(value) if isinstance(each, types.FunctionType)), None)


def _hand_on(module: Any, name: str, was: Any, now: Any, workspace: str) -> None:
    """Give the new value to the workspace's modules that imported the name."""
    within = os.path.realpath(workspace) + os.sep
    for other in list(sys.modules.values()):
        names, file = getattr(other, "__dict__", None), getattr(other, "__file__", None)
        if other is module or type(names) is not dict or not isinstance(file, str):
            continue
        if name in names and names[name] is was and os.path.realpath(file).startswith(within):
            names[name] = now
