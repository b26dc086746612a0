"""Tests put into a file: behind those that are there, with the imports that they need beside those that are there."""

from __future__ import annotations

import ast
import io
import itertools
import sys
import tokenize
from collections.abc import Mapping, Sequence

from assay.core.parsing import parse_module
from assay.recipes.drafting.case import filled, names_in
from assay.recipes.drafting.matter import Unfit, imported_names
from assay.recipes.drafting.writing import Style, Test

LONGEST_LINE = 88


def into(text: str | None, found: Sequence[Test], style: Style, names: Mapping[str, str], heading: str = "") -> str:
    """The file with the tests at its end. `names` may be needed; `heading` names the class where tests are methods."""
    body = _body(found, style, heading)
    read = frozenset[str]().union(names_in([f"{heading}\n    pass"] if heading else []), *map(_reads, found))
    modules = {
        "asyncio": "",
        "pytest": "",
        "unittest": "",
        "TestCase": "unittest",
        "IsolatedAsyncioTestCase": "unittest",
        **names,
    }
    needed = {name: modules[name] for name in sorted(read) if name in modules}
    body = _requoted(body)
    if text is None:
        return f"{_imports(needed)}\n\n\n{body}\n"
    bound, imported = names_bound(text), imported_names(parse_module(text))
    for name, module in needed.items():
        if name in bound and imported.get(name, module).partition(".")[0] != module.partition(".")[0]:
            raise Unfit(f"the name {name} means something else in the file of its tests")
    missing = {name: module for name, module in needed.items() if name not in bound}
    text, left = _extended(text, missing)
    return _with_imports(text, left) + f"\n\n\n{body}\n"


def _extended(text: str, missing: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """The text with names put into its imports from their modules, and the names that are still missing."""
    lines, left = text.split("\n"), dict(missing)
    for node in reversed(parse_module(text).body):
        if not isinstance(node, ast.ImportFrom) or any(each.asname for each in node.names) or node.level:
            continue
        end = node.end_lineno or node.lineno
        more = [name for name, module in left.items() if module == node.module]
        if more and not any("#" in line or ";" in line for line in lines[node.lineno - 1 : end]):
            names = sorted({*more, *(each.name for each in node.names)})
            lines[node.lineno - 1 : end] = _from(str(node.module), names).split("\n")
            left = {name: module for name, module in left.items() if name not in more}
    return "\n".join(lines), left


def _with_imports(text: str, missing: Mapping[str, str]) -> str:
    """The text with imports behind the last one that goes before them, in the usual groups and order."""
    for group, names, line in sorted(_statements(missing)):
        top = [each for each in parse_module(text).body if isinstance(each, (ast.Import, ast.ImportFrom))]
        lines = text.rstrip("\n").split("\n")
        before = [each for each in top if _rank(each) <= (group, names, line.split()[1])]
        at = max((each.end_lineno or 0 for each in before), default=_docstring_end(text))
        beside = [_rank(each)[0] for each in before[-1:]] == [group]
        follows = any(_rank(each)[0] == group for each in top)
        lead = [] if beside or (not before and not _docstring_end(text)) else [""]
        behind = [""] if not before and top and not follows else []
        behind = ["", ""] if not top and at == 0 and text.strip() else behind
        lines[at:at] = [*lead, line, *behind]
        text = "\n".join(lines) + "\n"
    return text.rstrip("\n")


def _rank(node: ast.Import | ast.ImportFrom) -> tuple[int, bool, str]:
    return _group(_module(node)), isinstance(node, ast.ImportFrom), _module(node)


def _module(node: ast.Import | ast.ImportFrom) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def names_bound(text: str) -> frozenset[str]:
    """The names that a module binds by imports and definitions at its top."""
    names: set[str] = set()
    for node in parse_module(text).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
    return frozenset(names)


def through(source: str, names: Mapping[str, str], module: str, alias: str) -> str:
    """The source with the names of a module written as `alias.name`."""
    return (
        filled(source, {name: f"{alias}.{name}" for name, home in names.items() if home == module}) if alias else source
    )


def _reads(test: Test) -> frozenset[str]:
    """The names that it needs; a parameter may be called like one that its table needs."""
    table = "\n".join((*test.decorators, "def table(): pass"))
    return names_in([table]) | names_in(["\n".join(test.lines(method=False, returns="")[len(test.decorators) :])])


def _body(found: Sequence[Test], style: Style, heading: str) -> str:
    returns = " -> None" if style.annotated else ""
    if style.form == "functions":
        return "\n\n\n".join("\n".join(each.lines(method=False, returns=returns)) for each in found)
    methods = [
        "\n".join(f"    {line}" if line else "" for line in each.lines(method=True, returns=returns)) for each in found
    ]
    return f"{heading}\n" + "\n\n".join(methods)


def _imports(needed: Mapping[str, str]) -> str:
    """Import statements in the usual three groups and order."""
    found = sorted(_statements(needed))
    groups = (list(lines) for _, lines in itertools.groupby(found, key=lambda each: each[0]))
    return "\n\n".join("\n".join(line for _, _, line in group) for group in groups)


def _statements(needed: Mapping[str, str]) -> list[tuple[int, bool, str]]:
    """The statements, each with its group and whether it is one that imports names of a module."""
    modules: dict[str, list[str]] = {}
    for name, module in needed.items():
        if module and module != "builtins":
            modules.setdefault(module, []).append(name)
    whole = [(_group(name), False, f"import {name}") for name, module in needed.items() if not module]
    return [*whole, *((_group(each), True, _from(each, sorted(names))) for each, names in modules.items())]


def _from(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    return line if len(line) <= LONGEST_LINE else f"from {module} import (\n    " + ",\n    ".join(names) + ",\n)"


def _group(module: str) -> int:
    top = module.partition(".")[0]
    return 0 if top in sys.stdlib_module_names else 1 if top == "pytest" else 2


def _docstring_end(text: str) -> int:
    body = parse_module(text).body
    first = body[0] if body else None
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return (first.end_lineno or 0) if said and first is not None else 0


def _requoted(text: str) -> str:
    """The text with double quotes round strings, where none is in them."""
    lines = text.split("\n")
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(text).readline))):
        if token.type == tokenize.STRING and token.start[0] == token.end[0]:
            prefix, quote, rest = token.string.partition("'")
            if quote and '"' not in token.string and not token.string.endswith("'''") and "\\'" not in rest:
                row, line = token.start[0] - 1, lines[token.start[0] - 1]
                lines[row] = f'{line[: token.start[1]]}{prefix}"{rest[:-1]}"{line[token.end[1] :]}'
    return "\n".join(lines)
