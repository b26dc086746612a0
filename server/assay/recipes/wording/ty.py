"""ty's words, from version 0.0.1 on; many of its rules have got other names since, and all of them are listed.

https://docs.astral.sh/ty/reference/rules/
"""

from __future__ import annotations

from assay.recipes.wording.meaning import Wording, wording

_ATTRIBUTES = (
    "missing-attribute missing-union-attribute unresolved-attribute possibly-missing-attribute "
    "possibly-unbound-attribute"
)
_RETURNS = (
    "invalid-return-type invalid-explicit-return invalid-implicit-return empty-body "
    "invalid-implicit-return-in-function-with-stub-body"
)
_OVERRIDES = (
    "invalid-method-override incompatible-method-override incompatible-attribute-override "
    "incompatible-property-override invalid-attribute-override"
)
_OPTIONAL = r"`(?P<got>[^`]*\bNone\b[^`]*)`"
_NOT_OPTIONAL = r"`(?P<wanted>(?:(?!\bNone\b)[^`])+)`"

WORDINGS: tuple[Wording, ...] = (
    wording(
        "implicit optional",
        "invalid-parameter-default",
        r"Default value of type `None` is not assignable to annotated parameter type `(?P<wanted>[^`]+)`",
    ),
    wording(
        "none attribute",
        _ATTRIBUTES,
        r"Attribute `(?P<name>\w+)` (?:is not defined|may be missing) on `None` in union `(?P<got>[^`]+)`",
    ),
    wording("none attribute", _ATTRIBUTES, r"Attribute `(?P<name>\w+)` on type `(?P<got>[^`]*\bNone\b[^`]*)` "),
    wording("none attribute", _ATTRIBUTES, r"Object of type `(?P<got>None)` has no attribute `(?P<name>\w+)`"),
    wording(
        "none attribute",
        "invalid-assignment",
        rf"Object of type `[^`]+` is not assignable to attribute `(?P<name>\w+)` on type {_OPTIONAL}",
    ),
    wording(
        "none index",
        "not-subscriptable non-subscriptable invalid-assignment",
        r"Cannot (?:subscript|delete subscript on|assign to a subscript on an) object of type `(?P<got>None)`",
    ),
    wording("none iteration", "not-iterable", rf"Object of type {_OPTIONAL} (?:may not be|is not) (?:async-)?iterable"),
    wording(
        "none context", "invalid-context-manager", rf"Object of type {_OPTIONAL} cannot be used with `(?:async )?with`"
    ),
    wording(
        "none operand",
        "unsupported-operator",
        r"Operator `[^`]+` is (?:not supported|unsupported) between objects of type "
        r"(?P<wanted>`[^`]*\bNone\b[^`]*` and `[^`]+`|`[^`]+` and `[^`]*\bNone\b[^`]*`)",
    ),
    wording(
        "none operand",
        "unsupported-operator",
        rf"Unary operator `[^`]+` is (?:not supported|unsupported) for object of type {_OPTIONAL}",
    ),
    wording("none call", "not-callable call-non-callable", r"Object of type `(?P<got>None)` is not callable"),
    wording(
        "none argument",
        "invalid-argument-type",
        rf"Argument to (?:(?:bound method|function|constructor) )?`(?P<owner>[^`]+)` is incorrect: "
        rf"Expected {_NOT_OPTIONAL}, found {_OPTIONAL}",
    ),
    wording("undefined name", "unresolved-reference", r"Name `(?P<name>\w+)` used when not defined"),
    wording(
        "no attribute",
        _ATTRIBUTES,
        r"(?:Object of type|Class|Module) `(?P<owner>[^`]+)` has no (?:attribute|member) `(?P<name>\w+)`",
    ),
    wording("no attribute", _ATTRIBUTES, r"Unresolved attribute `(?P<name>\w+)` on type `(?P<owner>[^`]+)`"),
    wording(
        "unused ignore",
        "unused-ignore-comment unused-type-ignore-comment",
        r"Unused (?:blanket )?`(?:ty|type): ignore` directive(?:: '(?P<name>[^']+)')?",
    ),
    wording("redundant cast", "redundant-cast", r"Value is already of type `(?P<wanted>[^`]+)`"),
    wording(
        "not a type",
        "invalid-type-form",
        r"(?:Function|Module|Variable of type|Class) `(?P<name>[^`]+)` is not (?:valid|allowed) in a "
        r"|(?:Int|List|Tuple|Bytes|Dict) literals are not allowed in "
        r"|(?:Boolean operations|Function calls) are not allowed in ",
    ),
    wording(
        "wrong return",
        _RETURNS,
        r"Return type does not match returned value: expected `(?P<wanted>[^`]+)`, found `(?P<got>[^`]+)`",
    ),
    wording(
        "wrong return",
        _RETURNS,
        r"Function (?:can|always) implicitly returns? `(?P<got>None)`, which is not assignable to return type "
        r"`(?P<wanted>[^`]+)`",
    ),
    wording(
        "wrong assignment",
        "invalid-assignment",
        r"Object of type `(?P<got>[^`]+)` is not assignable to "
        r"(?:attribute `(?P<name>\w+)` of type )?`(?P<wanted>[^`]+)`",
    ),
    wording(
        "wrong override",
        _OVERRIDES,
        r"Invalid override of (?:method|attribute) `(?P<name>\w+)`: "
        r"(?:Definition is incompatible with `(?P<owner>\w+)\.)?",
    ),
)
