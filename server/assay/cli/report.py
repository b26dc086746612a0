"""What a person reads of a run: per unit the verdict, what each check saw, and the diff."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from assay.cli.console import Colour, coloured, shown
from assay.core.summary import Applied
from assay.ledger.diff import readable
from assay.ledger.headline import headline, status

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
        *map(_check, predicate["checks"]),
    ]
    if predicate["unverified"]:
        lines.append(f"  not verified: {shown(predicate['unverified'])}")
    lines += [f"  not checked: {shown(each['text'])}" for each in predicate["constraints"] if not each["checked"]]
    if predicate["patch"] is not None:
        lines += ["", *_diff(predicate["patch"]["diff"])]
    return "\n".join([*lines, *_fate(predicate, applied, applying=applying), ""])


def _fate(predicate: Mapping[str, Any], applied: Applied | None, *, applying: bool) -> list[str]:
    if applied is not None:
        return ["", shown(applied.message if applied.state == "applied" else f"{applied.state}: {applied.message}")]
    if applying or predicate["verdict"] not in ("verified", "partial"):
        return []
    confirming = "".join(f" --confirm {boundary}" for boundary in predicate["boundaries"])
    return ["", f"not applied; apply with --apply{confirming}"]


def _where(target: Mapping[str, Any]) -> str:
    first: Mapping[str, Any] | None = next(iter(target["diagnostics"]), None)
    place = target["path"] if first is None else f"{first['path']}:{first['line']}:{first['column']}"
    return shown(place)


def _check(check: Mapping[str, Any]) -> str:
    judged = " ".join(filter(None, (check["tool"], check["version"])))
    ended = coloured(f"{status(check):7}", _STATUSES[status(check)], sys.stdout)
    optional = "" if check["required"] else " (not required)"
    return f"  {ended} {shown(check['name'])}{optional}: {shown(_saw(check))}{f' [{shown(judged)}]' if judged else ''}"


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
