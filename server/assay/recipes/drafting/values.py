"""Values to try, as source: by the name of a type, by the name of a parameter, for callables and for containers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assay.recipes.drafting.case import filled, names_in

VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "int": ("1", "0", "-1", "2", "10", "100", "1000", "1234567"),
        "float": ("1.5", "0.0", "-2.25", "100.0", "1e-06", "float('inf')", "float('nan')", "1234567.891"),
        **dict.fromkeys(("SupportsInt", "SupportsIndex", "Integral"), ("1", "0", "2", "-1", "10")),
        **dict.fromkeys(("SupportsFloat", "Number", "Real", "SupportsAbs", "SupportsRound"), ("1.5", "0", "-2")),
        **dict.fromkeys(("Hashable", "Sized"), ("'hello'", "()", "(1, 2)")),
        "complex": ("1j", "1 + 2j"),
        "str": (
            "'hello'",
            "''",
            "'Hello World'",
            '"It\'s 1,000 \\xe9t\\xe9s: Foo_Bar--baz & qux"',
            "'foo_bar'",
            "'12'",
            "' x-y '",
            "'\\xe9t\\xe9'",
            "'a,b'",
            "'HTMLPage'",
        ),
        "bool": ("True", "False"),
        "NoneType": ("None",),
        "bytes": ("b'abc'", "b''", "b'\\xff'"),
        "bytearray": ("bytearray(b'abc')", "bytearray()"),
        "slice": ("slice(0, 2)", "slice(1, None)", "slice(None, None, 2)", "slice(-2, None)"),
        "range": ("range(3)", "range(0)"),
        "type": ("int", "str"),
        "Path": ("Path('folder/file.txt')", "Path('file.tar.gz')", "Path('.')"),
        "PurePath": ("PurePath('folder/file.txt')", "PurePath('.')"),
        "datetime": ("datetime(2024, 2, 29, 12, 30, 45)", "datetime(1999, 12, 31)"),
        "date": ("date(2024, 2, 29)", "date(1999, 12, 31)"),
        "time": ("time(12, 30, 45)", "time(0, 0)"),
        "timedelta": ("timedelta(days=1, seconds=30)", "timedelta(0)", "timedelta(days=-2)", "timedelta(days=400)"),
        "Decimal": ("Decimal('1.50')", "Decimal('0')", "Decimal('-3')"),
        "Fraction": ("Fraction(1, 3)", "Fraction(-2)"),
        "UUID": ("UUID('12345678-1234-5678-1234-567812345678')",),
        "StringIO": ("StringIO('one\\ntwo\\n')", "StringIO()"),
        "TextIO": ("StringIO('one\\ntwo\\n')", "StringIO()"),
        "BytesIO": ("BytesIO(b'abc')", "BytesIO()"),
        "BinaryIO": ("BytesIO(b'abc')", "BytesIO()"),
        "IO": ("StringIO('one\\ntwo\\n')",),
        "Pattern": ("re.compile('[a-z]+')",),
        "Match": ("re.match('([a-z]+)(-)?', 'ab')", "re.match('(?P<one>[0-9]+)', '12')"),
        "Counter": ("Counter('aab')", "Counter()"),
        "OrderedDict": ("OrderedDict(a=1)", "OrderedDict()"),
        "deque": ("deque([1, 2])", "deque()"),
    }
)
"""Values by the name of a type."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("Path", "PurePath"), "pathlib"),
        **dict.fromkeys(("datetime", "date", "time", "timedelta"), "datetime"),
        **dict.fromkeys(("Counter", "OrderedDict", "deque"), "collections"),
        **dict.fromkeys(("StringIO", "BytesIO"), "io"),
        "Decimal": "decimal",
        "Fraction": "fractions",
        "UUID": "uuid",
        "re": "",
    }
)
"""The names in those values that are not Python's own, each with its module; empty for a module itself."""

LIKE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"url|uri|link|href", ("'https://example.com/a/b?c=1&d=2#e'", "'example.com'")),
    (r"e?mail", ("'ann@example.com'", "'nobody'")),
    (r"path|file(name)?|folder|dir(ectory)?", ("'folder/file.txt'", "'file.tar.gz'")),
    (r"version|ver", ("'1.2.3'", "'1.2.3-rc.1+build.5'")),
    (r"sep(arator)?|delim(iter)?|joiner", ("'-'", "', '", "''")),
    (r"encoding|charset", ("'utf-8'", "'ascii'")),
    (r"html|xml|markup", ("'<p>One <b>two</b></p>'",)),
    (r"json\w*", ("'{\"a\": [1, 2]}'",)),
    (r"re|regex|pattern", ("'[a-z]+'", "'^a'")),
    (r"fmt|format|template", ("'{}'", "'%Y-%m-%d'", "'%s'")),
    (r"date\w*|iso\w*|day", ("'2024-02-29'", "'2024-02-29T12:30:45'")),
    (r"ip\w*|address", ("'192.168.0.1'", "'::1'")),
    (r"hex\w*|colou?r", ("'#ff8800'", "'ff'")),
    (r"lines?|text|s|string|content", ("'one two\\nthree'",)),
)
CALLABLES = {
    "0": ("list", "lambda: 1"),
    "1": ("str", "bool", "lambda value: value", "lambda value: value % 2 == 0", "len", "lambda value: value + 1"),
    "2": ("max", "lambda one, other: one + other", "lambda one, other: other"),
}
ITEMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "int": ("[1, 2, 3]", "[]", "[3, 1, 2, 1]", "[5]"),
        "str": ("['a', 'b']", "[]", "['b', 'a', 'b']", "['one', 'Two', '']"),
        "float": ("[1.5, 2.5]", "[]", "[0.5, -1.0, 0.5]"),
    }
)


def in_words_of(source: str, names: Mapping[str, str]) -> str:
    """One of these values where `names` are imported from these modules; empty where its names mean something else.

    Where `datetime` is the module, what it holds is `datetime.date(1999, 12, 31)`.
    """
    for name in sorted(names_in([source]) & NAMES.keys()):
        home = NAMES[name]
        if home and names.get(home) == "":
            source = filled(source, {name: f"{home}.{name}"})
        elif names.get(name, home) != home:
            return ""
    return source
