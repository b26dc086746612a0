"""Whether requirements mean the same: what is installed in every environment, and every version that will do.

Texts are no help: a backend that writes `<3` for `<3.0.0` has changed nothing. Markers are evaluated over a grid of all
values that they and the world know, each variable by itself; specifiers are probed at each boundary that they have.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

MOST = 60_000
"""Environments of one name beyond which nothing is said to be equal."""

MOST_IN_ALL = 600_000
"""Environments of all names that differ, likewise."""

_LONGEST = 4_000
"""Characters of a requirement beyond which it is not read."""

_PYTHONS = ("2.7.18", *(f"3.{minor}.{patch}" for minor in range(5, 18) for patch in (0, 5)))
_WORLD: Mapping[str, tuple[str, ...]] = {
    "sys_platform": ("linux", "win32", "darwin", "cygwin"),
    "platform_system": ("Linux", "Windows", "Darwin", "Java"),
    "os_name": ("posix", "nt", "java"),
    "implementation_name": ("cpython", "pypy"),
    "platform_python_implementation": ("CPython", "PyPy"),
    "implementation_version": ("3.11.0",),
    "platform_machine": ("x86_64", "aarch64", "arm64", "AMD64"),
    "platform_release": ("",),
    "platform_version": ("",),
}
_TERM = re.compile(r'(?P<name>[a-z_]+) (?:not in|in|[<>=!~]=?=?) "(?P<value>[^"]*)"')
_NUMBER = re.compile(r"[0-9]{1,9}")
_MRET = re.compile(r'"(?P<value>[^"]*)" (?:not in|in|[<>=!~]=?=?) (?P<name>[a-z_]+)')


def requirement_differences(before: Sequence[str], after: Sequence[str], extras: Iterable[str]) -> list[str]:
    """What differs, a line for each name, with an environment in which it does. Raises `InvalidRequirement`."""
    if any(len(each) > _LONGEST for each in (*before, *after)):
        raise InvalidRequirement("one is too long to be read")
    old, new = _by_name(before), _by_name(after)
    names: set[str] = {canonicalize_name(each) for each in extras}
    found: list[str] = []
    left = MOST_IN_ALL
    for name in sorted({*old, *new}):
        if sorted(map(str, old.get(name, ()))) == sorted(map(str, new.get(name, ()))):
            continue
        grid = list(itertools.islice(_environments((*old.get(name, ()), *new.get(name, ())), names), MOST + 1))
        left -= len(grid)
        if len(grid) > MOST or left < 0:
            found.append(f"{name}: too many environments to compare")
        elif difference := _difference(name, old.get(name, []), new.get(name, []), grid):
            found.append(difference)
    return found


def specifiers_agree(before: str, after: str) -> bool:
    """Whether two sets of specifiers let the same versions through. Raises `InvalidSpecifier`."""
    (old_texts, old), (new_texts, new) = _apart(before), _apart(after)
    if old_texts != new_texts:
        return False
    if old == new:
        return True
    if old_texts:
        return False
    if bool(old.prereleases) != bool(new.prereleases):
        return False
    return all(
        old.contains(version, prereleases=True) == new.contains(version, prereleases=True)
        for version in _probes(old, new)
    )


def _apart(text: str) -> tuple[set[str], SpecifierSet]:
    """What is compared as a text, by `===` of PEP 440, and need not be a version; and the other specifiers."""
    specifiers = SpecifierSet(text)
    exact = {each.version.lower() for each in specifiers if each.operator == "==="}
    return exact, SpecifierSet(",".join(str(each) for each in specifiers if each.operator != "==="))


def _difference(name: str, old: list[Requirement], new: list[Requirement], grid: list[dict[str, str]]) -> str:
    for environment in grid:
        mine, other = _active(old, environment), _active(new, environment)
        if (mine is None) != (other is None):
            return f"{name} {'is lost' if other is None else 'is new'} {_where(environment)}"
        if mine is None or other is None or mine == other:
            continue
        if mine[0] != other[0] or mine[2] != other[2] or not specifiers_agree(mine[1], other[1]):
            return f"{_shown(name, mine)} becomes {_shown(name, other)} {_where(environment)}"
    return ""


def _by_name(lines: Iterable[str]) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in lines:
        requirement = Requirement(line)
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


_Active = tuple[frozenset[str], str, frozenset[str]]


def _active(requirements: list[Requirement], environment: dict[str, str]) -> _Active | None:
    """What holds in an environment: extras, specifiers and addresses; None where nothing does."""
    held = [each for each in requirements if each.marker is None or each.marker.evaluate(environment)]
    if not held:
        return None
    extras = frozenset(canonicalize_name(extra) for each in held for extra in each.extras)
    specifiers = ",".join(sorted({str(each.specifier) for each in held if str(each.specifier)}))
    return extras, specifiers, frozenset(each.url for each in held if each.url)


def _environments(requirements: Sequence[Requirement], extras: set[str]) -> Iterator[dict[str, str]]:
    """One after the other, with every value of each variable that a marker names."""
    named: dict[str, dict[str, None]] = {}
    for each in requirements:
        for match in (*_TERM.finditer(str(each.marker or "")), *_MRET.finditer(str(each.marker or ""))):
            values = named.setdefault(match["name"], {})
            values.update(dict.fromkeys((match["value"], *match["value"].replace(",", " ").split())))
    pythons = _pythons((*named.pop("python_version", ()), *named.pop("python_full_version", ())))
    extra = ("", *sorted(extras)) if "extra" in named else ("",)
    named.pop("extra", None)
    domains = {
        name: tuple(dict.fromkeys((*world[:1], *(world[1:] if name in named else ()), *named.get(name, ()))))
        for name, world in _WORLD.items()
    }
    for python, more, *rest in itertools.product(pythons, extra, *domains.values()):
        short = ".".join(python.split(".")[:2])
        yield {
            **dict(zip(domains, rest, strict=True)),
            "python_version": short,
            "python_full_version": python,
            "extra": more,
        }


def _pythons(named: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(_PYTHONS)
    for each in named:
        numbers = [int(part) for part in each.replace("*", "0").split(".") if _NUMBER.fullmatch(part)]
        if len(numbers) > 2:
            found |= {f"{numbers[0]}.{numbers[1]}.{max(0, numbers[2] + step)}": None for step in (-1, 0, 1)}
        elif len(numbers) == 2:
            found |= {f"{numbers[0]}.{max(0, numbers[1] + step)}.1": None for step in (-1, 0, 1)}
    return tuple(found)


def _probes(*sets: SpecifierSet) -> set[Version]:
    texts = {"0", "0.0.1", "1", "2", "9999"}
    for specifier in itertools.chain(*sets):
        try:
            release = list(Version(specifier.version.removesuffix(".*")).release)
        except InvalidVersion:
            continue
        release += [0] * (3 - len(release))
        base = ".".join(map(str, release))
        texts |= {base, f"{base}a1", f"{base}rc1", f"{base}.post1", f"{base}.dev1", f"{base}.1", f"{base}+local"}
        texts.add(specifier.version.removesuffix(".*"))
        for place, step in itertools.product(range(len(release)), (-1, 1)):
            near = [*release[:place], release[place] + step, *release[place + 1 :]]
            if near[place] >= 0:
                texts |= {".".join(map(str, near)), ".".join(map(str, near[: place + 1]))}
    return {Version(each) for each in texts}


def _shown(name: str, active: _Active) -> str:
    extras, specifiers, addresses = active
    wanted = f"[{','.join(sorted(extras))}]" if extras else ""
    return f"{name}{wanted}{specifiers}{' @ ' if addresses else ''}{' '.join(sorted(addresses))}"


def _where(environment: Mapping[str, str]) -> str:
    extra = f", extra {environment['extra']}" if environment["extra"] else ""
    return f"(Python {environment['python_full_version']}, {environment['sys_platform']}{extra})"
