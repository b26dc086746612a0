"""Tests of the platform, as `os.name == "nt"` or `platform.system() == "Windows"`, and the same by names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assay.recipes.flags import Module, Number, Trait, given, is_imported, is_steady
from assay.syntax.tree import Node
from assay.tools.platforms import CHECKED

_KNOWN = re.compile(r"""sys\.platform([=!]=(['"])[\w-]*\2|\.startswith\((['"])[\w-]*\3\))""")
_LIKELY = re.compile(r"(?i)win|nt|posix|unix|linux|mac|darwin|osx|cyg|bsd|platform|system|os")
"""What is imported is followed only where it is called like this."""

_SOURCES = {("sys", "platform"): "platform", ("os", "name"): "name"}
_GROUPS = ("tuple", "list", "set")
_SIGNS = {"==": True, "!=": False, "in": True, "not in": False}


@dataclass(frozen=True, slots=True)
class PlatformTest:
    """Whether `sys.platform` is one of some words, or begins with one of them; or, where it does not hold, is none."""

    words: tuple[str, ...]
    begins: bool = False
    holds: bool = True

    def __str__(self) -> str:
        sign = "==" if self.holds else "!="
        negated = "" if self.holds else "not "
        parts = (
            f'{negated}sys.platform.startswith("{each}")' if self.begins else f'sys.platform {sign} "{each}"'
            for each in self.words
        )
        return (" or " if self.holds else " and ").join(parts)

    @property
    def opposite(self) -> PlatformTest:
        """The test that is passed where this one is not."""
        return replace(self, holds=not self.holds)

    def always(self, _floor: Number, /) -> bool:
        """What it comes to where a checker looks, whatever the version."""
        found = CHECKED.startswith(self.words) if self.begins else CHECKED in self.words
        return found is self.holds


_WINDOWS = PlatformTest(("win32",))
_SYSTEMS = {"windows": _WINDOWS, "darwin": PlatformTest(("darwin",)), "linux": PlatformTest(("linux",), begins=True)}
"""What `platform.system()` says, in small letters, and when."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a test looks at: the platform, the name or the system; of the platform, maybe its first letters alone."""

    kind: str
    size: int | None = None
    lower: bool = False


def _read(module: Module, node: Node, depth: int) -> PlatformTest | None:
    """What a comparison or a call asks of the platform."""
    parts = [each for each in node.named_children if each.type != "comment"]
    if node.type == "call":
        return _begun(module, parts[0], parts[1], depth) if len(parts) > 1 else None
    sign = " ".join(each.type for each in node.children if not each.is_named)
    if len(parts) != 2 or sign not in _SIGNS:
        return None
    if parts[0].type == "string" and sign in ("==", "!="):
        parts.reverse()
    subject, words = _subject(module, parts[0], depth), _words(module, parts[1])
    if subject is None or not words or (parts[1].type == "string") is not (sign in ("==", "!=")):
        return None
    test = _compared(subject, words)
    return test if test is None or _SIGNS[sign] else test.opposite


def _compared(subject: _Subject, words: tuple[str, ...]) -> PlatformTest | None:
    """The test that what is looked at is one of the words."""
    if subject.kind == "name":
        # there are two of them, and one stands for Windows alone
        on_windows, elsewhere = "nt" in words, "posix" in words
        return None if on_windows is elsewhere else _WINDOWS if on_windows else _WINDOWS.opposite
    if subject.kind == "system":
        key = words[0] if subject.lower else words[0].lower() if words[0].istitle() else ""
        return _SYSTEMS.get(key) if len(words) == 1 else None
    if subject.size is None:
        return PlatformTest(words)
    sizes = {len(each) for each in words}
    return PlatformTest(words, begins=True) if sizes == {subject.size} else None


def _begun(module: Module, function: Node, arguments: Node, depth: int) -> PlatformTest | None:
    """The test that the platform begins with some words."""
    owner, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if owner is None or name is None or module.tree.code(name) != "startswith" or len(arguments.named_children) != 1:
        return None
    (argument,) = arguments.named_children
    words = _words(module, argument) if argument.type in ("string", "tuple") else ()
    subject = _subject(module, owner, depth) if words else None
    return PlatformTest(words, begins=True) if subject is not None and subject == _Subject("platform") else None


def _subject(module: Module, node: Node, depth: int) -> _Subject | None:
    """What an expression is of the platform; None where it is something else."""
    if depth <= 0:
        return None
    code = module.compact(node)
    match node.type:
        case "parenthesized_expression":
            return _subject(module, node.named_children[0], depth - 1)
        case "subscript":
            value, sliced = node.child_by_field_name("value"), re.search(r"\[:(\d+)\]$", code)
            whole = None if value is None or sliced is None else _subject(module, value, depth - 1)
            is_platform = whole is not None and whole == _Subject("platform") and sliced is not None
            return _Subject("platform", int(sliced[1])) if is_platform and sliced is not None else None
        case "call":
            return _called(module, node, code, depth)
        case "identifier" | "attribute":
            return _named(module, code, depth)
        case _:
            return None


def _named(module: Module, code: str, depth: int) -> _Subject | None:
    """What a name stands for."""
    for (source, name), kind in _SOURCES.items():
        own = code == f"{source}.{name}" and is_imported(module, source, source, None)
        if own or is_imported(module, code, source, name):
            return _Subject(kind) if _is_own(module, source, name) else None
    found = given(_LIKELY, module, code, depth)
    subject = None if found is None else _subject(*found, depth - 1)
    return subject if subject is not None and is_steady(module, code) else None


def _is_own(module: Module, source: str, name: str) -> bool:
    """Whether nothing in the project looks as if it gave what the standard library says another value."""
    dotted = rf"\b{source}\.{name}"
    handed = rf"\b{source}\s*,\s*['\"]{name}['\"]"
    giving = rf"{dotted}\s*=(?!=)|(?:setattr|patch)[^\n]*(?:{dotted}['\"]|{handed})"
    return module.sources is None or not module.sources.hold(giving)


def _called(module: Module, node: Node, code: str, depth: int) -> _Subject | None:
    """`platform.system()`, or the platform or the system in small letters."""
    if code == "platform.system()":
        is_it = is_imported(module, "platform", "platform", None) and _is_own(module, "platform", "system")
        return _Subject("system") if is_it else None
    function = node.child_by_field_name("function")
    owner = None if function is None or not code.endswith(".lower()") else function.child_by_field_name("object")
    subject = None if owner is None else _subject(module, owner, depth - 1)
    # the platform has no capital letters
    return replace(subject, lower=subject.kind == "system") if subject is not None else None


def _words(module: Module, node: Node) -> tuple[str, ...]:
    """What a string says, or each in a group; nothing where there is anything else."""
    strings = [each for each in node.named_children if each.type != "comment"] if node.type in _GROUPS else [node]
    found = [re.fullmatch(r"""(['"])([\w-]+)\1""", module.tree.code(each)) for each in strings]
    return tuple(each[2] for each in found if each is not None) if None not in found else ()


PLATFORM = Trait("platform", _KNOWN, _LIKELY, _read)
