"""Tells what a tool makes of its configuration, every value of it. It runs on the project's interpreter.

Called with the tool's name and the file to leave the answer in. Values that tell only which file the others are from
are left out, and the project's folder has no name in them, so that equal configurations have equal answers.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pytest

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_HERE = tuple(dict.fromkeys((str(Path.cwd()), str(Path.cwd().resolve()))))
_REMARK = re.compile(r"^[^:\n]+: (?:\[[^\]\n]*\]: )?", re.MULTILINE)
"""What a remark of mypy says of the file and section that it is about."""

_ENDED = (0, 1, 2, 5)
"""Exit codes of pytest that came to the end of collecting: all well, failures, broken files, no tests."""


def coverage_values() -> dict[str, object]:
    """What coverage would measure with."""
    import coverage  # noqa: PLC0415 - only the tool that is asked for has to be installed

    left_out = {
        "attempted_config_files",
        "config_file",
        "config_files_attempted",
        "config_files_read",
        "_config_contents",
    }
    return {name: value for name, value in vars(coverage.Coverage().config).items() if name not in left_out}


def isort_values() -> dict[str, object]:
    """What isort would sort with."""
    import isort.settings  # noqa: PLC0415 - likewise

    config = isort.settings.Config(settings_path=str(Path.cwd()))
    left_out = {"config_trie", "source", "sources"}
    found = {name: getattr(config, name) for name in config.__dataclass_fields__ if name not in left_out}
    patterns = [[pattern.pattern, place] for pattern, place in config.known_patterns]
    return {**found, "known patterns": patterns, "skips": config.skips}


def mypy_values() -> dict[str, object]:
    """What mypy would check with, and what it says against its configuration."""
    from mypy.main import process_options  # noqa: PLC0415 - likewise

    said = io.StringIO()
    try:
        _, options = process_options([], stdout=said, stderr=said, require_targets=False)
    except SystemExit as end:
        raise ValueError(said.getvalue().strip() or "it ended") from end
    found = {name: value for name, value in options.snapshot().items() if name != "config_file"}
    found["per module"] = [[name, values] for name, values in options.per_module_options.items()]
    found.update(files=options.files, packages=options.packages, modules=options.modules)
    return {**found, "remarks": sorted(_REMARK.sub("", said.getvalue()).splitlines())}


class Collected:
    """A plugin of pytest that notes what it would run with, and which tests."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.broken: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what cannot be collected."""
        if report.failed:
            self.broken.append(report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note all the rest, at once: what is cut off is no answer."""
        config: Any = session.config
        options = cast("dict[str, object]", vars(config.option))
        known: list[str] = config._parser._inidict  # noqa: SLF001 - no public function lists what pytest knows
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # what pytest does not know stands in the file all the same, and a conftest may read it
            unknown = sorted(name for name in config.inicfg if name not in known)
        left_out = {"cacheclear", "collectonly", "inifilename", "override_ini"}
        self.values = {
            **{f"ini {name}": _ini(config, name) for name in known if name != "cache_dir"},
            **{f"option {name}": value for name, value in options.items() if name not in left_out},
            "unknown": unknown,
            "rootdir": os.path.relpath(str(config.rootpath), Path.cwd()),
            "arguments": config.args,
            "tests": [
                [item.nodeid, [[mark.name, shown(mark.args), shown(mark.kwargs)] for mark in item.iter_markers()]]
                for item in session.items
            ],
        }


def pytest_values() -> dict[str, object]:
    """What pytest would run with, and which tests. It is imported before the repository gets onto `sys.path`."""
    import pytest  # noqa: PLC0415 - likewise

    collected = Collected()
    sys.path.insert(0, str(Path.cwd()))
    cache = f"cache_dir={sys.argv[2]}.cache"
    code = pytest.main(["--collect-only", "-q", "--continue-on-collection-errors", "-o", cache], [collected])
    if int(code) not in _ENDED or not collected.values:
        raise ValueError(f"pytest ended with {int(code)} before it had collected")
    return {**collected.values, "broken": sorted(collected.broken), "exit code": int(code)}


def _ini(config: pytest.Config, name: str) -> object:
    try:
        return config.getini(name)
    except Exception as error:  # noqa: BLE001 - whatever it says of a value is its answer
        return f"{type(error).__name__}: {error}"


def shown(value: object) -> object:
    """The value as JSON; what is none by its kind and text."""
    if isinstance(value, dict):
        return {placed(str(key)): shown(each) for key, each in cast("dict[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [shown(each) for each in cast("list[object]", value)]
    if isinstance(value, (set, frozenset)):
        return sorted((shown(each) for each in cast("set[object]", value)), key=repr)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _text(value)


def _text(value: object) -> object:
    if isinstance(value, (str, PurePath)):
        return placed(str(value))
    if isinstance(value, re.Pattern):
        pattern = cast("re.Pattern[str]", value)
        return [pattern.pattern, pattern.flags]
    return f"{type(value).__name__} {placed(_ADDRESS.sub('', repr(value)))}"


def placed(text: str) -> str:
    """A text that names the project's folder as it would read in any other."""
    for here in _HERE:
        text = text.replace(here, "<here>")
    return text


ASKED: dict[str, Callable[[], dict[str, object]]] = {
    "coverage": coverage_values,
    "isort": isort_values,
    "mypy": mypy_values,
    "pytest": pytest_values,
}

if __name__ == "__main__":
    try:
        answer = ASKED[sys.argv[1]]()
    except Exception as error:  # noqa: BLE001 - whatever the tool says of a configuration is its answer
        answer = {"failure": f"{type(error).__name__}: {error}"}
    text = json.dumps({name: shown(value) for name, value in answer.items()}, sort_keys=True)
    Path(sys.argv[2]).write_text(text, encoding="utf-8")
