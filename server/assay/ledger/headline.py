"""One line on a unit of a run: its verdict, what passed, and what was not run or not judged whole, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from assay.core.visible import visible


def headline(statement: Mapping[str, Any], *, quote: Callable[[str], str] = visible) -> str:
    """The line for a receipt of kind `unit`. `quote` makes text from outside fit for where the line is shown."""
    predicate = statement["predicate"]
    checks: list[Mapping[str, Any]] = predicate["checks"]
    passed = [check["name"] for check in checks if status(check) == "passed"]
    said = [f"{_listed(passed, quote)} passed"] if passed else []
    match predicate["verdict"]:
        case "verified":
            parts = [*said, *_lacks(checks, quote)]
        case "partial":
            parts = [*_lacks(checks, quote), *said] or [quote(predicate["reason"])]
        case "rejected":
            parts = _failures(checks, quote) or [quote(predicate["reason"])]
        case _:
            parts = [quote(predicate["reason"])]
    return f"{predicate['verdict']}: {'; '.join(parts)}"


def status(check: Mapping[str, Any]) -> str:
    """How a check ended, in words: what judged less than it should have does not read as passed."""
    return "in part" if check["status"] == "passed" and check["incomplete"] else str(check["status"])


def _lacks(checks: Iterable[Mapping[str, Any]], quote: Callable[[str], str]) -> list[str]:
    """What was not run or not judged whole, the required ones first; what has one reason is named together."""
    names: dict[tuple[str, str], list[str]] = {}
    for check in sorted(checks, key=lambda check: not check["required"]):
        if check["status"] == "skipped":
            names.setdefault(("not run", check["reason"]), []).append(check["name"])
        elif check["incomplete"]:
            names.setdefault(("in part", check["incomplete"]), []).append(check["name"])
        elif check["status"] == "failed":
            names.setdefault(("failed, not required", check["reason"]), []).append(check["name"])
    return [f"{_listed(each, quote)} {how}: {quote(reason)}" for (how, reason), each in names.items()]


def _failures(checks: Iterable[Mapping[str, Any]], quote: Callable[[str], str]) -> list[str]:
    failed = [check for check in checks if check["status"] == "failed" and check["required"]]
    return [f"{quote(check['name'])} failed: {quote(check['reason'])}" for check in failed]


def _listed(names: list[str], quote: Callable[[str], str]) -> str:
    *most, last = map(quote, names)
    return f"{', '.join(most)} and {last}" if most else last
