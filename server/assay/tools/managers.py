"""Where poetry, pipenv, conda, uv and pyenv keep the Python of a folder, by their own naming and nothing else.

Each function yields what its manager would use for one folder. None of the managers is run.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assay.tools.reading import names, read_small, read_toml, table

_UNSAFE = r'[ $`!*@"\\\r\n\t]'
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*")
"""What may become a part of a path: names come from files of the repository."""

_CONDA_NAME = re.compile(r"^name: *[\"']?([^\"'#\s]+)", re.MULTILINE)
_REQUEST = re.compile(r"(?:cpython[-@]?|python-?)?(\d+(?:\.\d+){0,2})")


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a Python should be: an environment's folder or an interpreter. `source` says how it was found."""

    place: Path
    source: str


def poetry(folder: Path, environ: Mapping[str, str]) -> Iterator[Found]:
    """The environment in poetry's cache, named after the project, its folder and the Python."""
    pyproject = read_toml(folder / "pyproject.toml")
    own = table(pyproject, "tool", "poetry")
    if own is None and not (folder / "poetry.lock").is_file():
        return
    name = (own or {}).get("name") or (table(pyproject, "project") or {}).get("name")
    if not isinstance(name, str):
        return
    cleaned = re.sub(_UNSAFE, "_", name.lower())[:42]
    stem = f"{cleaned}-{_hashed(os.path.normcase(os.path.realpath(folder)))}"
    for kept in _poetry_folders(environ):
        active = (table(read_toml(kept / "envs.toml"), stem) or {}).get("minor")
        found = [each for each in names(kept) if each.startswith(f"{stem}-py")]
        for each in sorted(found, key=lambda each: (each == f"{stem}-py{active}", _numbers(each)), reverse=True):
            yield Found(kept / each, f"poetry's environment {each}")


def pipenv(folder: Path, environ: Mapping[str, str]) -> Iterator[Found]:
    """The environment in WORKON_HOME, named after the folder of the Pipfile and a digest of its path."""
    pipfile = folder / "Pipfile"
    if not pipfile.is_file():
        return
    data = environ.get("XDG_DATA_HOME") or _home(environ, ".local", "share")
    kept = Path(environ.get("WORKON_HOME") or Path(data, "virtualenvs"))
    digest = hashlib.sha256(str(pipfile).encode("utf-8", "surrogateescape")).digest()[:6]
    stem = f"{re.sub(_UNSAFE, '_', folder.name)[:42]}-{base64.urlsafe_b64encode(digest).decode()[:8]}"
    for each in names(kept):
        if each == stem or each.startswith(f"{stem}-"):
            yield Found(kept / each, f"pipenv's environment {each}")


def conda(folder: Path, environ: Mapping[str, str]) -> Iterator[Found]:
    """The active environment unless it is `base`, and the one that the folder's environment file names."""
    active = environ.get("CONDA_PREFIX")
    if active and environ.get("CONDA_DEFAULT_ENV") != "base":
        yield Found(Path(active), "CONDA_PREFIX")
    for file in ("environment.yml", "environment.yaml"):
        match = _CONDA_NAME.search(read_small(folder / file) or "")
        if match is None or _NAME.fullmatch(match[1]) is None:
            continue
        for place in _conda_folders(match[1], environ):
            if (place / "conda-meta").is_dir():
                yield Found(place, f"conda environment {match[1]} ({file})")


def uv(folder: Path, environ: Mapping[str, str]) -> Iterator[Found]:
    """The environment that uv is told to use for the folder, and uv's own Python of the version it asks for."""
    if (told := environ.get("UV_PROJECT_ENVIRONMENT")) and (folder / "uv.lock").is_file():
        yield Found(folder / told, "UV_PROJECT_ENVIRONMENT")
    kept = Path(environ.get("UV_PYTHON_INSTALL_DIR") or _home(environ, ".local", "share", "uv", "python"))
    for request in _requests(folder):
        if match := _REQUEST.fullmatch(request):
            for each in _newest(name for name in names(kept) if _fits(name.removeprefix("cpython-"), match[1])):
                yield Found(kept / each, f"uv's {each} (.python-version)")


