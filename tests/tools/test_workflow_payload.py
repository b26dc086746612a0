"""What is noted of a script that is run on a probe."""

from __future__ import annotations

from assay.tools.workflow_payload import run

PROBE = {"ASSAY_SAYS": "answer", "ASSAY_CODE": "0", "ASSAY_TESTS": "00"}


def test_calls_at_the_same_time_are_noted_one_by_one() -> None:
    script = "for i in {1..40}; do one a b & two c d & three e f & done; wait\n"
    noted = [run(script, PROBE, ["bash", "--noprofile", "--norc", "-e"]) for _ in range(5)]
    expected = sorted(["one\x1fa\x1fb\x1f", "two\x1fc\x1fd\x1f", "three\x1fe\x1ff\x1f"] * 40)
    assert all(each.get("calls", expected) == expected for each in noted)
    assert any(each["ended"] for each in noted)
