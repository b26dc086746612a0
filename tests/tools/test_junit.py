from __future__ import annotations

import pytest

from assay.tools.junit import JunitCase, read_junit

REPORT = b"""<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="1">
<testcase classname="a.b" name="test_one[x&lt;y]" file="a/b.py" line="3" time="0.1"/>
<testcase classname="a.b" name="test_two"><failure message="assert 0">long &amp; text</failure></testcase>
<testcase classname="" name="a.c"><error message="collection failure">ImportError</error></testcase>
<testcase classname="a.b" name="test_three"><skipped type="pytest.skip" message="no"/></testcase>
</testsuite></testsuites>
"""


def test_cases_are_read_with_their_results() -> None:
    assert read_junit(REPORT) == (
        JunitCase("a.b", "test_one[x<y]"),
        JunitCase("a.b", "test_two", "failed", "assert 0"),
        JunitCase("", "a.c", "error", "collection failure"),
        JunitCase("a.b", "test_three", "skipped", "no"),
    )


LAUGHS = b"""<!DOCTYPE testsuites [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><testsuites>&b;</testsuites>"""


@pytest.mark.parametrize(
    "content",
    [b"", b"not xml", REPORT[:-20], b"<html></html>", LAUGHS, b"\xff\xfe\x00", b"<testsuites>" * 100_000],
    ids=["empty", "text", "cut", "another document", "entities", "bytes", "unclosed"],
)
def test_what_is_no_report_is_none(content: bytes) -> None:
    assert read_junit(content) is None
