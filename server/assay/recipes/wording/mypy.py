"""mypy's words, from version 1.0 to 2.4 (https://mypy.readthedocs.io/en/stable/error_code_list.html)."""

from __future__ import annotations

from assay.recipes.wording.meaning import Wording, wording

_OPTIONAL = r'"(?P<got>None|[^"]+ \| None|None \| [^"]+|Optional\[[^"]*\])"'
"""A type that is None or may be, at its top: a list of Nones is none."""


WORDINGS: tuple[Wording, ...] = (
    wording(
        "implicit optional",
        "assignment",
        r'Incompatible default for (?:parameter|argument) "(?P<name>\w+)" '
        r'\(default has type "None", (?:parameter|argument) has type "(?P<wanted>.+?)"\)',
    ),
    wording(
        "none iteration",
        "union-attr",
        r'Item "None" of "(?P<got>.+?)" has no attribute "__a?iter__"',
    ),
    wording("none iteration", "misc", r'"(?P<got>None)" object is not iterable'),
    wording(
        "none context",
        "union-attr",
        r'Item "None" of "(?P<got>.+?)" has no attribute "__a?(?:enter|exit)__"',
    ),
    wording(
        "none attribute",
        "union-attr",
        r'Item "None" of "(?P<got>.+?)" has no attribute "(?P<name>\w+)"',
    ),
    wording("none iteration", "misc", r"Expected iterable as variadic argument"),
    wording("none attribute", "attr-defined", r'"(?P<got>None)" has no attribute "(?P<name>\w+)"'),
    wording("none index", "index", rf"Value of type {_OPTIONAL} is not indexable"),
    wording("none index", "index", rf"Unsupported target for indexed assignment \({_OPTIONAL}\)"),
    wording("none call", "misc operator", r'"None" not callable'),
    wording(
        "none operand",
        "operator",
        rf"(?:Unsupported (?:left|right) operand type for \S+(?: in)? \({_OPTIONAL}\)"
        r'|Unsupported operand types for \S+ \((?P<wanted>[^)]*"None"[^)]*)\))',
    ),
    wording(
        "none argument",
        "arg-type",
        rf'Argument (?:\d+|"\w+") to (?P<owner>.+?) has incompatible type {_OPTIONAL}; '
        r'expected "(?P<wanted>(?:(?!\bNone\b|Optional\[)[^"])+)"',
    ),
    wording("undefined name", "name-defined", r'Name "(?P<name>\w+)" is not defined'),
    wording(
        "kept super",
        "attr-defined operator index",
        r'"super" (?:has no attribute "(?P<name>\w+)"|not callable)|Value of type "super" is not indexable'
        r'|Unsupported (?:(?:left|right) operand type for|operand type for unary|target for) .+ \("super"\)',
    ),
    wording("unsound initializer", "misc", r'Accessing "__init__" on an instance is unsound'),
    wording("no attribute", "attr-defined", r'"(?P<owner>(?!None").+?)" has no attribute "(?P<name>\w+)"'),
    wording("unknown type", "has-type", r'Cannot determine type of "(?P<name>\w+)"'),
    wording("needs annotation", "var-annotated", r'Need type annotation for "(?P<name>\w+)"'),
    wording("unused ignore", "unused-ignore", r'Unused "type: ignore(?:\[(?P<name>[^\]]*)\])?" comment'),
    wording("redundant cast", "redundant-cast", r'Redundant cast to "(?P<wanted>.+?)"'),
    wording(
        "not a type",
        "valid-type",
        r'(?:Function|Module|Variable) "(?P<name>[\w.]+)" is not valid as a type'
        r'|Bracketed expression "\[\.\.\.\]" is not valid as a type|Invalid type comment or annotation',
    ),
    wording("not a type", "syntax", r"Syntax error in type annotation"),
    wording("declared again", "no-redef", r'(?:Name|Attribute) "(?P<name>\w+)" already defined on line \d+'),
    wording(
        "wrong return",
        "return-value",
        r'Incompatible return value type \(got "(?P<got>.+?)", expected "(?P<wanted>.+?)"\)',
    ),
    wording("wrong return", "return", r"Missing return statement"),
    wording(
        "wrong element",
        "assignment",
        r'Incompatible types in assignment \(expression has type "(?P<got>.+?)", target has type "(?P<wanted>.+?)"\)',
    ),
    wording(
        "wrong element",
        "arg-type",
        r'Argument \d to "(?:append|appendleft|add|insert|setdefault)" of "(?:list|deque|set|MutableMapping|dict)" has '
        r'incompatible type "(?P<got>.+?)"; expected "(?P<wanted>.+?)"',
    ),
    wording(
        "wrong key",
        "index",
        r'Invalid index type "(?P<got>.+?)" for "(?P<owner>.+?)"; expected type "(?P<wanted>.+?)"',
    ),
    wording(
        "wrong assignment",
        "assignment",
        r'Incompatible types in assignment \(expression has type (?:"(?P<got>.+?)"|overloaded function), '
        r'(?:variable|base class "(?P<owner>\w+)" defined the type as) '
        r'(?:has type )?"(?P<wanted>.+?)"\)',
    ),
    wording(
        "wrong override",
        "override",
        r'(?:Argument (?P<number>\d+) of|Signature of|Return type ".+?" of) "(?P<name>\w+)" (?:is )?incompatible with ',
    ),
)