def pyenv(folder: Path, environ: Mapping[str, str]) -> Iterator[Found]:
    """The Python of pyenv that the folder asks for, else one of that version on PATH."""
    for request in _requests(folder):
        yield from _of_pyenv(request, environ, ".python-version")
        if match := re.fullmatch(r"3\.\d+", request):
            for entry in filter(os.path.isabs, environ.get("PATH", "").split(os.pathsep)):
                if Path(entry).name != "shims" and os.access(Path(entry, f"python{match[0]}"), os.X_OK):
                    yield Found(Path(entry, f"python{match[0]}"), f"python{match[0]} on PATH (.python-version)")


def behind_shim(shims: Path, environ: Mapping[str, str]) -> Iterator[Found]:
    """The Python that pyenv's shim would start where no folder asks for one."""
    if environ.get("PYENV_VERSION"):
        requests, source = environ["PYENV_VERSION"].split(":"), "PYENV_VERSION"
    else:
        requests, source = (read_small(shims.parent / "version") or "").split(), "pyenv's global version"
    for request in requests:
        yield from _of_pyenv(request, {**environ, "PYENV_ROOT": str(shims.parent)}, source)


def _of_pyenv(request: str, environ: Mapping[str, str], source: str) -> Iterator[Found]:
    versions = Path(environ.get("PYENV_ROOT") or _home(environ, ".pyenv")) / "versions"
    if _NAME.fullmatch(request) is None:
        return
    for each in (request, *_newest(name for name in names(versions) if name.startswith(f"{request}."))):
        if (versions / each).is_dir():
            yield Found(versions / each, f"pyenv's {each} ({source})")


def _requests(folder: Path) -> tuple[str, ...]:
    lines = (read_small(folder / ".python-version") or "").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _poetry_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    settings = Path(
        environ.get("POETRY_CONFIG_DIR")
        or Path(environ.get("XDG_CONFIG_HOME") or _home(environ, ".config"), "pypoetry")
    )
    configured = read_toml(settings / "config.toml") or {}
    caches = Path(environ.get("XDG_CACHE_HOME") or _home(environ, ".cache"), "pypoetry")
    cache = environ.get("POETRY_CACHE_DIR") or configured.get("cache-dir") or caches
    if told := environ.get("POETRY_VIRTUALENVS_PATH") or (table(configured, "virtualenvs") or {}).get("path"):
        yield Path(str(told).replace("{cache-dir}", str(cache)))
    yield Path(str(cache), "virtualenvs")


def _conda_folders(name: str, environ: Mapping[str, str]) -> Iterator[Path]:
    listed = (read_small(_home(environ, ".conda", "environments.txt")) or "").splitlines()
    yield from (Path(line) for line in listed if Path(line).name == name)
    yield from (Path(kept, name) for kept in environ.get("CONDA_ENVS_PATH", "").split(os.pathsep) if kept)
    installed = [environ.get("MAMBA_ROOT_PREFIX"), environ.get("CONDA_PREFIX")]
    installed.append(str(Path(environ["CONDA_EXE"]).parent.parent) if environ.get("CONDA_EXE") else None)
    yield from (Path(prefix, "envs", name) for prefix in installed if prefix)
    for prefix in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", ".conda"):
        yield _home(environ, prefix, "envs", name)


def _home(environ: Mapping[str, str], *parts: str) -> Path:
    # without a home folder there is nothing to find in it
    return Path(environ.get("HOME") or "/nonexistent", *parts)


def _hashed(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()).decode()[:8]


def _fits(name: str, version: str) -> bool:
    """Whether a name as `3.11.7-linux-...` is of a version, given in one to three numbers."""
    return re.match(rf"{re.escape(version)}(?![\d])", name) is not None


def _newest(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=_numbers, reverse=True))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:6])
