"""What a setting of black or isort is called by ruff, one by one. What is not here, ruff has no setting for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from assay.core.snapshot import Snapshot
from assay.tools.listing import listed

Put = tuple[str, str, object]
"""The table, key and value that a setting becomes."""

Setting = Callable[[Any, Mapping[str, Any]], Iterable[Put]]
"""Gives from a setting's value, and all of its tool's, what it becomes. Raises `ValueError` where there is no such."""

_FIRST = "py37"
"""The oldest Python that ruff knows: black, told of none, writes what every Python reads."""

_TOP, _FORMAT, _LINT, _SORT = "tool.ruff", "tool.ruff.format", "tool.ruff.lint", "tool.ruff.lint.isort"
_AS_BLACK = {
    "multi_line_output": 3,
    "include_trailing_comma": True,
    "force_grid_wrap": 0,
    "use_parentheses": True,
    "ensure_newline_before_comments": True,
}
"""What isort is told by its profile `black`."""

_NAMES = re.compile(r"[\w.\\-]+")


NOTEBOOKS = "**/*.ipynb"
"""The pattern of notebooks, which ruff reads of itself."""


def has_notebooks(snapshot: Snapshot, folder: PurePosixPath) -> bool:
    """Whether there is one in a folder or below."""
    paths = (*snapshot.above, *(each for each, _ in listed(snapshot.root)))
    return any(each.suffix == ".ipynb" and each.is_relative_to(folder) for each in paths)


def first_python(names: Iterable[str]) -> str:
    """The oldest of these, as black and ruff write them."""
    return min(names, key=lambda name: int(name.removeprefix("py3")), default=_FIRST)


def width_of(isort: Mapping[str, Any]) -> object:
    """How long lines are that isort writes. Raises `ValueError` where it writes them otherwise than with black."""
    if isort.get("profile") == "black":
        return isort.get("line_length", 88)
    if not all(isort.get(name) == value for name, value in _AS_BLACK.items()):
        raise ValueError("isort is not told to write as black does, which is all that ruff can")
    return isort.get("line_length", 79)


def check_ruff(ruff: Mapping[str, Any], made: Mapping[tuple[str, str], object]) -> None:
    """Raise `ValueError` where `[tool.ruff]` is there and says otherwise, or would be another for its other uses."""
    if not ruff:
        return
    own = {"line-length": 88, **ruff}
    for (name, key), value in made.items():
        if name == _TOP and own.get(key) != value:
            raise ValueError(f"[tool.ruff] has another {key}; settle first which of the two holds")
    if ("tool.ruff", "line-length") not in made and own["line-length"] != 88:
        raise ValueError("[tool.ruff] has another line-length; settle first which of the two holds")
    for part in ("format", "lint"):
        if part in ruff and any(name.startswith(f"tool.ruff.{part}") for name, _ in made):
            raise ValueError(f"[tool.ruff.{part}] is there as well; settle first which of the two holds")


def _named(table: str, key: str) -> Setting:
    return lambda value, _: [(table, key, value)]


def _listed(table: str, key: str) -> Setting:
    return lambda value, _: [(table, key, [value] if isinstance(value, str) else value)]


def _only(wanted: object) -> Setting:
    """A setting that ruff has no word for, and that is as ruff does it with one value alone."""

    def check(value: Any, _: Mapping[str, Any]) -> Iterable[Put]:
        if value != wanted:
            raise ValueError(f"it is set to {value!r}, and ruff does only as with {wanted!r}")
        return ()

    return check


def _targets(value: Any, _: Mapping[str, Any]) -> Iterable[Put]:
    return [(_TOP, "target-version", first_python([value] if isinstance(value, str) else value))]


def _quotes(value: Any, _: Mapping[str, Any]) -> Iterable[Put]:
    return [(_FORMAT, "quote-style", "preserve")] if value else ()


def _left_out(value: Any, _: Mapping[str, Any]) -> Iterable[Put]:
    """A regular expression that is nothing but names of folders, as patterns of the files in them."""
    bare = "".join(re.sub(r"(?m)\s#.*$", "", str(value)).split())
    match = re.fullmatch(r"/(?:\((?P<several>[^()]+)\)|(?P<one>[^()|]+))/", bare)
    names = (match["several"] or match["one"]).split("|") if match else [""]
    if not all(_NAMES.fullmatch(name) and "." not in name.replace("\\.", "") for name in names):
        raise ValueError("black leaves out files by a regular expression, and ruff by names")
    return [(_FORMAT, "exclude", [within(name.replace("\\.", ".")) for name in names])]


def _skipped(value: Any, _: Mapping[str, Any]) -> Iterable[Put]:
    return [(_LINT, "exclude", [within(name) for name in ([value] if isinstance(value, str) else value)])]


def within(name: str) -> str:
    """The pattern of a file, or of all in a folder, of this name: ruff looks at whole paths here."""
    return f"**/{name}" if name.endswith((".py", ".pyi")) else f"**/{name}/**"


def _length(value: Any, _: Mapping[str, Any]) -> Iterable[Put]:
    return [(_TOP, "line-length", value)]


BLACK: Mapping[str, Setting] = MappingProxyType(
    {
        "line-length": _length,
        "line_length": _length,
        "target-version": _targets,
        "target_version": _targets,
        "skip-string-normalization": _quotes,
        "skip_string_normalization": _quotes,
        "skip-magic-trailing-comma": _named(_FORMAT, "skip-magic-trailing-comma"),
        "exclude": _left_out,
        "extend-exclude": _left_out,
        "preview": _only(wanted=False),
        "include": _only(r"\.pyi?$"),
    }
)
"""The settings of black."""

ISORT: Mapping[str, Setting] = MappingProxyType(
    {
        "profile": _only("black"),
        "line_length": _length,
        **{name: _only(value) for name, value in _AS_BLACK.items()},
        "src_paths": lambda value, _: [(_TOP, "src", [value] if isinstance(value, str) else value)],
        **{
            name: _listed(_SORT, name.replace("_", "-"))
            for name in ("known_first_party", "known_third_party", "known_local_folder", "force_to_top")
        },
        "skip": _skipped,
        "extend_skip": _skipped,
        "extra_standard_library": _listed(_SORT, "extra-standard-library"),
        "single_line_exclusions": _listed(_SORT, "single-line-exclusions"),
        "no_lines_before": _listed(_SORT, "no-lines-before"),
        "add_imports": _listed(_SORT, "required-imports"),
        "force_single_line": _named(_SORT, "force-single-line"),
        "force_sort_within_sections": _named(_SORT, "force-sort-within-sections"),
        "combine_as_imports": _named(_SORT, "combine-as-imports"),
        "order_by_type": _named(_SORT, "order-by-type"),
        "case_sensitive": _named(_SORT, "case-sensitive"),
        "length_sort": _named(_SORT, "length-sort"),
        "from_first": _named(_SORT, "from-first"),
        "no_sections": _named(_SORT, "no-sections"),
        "lines_after_imports": _named(_SORT, "lines-after-imports"),
        "lines_between_types": _named(_SORT, "lines-between-types"),
    }
)
"""The settings of isort."""
