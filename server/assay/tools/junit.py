"""Read a JUnit XML report, written by a program that may lie: no entities, no nesting taken for granted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from xml.parsers import expat

Result = Literal["passed", "failed", "error", "skipped"]
_RESULTS: dict[str, Result] = {"failure": "failed", "error": "error", "skipped": "skipped"}


@dataclass(frozen=True, slots=True)
class JunitCase:
    """One `testcase` element. `message` is that of its result, empty where it passed."""

    classname: str
    name: str
    result: Result = "passed"
    message: str = ""


def read_junit(content: bytes) -> tuple[JunitCase, ...] | None:
    """The test cases in order; None where this is no well-formed JUnit report."""
    cases: list[JunitCase] = []
    ended: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "testcase":
            cases.append(JunitCase(attributes.get("classname", ""), attributes.get("name", "")))
        elif tag in _RESULTS and cases:
            cases[-1] = replace(cases[-1], result=_RESULTS[tag], message=attributes.get("message", ""))

    def refuse(*_: object) -> None:
        raise ValueError("a JUnit report declares no entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = ended.append
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    except (expat.ExpatError, ValueError):
        return None
    return tuple(cases) if ended[-1] in ("testsuites", "testsuite") else None
