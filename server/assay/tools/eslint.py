"""Have a project's own ESLint say what it makes of every file, and its own migrator translate a configuration.

Both run by Node.js in the sandbox, in the folder of the configuration. Probes stand beside the project's files, one for
each pattern of the old configuration and each kind of file in each folder, so that what no file shows is seen as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, cast

from assay.core.command import INPUT, OUTPUT, Branch, Command, Completed, Limits
from assay.core.cutting import beginning
from assay.tools.eslint_files import Run
from assay.tools.node import Node
from assay.tools.payloads import Answer

SECONDS = 300
_ANSWER = "eslint.json"
_PAYLOAD = "eslint_payload.cjs"
_BESIDE = tuple(f"eslint_{name}_payload.cjs" for name in ("folders", "meaning", "old", "probes", "project"))
"""What it loads from where it stands itself."""

_SAID = 400
_LEVELS = (0, 1, 2)
_KEYS = {
    *("parser", "ecmaVersion", "sourceType", "parserOptions", "globals", "named", "environments", "rules", "settings"),
    *("processor", "noInlineConfig", "reportUnused"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: the folder, the file in it that configures ESLint in the old way, how scripts call it.

    `ignored` is what `.eslintignore` or `eslintIgnore` says, `nested` are the files in folders below that configure
    it there, relative to the folder. Of `packages` the versions that are installed are asked for.
    """

    folder: PurePosixPath
    name: str
    scripts: tuple[Run, ...]
    ignored: str = ""
    nested: tuple[PurePosixPath, ...] = ()
    packages: frozenset[str] = frozenset()

    @property
    def runs(self) -> tuple[Run, ...]:
        """How scripts call it, and on the whole folder, as editors may."""
        return tuple(dict.fromkeys((*self.scripts, Run())))


@dataclass(frozen=True, slots=True)
class File:
    """A file that is linted: by which of the runs, by which configuration, and what is found in it."""

    runs: tuple[int, ...]
    config: int
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linted(Answer):
    """What ESLint makes of each file, by its name in the folder. `failure` says why there is no answer.

    `configs` say the same in the same words, whichever kind of file they come from. `used` are all words in the files.
    `installed` are the versions of the packages that were asked for, of those that come from a registry.
    """

    failure: str
    version: str = ""
    files: Mapping[str, File] = field(default_factory=lambda: MappingProxyType({}))
    configs: tuple[Mapping[str, Any], ...] = ()
    probes: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()
    installed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Translated(Answer):
    """The new configuration. `failure` says why there is none."""

    text: str
    failure: str


def in_use(nested: Iterable[PurePosixPath], before: Linted) -> tuple[PurePosixPath, ...]:
    """Those of the configurations in folders below by which ESLint looks at any file."""
    folders = {folder for name in before.files for folder in PurePosixPath(name).parents}
    return tuple(each for each in nested if each.parent in folders)


async def lint(
    asked: Asked, node: Node, branch: Branch, limits: Limits, *, flat: bool, probes: tuple[str, ...] | None = None
) -> Linted:
    """What it makes of a branch, by the new kind of configuration or the old. Raises `SandboxFailed`.

    `probes` are those of another branch that it is to be compared with.
    """
    command = _command(asked, node, {"flat": flat, "probes": probes, "packages": sorted(asked.packages)})
    completed = await branch.run(command, limits)
    answer = _answer(completed.outputs, completed.killed, completed.stderr)
    if failure := answer.get("failure"):
        return Linted(command.argv, completed, str(failure))
    try:
        return _linted(command.argv, completed, answer)
    except (LookupError, ValueError, TypeError, AttributeError, OverflowError):
        return Linted(command.argv, completed, "its answer makes no sense")


async def translate(asked: Asked, node: Node, branch: Branch, limits: Limits) -> Translated:
    """What the project's migrator makes of the configuration. Raises `SandboxFailed`."""
    command = _command(asked, node, {"migrate": True})
    completed = await branch.run(command, limits)
    answer = _answer(completed.outputs, completed.killed, completed.stderr)
    text = answer.get("text")
    failure = str(answer.get("failure") or ("" if isinstance(text, str) else "its answer makes no sense"))
    return Translated(command.argv, completed, text if isinstance(text, str) else "", failure)


def _linted(argv: tuple[str, ...], completed: Completed, answer: Mapping[str, Any]) -> Linted:
    files = {
        str(name): File(tuple(map(int, file[0])), int(file[1]), tuple(map(str, file[2])))
        for name, file in answer["files"].items()
    }
    configs = tuple(map(_config, answer["configs"]))
    if any(not 0 <= each.config < len(configs) for each in files.values()):
        raise ValueError(files)
    probes, used = tuple(map(str, answer["probes"])), frozenset(map(str, answer["used"]))
    installed = {str(name): str(version) for name, version in answer["installed"].items()}
    return Linted(argv, completed, "", str(answer["version"]), files, configs, probes, used, installed)


def _config(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A configuration as it is told. Raises where it is none: code of the project runs where that is said."""
    words = [told["parser"], told["sourceType"], *told["globals"].values(), *told["named"].values()]
    lists = [*told["rules"].values(), *told["environments"].values()]
    sound = (
        all(isinstance(each, str) for each in words)
        and all(isinstance(each, list) for each in lists)
        and all(isinstance(each, str) for names in told["environments"].values() for each in names)
        and isinstance(told["ecmaVersion"], int | str | None)
        and told["reportUnused"] in _LEVELS
    )
    if not sound or {*told} != _KEYS:
        raise ValueError(told)
    return dict(told)


def _command(asked: Asked, node: Node, orders: Mapping[str, object]) -> Command:
    told = {
        "name": asked.name,
        "runs": [asdict(each) for each in asked.runs],
        "ignored": asked.ignored,
        "nested": list(map(str, asked.nested)),
        "migrator": str(node.migrator) if node.migrator else None,
        **{key: value for key, value in orders.items() if value is not None},
    }
    orders_name = "orders.json"
    return Command(
        argv=(str(node.executable), f"{INPUT}/{_PAYLOAD}", f"{OUTPUT}/{_ANSWER}", f"{INPUT}/{orders_name}"),
        cwd=asked.folder,
        environment={"NO_COLOR": "1"},
        readable=node.readable,
        inputs={
            **{name: resources.files("assay.tools").joinpath(name).read_text("utf-8") for name in (_PAYLOAD, *_BESIDE)},
            orders_name: json.dumps(told),
        },
        outputs=(_ANSWER,),
    )


def _answer(outputs: Mapping[str, bytes], killed: str | None, stderr: bytes) -> Mapping[str, Any]:
    if killed is not None:
        return {"failure": f"it was ended: {killed}"}
    try:
        found = json.loads(outputs[_ANSWER])
        json.dumps(found, ensure_ascii=False).encode()  # half a character is no text
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    except (KeyError, ValueError, RecursionError):
        said = stderr.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        return {"failure": f"it gave no answer ({beginning(said[-1], _SAID)})"}
