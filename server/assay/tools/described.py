"""What a function takes, gives and is a method of, as the project's own Python says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Taken:
    """What an annotation lets through.

    `kind` is a type's name, or one of any, unknown, literal, union, list, iterator, dict, set, tuple, callable, object.
    `values` are those of a literal or an enumeration as source, and the number of arguments of a callable; `of` what a
    container or union is made of; `parameters` what the constructor of an object takes.
    """

    kind: str
    name: str = ""
    values: tuple[str, ...] = ()
    of: tuple[Taken, ...] = ()
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `kind` as `inspect` calls it. `default` is source, empty where it has none that can be written."""

    name: str
    kind: str
    required: bool
    default: str
    taken: Taken

    @property
    def by_name(self) -> bool:
        """Whether it can be given by name."""
        return self.kind in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY")


@dataclass(frozen=True, slots=True)
class Described:
    """`form` is one of function, method, static, class method, property, constructor; `mode` of plain, async, context.

    `names` are those of classes in the rest, each with the module that it is imported from. `spoken` are the constants
    that its code and the functions behind it speak of, as source by the name of their type, and `patterns` those that
    they match with, each with its flags. `error` says why nothing else is known.
    """

    form: str = "function"
    mode: str = "plain"
    parameters: tuple[Parameter, ...] = ()
    receiver: Taken | None = None
    returns: Taken = field(default_factory=lambda: Taken("any"))
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    spoken: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    patterns: tuple[tuple[str, int], ...] = ()
    error: str = ""

    @property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters that have to be given, without those that take any number."""
        return tuple(each for each in self.parameters if each.required and not each.kind.startswith("VAR"))


def described(report: Mapping[str, Any]) -> Described:
    """The report of the program inside the sandbox. Raises `KeyError` and `TypeError` where it has not the shape."""
    if report["error"]:
        return Described(error=str(report["error"]))
    return Described(
        form=str(report["form"]),
        mode=str(report["mode"]),
        parameters=tuple(map(_parameter, report["parameters"])),
        receiver=None if report["receiver"] is None else _taken(report["receiver"]),
        returns=_taken(report["returns"]),
        names={str(name): str(module) for name, module in report["names"].items()},
        spoken={str(kind): tuple(map(str, each)) for kind, each in report["spoken"]["values"].items()},
        patterns=tuple((str(pattern), int(flags)) for pattern, flags in report["spoken"]["patterns"]),
    )


def _taken(told: Mapping[str, Any]) -> Taken:
    return Taken(
        kind=str(told["kind"]),
        name=str(told["name"]),
        values=tuple(map(str, told["values"])),
        of=tuple(map(_taken, told["of"])),
        parameters=tuple(map(_parameter, told["parameters"])),
    )


def _parameter(told: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=str(told["name"]),
        kind=str(told["kind"]),
        required=told["required"] is True,
        default=str(told["default"]),
        taken=_taken(told["taken"]),
    )
