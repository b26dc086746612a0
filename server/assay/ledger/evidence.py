"""A receipt as a person reads it, in Markdown: the verdict first, then what was not verified, then the evidence.

Everything that comes from a repository, a tool or a model goes through `assay.ledger.quoting`.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from assay.ledger.diff import readable
from assay.ledger.headline import headline, status
from assay.ledger.quoting import block, code
from assay.ledger.survivors import survivors

SHOWN = 20
"""Problems of one check that are listed; the receipt has them all."""


def markdown(statement: Mapping[str, Any]) -> str:
    """The page for a receipt of kind `unit`."""
    predicate = statement["predicate"]
    sections = [
        _title(statement),
        _not_verified(predicate),
        _change(predicate),
        *map(_check, predicate["checks"]),
        _constraints(predicate["constraints"]),
        _circumstances(predicate),
        _attempts(predicate),
        _left_the_machine(predicate["egress"], predicate["replayed"]),
        _digests(statement),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _title(statement: Mapping[str, Any]) -> list[str]:
    predicate = statement["predicate"]
    started = datetime.fromtimestamp(predicate["started"], UTC).isoformat(timespec="seconds")
    intent = predicate["intent"]
    run = f"Run {code(predicate['run'])}, unit {predicate['unit']}, with Assay {code(predicate['assay'])}"
    return [
        f"# {headline(statement, quote=code)}",
        "",
        f"{code(predicate['target']['path'])}: {code(predicate['target']['title'])}",
        "",
        *(f"- {_place(each)}: {code(each['message'])}" for each in predicate["target"]["diagnostics"][:SHOWN]),
        f"- Action: {code(predicate['action'])}",
        *([f"- Intent: {code(intent)}"] if intent else []),
        f"- {run}, {started}, {_seconds(predicate)}",
    ]


def _not_verified(predicate: Mapping[str, Any]) -> list[str]:
    lines = [
        *(
            f"- {code(check['name'])} was skipped: {code(check['reason'])}"
            for check in _with_status(predicate, "skipped")
        ),
        *(
            f"- {code(check['name'])} judged only a part: {code(check['incomplete'])}"
            for check in predicate["checks"]
            if check["incomplete"]
        ),
        *(f"- Not checked: {code(each['text'])}" for each in predicate["constraints"] if not each["checked"]),
        *([f"- {code(predicate['unverified'])}"] if predicate["unverified"] else []),
        *([f"- Needs your confirmation: {', '.join(predicate['boundaries'])}"] if predicate["boundaries"] else []),
        *([f"- You confirmed: {', '.join(predicate['confirmed'])}"] if predicate["confirmed"] else []),
    ]
    return ["## What is not verified", "", *(lines or ["Beyond what the checks below say, nothing is claimed."])]


def _change(predicate: Mapping[str, Any]) -> list[str]:
    if predicate["patch"] is None:
        return ["## Change", "", "Nothing was proposed."]
    lines = predicate["changed_lines"]
    ran = (
        ""
        if lines is None or lines["run"] is None
        else f"Tests ran {lines['run']} of {lines['changed']} changed lines."
    )
    heading = (
        "## Change" if predicate["verdict"] in ("verified", "partial") else "## Change (the last one that was tried)"
    )
    return [heading, "", block(readable(predicate["patch"]["diff"]), "diff"), *(["", ran] if ran else [])]


def _check(check: Mapping[str, Any]) -> list[str]:
    detail = [
        *([f"- Why: {code(check['reason'])}"] if check["reason"] else []),
        *([f"- Only a part: {code(check['incomplete'])}"] if check["incomplete"] else []),
        *(f"- {line}" for line in _figures(check["before"], check["after"])),
        *(f"- {_command(each)}" for each in check["commands"]),
        *(f"- {_place(each)}: {code(each['message'])}" for each in check["problems"][:SHOWN]),
        *([f"- {len(check['problems']) - SHOWN} more problems"] if len(check["problems"]) > SHOWN else []),
    ]
    required = "required" if check["required"] else "not required"
    tool = f" with {code(' '.join(filter(None, (check['tool'], check['version']))))}" if check["tool"] else ""
    count, diffs = survivors(check)
    return [
        f"## {code(check['name'])}: {status(check)} ({required})",
        "",
        f"{code(check['summary'])}{tool}, {_seconds(check)}",
        *(["", *detail] if detail else []),
        *(["", f"{count}:", "", block(readable("\n".join(diffs)), "diff")] if diffs else []),
    ]


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = [name for name in dict.fromkeys((*before, *after)) if name != "survivors"]
    return [
        f"{code(name)}: "
        + ", ".join(
            f"{when} {code(_figure(side[name]))}"
            for when, side in (("before", before), ("after", after))
            if name in side
        )
        for name in names
    ]


def _figure(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _command(command: Mapping[str, Any]) -> str:
    if command["killed"]:
        ending = f"killed: {code(command['killed'])}"
    else:
        ending = "goes on running" if command["exit_code"] is None else f"exit code {command['exit_code']}"
    return f"Ran {command['side']} the change: {code(shlex.join(command['argv']))}: {ending}, {_seconds(command)}"


def _constraints(constraints: list[Mapping[str, Any]]) -> list[str]:
    if not constraints:
        return []
    said = (f"- {code(each['text'])}: {'checked' if each['checked'] else 'not checked'}" for each in constraints)
    return ["## Constraints", "", *said]


def _circumstances(predicate: Mapping[str, Any]) -> list[str]:
    trust = predicate["trust"]
    trusted = "trusted" if trust["trusted"] else "not trusted, so nothing of it was run"
    return [
        "## Where it ran",
        "",
        f"- Workspace: {trusted} ({code(trust['source'])})",
        *_sandbox(predicate["sandbox"]),
        *_project(predicate["project"]),
        *_model(predicate),
        *_reuse(predicate["reuse"]),
    ]


def _reuse(reuse: Mapping[str, Any] | None) -> list[str]:
    """Whose verdict it is, where it is that of an earlier run."""
    if reuse is None or reuse["verdict_of"] is None:
        return []
    return [f"- Judged: in run {code(reuse['verdict_of'])}; nothing that is compared for that has changed since"]


def _sandbox(sandbox: Mapping[str, Any] | None) -> list[str]:
    match sandbox:
        case None:
            return ["- Sandbox: none was used"]
        case {"tier": None}:
            return ["- Sandbox: none holds on this system", *(f"  - {code(each)}" for each in sandbox["missing"])]
        case _:
            return [
                f"- Sandbox: tier {sandbox['tier']}, {code(sandbox['label'])} ({code(sandbox['tool'])})",
                *(f"  - held: {code(each)}" for each in sandbox["held"]),
                *(f"  - lacked: {code(each)}" for each in sandbox["missing"]),
            ]


def _project(project: Mapping[str, Any] | None) -> list[str]:
    if project is None:
        return []
    declared = f", declared by {code(project['declared'])}" if project["declared"] else ""
    python = f"Python {code(project['python'])}, " if project["python"] else ""
    return [
        f"- Project: {code(project['root'])}{declared}",
        f"- Interpreter: {python}{code(project['interpreter'])} ({code(project['interpreter_source'])})",
        *(f"- Tool: {code(name)} {code(version)}" for name, version in project["tools"].items()),
    ]


def _model(predicate: Mapping[str, Any]) -> list[str]:
    if (model := predicate["model"]) is None:
        return ["- Model: none took part"]
    tokens, saved, cost = predicate["tokens"], predicate["saved"], predicate["cost"]
    return [
        f"- Model: {code(model['name'])} at {code(model['endpoint'])}",
        *([f"- Tokens: {tokens['input']} read, {tokens['output']} written"] if tokens else []),
        *(["- It was not asked: what it wrote or said was there already"] if predicate["cache"] == "hit" else []),
        *([f"- Replies that were there already: {saved['replies']}"] if saved["replies"] else []),
        *([f"- Tokens that they saved: {saved['input']} read, {saved['output']} written"] if saved["replies"] else []),
        *([f"- Cost: {cost['amount']} {code(cost['currency'])}"] if cost else []),
        *([f"- Trace, as long as it is kept: {code(predicate['trace'])}"] if predicate["trace"] else []),
        *_replayed(predicate["replayed"]),
    ]


def _replayed(run: str | None) -> list[str]:
    """That all of it is what was said, used and sent in another run."""
    return [] if run is None else [f"- It was not asked now: this is what was said and used in run {code(run)}"]


def _attempts(predicate: Mapping[str, Any]) -> list[str]:
    tried = [
        f"{number}. {code(each['proposer'])}: {code(each['rationale'])}: {_ended(each['checks'])}"
        for number, each in enumerate(predicate["attempts"], 1)
    ]
    remarks = list(map(_remark, predicate["remarks"]))
    return ["## Attempts", "", *(tried or ["None."]), *(["", *remarks] if remarks else [])]


def _remark(remark: Mapping[str, Any]) -> str:
    said = f": {code(remark['text'])}" if remark["text"] else ", without a word"
    return f"- Before, you turned down the change of run {code(remark['run'])}, unit {remark['unit']}{said}"


def _ended(checks: Iterable[Mapping[str, Any]]) -> str:
    failed = next((check for check in checks if check["required"] and check["status"] == "failed"), None)
    return "no required check failed" if failed is None else f"{code(failed['name'])} failed: {code(failed['reason'])}"


def _left_the_machine(egress: Mapping[str, Any], replayed: str | None) -> list[str]:
    if not egress["files"] and not egress["bytes"]:
        return ["## What left the machine", "", "Nothing."]
    when = "" if replayed is None else f"Nothing now; in run {code(replayed)}: "
    return [
        "## What left the machine",
        "",
        f"{when}{egress['bytes']} bytes, {egress['redactions']} redactions, from:",
        "",
        *(f"- {code(path)}" for path in egress["files"]),
    ]


def _digests(statement: Mapping[str, Any]) -> list[str]:
    predicate = statement["predicate"]
    return [
        "## Digests (SHA-256)",
        "",
        *(f"- before: {code(path)}: {code(found or 'not there')}" for path, found in predicate["base"].items()),
        *(f"- after: {code(each['name'])}: {code(each['digest']['sha256'])}" for each in statement["subject"]),
        *([f"- patch: {code(predicate['patch']['digest'])}"] if predicate["patch"] else []),
        *([f"- fingerprint: {code(predicate['fingerprint']['digest'])}"] if predicate["fingerprint"] else []),
    ]


def _with_status(predicate: Mapping[str, Any], status: str) -> list[Mapping[str, Any]]:
    return [check for check in predicate["checks"] if check["status"] == status]


def _place(diagnostic: Mapping[str, Any]) -> str:
    return code(f"{diagnostic['path']}:{diagnostic['line']}:{diagnostic['column']}")


def _seconds(timed: Mapping[str, Any]) -> str:
    return f"{timed['seconds']:.1f} s"
