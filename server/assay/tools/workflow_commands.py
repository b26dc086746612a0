"""Commands that a script gives to the runner of GitHub Actions by printing them, and the files that replaced them.

`echo "::set-output name=a::b"` becomes `echo "a=b" >> "$GITHUB_OUTPUT"`. Only an `echo` is rewritten whose output is
the script's own; the rest is named with the reason. The old way undid %25, %0D and %0A in a value and took one line;
the new one does neither, so a script that escapes is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.core.text import Span
from assay.syntax import shell
from assay.tools.workflows import EXPRESSION

OLD = re.compile(r"::(?P<command>set-output|save-state|set-env|add-path)\b", re.IGNORECASE)
FILES = {
    "set-output": "GITHUB_OUTPUT",
    "save-state": "GITHUB_STATE",
    "set-env": "GITHUB_ENV",
    "add-path": "GITHUB_PATH",
}

_ECHO = re.compile(
    r"""(?P<echo>echo[ ]+)(?P<quote>["']?)::(?:(?P<named>set-output|save-state|set-env)[ ]+"""
    r"""name=(?P<name>[A-Za-z_][\w-]*)"""
    r"""|(?P<path>add-path))::(?P<value>.*)""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"%(?:25|0[AaDd])")
_REBOUND = re.compile(r"\bexec\b|::stop-commands::|\becho\s*\(\)|\balias\b|\benable\b")
_OPEN = re.compile(rf"{EXPRESSION.pattern}|\$\(.*\)|`.*`|\$\{{.*?\}}|\$\w+|\$.", re.DOTALL)
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_BLOCKED = frozenset(("NODE_OPTIONS",))
_CERTAIN = re.compile(
    r"""\$(?:(?P<open>\{)?(?:GITHUB_(?:SHA|REF|REF_NAME|REF_TYPE|HEAD_REF|BASE_REF|RUN_ID|RUN_NUMBER|RUN_ATTEMPT|ACTOR|"""
    r"""REPOSITORY|REPOSITORY_OWNER|EVENT_NAME|WORKSPACE|JOB)|RUNNER_(?:OS|ARCH|TEMP|TOOL_CACHE)|HOME|PWD|RANDOM|[#?])"""
    r"""(?(open)(?:(?:[#%]{1,2}|:)[\w./*:-]+|/{1,2}[^}$`\n]+)?\}|(?!\w)))"""
    r"""|\$\((?:date(?: (?:-u|--utc|--iso-8601|-I|[\"']?\+[\"']?(?:%[A-Za-mo-su-z]|[\w:. -])+[\"']?))*|"""
    r"""git rev-parse(?: --(?:short(?:=\d+)?|abbrev-ref|verify))* (?:HEAD|@)|git rev-parse --show-toplevel|"""
    r"""git describe(?: --(?:tags|abbrev=\d+|always|dirty|long))*|"""
    r"""(?:(?:python3? -m )?pip3? cache dir|yarn cache dir|npm config get cache|go env [A-Z]+|nproc|pwd))\)"""
    r"""|\$\{\{\s*(?:runner\.\w+|github\.(?:sha|ref|ref_name|ref_type|head_ref|base_ref|run_id|run_number|actor|"""
    r"""repository|repository_owner|event_name|workspace))\s*\}\}"""
)
"""What is known to give one line that escapes nothing, whatever it is that it gives."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A script after the change. `old` and `new` are the commands that changed, each once, in order.

    `left` says, line by line, what still stands there in the old way and why.
    """

    script: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    left: tuple[str, ...]


def rewritten(script: str) -> Rewritten:
    """The script with all commands in the new way that can be brought there."""
    if why := _unfit(script):
        return Rewritten(script, (), (), tuple(f"line {line}: {why}" for line in _lines(script)))
    hidden = without_expressions(script)
    changes: list[tuple[Span, str]] = []
    left: list[str] = []
    for part in shell.parts(hidden, "command"):
        text = script[part.span.start : part.span.end]
        if not OLD.search(text):
            continue
        new = part.elsewhere or _new(text)
        if new.startswith("echo"):
            changes.append((part.span, new))
        elif not any(other != part and _inside(other.span, part.span) for other in shell.parts(hidden, "command")):
            left.append(f"line {_line(script, part.span.start)}: {new}")
    after, end, pieces = list[str](), 0, list[str]()
    for span, new in changes:
        pieces += [script[end : span.start], new]
        after.append(new)
        end = span.end
    text = "".join((*pieces, script[end:]))
    told = {entry.partition(":")[0] for entry in left}
    rest = [line for line in _lines(text) if f"line {line}" not in told]
    left += [f"line {line}: it is not printed by an echo of its own" for line in rest]
    return Rewritten(text, tuple(script[span.start : span.end] for span, _ in changes), tuple(after), tuple(left))


def without_expressions(script: str) -> str:
    """The script with a word of the same length in place of each expression of the runner."""
    return EXPRESSION.sub(lambda match: "E" * len(match[0]), script)


def uncertain(command: str, script: str) -> str:
    """What in the value of an old command may be several lines, or escaped; empty where nothing is."""
    match = _ECHO.fullmatch(command)
    if match is None:
        return command
    value: str = match["value"]
    literal = match["quote"] == "'" and value.find("'") == len(value) - 1
    return (_open(value, EXPRESSION) if literal else _open(value, _OPEN, script)) or ""


def _open(value: str, pattern: re.Pattern[str], script: str = "") -> str | None:
    """The first thing in a value that is not known to give one line."""
    for match in pattern.finditer(_CERTAIN.sub("", value)):
        name = _VARIABLE.fullmatch(match[0])
        if name is None or not script or not _is_set(name[1], script):
            return match[0]
    return None


def _is_set(name: str, script: str) -> bool:
    """Whether a variable is given certain values alone by the script, once at least on its way."""
    if re.search(rf"\b(?:read|mapfile|readarray|unset|declare|local|eval|for {name})\b|printf -v", script):
        return False
    hidden = without_expressions(script)
    given = [each for each in shell.parts(hidden, "variable_assignment") if re.match(rf"{name}\b", each.text)]
    values = [script[each.span.start + len(name) : each.span.end] for each in given]
    plain = all(value.startswith("=") and _open(value, _OPEN) is None and "\n" not in value for value in values)
    return plain and any(each.top for each in given)


def _unfit(script: str) -> str:
    if _ESCAPED.search(script):
        return "the script escapes a value (%25, %0A or %0D), which the new way does not undo"
    if _REBOUND.search(script):
        return "the script changes where an echo prints to, or what it is"
    if any("\n" in each for each in EXPRESSION.findall(script)):
        return "an expression goes over several lines"
    return "the script cannot be read" if shell.fault(without_expressions(script)) else ""


def _new(command: str) -> str:
    """The command in the new way, or why there is none."""
    match = _ECHO.fullmatch(command)
    if match is None:
        return "it is no plain echo of one such command"
    if "\n" in command:
        return "it goes over several lines"
    if match["name"] in _BLOCKED:
        return f"{match['name']} cannot be set in the new way"
    if match["path"] and not match["value"].rstrip("\"'"):
        return "it adds an empty path"
    begin = "" if match["path"] else f"{match['name']}="
    file = FILES[(match["named"] or match["path"]).lower()]
    return f'{match["echo"]}{match["quote"]}{begin}{match["value"]} >> "${file}"'


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _lines(script: str) -> Iterator[int]:
    for number, line in enumerate(script.split("\n"), 1):
        if OLD.search(line):
            yield number


def _line(script: str, offset: int) -> int:
    return script.count("\n", 0, offset) + 1
