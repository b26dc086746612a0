"""The words of pyright and basedpyright, from version 1.1.339 on, when their rules got the names that they have.

https://github.com/microsoft/pyright/blob/main/packages/pyright-internal/src/localization/en.json has them all. What
follows in further lines says why, and is read only where it tells what the first line does not. Pylance's are the same.
"""

from __future__ import annotations

from assay.recipes.wording.meaning import Wording, wording

_NOT_OPTIONAL = r'"(?P<wanted>(?:(?!\bNone\b|Optional\[)[^"])+)"'

WORDINGS: tuple[Wording, ...] = (
    wording(
        "implicit optional",
        "reportArgumentType",
        r'Expression of type "None" cannot be assigned to parameter of type "(?P<wanted>[^"]+)"',
    ),
    wording("none attribute", "reportOptionalMemberAccess", r'"(?P<name>\w+)" is not a known attribute of "None"'),
    wording(
        "none attribute",
        "reportAttributeAccessIssue reportOptionalMemberAccess",
        r'Cannot (?:access|assign to|delete) attribute "(?P<name>\w+)" for class "(?P<got>None(?:Type)?)"',
    ),
    wording(
        "none index",
        "reportOptionalSubscript",
        r'Object of type "None" is not subscriptable',
    ),
    wording(
        "none iteration",
        "reportOptionalIterable reportGeneralTypeIssues",
        r'Object of type "None" cannot be used as iterable value|"None" is not iterable',
    ),
    wording("none operand", "reportOptionalOperand", r'Operator "[^"]+" not supported for "None"'),
    wording(
        "none operand",
        "reportOperatorIssue",
        r'Operator "[^"]+" not supported for types (?P<wanted>"[^"]*\bNone\b[^"]*" and "[^"]*"'
        r'|"[^"]*" and "[^"]*\bNone\b[^"]*")',
    ),
    wording("none call", "reportOptionalCall", r'Object of type "None" cannot be called'),
    wording(
        "none context",
        "reportOptionalContextManager",
        r'Object of type "None" cannot be used with "(?:async )?with"',
    ),
    wording(
        "wrong key",
        "reportArgumentType",
        r'Argument of type "(?P<got>[^"]+)" cannot be assigned to parameter "key" of type "(?P<wanted>[^"]+)" in '
        r'function "(?:__getitem__|__setitem__|setdefault)"',
    ),
    wording(
        "none argument",
        "reportArgumentType",
        r'Argument of type "(?P<got>[^"]*\bNone\b[^"]*)" cannot be assigned to parameter "\w+" '
        rf'of type {_NOT_OPTIONAL} in function "(?P<owner>\w+)"',
    ),
    wording("undefined name", "reportUndefinedVariable", r'"(?P<name>\w+)" is not defined'),
    wording(
        "no attribute",
        "reportAttributeAccessIssue",
        r'Cannot (?:access|assign to|delete) attribute "(?P<name>\w+)" for class "(?P<owner>[^"]+)"\n'
        r'\s*Attribute "\w+" is unknown',
    ),
    wording("no attribute", "reportAttributeAccessIssue", r'"(?P<name>\w+)" is not a known attribute of module '),
    wording(
        "needs annotation",
        "reportUnknownVariableType",
        r'Type of "(?P<name>\w+)" is partially unknown\n\s*Type of "\w+" is '
        r'"(?P<got>(?:list|dict|set|deque|defaultdict|OrderedDict|Counter)\[Unknown(?:, Unknown)?\])"',
    ),
    wording(
        "unused ignore",
        "reportUnnecessaryTypeIgnoreComment",
        r'Unnecessary "#\s*(?:type|pyright): ignore" (?:comment|rule: "(?P<name>\w+)")',
    ),
    wording(
        "redundant cast",
        "reportUnnecessaryCast",
        r'Unnecessary "cast" call; type is already "(?P<wanted>[^"]+)"',
    ),
    wording(
        "deprecated alias",
        "reportDeprecated",
        r'This type is deprecated as of Python \d+\.\d+; use "(?P<wanted>[^"]+)" instead',
    ),
    wording(
        "not a type",
        "reportGeneralTypeIssues reportInvalidTypeForm",
        r'Expected class but received "(?P<got>[^"]+)"|Module cannot be used as a type'
        r"|(?:Variable|Module|(?:List|Tuple|Dictionary|Call) expression|Binary operator) not allowed in type "
        r"expression",
    ),
    wording(
        "wrong return",
        "reportReturnType",
        r'Type "(?P<got>[^"]+)" is not assignable to return type "(?P<wanted>[^"]+)"',
    ),
    wording(
        "wrong return",
        "reportReturnType",
        r'Function with declared return type "(?P<wanted>[^"]+)" must return value on all code paths',
    ),
    wording(
        "wrong element",
        "reportArgumentType",
        r'Argument of type "(?P<got>[^"]+)" cannot be assigned to parameter "\w+" of type "(?P<wanted>[^"]+)" in '
        r'function "(?:__setitem__|append|appendleft|add|insert|setdefault)"',
    ),
    wording(
        "wrong assignment",
        "reportAssignmentType",
        r'Type "(?P<got>[^"]+)" is not assignable to declared type "(?P<wanted>[^"]+)"',
    ),
    wording(
        "wrong assignment",
        "reportAttributeAccessIssue",
        r'(?:Cannot assign to|Type "[^"]+" is not assignable to) attribute "(?P<name>\w+)" (?:for|of) '
        r'class "(?P<owner>[^"]+)"\n\s*(?:Type )?"(?P<got>[^"]+)" is not assignable to (?:type )?"(?P<wanted>[^"]+)"',
    ),
    wording(
        "wrong override",
        "reportIncompatibleMethodOverride",
        r'Method "(?P<name>\w+)" overrides class "(?P<owner>\w+)" in an incompatible manner'
        r"(?:[^\n]*\n\s*Parameter (?P<number>\d+) type mismatch)?",
        first=1,
    ),
    wording(
        "wrong override",
        "reportIncompatibleVariableOverride reportIncompatibleMethodOverride",
        r'"(?P<name>\w+)" (?:incorrectly )?overrides (?:symbol|property) of same name in class "(?P<owner>\w+)"',
    ),
)
