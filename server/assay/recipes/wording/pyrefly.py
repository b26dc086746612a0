"""Pyrefly's words, from version 0.30 on. What follows in further lines says why, or what might be done.

https://pyrefly.org/en/docs/error-kinds/
"""

from __future__ import annotations

from assay.recipes.wording.meaning import Wording, wording

_OPTIONAL = r"`(?P<got>[^`]*\bNone\b[^`]*)`"
_NOT_OPTIONAL = r"`(?P<wanted>(?:(?!\bNone\b)[^`])+)`"

WORDINGS: tuple[Wording, ...] = (
    wording(
        "implicit optional",
        "bad-function-definition",
        r"Default `None` is not assignable to parameter `(?P<name>\w+)` with type `(?P<wanted>[^`]+)`",
    ),
    wording(
        "none attribute",
        "missing-attribute",
        r"Object of class `(?P<got>NoneType)` has no attribute `(?P<name>\w+)`",
    ),
    wording(
        "none index",
        "unsupported-operation index-error",
        r"`(?P<got>None)` is not subscriptable|Cannot (?:set|delete) item in `None`",
    ),
    wording(
        "none iteration",
        "not-iterable",
        rf"Type {_OPTIONAL} is not (?:iterable|an (?:async )?iterable)",
    ),
    wording("none context", "bad-context-manager", r"Cannot use `(?P<got>None)` as a context manager"),
    wording(
        "none operand",
        "unsupported-operation not-iterable",
        r"`[^`]+` is not supported between (?P<wanted>`None` and `[^`]+`|`[^`]+` and `None`)",
    ),
    wording("none operand", "unsupported-operation", r"Unary `[^`]+` is not supported on `(?P<got>None)`"),
    wording("none call", "not-callable", r"Expected a callable, got `(?P<got>None)`"),
    wording(
        "none argument",
        "bad-argument-type",
        rf"Argument {_OPTIONAL} is not assignable to (?:positional |keyword )?parameter (?:\d+|`\w+`) with type "
        rf"{_NOT_OPTIONAL} in function `(?P<owner>[^`]+)`",
    ),
    wording("undefined name", "unknown-name", r"Could not find name `(?P<name>\w+)`"),
    wording(
        "no attribute",
        "missing-attribute",
        r"(?:Object of class|Class) `(?P<owner>[^`]+)` has no (?:class )?attribute `(?P<name>\w+)`",
    ),
    wording("no attribute", "missing-attribute missing-module-attribute", r"No attribute `(?P<name>\w+)` in module `"),
    wording(
        "needs annotation",
        "implicit-any-empty-container implicit-any",
        r"Cannot infer type of empty container",
    ),
    wording("unused ignore", "unused-ignore unused-type-ignore", r"Unused `#\s*(?:pyrefly|type): ignore` comment"),
    wording(
        "redundant cast", "redundant-cast", r"Redundant cast: `(?P<got>[^`]+)` is the same type as `(?P<wanted>[^`]+)`"
    ),
    wording("not a type", "not-a-type", r"Expected a type form, got instance of `(?P<got>[^`]+)`"),
    wording(
        "not a type",
        "invalid-annotation",
        r"(?:\w+ literal|Boolean operation|Function call) cannot be used in annotations",
    ),
    wording(
        "wrong return",
        "bad-return",
        r"Returned type `(?P<got>[^`]+)` is not assignable to declared return type `(?P<wanted>[^`]+)`",
    ),
    wording(
        "wrong return",
        "bad-return",
        r"Function declared to return `(?P<wanted>[^`]+)`,? but (?:one or more paths are|is) missing an explicit ",
    ),
    wording(
        "wrong assignment",
        "bad-assignment",
        r"`(?P<got>[^`]+)` is not assignable to "
        r"(?:(?:variable|attribute) `(?P<name>\w+)` with type )?`(?P<wanted>[^`]+)`",
    ),
    wording(
        "wrong override",
        "bad-override bad-override-mutable-attribute bad-override-param-name",
        r"Class member `\w+\.(?P<name>\w+)` overrides parent class `(?P<owner>\w+)` in an inconsistent manner",
    ),
)
