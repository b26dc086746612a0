"""Where two accounts of ESLint differ, in words: which files it looks at, by which rules, and what it finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assay.tools.eslint import Linted

_SAME = ("parser", "parserOptions", "settings", "processor", "noInlineConfig", "reportUnused", "sourceType")
_SHOWN = 3
_LONG = 80
_MOST_GAINED = 200
"""Names that may become known and that no file uses; more are an environment."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Those that reject, and those that only a file which is not here could show."""

    hard: tuple[str, ...]
    soft: tuple[str, ...]


def differences(before: Linted, after: Linted, scripts: int) -> Differences:
    """All of them, each in one line. So many of the first runs are those of scripts."""
    hard: defaultdict[str, list[str]] = defaultdict(list)
    soft: defaultdict[str, list[str]] = defaultdict(list)
    probes = {*before.probes}
    pairs: dict[tuple[int, int], tuple[list[str], list[str]]] = {}
    for name in sorted({*before.files, *after.files}):
        old, new = before.files.get(name), after.files.get(name)
        if old is None or new is None:
            hard["it is linted now" if old is None else "it is linted no more"].append(name)
            continue
        if old.runs != new.runs:
            called = [{run for run in each.runs if run < scripts} for each in (old, new)]
            if name in probes and {*old.runs} < {*new.runs}:
                soft["a script would lint it as well"].append(name)
            elif called[0] and called[0] == called[1] and {*old.runs} < {*new.runs}:
                soft["it would be linted as well where ESLint is called on the whole folder"].append(name)
            else:
                hard["another script lints it"].append(name)
        pair = (old.config, new.config)
        if pair not in pairs:
            pairs[pair] = _of(before.configs[old.config], after.configs[new.config], before.used)
        for words in pairs[pair][0]:
            hard[words].append(name)
        for words in pairs[pair][1]:
            soft[words].append(name)
        if old.found != new.found:
            hard[_finding(old.found, new.found)].append(name)
    return Differences(_lines(hard), _lines(soft))


def lost_and_gained(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The globals that are not known any more, or not as before, and those that are known now."""
    old, new = before["globals"], after["globals"]
    lost = {name: value for name, value in old.items() if new.get(name) != value}
    return lost, {name: value for name, value in new.items() if name not in old}


def _of(before: Mapping[str, Any], after: Mapping[str, Any], used: frozenset[str]) -> tuple[list[str], list[str]]:
    hard = [f"{key} {_short(before[key])} becomes {_short(after[key])}" for key in _SAME if before[key] != after[key]]
    if before["ecmaVersion"] not in {None, after["ecmaVersion"]}:
        hard.append(f"ecmaVersion {before['ecmaVersion']} becomes {after['ecmaVersion']}")
    hard += _of_rules(before["rules"], after["rules"])
    soft: list[str] = []
    lost, gained = lost_and_gained(before, after)
    for name in sorted(lost):
        if name in before["named"] or name in used:
            hard.append(f"the global {name} is {after['globals'].get(name, 'not known any more')}")
    for environment, names in before["environments"].items():
        known = set(names) & {*before["globals"]}
        if known and 2 * len(known & {*lost}) > len(known):
            hard.append(f"the environment {environment} is not known any more")
    if others := sorted(name for name in lost if name not in before["named"] and name not in used):
        soft.append(f"{_some(others)} of other files would not be known any more, or not as before")
    if len(gained) > _MOST_GAINED:
        hard.append(f"{len(gained)} globals are known now, such as {min(gained)}")
    elif gained:
        soft.append(f"{_some(sorted(gained))} would be known now in other files")
    return hard, soft


def _of_rules(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old != new:
            what = f"is {_short(new)} and was {_short(old)}" if old and new else "is on now" if new else "is on no more"
            yield f"the rule {name} {what}"


def _finding(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    lost = [each for each in before if each not in after]
    found = [each for each in after if each not in before]
    if not lost and not found:
        return "a problem is found another number of times"
    _, rule, line, _, words = (*(lost or found)[0].split(" ", 4), "", "", "", "", "")[:5]
    shown = f"{rule or words[:100]} on line {line}"
    return f"{shown} is found no more, or not as before" if lost else f"{shown} is found now"


def _lines(found: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(f"{_some(names)}: {words}" for words, names in found.items())


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _short(value: object) -> str:
    words = str(value)
    return f"{words[:_LONG]}..." if len(words) > _LONG else words
