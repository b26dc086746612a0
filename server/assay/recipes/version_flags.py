"""Names and expressions that stand for a version of Python, as `py3k = sys.version_info[0] >= 3` does.

They are told by their words: a comparison of the version, or a name that is given one once, at the top of a module of
the project. What they mean is said in the words that type checkers know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import PurePosixPath

from assay.recipes.definitions import imports
from assay.recipes.sources import Sources
from assay.syntax.branches import conditions
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

_DEPTH = 6
_COMPARED = re.compile(r"(?P<left>[\w.]+?)(?P<part>\.major|\[0\]|\[:[12]\])?(?P<sign>[<>]=?|[=!]=)(?P<than>[\d(),]+)")
_KNOWN = re.compile(r"sys\.version_info(\[0\]|\[:[12]\])?[<>=!]")
_TUPLE = re.compile(r"\((\d+)(?:,(\d+))?,?\)")
_SIZES = {"[:1]": 1, "[:2]": 2}
_OPPOSITE = {">=": "<", "<": ">=", "==": "!=", "!=": "=="}
_LIKELY = re.compile(r"(?i)py|version|[23]")
"""What is imported is followed only where it is called like this."""

Number = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VersionTest:
    """What is asked of the version: `>=` or `<` a number without zeros at its end, `==` or `!=` a major one."""

    sign: str
    number: Number

    def __str__(self) -> str:
        if self.sign in ("==", "!="):
            return f"sys.version_info[0] {self.sign} {self.number[0]}"
        return f"sys.version_info {self.sign} ({', '.join(map(str, self.number))}{',' * (len(self.number) == 1)})"

    @property
    def opposite(self) -> VersionTest:
        """The test that is passed where this one is not."""
        return replace(self, sign=_OPPOSITE[self.sign])

    def always(self, floor: Number) -> bool | None:
        """What it comes to on every Python 3 from a version on; None where that depends."""
        if self.sign in ("==", "!="):
            return (self.number == (3,)) is (self.sign == "==")
        if self.number <= floor:
            return self.sign == ">="
        return self.sign == "<" if self.number >= (4,) else None


@dataclass(frozen=True, slots=True)
class Flag:
    """One place in a condition that asks for the version; `name` is the same wherever the same is asked."""

    node: Node
    name: str
    test: VersionTest


def flags(sources: Sources | None, path: PurePosixPath, tree: Tree) -> tuple[Flag, ...]:
    """The places in the conditions of a file that a checker does not know for what they are, in order.

    Without the project's files only what the file itself says is found.
    """
    find = partial(_flags, sources, path, tree)
    return find() if sources is None else sources.once(("version flags", path), find)


def _flags(sources: Sources | None, path: PurePosixPath, tree: Tree) -> tuple[Flag, ...]:
    tests: dict[str, VersionTest | None] = {}
    found: dict[int, Flag] = {}
    for condition in conditions(tree):
        for node in _leaves(condition):
            words = _compact(tree, node)
            if words not in tests:
                tests[words] = None if _KNOWN.match(words) else _test(sources, path, tree, node, _DEPTH)
            test = tests[words]
            if test is not None and not any(each.type == "interpolation" for each in outwards(node)):
                found[node.start_byte] = Flag(node, words, test)
    return tuple(found[start] for start in sorted(found))


def _leaves(condition: Node) -> Iterator[Node]:
    """What a condition is put together from by `not`, `and` and `or`."""
    if condition.type in ("parenthesized_expression", "not_operator", "boolean_operator"):
        for each in condition.named_children:
            yield from _leaves(each)
    elif condition.type in ("identifier", "attribute", "comparison_operator"):
        yield condition


def _compact(tree: Tree, node: Node) -> str:
    return re.sub(r"\s+", "", tree.code(node))


def _test(sources: Sources | None, path: PurePosixPath, tree: Tree, node: Node, depth: int) -> VersionTest | None:
    """What an expression of a file asks of the version; None where it asks something else."""
    inner = next(iter(node.named_children), node)
    match node.type if depth else "":
        case "parenthesized_expression":
            return _test(sources, path, tree, inner, depth - 1)
        case "not_operator":
            test = _test(sources, path, tree, inner, depth - 1)
            return None if test is None else test.opposite
        case "comparison_operator":
            words = _COMPARED.fullmatch(_compact(tree, node))
            is_version = words is not None and _is_version(sources, path, tree, words["left"], depth)
            return _compared(words["part"] or "", words["sign"], words["than"]) if words and is_version else None
        case "identifier" | "attribute":
            dotted = _compact(tree, node).split(".")
            value = _value(sources, path, tree, dotted, depth)
            test = None if value is None else _test(sources, *value, depth - 1)
            return test if test is not None and _is_steady(sources, dotted[-1]) else None
        case _:
            return None


def _is_version(sources: Sources | None, path: PurePosixPath, tree: Tree, dotted: str, depth: int) -> bool:
    """Whether an expression is `sys.version_info`, as such or by a name."""
    listed = _imports(tree)
    if any(".".join(bound) == dotted and (module, name) == ("sys", "version_info") for bound, module, name in listed):
        return True
    if dotted == "sys.version_info":
        return any(bound == ["sys"] and name is None for bound, _, name in listed)
    value = _value(sources, path, tree, dotted.split("."), depth)
    if value is None or not _is_version(sources, value[0], value[1], _compact(value[1], value[2]), depth - 1):
        return False
    return _is_steady(sources, dotted.rsplit(".", maxsplit=1)[-1])


def _compared(part: str, sign: str, than: str) -> VersionTest | None:
    """The version, or a part of it, beside a number or a tuple."""
    is_major = part in (".major", "[0]")
    size = 1 if is_major else _SIZES.get(part, 3)
    number = _number(than) if is_major is than.isdecimal() else ()
    if not 0 < len(number) <= size:
        return None
    if sign in ("==", "!="):
        return VersionTest(sign, number) if size == 1 else None
    # a tuple that is longer and begins alike is the larger one
    if len(number) == size and sign in (">", "<="):
        number = _next(number)
    return VersionTest(">=" if sign in (">", ">=") else "<", _without_zeros(number))


def _number(than: str) -> Number:
    """A number or a tuple of one or two; empty where it is something else."""
    match = _TUPLE.fullmatch(than)
    listed = match.groups() if match is not None else (than,) if than.isdecimal() else ()
    return tuple(int(each) for each in listed if each is not None)


def _next(number: Number) -> Number:
    return (*number[:-1], number[-1] + 1)


def _without_zeros(number: Number) -> Number:
    return number if len(number) == 1 or number[-1] else _without_zeros(number[:-1])


def _value(
    sources: Sources | None, path: PurePosixPath, tree: Tree, dotted: list[str], depth: int
) -> tuple[PurePosixPath, Tree, Node] | None:
    """What a dotted name is given, once, at the top of a module, and where that is."""
    if depth <= 0:
        return None
    given = _assigned(tree).get(dotted[0], ()) if len(dotted) == 1 else ()
    if given:
        right = given[0].child_by_field_name("right") if len(given) == 1 and _is_at_the_top(given[0]) else None
        return None if right is None else (path, tree, right)
    if sources is None or not _LIKELY.search(dotted[-1]):
        return None
    for bound, module, name in _imports(tree):
        if dotted[: len(bound)] != bound:
            continue
        rest = dotted[len(bound) :]
        names = [name, *rest] if name is not None else rest
        for inner in (0, 1)[: len(names)]:
            prefix = module if not inner else f"{module}{'' if module.endswith('.') else '.'}{names[0]}"
            file = sources.module(path, prefix)
            there = None if file is None else sources.tree(file)
            found = None if file is None or there is None else _value(sources, file, there, names[inner:], depth - 1)
            if found is not None:
                return found
    return None


@lru_cache(maxsize=16)
def _imports(tree: Tree) -> tuple[tuple[list[str], str, str | None], ...]:
    """What each import of a file binds: many names are looked for in one file."""
    return tuple(imports(tree))


@lru_cache(maxsize=16)
def _assigned(tree: Tree) -> Mapping[str, tuple[Node, ...]]:
    """The assignments to each name, wherever they stand in a file."""
    found: dict[str, tuple[Node, ...]] = {}
    for assignment in captured(tree.root, "(assignment left: (identifier)) @assignment"):
        left = assignment.child_by_field_name("left")
        name = "" if left is None else tree.code(left)
        found[name] = (*found.get(name, ()), assignment)
    return found


def _is_at_the_top(assignment: Node) -> bool:
    statement = assignment.parent
    holder = None if statement is None else statement.parent
    return holder is not None and holder.type == "module"


def _is_steady(sources: Sources | None, name: str) -> bool:
    """Whether nothing in the project looks as if it gave a name of a module another value."""
    giving = rf"\.{name}\s*=(?!=)|global\b[^\n]*\b{name}\b|(?:setattr|patch)[^\n]*['\"](?:\w+\.)*{name}['\"]"
    return sources is None or not sources.hold(giving)
