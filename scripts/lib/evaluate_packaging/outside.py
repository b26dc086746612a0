"""Builds a wheel without Assay's code, by pip, and tells what it would install."""

from __future__ import annotations

import itertools
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from email.parser import Parser
from hashlib import sha256
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from evaluate_tests.processes import run

SECONDS = 240
_PYTHONS = ("2.7.18", *(f"3.{minor}.{patch}" for minor in range(6, 16) for patch in (0, 9)))
_SYSTEMS = (("linux", "Linux", "posix"), ("win32", "Windows", "nt"), ("darwin", "Darwin", "posix"))
_DISPLAYED = ("Summary", "Keywords", "Classifier", "License", "License-Expression", "Description-Content-Type")
_VERSIONS = ("0", "1", "2", "3", "4", "5", "8", "9", "99")


def built(project: Path, python: Path) -> dict[str, object]:
    """What the wheel of a project is, by what of it; the reason under `failure` where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(shutil.copytree(project, Path(folder, "tree"), symlinks=True))
        for left in (*tree.glob("**/*.egg-info"), tree / "build", tree / "dist"):
            shutil.rmtree(left, ignore_errors=True)
        argv = (str(python), "-I", "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index")
        words = (*argv, "--disable-pip-version-check", "-w", str(Path(folder, "out")), str(tree))
        done = run(words, Path(folder), SECONDS, environ={"SOURCE_DATE_EPOCH": "1577836800"})
        if done.code is None:
            return {"failure": "the build did not end"}
        wheels = list(Path(folder, "out").glob("*.whl"))
        if done.code or len(wheels) != 1:
            return {"failure": (done.said.strip().splitlines() or ["nothing was said"])[-1][-200:]}
        return _told(wheels[0])


def hard(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """What of an installation differs, by name."""
    return tuple(name for name in before if name != "displayed" and _differ(name, before[name], after.get(name)))


def _differ(name: str, before: object, after: object) -> bool:
    if name == "requirements" and isinstance(before, list) and isinstance(after, list):
        return _meaning(before) != _meaning(after)  # pyright: ignore[reportUnknownArgumentType]
    return before != after


def _told(wheel: Path) -> dict[str, object]:
    with zipfile.ZipFile(wheel) as opened:
        contents = {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}
    info = {name.partition(".dist-info/")[2]: text for name, text in contents.items() if ".dist-info/" in name}
    message = Parser().parsestr(info["METADATA"].decode())
    fields: dict[str, list[str]] = {}
    for name, value in message.items():
        fields.setdefault(name, []).append(str(value))
    points = info.get("entry_points.txt", b"").decode().splitlines()
    licences = [
        (name.rpartition("/")[2], sha256(text).hexdigest())
        for name, text in info.items()
        if re.search(r"licen[cs]e|copying|notice|authors", name, re.IGNORECASE)
    ]
    return {
        "name": canonicalize_name(fields["Name"][0]),
        "version": fields["Version"][0],
        "python": _accepted(fields.get("Requires-Python", [""])[0]),
        "requirements": sorted(fields.get("Requires-Dist", ())),
        "extras": sorted(canonicalize_name(each) for each in fields.get("Provides-Extra", ())),
        "entry points": sorted(line.replace(" ", "") for line in points if line.strip()),
        "files": sorted(name for name in contents if ".dist-info/" not in name),
        "bytes": sorted(sha256(text).hexdigest() for name, text in contents.items() if ".dist-info/" not in name),
        "licence files": sorted(map(list, licences)),
        "tags": sorted(line for line in info["WHEEL"].decode().splitlines() if line.startswith(("Tag", "Root"))),
        "displayed": {name: sorted(fields.get(name, ())) for name in _DISPLAYED},
    }


def _accepted(python: str) -> list[str]:
    """The Pythons that will do; a specifier is written in many ways."""
    specifiers = SpecifierSet(python)
    return [each for each in (*_PYTHONS, "3.99.0", "4.0", "4.1", "5.0") if specifiers.contains(each)]


def _meaning(lines: Iterable[str]) -> set[tuple[str, ...]]:
    """What would be installed in each environment, and which of some versions would do."""
    found: set[tuple[str, ...]] = set()
    requirements = [Requirement(line) for line in lines]
    extras = {match for line in lines for match in re.findall(r"extra *== *['\"]([^'\"]+)", line)}
    for environment in _environments({"", *map(canonicalize_name, extras)}):
        for each in requirements:
            if each.marker is None or each.marker.evaluate(environment):
                will_do = [version for version in _probed(each) if each.specifier.contains(version, prereleases=True)]
                where = (environment["python_full_version"], environment["sys_platform"], environment["extra"])
                found.add((*where, canonicalize_name(each.name), *sorted(each.extras), *will_do))
    return found


def _environments(extras: Iterable[str]) -> Iterator[dict[str, str]]:
    for python, (platform, system, name), extra in itertools.product(_PYTHONS, _SYSTEMS, sorted(extras)):
        yield {
            "python_version": ".".join(python.split(".")[:2]),
            "python_full_version": python,
            "sys_platform": platform,
            "platform_system": system,
            "os_name": name,
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "extra": extra,
        }


def _probed(requirement: Requirement) -> list[str]:
    """Versions around those that are named, in a form that does not depend on how they are written."""
    found: set[str] = set(_VERSIONS)
    for specifier in requirement.specifier:
        numbers = [int(each) for each in re.findall(r"\d+", specifier.version)[:3]]
        numbers += [0] * (3 - len(numbers))
        for place, step in itertools.product(range(3), (-1, 0, 1)):
            near = [*numbers[:place], max(0, numbers[place] + step), *numbers[place + 1 :]]
            found.add(".".join(map(str, near)))
    return sorted(found)
