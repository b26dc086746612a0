"""Where a name can be imported from: what the project's other files do, what it defines, what Python brings along."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from assay.core.snapshot import Snapshot
from assay.recipes.modules import absolute
from assay.recipes.sources import Sources
from assay.syntax.tree import Tree, captured
from assay.tools.modules import dotted
from assay.tools.test_files import is_test

# fmt: off
_WELL_KNOWN = {
    "abc": "ABC ABCMeta abstractmethod",
    "collections": "ChainMap Counter OrderedDict defaultdict deque namedtuple",
    "contextlib": "AsyncExitStack ExitStack asynccontextmanager closing contextmanager nullcontext suppress",
    "copy": "deepcopy",
    "dataclasses": "dataclass",
    "datetime": "timedelta tzinfo",
    "decimal": "Decimal",
    "enum": "Enum Flag IntEnum IntFlag StrEnum",
    "fractions": "Fraction",
    "functools": "cached_property lru_cache partial singledispatch total_ordering wraps reduce",
    "io": "BytesIO StringIO TextIOWrapper",
    "pathlib": "Path PosixPath PurePath PurePosixPath",
    "textwrap": "dedent",
    "types": "MappingProxyType ModuleType SimpleNamespace TracebackType",
    "typing": "Annotated Any AnyStr ClassVar Concatenate Final Generic Literal NamedTuple NewType NoReturn Optional"
              " ParamSpec Protocol TYPE_CHECKING TypeAlias TypeVar TypedDict Union cast overload",
    "urllib.parse": "parse_qs urlencode urljoin urlparse urlsplit urlunparse urlunsplit",
    "uuid": "UUID uuid4",
}
# fmt: on
"""Names that mean one thing to whoever reads Python. `date`, `field` or `chain` could be anybody's."""

_BY_NAME = {name: module for module, names in _WELL_KNOWN.items() for name in names.split()}
_MODULE_ONLY = frozenset(sys.stdlib_module_names) - {"this", "antigravity", "code", "types", "test", "token", "site"}


@dataclass(frozen=True, slots=True)
class Import:
    """One import. `name` is empty for `import module`; `alias` where it is bound under another name."""

    module: str
    name: str
    alias: str
    reason: str


def in_project(sources: Sources, path: PurePosixPath, name: str) -> list[Import]:
    """By which imports the project's other files get the name; where none does, which of its modules define it."""
    imported: dict[tuple[str, str, str], Import] = {}
    defined: dict[str, Import] = {}
    for other, tree in sources.mentioning(name):
        if other == path:
            continue
        for found in _bindings(sources.snapshot, other, tree, name):
            imported.setdefault((found.module, found.name, found.alias), found)
        if not is_test(other) and _defines(tree, name) and (module := dotted(sources.snapshot, other)):
            defined.setdefault(module, Import(module, name, "", f"{other} defines it"))
    return list(imported.values()) or list(defined.values())


def in_standard_library(name: str, attributes: frozenset[str], *, called: bool) -> list[Import]:
    """What Python itself calls so; `attributes` are read of the name, `called` says that it is used as no module is."""
    found: list[Import] = []
    if name in _MODULE_ONLY and attributes and not called and not name.startswith("_"):
        found.append(Import(name, "", "", f"{name} is a module of the standard library"))
    if (module := _BY_NAME.get(name)) is not None:
        found.append(Import(module, name, "", f"{module} of the standard library has it"))
    return found


def _bindings(snapshot: Snapshot, path: PurePosixPath, tree: Tree, name: str) -> Iterator[Import]:
    """The imports of a file that bind the name, in absolute words."""
    reason = f"{path} imports it so"
    for node in captured(tree.root, "[(import_statement) (import_from_statement)] @import"):
        from_ = node.child_by_field_name("module_name")
        module = None if from_ is None else absolute(snapshot, path, tree.code(from_))
        for each in node.children_by_field_name("name"):
            alias = each.child_by_field_name("alias")
            origin = tree.code(each.child_by_field_name("name") or each)
            bound = tree.code(alias) if alias is not None else origin
            if bound != name:
                continue
            shown = bound if alias is not None and bound != origin else ""
            if from_ is None:
                yield Import(origin, "", shown, reason)
            elif module:
                yield Import(module, origin, shown, reason)


def _defines(tree: Tree, name: str) -> bool:
    """Whether the module defines a function, a class or a constant of this name at its top level."""
    pattern = (
        "(module [(function_definition name: (identifier) @name) (class_definition name: (identifier) @name)"
        " (decorated_definition definition: (_ name: (identifier) @name))"
        " (expression_statement (assignment left: (identifier) @name))])"
    )
    return any(tree.code(each) == name for each in captured(tree.root, pattern))
