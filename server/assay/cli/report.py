"""What a person reads of a run: per unit the verdict, what each check saw, and the diff."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assay.cli.console import Colour, coloured, shown
from assay.core.summary import Applied
from assay.ledger.diff import readable
from assay.ledger.headline import headline, status
from assay.ledger.survivors import survivors

ASSAY = "assay"
"""Whose word a place is that no checker pointed at."""

OFFERED = ("verified", "partial")
"""The verdicts of what can be applied."""

_VERDICTS: dict[str, Colour] = {"verified": "green", "partial": "yellow", "rejected": "red"}
_STATUSES: dict[str, Colour] = {"passed": "green", "in part": "yellow", "skipped": "yellow", "failed": "red"}
_DIFF: dict[str, Colour] = {"+": "green", "-": "red", "@": "dim"}


def unit(statement: Mapping[str, Any], applied: Applied | None, *, applying: bool) -> str:
    """One unit, from its receipt, and what became of its patch where it was to be applied."""
    predicate = statement["predicate"]
    said = headline(statement)
    lines = [
        _bold(f"{_where(predicate['target'])}: {shown(predicate['target']['title'])}"),
        coloured(said, _VERDICTS.get(predicate["verdict"], "bold"), sys.stdout),
        *(line for each in predicate["checks"] for line in (_check(each), *_survivors(each, _named(predicate)))),
    ]
    if predicate["unverified"]:
        lines.append(f"  not verified: {shown(predicate['unverified'])}")
    if predicate["patch"] is not None:
        lines += [f"  not checked: {shown(each['text'])}" for each in predicate["constraints"] if not each["checked"]]
    lines += [f"  you turned down run {shown(each['run'])}: {shown(each['text'])}" for each in predicate["remarks"]]
    lines += _model(predicate)
    if predicate["patch"] is not None:
        tried = [] if predicate["verdict"] in OFFERED else ["tried last, and not offered:"]
        lines += ["", *tried, *_diff(predicate["patch"]["diff"])]
    return "\n".join([*lines, *_fate(predicate, applied, applying=applying), ""])


def is_plain(statement: Mapping[str, Any]) -> bool:
    """Whether nothing was tried for a unit, so that there is nothing to read of it but that it is there."""
    predicate = statement["predicate"]
    return predicate["verdict"] == "unsolved" and not predicate["attempts"]


def unsolved(statements: Iterable[Mapping[str, Any]]) -> str:
    """What was left, by the checker's kinds of errors, the most frequent first, and where the first of each stands."""
    kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for statement in statements:
        predicate = statement["predicate"]
        for each in predicate["target"]["diagnostics"]:
            kinds.setdefault((predicate["reason"], each["code"] or "no code"), []).append(each)
    lines: list[str] = []
    for reason in dict.fromkeys(reason for reason, _ in kinds):
        of_reason = {code: found for (why, code), found in kinds.items() if why == reason}
        errors = [each for found in of_reason.values() for each in found if each["source"] != ASSAY]
        lines.append(_bold(f"unsolved: {f'{_errors(len(errors))}: ' if errors else ''}{shown(reason)}"))
        for code, found in sorted(of_reason.items(), key=lambda item: -len(item[1])):
            first = f"{found[0]['path']}:{found[0]['line']}:{found[0]['column']}"
            lines.append(f"  {len(found):5} {shown(code)}, the first at {shown(first)}")
    return "\n".join([*lines, ""])


def total(statements: Sequence[Mapping[str, Any]]) -> str:
    """One line on a run of many units."""
    verdicts = Counter(statement["predicate"]["verdict"] for statement in statements)
    counted = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    targets = [(each["predicate"]["verdict"], each["predicate"]["target"]["diagnostics"]) for each in statements]
    if all(each["source"] == ASSAY for _, found in targets for each in found):
        return _bold(f"{len(statements)} in all: {counted}")
    gone = sum(len(found) for verdict, found in targets if verdict == "verified")
    return _bold(f"{len(statements)} causes: {counted}; {_errors(gone)} solved and verified")


