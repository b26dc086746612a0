"""Why something of an earlier run was used again or not: which part of what it rests on differs, by the receipts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Predicate = Mapping[str, Any]

_PARTS = {
    "process": "the process (no verdict outlives the one that found it)",
    "request": "the place or the errors that the request named",
    "demands": "what was wanted of the result, or was allowed",
    "remarks": "what was turned down before",
    "files": "the files of the workspace",
    "ignored": "files of the workspace that it ignores",
    "interpreter": "the interpreter",
    "distributions": "the installed distributions",
    "tools": "the versions of the tools",
    "policy": "the policy",
    "tests": "which tests have to pass",
    "sandbox": "the sandbox",
    "model": "the model, or where it is asked",
}
"""The parts of what a verdict rests on, in words; those that explain most first."""


def explained(unit: Predicate, earlier: Sequence[Predicate]) -> list[str]:
    """One line on the verdict of a unit and one on its model. `earlier` are the units of runs before it."""
    same = [each for each in earlier if _about(each) == _about(unit)]
    return [_verdict(unit, same), *_model(unit, [each for each in same if each["model"] is not None])]


def _about(unit: Predicate) -> tuple[object, ...]:
    """What a unit is about: other runs on it can be compared."""
    return unit["action"], unit["target"]["path"], unit["target"]["title"]


def _verdict(unit: Predicate, earlier: Sequence[Predicate]) -> str:
    reuse = unit["reuse"]
    if reuse is None:
        return "judged anew: the run broke off before it was known what its verdict would rest on"
    if reuse["verdict_of"]:
        return f"the verdict of run {reuse['verdict_of']}: nothing that it rests on had changed"
    if reuse["barred"]:
        return f"judged anew: {reuse['barred']}"
    judged = [each for each in earlier if each["verdict"] == "verified" and each["reuse"] is not None]
    if not judged:
        return "judged anew: no earlier run of this action on this is known that was verified"
    # of equally near ones the last
    nearest = min(reversed(judged), key=lambda each: len(_differing(each["reuse"]["rests_on"], reuse["rests_on"])))
    names = _differing(nearest["reuse"]["rests_on"], reuse["rests_on"])
    if not names:
        return (
            f"judged anew: nothing differs from run {nearest['run']}, whose verdict was not kept: not all of its units "
            "were verified, a file moved while it ran, or many runs lie in between"
        )
    words = "; ".join(_PARTS.get(name, name) for name in names)
    moved = ", ".join(_moved(nearest, unit)) if "files" in names else ""
    return f"judged anew: from run {nearest['run']} differ: {words}{f' ({moved} among them)' if moved else ''}"


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    names = [*_PARTS, *sorted((one.keys() | other.keys()) - _PARTS.keys())]
    return [name for name in names if one.get(name) != other.get(name)]


def _moved(one: Predicate, other: Predicate) -> list[str]:
    """The files that both units change and that were not the same before."""
    return sorted(
        path for path in one["base"].keys() & other["base"].keys() if one["base"][path] != other["base"][path]
    )


def _model(unit: Predicate, earlier: Sequence[Predicate]) -> Iterator[str]:
    if unit["model"] is None:
        return
    saved, own = unit["saved"]["replies"], unit["reuse"] is not None and unit["reuse"]["verdict_of"]
    replies = f"; {_counted(saved)} there already" if saved else ""
    if unit["cache"] is None:
        yield "the model was asked: nothing is remembered, `model_memory` is 0"
    elif own:
        yield "the model was not asked: the verdict came with the change"
    elif unit["cache"] == "hit":
        said = f"{_counted(saved)} there already" if saved else "the change that it wrote in an earlier run fitted"
        yield f"the model was not asked: {said}"
    elif not earlier:
        yield f"the model was asked: it had not been asked about this before{replies}"
    else:
        last = earlier[-1]
        words = (
            "; ".join(_asked_otherwise(last, unit))
            or "nothing that the receipts tell; it led to nothing verified, or its time is over"
        )
        yield f"the model was asked: from run {last['run']} differ: {words}{replies}"


def _counted(replies: int) -> str:
    return "1 reply was" if replies == 1 else f"{replies} replies were"


def _asked_otherwise(one: Predicate, other: Predicate) -> Iterator[str]:
    """The parts of the key of what a model wrote that differ, as far as receipts tell."""
    if one["model"] != other["model"]:
        yield "the model, or where it is asked"
    if (one["intent"], one["constraints"]) != (other["intent"], other["constraints"]):
        yield "what was wanted of the result"
    if one["remarks"] != other["remarks"]:
        yield "what was turned down before"
    if one["target"]["diagnostics"] != other["target"]["diagnostics"]:
        yield "the errors, or where they are"
    if one["assay"] != other["assay"]:
        yield "the version of Assay, and so what is asked"
    if moved := _moved(one, other):
        yield f"the text of {', '.join(moved)}"
    elif (
        one["reuse"]
        and other["reuse"]
        and one["reuse"]["rests_on"].get("files") != other["reuse"]["rests_on"].get("files")
    ):
        yield "the files of the workspace, and with them what the model was shown"
