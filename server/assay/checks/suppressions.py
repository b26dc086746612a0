"""Comments that tell a tool to look away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.checks.weakening import Weakening
from assay.syntax.tree import Node, Tree, captured

_CODES = r"(?:\s*[\[(:=]\s*(?P<codes>[\w\-, ]*))?"
_DIRECTIVES = {
    '"type: ignore"': rf"type:\s*ignore\b{_CODES}",
    '"pyright: ignore"': rf"pyright:\s*ignore\b{_CODES}",
    '"pyrefly: ignore"': rf"pyrefly:\s*ignore\b{_CODES}",
    '"ty: ignore"': rf"\bty:\s*ignore\b{_CODES}",
    '"pyre-ignore"': rf"pyre-(?:ignore|fixme|unsafe)\b{_CODES}",
    '"noqa"': rf"(?:(?:flake8|ruff):\s*)?\bnoqa\b{_CODES}",
    '"pragma: no cover"': r"pragma:\s*no\s*(?:cover|branch)\b",
    '"pylint: disable"': rf"pylint:\s*(?:disable|skip-file)[\w-]*{_CODES}",
    '"nosec"': rf"\bnosec\b{_CODES}",
    "an inline mypy setting": r"^#\s*mypy:\s*\S+",
    "an inline pyright setting": r"^#\s*pyright:\s*(?!ignore\b)\S+",
    "an inline setting of a type checker": r"^#\s*(?:pytype|pyre|pyrefly|ty):\s*(?!ignore\b)\S+",
    "a type comment of Any or object": r"#\s*type:\s*(?!ignore\b).*\b(?:Any|object)\b",
}
_PATTERNS = {what: re.compile(pattern, re.IGNORECASE) for what, pattern in _DIRECTIVES.items()}


def suppressions(tree: Tree, part: Node) -> Iterator[Weakening]:
    """Those in comments; a string that reads like one silences nobody."""
    for comment in captured(part, "(comment) @comment"):
        for what, pattern in _PATTERNS.items():
            for match in pattern.finditer(tree.code(comment)):
                groups = match.groupdict()
                # what has no list of codes is limited by all its words: another setting is another silence
                codes = groups["codes"] or "" if "codes" in groups else match[0]
                listed = frozenset(code.strip().lower() for code in codes.split(",") if code.strip())
                yield Weakening(what, tree.span(comment), listed)