def _errors(count: int) -> str:
    return "1 error" if count == 1 else f"{count} errors"


def _model(predicate: Mapping[str, Any]) -> list[str]:
    """One line on the model that was asked, and on what left the machine for it."""
    if (model := predicate["model"]) is None:
        return []
    tokens, saved, cost, egress = predicate["tokens"], predicate["saved"], predicate["cost"], predicate["egress"]
    words = [
        f"{shown(model['name'])} at {shown(model['endpoint'])}",
        *(["not asked: what it wrote or said was there already"] if predicate["cache"] == "hit" else []),
        *([f"{tokens['input'] + tokens['output']:,} tokens"] if tokens else []),
        *(
            [f"{saved['input'] + saved['output']:,} tokens saved, by {saved['replies']} replies"]
            if saved["replies"]
            else []
        ),
        *([f"{cost['amount']} {shown(cost['currency'])}"] if cost else []),
        *([f"not asked now, this is from run {shown(predicate['replayed'])}"] if predicate["replayed"] else []),
        f"{egress['bytes']:,} bytes left the machine, from {', '.join(map(shown, egress['files'])) or 'no file'}",
        *([f"{egress['redactions']} places made unreadable"] if egress["redactions"] else []),
    ]
    return [f"  model: {'; '.join(words)}"]


def _fate(predicate: Mapping[str, Any], applied: Applied | None, *, applying: bool) -> list[str]:
    if applied is not None:
        return ["", shown(applied.message if applied.state == "applied" else f"{applied.state}: {applied.message}")]
    if applying or predicate["verdict"] not in OFFERED:
        return []
    confirming = "".join(f" --confirm {boundary}" for boundary in predicate["boundaries"])
    run = shown(predicate["run"])
    return ["", f"another way: --after {run} --intent TEXT", f"not applied; apply with --apply{confirming}"]


def _where(target: Mapping[str, Any]) -> str:
    first: Mapping[str, Any] | None = next(iter(target["diagnostics"]), None)
    place = target["path"] if first is None else f"{first['path']}:{first['line']}:{first['column']}"
    return shown(place)


def _check(check: Mapping[str, Any]) -> str:
    judged = " ".join(filter(None, (check["tool"], check["version"])))
    ended = coloured(f"{status(check):7}", _STATUSES[status(check)], sys.stdout)
    optional = "" if check["required"] else " (not required)"
    return f"  {ended} {shown(check['name'])}{optional}: {shown(_saw(check))}{f' [{shown(judged)}]' if judged else ''}"


def _named(predicate: Mapping[str, Any]) -> str:
    """The unit as `--survivor` takes it."""
    run, unit = shown(predicate["run"]), predicate["unit"]
    return run if unit == 1 else f"{run}:{unit}"


def _survivors(check: Mapping[str, Any], unit: str) -> Iterable[str]:
    """The faults that no test noticed, as small diffs below what the check saw, by their numbers."""
    count, diffs = survivors(check)
    if diffs:
        yield f"          {count}; to have number N noticed: --survivor {unit}:N --intent 'f(3) returns 9'"
        for number, each in enumerate(diffs, 1):
            first, *rest = _diff(each)
            yield f"{number:8}. {first}"
            yield from (f"          {line}" for line in rest)


def _saw(check: Mapping[str, Any]) -> str:
    said = [
        check["summary"],
        *(each for each in (check["reason"], check["incomplete"]) if each not in check["summary"]),
    ]
    return "; ".join(filter(None, said))


def _diff(diff: str) -> Iterable[str]:
    for line in readable(diff).removesuffix("\n").split("\n"):
        colour = _DIFF.get(line[:1])
        yield line if colour is None or line.startswith(("+++ ", "--- ")) else coloured(line, colour, sys.stdout)


def _bold(text: str) -> str:
    return coloured(text, "bold", sys.stdout)
